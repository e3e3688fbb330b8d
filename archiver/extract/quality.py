"""What kind of page came back: an article, or one of the things that stand in its place.

    quality(("Just a moment...",), title="Just a moment...", ...) -> captcha, ("text: just a moment",)

A page with a few hundred words is an article, whatever else stands on it, unless it says itself that it is not free
and that there is more of it (a teaser); a short one is judged by the phrases that consent walls, robot checks, paywalls
and error pages use. Each signal names its evidence, so that a reader can judge the verdict. What the HTTP answer says
besides is weighed in `archiver.extract.answer`.
"""

import re
from collections.abc import Iterator, Sequence

from archiver.extract.page.embedded import Node
from archiver.model.capture import Quality, QualityVerdict

LONG_WORDS = 200  # words; error pages and walls are shorter
SHORT_WORDS = 25  # words; an article is longer
TEASER_FACTOR = 2  # a text that is declared so many times as long was not sent whole
NEAR_END = 3  # last blocks, where an offer to subscribe stands
MAX_DIGITS = 7  # of a word count

_PHRASES: tuple[tuple[QualityVerdict, str], ...] = (
    ("captcha", "just a moment|attention required|are you a robot|verify (?:that )?you are (?:a )?human|captcha"
                "|checking your browser|unusual traffic|підтвердьте, що ви не робот|подтвердите, что вы не робот"),
    ("consent", "before you continue|we value your privacy|accept (?:all )?cookies|your privacy choices"
                "|ми цінуємо вашу конфіденційність|мы используем файлы cookie"),
    ("soft-404", "page not found|404 not found|error 404|page (?:you requested )?(?:could not|cannot|can't) be found"
                 "|page (?:no longer|doesn't|does not) exist|сторінку не знайдено|страница не найдена"),
    ("paywall", "subscribe to (?:continue|read)|subscribers only|to continue reading|become a (?:member|subscriber)"
                "|лише для передплатників|только для подписчиков"),
    ("login", "(?:log|sign) in to (?:continue|read|view)|please (?:log|sign) in|увійдіть, щоб|войдите, чтобы"),
    ("error", "access denied|403 forbidden|internal server error|service unavailable|bad gateway|gateway time-?out"),
)  # fmt: skip
_SIGNS = tuple((verdict, re.compile(rf"(?<!\w)(?:{phrases})", re.IGNORECASE)) for verdict, phrases in _PHRASES)
_OFFER = dict(_SIGNS)["paywall"]


def quality(blocks: Sequence[str], *, title: str, nodes: Sequence[Node]) -> Quality:
    """Verdict and signals of a page with canonical `blocks`, its `title` and its JSON-LD article objects."""
    words = words_of(blocks)
    signals = list(_signals(blocks, title)) if words < LONG_WORDS else []
    free = is_free(nodes)
    teaser = [] if free or not blocks else list(_teaser(blocks, words, nodes))
    names = tuple(text for _, text in signals) + (() if free else ("json-ld isAccessibleForFree: false", *teaser))
    if signals:
        return Quality(verdict=signals[0][0], signals=names)
    if not blocks:
        return Quality(verdict="empty", signals=(*names, "no text"))
    if teaser or (not free and words < LONG_WORDS):
        return Quality(verdict="paywall", signals=names)
    return Quality(verdict="article", signals=names + ((f"short: {words} words",) if words < SHORT_WORDS else ()))


def is_free(nodes: Sequence[Node]) -> bool:
    """Whether no JSON-LD article object says that it is paid for."""
    return not any(_is_false(node.get("isAccessibleForFree")) for node in nodes)


def _teaser(blocks: Sequence[str], words: int, nodes: Sequence[Node]) -> Iterator[str]:
    """What says that an article which is not free goes on behind what is here."""
    for node in nodes:
        declared = _number(node.get("wordCount"))
        if declared >= words * TEASER_FACTOR:
            yield f"json-ld wordCount: {declared}, {words} words found"
        body = node.get("articleBody")
        if isinstance(body, str) and words_of((body,)) >= words * TEASER_FACTOR:
            yield f"json-ld articleBody: {words_of((body,))} words, {words} words found"
    if found := _OFFER.search("\n".join(blocks[-NEAR_END:])):
        yield f"end of the text: {found[0].lower()}"


def _number(value: object) -> int:
    text = str(value).strip() if isinstance(value, (str, int)) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else 0


def words_of(blocks: Sequence[str]) -> int:
    """About how many words there are."""
    return sum(block.count(" ") + 1 for block in blocks)


def _signals(blocks: Sequence[str], title: str) -> list[tuple[QualityVerdict, str]]:
    text = "\n".join(blocks)
    found: list[tuple[QualityVerdict, str]] = []
    for verdict, sign in _SIGNS:
        for place, where in (("title", title), ("text", text)):
            match = sign.search(where)
            if match:
                found.append((verdict, f"{place}: {match[0].lower()}"))
    return found


def _is_false(value: object) -> bool:
    return value is False or (isinstance(value, str) and value.lower() == "false")
