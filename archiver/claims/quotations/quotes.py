"""Quotation marks paired into quotations, over paragraphs too.

    quotations(["“One.", "“Two,” he said."]) -> one Quotation with Piece(0, 0, 5, 1, 5) and Piece(1, 0, 6, 1, 5)

Pairs: “ ”, " ", « », „ “, „ ”, ‘ ’ and ' '; two single marks ('' or ``) are a double one. A quotation
that is open at the end of its block goes on in the next block if that one begins with an opening mark of the same
kind; otherwise it ends with its block and is not `closed`. Marks inside a quotation belong to it. A mark that closes
nothing is ignored, as is the apostrophe: a single mark opens a quotation only before a word, outside double marks, and
when a plausible closing mark stands in the same block. One pass, linear.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archiver.claims.quotations.dialogue import dialogue, spoken


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


_DOUBLE = re.compile("''|``|‘‘|’’|[\"“”„«»]")
_TYPED = {"''": '"', "``": "“", "‘‘": "“", "’’": "”"}  # two single marks stand for a double one
_CLOSERS = {"“": '”"', '"': '"”', "„": '“”"', "«": "»", "‘": "’", "'": "'"}
_SINGLE = re.compile("(?<!\\w)[‘'](?=\\w)")
_SINGLE_END = re.compile("(?<=[^\\s‘'])[’'](?!\\w)")
_END_CANDIDATES = 4  # closing single marks tried for one opening mark
_MAX_SINGLE = 600  # code points of a quotation between single marks


class _Mark(NamedTuple):
    """A double mark: where it stands, and the one character that it is or stands for."""

    start: int
    end: int
    kind: str


class _Pair(NamedTuple):
    """A closed pair: opening mark and closing mark."""

    opening: _Mark
    closing: _Mark


def _marks(text: str) -> list[_Mark]:
    return [_Mark(*m.span(), _TYPED.get(m[0], m[0])) for m in _DOUBLE.finditer(text)]


def _opens(text: str, mark: _Mark) -> bool:
    """Whether a mark that looks the same at both ends can open here."""
    before = text[mark.start - 1] if mark.start else " "
    after = text[mark.end] if mark.end < len(text) else " "
    return not after.isspace() and (before.isspace() or before in "([{—–-/:‘'“«\u200b…")


def _paired(text: str, marks: Sequence[_Mark]) -> tuple[list[_Pair], _Mark | None]:
    """Closed outermost pairs of `text` and the mark that is left open."""
    pairs: list[_Pair] = []
    opening: _Mark | None = None
    depth = 0
    for mark in marks:
        if opening is None:
            if mark.kind in "“„«" or (mark.kind == '"' and _opens(text, mark)):
                opening, depth = mark, 1
        elif mark.kind in _CLOSERS[opening.kind] and not (mark.kind == opening.kind and _opens(text, mark)):
            depth -= 1
            if depth == 0:
                pairs.append(_Pair(opening, mark))
                opening = None
        elif mark.kind == opening.kind:
            depth += 1
    return pairs, opening


def _recovered(marks: Sequence[_Mark], kind: str) -> tuple[list[_Pair], _Mark | None]:
    """`marks` paired without nesting: for a text whose nesting does not come out even."""
    pairs: list[_Pair] = []
    opening: _Mark | None = None
    for mark in marks:
        if opening is None and mark.kind == kind:
            opening = mark
        elif opening is not None and mark.kind in _CLOSERS[kind]:
            pairs.append(_Pair(opening, mark))
            opening = None
    return pairs, opening


def _single_marks(text: str, taken: Sequence[_Pair], limit: int) -> list[_Pair]:
    """Pairs of single marks outside `taken` and before `limit`."""
    pairs: list[_Pair] = []
    ends = [m.start() for m in _SINGLE_END.finditer(text, 0, limit)]
    following = index = position = 0
    for match in _SINGLE.finditer(text, 0, limit):
        start = match.start()
        while index < len(taken) and taken[index].closing.end <= start:
            index += 1
        while following < len(ends) and ends[following] <= start:
            following += 1
        inside = index < len(taken) and taken[index].opening.start <= start
        if start < position or inside or following == len(ends):
            continue
        end = _single_end(text, start, ends, following)
        if end is not None and not (index < len(taken) and taken[index].opening.start < end):
            pairs.append(_Pair(_Mark(start, start + 1, match[0]), _Mark(end, end + 1, text[end])))
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


def _in_block(text: str, next_text: str | None) -> tuple[list[_Pair], _Mark | None]:
    """Pairs of one block, in order, and the opening mark that its end leaves open."""
    marks = _marks(text)
    pairs, left = _paired(text, marks)
    if left is not None and not _continues(left.kind, next_text):
        later = [mark for mark in marks if mark.start >= left.start]
        if any(mark.kind == left.kind for mark in later[1:]):
            more, left = _recovered(later, left.kind)
            pairs += more
    if "‘" in text or "'" in text:
        pairs = sorted(pairs + _single_marks(text, pairs, left.start if left else len(text)))
    return pairs, left


def _continues(kind: str, next_text: str | None) -> bool:
    """Whether the next block begins with an opening mark of this kind."""
    if next_text is None:
        return False
    first = _DOUBLE.match(next_text)
    return first is not None and _TYPED.get(first[0], first[0]) == kind


def _pieces(block: int, text: str, opening: _Mark, closing: _Mark) -> Iterator[Piece]:
    """The pieces of a closed pair: one, or those around the tags inside it."""
    whole = (opening.end, closing.start)
    for start, end in spoken(text, *whole) if opening.kind in "«„" else [whole]:
        outer_start = opening.start if start == opening.end else start
        yield Piece(block, outer_start, closing.end if end == closing.start else end, start, end)


def _dialogue(block: int, text: str) -> Quotation | None:
    pieces = tuple(
        Piece(block, 0 if at == 0 else start, end, start, end) for at, (start, end) in enumerate(dialogue(text))
    )
    return Quotation(pieces, True, "—") if pieces else None


def quotations(blocks: Sequence[str]) -> tuple[Quotation, ...]:
    """The quotations of `blocks`, in order of their first piece; blank blocks are passed over."""
    found: list[Quotation] = []
    pending: list[Piece] = []
    filled = [index for index, text in enumerate(blocks) if text.strip()]
    for at, block in enumerate(filled):
        text = blocks[block]
        speech = None if pending else _dialogue(block, text)
        if speech is not None:
            found.append(speech)
            continue
        next_text = blocks[filled[at + 1]] if at + 1 < len(filled) else None
        pairs, left = _in_block(text, next_text)
        for opening, closing in pairs:
            pieces = _pieces(block, text, opening, closing)
            found.append(Quotation((*pending, *pieces), True, opening.kind))
            pending = []
        if left is not None:
            pending.append(Piece(block, left.start, len(text), left.end, len(text)))
            if not _continues(left.kind, next_text):
                found.append(Quotation(tuple(pending), False, left.kind))
                pending = []
    return tuple(found)
