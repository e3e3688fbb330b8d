"""Quotation marks paired into quotations, over paragraphs too.

    quotations(["“One.", "“Two,” he said."]) -> one Quotation with Piece(0, 0, 5, 1, 5) and Piece(1, 0, 6, 1, 5)

Pairs: “ ”, " ", « », „ “, „ ”, ‘ ’ and ' '. A quotation that is open at the end of its block goes on in the next
block if that one begins with an opening mark of the same kind; otherwise it ends with its block and is not
`closed`. Marks inside a quotation belong to it. A mark that closes nothing is ignored, as is the apostrophe: a
single mark opens a quotation only before a word, outside double marks, and when a plausible closing mark stands in
the same block. One pass, linear.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple


class Piece(NamedTuple):
    """A quotation's part in one block: with its marks (`outer`) and without (`start`, `end`)."""

    block: int
    outer_start: int
    outer_end: int
    start: int
    end: int


class Quotation(NamedTuple):
    """A quotation: its pieces, whether its closing mark was found, and its opening mark."""

    pieces: tuple[Piece, ...]
    closed: bool
    mark: str


_DOUBLE = re.compile('["“”„«»]')
_CLOSERS = {"“": '”"', '"': '"”', "„": '“”"', "«": "»", "‘": "’", "'": "'"}
_SINGLE = re.compile("(?<!\\w)[‘'](?=\\w)")
_SINGLE_END = re.compile("(?<=[^\\s‘'])[’'](?!\\w)")
_END_CANDIDATES = 4  # closing single marks tried for one opening mark
_MAX_SINGLE = 600  # code points of a quotation between single marks


def _opens(text: str, at: int) -> bool:
    """Whether a mark that looks the same at both ends can open here."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return not after.isspace() and (before.isspace() or before in "([{—–-/:‘'“«\u200b…")


def _double_marks(text: str) -> tuple[list[tuple[int, int, str]], tuple[int, str] | None]:
    """Closed outermost pairs (opening, closing, mark) of `text` and the mark that is left open."""
    pairs: list[tuple[int, int, str]] = []
    opening, mark, depth = 0, "", 0
    for match in _DOUBLE.finditer(text):
        at, found = match.start(), match[0]
        if not mark:
            if found in "“„«" or (found == '"' and _opens(text, at)):
                opening, mark, depth = at, found, 1
        elif found in _CLOSERS[mark] and not (found == mark and _opens(text, at)):
            depth -= 1
            if depth == 0:
                pairs.append((opening, at, mark))
                mark = ""
        elif found == mark:
            depth += 1
    return pairs, ((opening, mark) if mark else None)


def _recovered(text: str, opening: int, mark: str) -> tuple[list[tuple[int, int, str]], tuple[int, str] | None]:
    """The marks from `opening` on, paired without nesting: for a text whose nesting does not come out even."""
    pairs: list[tuple[int, int, str]] = []
    start: int | None = None
    for match in _DOUBLE.finditer(text, opening):
        if start is None and (match[0] == mark):
            start = match.start()
        elif start is not None and match[0] in _CLOSERS[mark]:
            pairs.append((start, match.start(), mark))
            start = None
    return pairs, ((start, mark) if start is not None else None)


def _single_marks(text: str, taken: Sequence[tuple[int, int, str]], limit: int) -> list[tuple[int, int, str]]:
    """Pairs of single marks outside `taken` and before `limit`."""
    pairs: list[tuple[int, int, str]] = []
    ends = [m.start() for m in _SINGLE_END.finditer(text, 0, limit)]
    following = index = position = 0
    for match in _SINGLE.finditer(text, 0, limit):
        start = match.start()
        while index < len(taken) and taken[index][1] < start:
            index += 1
        while following < len(ends) and ends[following] <= start:
            following += 1
        inside = index < len(taken) and taken[index][0] < start
        if start < position or inside or following == len(ends):
            continue
        end = _single_end(text, start, ends, following)
        if end is not None and not (index < len(taken) and taken[index][0] < end):
            pairs.append((start, end, match[0]))
            position = end
    return pairs


def _single_end(text: str, start: int, ends: Sequence[int], first: int) -> int | None:
    """The closing mark: the first that is no plural possessive ("soldiers’ arms")."""
    near = [end for end in ends[first : first + _END_CANDIDATES] if end - start <= _MAX_SINGLE]
    near = [end for end in near if text[end] in _CLOSERS[text[start]]]
    for end in near:
        if text[end - 1] in ",.?!…" or text[end - 1] != "s" or text[end + 1 : end + 2] in (",", ".", ";", ")", ""):
            return end
    return near[0] if near and text[start] == "‘" else None


def _in_block(text: str, next_text: str | None) -> tuple[list[tuple[int, int, str]], tuple[int, str] | None]:
    """Pairs of one block, in order, and the opening mark that its end leaves open."""
    pairs, left = _double_marks(text)
    if left is not None and not _continues(left[1], next_text) and text.count(left[1], left[0] + 1):
        more, left = _recovered(text, *left)
        pairs += more
    if "‘" in text or "'" in text:
        pairs = sorted(pairs + _single_marks(text, pairs, left[0] if left else len(text)))
    return pairs, left


def _continues(mark: str, next_text: str | None) -> bool:
    return next_text is not None and next_text[:1] == mark


def quotations(blocks: Sequence[str]) -> tuple[Quotation, ...]:
    """The quotations of `blocks`, in order of their first piece; blank blocks are passed over."""
    found: list[Quotation] = []
    pending: list[Piece] = []
    filled = [index for index, text in enumerate(blocks) if text.strip()]
    for at, block in enumerate(filled):
        text = blocks[block]
        next_text = blocks[filled[at + 1]] if at + 1 < len(filled) else None
        pairs, left = _in_block(text, next_text)
        for start, end, mark in pairs:
            piece = Piece(block, start, end + 1, start + 1, end)
            found.append(Quotation((*pending, piece), True, mark))
            pending = []
        if left is not None:
            start, mark = left
            pending.append(Piece(block, start, len(text), start + 1, len(text)))
            if not _continues(mark, next_text):
                found.append(Quotation(tuple(pending), False, mark))
                pending = []
    return tuple(found)
