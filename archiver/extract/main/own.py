"""What of a page may be the article's at all: not the wall that asks for consent, and not the page's further articles.

    div "We and our 7 partners store and access information on a device ..." (thirty of them)   -> none of it
    article > h1, p, p      article > h1, p, p, p, p                                              -> the first one

A wall may be longer than the article, and so may be its readers' comments, and the article that an endless page loads
below it. All would win by their size, so they are left out before anybody measures, or told apart when two texts are
held against each other. What leaves hardly any text is not left out: it is what there is to read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archiver.extract.main.lines import opens_what_follows
from archiver.extract.main.measure import Below, is_prose, weight
from archiver.extract.main.passages import HEADINGS, Passage, Region

MAX_LABEL = 40  # code points of a heading over comments
FEW = 3  # passages of one home that ask for consent; fewer are lines among others, and cut as such
MOST = 0.7  # of a home's text; where less of it asks, the home is an article about such things
ENOUGH = 300  # characters of prose; no article has less
LABELS = 3  # passages in front of a text among which the label over it stands
MAX_ASKING = 2_000  # code points; what asks for consent is shorter
MIN_MATTERS = 3  # different matters that such a passage names

_TO_READERS = ("we ", "our ", "you", "us ", "ми ", "наш", "ваш", "мы ", "wir ", "ihre", "nous ", "vos ", "nos ")
# What such walls speak of, in the wording of IAB Europe's Transparency and Consent Framework and of others
_MATTERS = (
    ("cookie", "файли cookie", "файлы cookie"), ("partner", "партнер", "партнёр"), ("vendor", "third part", "anbieter"),
    ("device", "пристрої", "устройств", "gerät", "appareil"),
    ("consent", "згод", "соглас", "einwilligung", "consentement"),
    ("personal data", "персональн", "personenbezogen", "données personnelles", "datos personales"),
    ("legitimate interest", "berechtigtes interesse", "intérêt légitime"), ("identifier", "ip address", "browsing"),
    ("personali", "advertis", " ads", "реклам", "werbung", "publicité"), ("measure", "audience", "analytics"),
    ("preferences", "choices", "settings", "налаштуван", "настройк"), ("store", "access information"),
)  # fmt: skip

_COUNTED = re.compile(
    r"""\d[\d.,]*\ (?:reader\ )?(?:comments?|responses?|replies|kommentare?|commentaires?|comentarios?|comentários?
      |commenti|komentarz[ey]|reacties|коментар\w{1,3}|комментари\w{1,2}|تعليقات?|תגובות)
      |(?:reader\ )?(?:comments?|kommentare|commentaires|comentarios|comentários|commenti|komentarze|reacties|коментарі
      |комментарии|التعليقات|תגובות)\s?[(\[:]\s?\d[\d.,]*[)\]]?""",
    re.IGNORECASE | re.VERBOSE,
)


def own(page: Sequence[Passage]) -> list[Passage]:
    """`page` without its wall of consent and without the articles that follow the first."""
    kept = list(page)
    for others in (_walls(page), _further_articles(page), _comments(page)):
        left = [passage for passage in kept if passage not in others] if others else kept
        if others and weight(filter(is_prose, left)) >= ENOUGH:
            kept = left
    return kept


def _walls(page: Sequence[Passage]) -> set[Passage]:
    homes: dict[Region, list[Passage]] = {
        passage.region.home: [] for passage in page if "artner" in (text := passage.text) or "ookie" in text
    }
    for passage in page if homes else ():
        if (inside := homes.get(passage.region.home)) is not None:
            inside.append(passage)
    return {passage for inside in homes.values() if _is_wall(inside) for passage in inside}


def _is_wall(inside: Sequence[Passage]) -> bool:
    """Whether most of a home's text asks for consent; of an article about such things not even half is looked at."""
    held = asked = weight(inside)
    number = 0
    for passage in inside if len(inside) >= FEW else ():
        if _asks_for_consent(passage.text.lower()):
            number += 1
            continue
        asked -= len(passage.tight)
        if asked < MOST * held:
            return False
    return number >= FEW


def _asks_for_consent(lowered: str) -> bool:
    if len(lowered) > MAX_ASKING or not _holds(lowered, _TO_READERS):
        return False
    return sum([_holds(lowered, words) for words in _MATTERS]) >= MIN_MATTERS


def _holds(text: str, words: Sequence[str]) -> bool:
    return bool([word for word in words if word in text])  # in less time than `any` takes with a generator


def _further_articles(page: Sequence[Passage]) -> set[Passage]:
    """The passages of `article` elements with an `h1` of their own, where the first such element is an article."""
    titles = [passage.region.article for passage in page if passage.region.tag == "h1"]
    titled = [article for article in dict.fromkeys(titles) if article is not None]
    if len(titled) <= 1:
        return set()
    first, others = titled[0], frozenset(titled[1:])
    prose = weight(passage for passage in page if passage.region.article is first and is_prose(passage))
    return {passage for passage in page if passage.region.article in others} if prose >= ENOUGH else set()


def _comments(page: Sequence[Passage]) -> set[Passage]:
    """What stands below the last heading that counts comments, in the region that the heading stands in."""
    headings = ((at, passage.text) for at, passage in enumerate(page) if passage.region.tag in HEADINGS)
    counts = [at for at, text in headings if _counts_comments(text)]
    if not counts:
        return set()
    place = counts[-1]
    inside = Below(page[place].region.parent)
    return {passage for passage in page[place:] if passage in inside}


def _counts_comments(text: str) -> bool:
    return len(text) <= MAX_LABEL and _COUNTED.fullmatch(text) is not None


def _titled(passage: Passage) -> Region | None:
    return passage.region.article if passage.region.tag == "h1" else None


def is_behind(second: Sequence[Passage], first: Sequence[Passage], page: Sequence[Passage]) -> bool:
    """Whether `second` is no article but what follows `first`: comments below their label, or another article.

    Another one stands in `article` elements of its own, while `first` stands in the one that holds the page's `h1`.
    """
    if weight(first) < ENOUGH or not second:
        return False
    title = next((article for passage in page if (article := _titled(passage)) is not None), None)
    if (
        title
        and all(passage.region.article is title for passage in first)
        and all(passage.region.article not in (None, title) for passage in second)
    ):
        return True
    end, start = page.index(first[-1]), page.index(second[0])
    return end < start and any(
        opens_what_follows(page[at].text) for at in range(max(end + 1, start - LABELS), start + 1)
    )
