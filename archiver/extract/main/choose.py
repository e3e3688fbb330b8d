"""The main text of a page: two extractors and a witness, then what is put back and what is cut.

    found = main_text(tree, article_body=None, names=("A. Reporter",))
    found.blocks == ("Kyiv says no", "Kyiv said no on Monday.", ...)
    found.evidence == "trafilatura; density agrees to 93 %"

trafilatura is asked first. The second extractor is our own and knows nothing of the first: the region in which most
long paragraphs stand close together. The page's own copy of the text (schema.org `articleBody`) is the witness where
there is one. Two that differ are said to differ; which one is taken depends on the witness, and without one on size:
the first stands unless it found a fraction of what the second did. trafilatura runs in its fast mode, and once more
with fallbacks of its own only where little was found. Where neither finds anything, or only the witness's beginning,
the witness is the text; where there is none, what stands in `noscript` is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from archiver.extract.main.cut import cut
from archiver.extract.main.match import match
from archiver.extract.main.measure import Below, in_noise, is_prose, weight
from archiver.extract.main.mend import mended
from archiver.extract.main.own import is_behind, own
from archiver.extract.main.passages import Passage, Region, passages
from archiver.extract.text import html_blocks, plain_blocks
from archiver.text.blocks import without_white

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_LINKS = 0.5  # share of links in a passage; with more it is no part of the densest text
FRACTION = 0.5  # of the second extractor's text; with less, and most of it other text, the first one missed the article
AGREEMENT = 50  # per cent; extractors that share less of their texts disagree
THIN = 1_000  # characters; an article seldom has less
TINY = 300  # characters; no article has less, whoever agrees
THIN_SHARE = 0.25  # of a page's text outside of links; with less, the article may have been missed
MOST = 0.5  # of that text; where the second extractor has more, it is not the one that missed something
AGREED = 75  # per cent; two extractors that share so much of their texts are believed
MAX_AGAIN = 10_000  # passages; on a larger page trafilatura is too slow to be asked twice
MIN_WITNESS = 500  # characters without white space; a shorter `articleBody` is a summary
WITNESSED = 0.5  # of a witness's text has to stand on the page for it to speak about the page
STUB = 0.5  # of the text that a page states; a page that shows less of it shows its beginning
WITHIN = 0.8  # of what such a page shows stands in that text, too
_SHARES = (1.0, 0.6, 0.3, 0.1)  # of a paragraph's length: for the region that holds it, and for those around that

FIRST, SECOND, WITNESS = "trafilatura", "density", "json-ld articleBody"


class MainText(NamedTuple):
    """Raw blocks in reading order, which extractor found them, and what the others say against it, if anything."""

    blocks: tuple[str, ...]
    evidence: str
    disagreement: str | None = None


class _Choice(NamedTuple):
    name: str
    passages: Sequence[Passage]


def main_text(
    tree: HtmlElement, *, article_body: str | None = None, names: Sequence[str] = (), free: bool = True
) -> MainText:
    """The main text of the page, empty when there is none; `tree` is left as it is.

    `article_body` is what the page states as its text, `names` are those of its authors and its publisher. `free` says
    that the page does not call itself paid for: such a page shows a part of its text on purpose.
    """
    page = own(passages(tree))
    first, second = match(page, html_blocks(tree)), densest(page)
    if _is_doubtful(first, second, page):
        first = match(page, html_blocks(tree, thorough=True))
    witness = _witness(page, article_body or "")
    name, chosen = _preferred(first, second, witness, page)
    text = _texts(cut(mended(page, chosen, second), names))
    stated = plain_blocks(article_body or "")
    if not text:
        return _stated(stated) if stated else _for_programs(tree, names)
    if free and (share := _shown(text, stated)) is not None:
        signal = f"the page shows {share} % of its text, its JSON-LD all of it"
        return MainText(stated, f"{WITNESS}; the page shows {share} % of it", signal)
    return MainText(text, *_account(name, first, second))


def _texts(chosen: Sequence[Passage]) -> tuple[str, ...]:
    return tuple(passage.text for passage in chosen)


def _stated(stated: tuple[str, ...]) -> MainText:
    return MainText(stated, f"{WITNESS}; the page shows no text", "the page shows no text, its JSON-LD does")


def _for_programs(tree: HtmlElement, names: Sequence[str]) -> MainText:
    """The text in `noscript` and in templates, if they hold an article; a notice that asks for scripts is shorter."""
    page = own(passages(tree, for_programs=True))
    chosen = densest(page)
    if weight(filter(is_prose, chosen)) < TINY:
        return MainText((), "", None)
    text = _texts(cut(mended(page, chosen), names))
    return MainText(text, f"{SECOND}; noscript or a template holds it", "the page shows no text, its noscript does")


def _shown(text: Sequence[str], stated: Sequence[str]) -> int | None:
    """How much of the text that the page states it shows, in per cent, if all that it shows is the beginning of it."""
    if not stated:
        return None
    whole, shown = without_white("".join(stated)), [without_white(block) for block in text]
    size = sum(map(len, shown))
    if size >= STUB * len(whole):
        return None
    held = sum(len(block) for block in shown if block.rstrip(".…") in whole)
    return round(100 * held / len(whole)) if held >= WITHIN * size else None


def _account(name: str, first: Sequence[Passage], second: Sequence[Passage]) -> tuple[str, str | None]:
    """Which extractor was taken and what the other one says; then the same as a signal where they disagree."""
    if name == WITNESS:
        return name, f"extractors disagree: {FIRST} and {SECOND} took other text than {WITNESS}, which was taken"
    other, theirs = (SECOND, second) if name == FIRST else (FIRST, first)
    if not theirs:
        return f"{name}; {other} found nothing", None
    share = _agreement(first, second)
    signal = f"extractors disagree: {FIRST} and {SECOND} share {share} % of their texts, {name} was taken"
    return f"{name}; {other} agrees to {share} %", signal if share < AGREEMENT else None


def _is_doubtful(first: Sequence[Passage], second: Sequence[Passage], page: Sequence[Passage]) -> bool:
    """Whether so little was found, and so little agreed upon, that it is worth the time to look again, thoroughly."""
    running = weight(passage for passage in page if passage.link_share < MAX_LINKS)
    thin = weight(first) < min(THIN, running) or weight(first) < THIN_SHARE * running
    return (
        len(page) <= MAX_AGAIN
        and thin
        and weight(second) < MOST * running
        and (_agreement(first, second) < AGREED or weight(first) < TINY)
    )


def densest(page: Sequence[Passage]) -> list[Passage]:
    """The passages of the region in which most long paragraphs stand close together."""
    prose = [passage for passage in page if is_prose(passage)]
    heard = [passage for passage in prose if not in_noise(passage, frozenset())] or prose
    scores: dict[Region, float] = defaultdict(float)
    for passage in heard:
        at: Region | None = passage.region.home
        for share in _SHARES:
            if at is not None:
                scores[at] += share * len(passage.tight)
                at = at.parent
    best = max(scores, key=lambda region: scores[region], default=None)
    inside = Below(best)
    signs = best.signs if best else frozenset[str]()
    return [
        passage
        for passage in page
        if passage.link_share < MAX_LINKS and passage in inside and not in_noise(passage, signs)
    ]


def _witness(page: Sequence[Passage], article_body: str) -> list[Passage]:
    """The passages that the page's own copy of the text holds, or none when it is no such copy."""
    blocks = plain_blocks(article_body)
    size = sum(map(len, blocks))
    found = match(page, blocks) if size >= MIN_WITNESS else []
    return found if weight(found) >= WITNESSED * size else []


def _preferred(
    first: Sequence[Passage], second: Sequence[Passage], witness: Sequence[Passage], page: Sequence[Passage]
) -> _Choice:
    choices = [_Choice(FIRST, first), _Choice(SECOND, second)]
    if witness:
        best = max(choices, key=lambda choice: _agreement(choice.passages, witness))
        return best if _agreement(best.passages, witness) >= AGREEMENT else _Choice(WITNESS, witness)
    shared = weight(set(first) & set(second))
    missed = weight(first) < FRACTION * weight(second) and shared < FRACTION * weight(first)
    return choices[1] if not first or (missed and not is_behind(second, first, page)) else choices[0]


def _agreement(one: Sequence[Passage], other: Sequence[Passage]) -> int:
    """How much of two texts is the same, in per cent of both together."""
    together = weight(one) + weight(other)
    return round(200 * weight(set(one) & set(other)) / together) if together else 100
