"""Takes out what was chosen and is none of the article's: by where it stands, by its words, by being links.

    aside.related > li "Bridge rebuilt"     p "Advertisement"     h3 "Comments" and what follows     p "Updated: 1 May"

Cutting stops where it would take most of the text: on such a page the signs mean something else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from archiver.extract.main.lines import is_edge, is_furniture, opens_what_follows, tells_a_life
from archiver.extract.main.measure import in_noise, is_prose, unheeded, weight
from archiver.extract.main.passages import Passage, Region
from archiver.text.notices import says_what_changed

NEAR = 3  # passages at either end among which the authors are introduced
KEPT = 0.5  # of the text has to stay; a step that leaves less is not taken
LINKED = 0.9  # share of links from which on a passage is nothing but a link
AFTERWARDS = 0.25  # of the text may stand below a label that says that the article is over
REPEATED = 60  # characters; a text so long that stands twice is a teaser of itself
SENTENCE = 8  # words; a link of its own that is so long is the headline of another article

Step = Callable[[Sequence[Passage]], list[Passage]]


def cut(chosen: Sequence[Passage], names: Sequence[str] = ()) -> list[Passage]:
    """`chosen` without what is none of the article's, in the same order.

    `names` are those of the authors and the publisher, who are introduced at the ends of articles. A notice that says
    what was changed stays wherever it stands.
    """
    kept = list(chosen)
    steps: tuple[Step, ...] = (
        _without_noise, _without_furniture, _without_links, _without_afterwards,
        lambda passages: _without_lives(passages, tuple(names)), _without_edges, _once,
    )  # fmt: skip
    for step in steps:
        left = step(kept)
        if len(left) < len(kept):
            stays = frozenset(left)
            left = [passage for passage in kept if passage in stays or _is_told(passage)]
        if weight(left) >= KEPT * weight(kept):
            kept = left
    return kept


def _is_told(passage: Passage) -> bool:
    return says_what_changed(passage.text) and not is_furniture(passage.text, passage.link_share)


def _without_noise(chosen: Sequence[Passage]) -> list[Passage]:
    deaf = unheeded(chosen)
    return [passage for passage in chosen if not in_noise(passage, deaf)]


def _without_furniture(chosen: Sequence[Passage]) -> list[Passage]:
    return [passage for passage in chosen if not is_furniture(passage.text, passage.link_share)]


def _without_links(chosen: Sequence[Passage]) -> list[Passage]:
    """Without links that stand alone and lists of nothing else; a linked heading is a heading."""
    lists = Counter(passage.region.items for passage in chosen)
    linked = Counter(passage.region.items for passage in chosen if passage.link_share >= LINKED)
    homes = {passage.region.home for passage in chosen if is_prose(passage)}
    last = max((index for index, passage in enumerate(chosen) if is_prose(passage)), default=len(chosen))
    return [
        passage
        for index, passage in enumerate(chosen)
        if passage.link_share < LINKED
        or (passage.heading and index < last)
        or (
            index < last
            and passage.words < SENTENCE
            and passage.region.home in homes
            and _in_company(passage, lists, linked)
        )
    ]


def _in_company(passage: Passage, lists: Counter[Region | None], linked: Counter[Region | None]) -> bool:
    """Whether the link is no item of a list of links."""
    around = passage.region.items
    return around is None or linked[around] < lists[around]


def _without_afterwards(chosen: Sequence[Passage]) -> list[Passage]:
    """Ends where a label says that the article is over and little follows."""
    total, after = weight(chosen), 0
    end = len(chosen)
    for index in range(len(chosen) - 1, 0, -1):
        after += len(chosen[index].tight)
        if after > AFTERWARDS * total:
            break
        if opens_what_follows(chosen[index].text):
            end = index
    return list(chosen[:end])


def _without_edges(chosen: Sequence[Passage]) -> list[Passage]:
    """Without dates, signatures and the like before the first long paragraph and after the last one.

    An article without long paragraphs, an interview or a short item, begins with its first sentence.
    """
    start, end = _between(chosen, _is_text) or _between(chosen, _is_sentence) or (0, len(chosen))
    return [passage for index, passage in enumerate(chosen) if start <= index < end or not is_edge(passage.text)]


def _between(chosen: Sequence[Passage], is_text: Callable[[Passage], bool]) -> tuple[int, int] | None:
    """From the first text to behind the last one; those in between are not asked, which would take most of the time."""
    start = next((index for index, passage in enumerate(chosen) if is_text(passage)), None)
    if start is None:
        return None
    return start, next(index for index in range(len(chosen), start, -1) if is_text(chosen[index - 1]))


def _is_text(passage: Passage) -> bool:
    return is_prose(passage) and not is_edge(passage.text)


def _is_sentence(passage: Passage) -> bool:
    return passage.words >= SENTENCE and not is_edge(passage.text)


def _without_lives(chosen: Sequence[Passage], names: tuple[str, ...]) -> list[Passage]:
    """Without what is said about the authors and the publisher at either end."""
    near = {*range(NEAR), *range(len(chosen) - NEAR, len(chosen))} if names else set()
    return [
        passage for index, passage in enumerate(chosen) if index not in near or not tells_a_life(passage.text, names)
    ]


def _once(chosen: Sequence[Passage]) -> list[Passage]:
    """Without what stands elsewhere on the page again, as pages hold one text for each width of screen."""
    homes: dict[str, Region] = {}
    return [
        passage
        for passage in chosen
        if len(passage.tight) < REPEATED or homes.setdefault(passage.tight, passage.region.home) is passage.region.home
    ]
