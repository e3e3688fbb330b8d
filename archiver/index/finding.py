"""A `Query` as one SQL statement that reads no more than it has to.

What narrows most decides where reading starts; everything else is a condition on what is read there. The planner is
not asked: CROSS JOIN keeps the order of tables, and a `+` before a column keeps its index out
(sqlite.org/optoverview.html).

    words           found -> passage -> package      in order of time, because the numbers of passages are
    url, host ...   series -> package                in order of addresses
    digest          package by one of four look-ups
    else            package by case, by quality, or by time
"""

from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import merge
from itertools import groupby, islice
from typing import Any

from archiver.errors import InputError, UsageError
from archiver.index import words
from archiver.index.columns import (
    PACKAGE,
    SELECTED,
    Columns,
    microseconds,
    octets,
    passages_of_second,
    to_passage,
    to_row,
)
from archiver.index.interface import Found, Hit, Query, Row
from archiver.index.schema import BITS_OF_COUNT, FIRST_OCTETS, SEGMENT, SOURCE, TEXT
from archiver.model.instant import Instant
from archiver.model.url import surt

MAX_LIMIT = 10_000  # packages of one answer
MAX_OFFSET = 1_000_000

_PASSAGE = "g.position, (SELECT text FROM name WHERE id = g.kind), g.text, g.speaker, g.stands_for, g.places"
_WIDTH = 2 + len(PACKAGE)  # columns of a package; a passage's come after them, and then what they are in order of
_BEHIND = {"relevance": "found.rank", "address": "p.twin"}
_OF_PASSAGE = "p.passages = (SELECT max(passages) FROM package WHERE passages <= g.id)"
_DIGESTS = ((113, TEXT), (81, SOURCE), (49, SEGMENT), (17, None))  # where in `ids`, and the bit that says so
_HOST = (")", ":", ",")  # what can follow a host: its path, a port, a name below it
_BELOW = ("", "/", "?")
_AFTER = "\x7f"  # sorts after every character of a SURT


@dataclass(frozen=True)
class Question:
    """A statement with its values."""

    sql: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Span:
    """SURTs from `low` on, below `high`, in which after `low` comes one of `then`, if any are named."""

    low: str
    high: str
    then: tuple[str, ...] = ()

    def holds(self, series: str) -> bool:
        """Whether a SURT is in it."""
        follows = series[len(self.low) : len(self.low) + 1]
        return self.low <= series < self.high and (not self.then or follows in self.then)


def question(query: Query) -> Question:
    """The statement whose rows `to_hits` reads; raises UsageError where `query` cannot be understood."""
    _check(query)
    match = words.expression(words=query.words, speaker=query.speaker, place=query.place)
    if query.order == "relevance" and not match:
        raise UsageError("expected words to sort by relevance, found none: sort by newest, oldest or address")
    passages = f", {_PASSAGE}, {_BEHIND.get(query.order, 'g.id')}" if query.for_passages else ""
    conditions, values = zip(*_conditions(query, match), strict=True) if any(_conditions(query, match)) else ((), ())
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    sql = f"SELECT {SELECTED}{passages} FROM {_source(query, match)}{where} ORDER BY {_order(query, match)}"  # noqa: S608
    return Question(sql, tuple(value for group in values for value in group))


def to_hits(rows: Iterable[Columns], query: Query, names: Mapping[int, str]) -> Found:
    """One page of an answer; the passages of a package that follow each other are one hit."""
    grouped = (Hit(row, passages) for row, passages in _grouped(rows, query, names))
    page = list(islice(grouped, query.offset, query.offset + query.limit + 1))
    return Found(tuple(page[: query.limit]), len(page) > query.limit)


def merged(rows: Iterable[Columns], others: Iterable[Columns], query: Query) -> Generator[Columns]:
    """The rows of two databases that answered the same question about passages, in its order.

    Numbers of passages say no more across them than their second, in which `others` are the newer ones. A rank says
    how rare words are in its own database, so that an order of relevance is as good as they are alike.
    """
    match query.order:
        case "newest":
            return merge(others, rows, key=_second, reverse=True)
        case "oldest":
            return merge(rows, others, key=_second)
        case "relevance":
            return merge(rows, others, key=lambda columns: float(columns[-1]))
        case "address":
            return merge(rows, others, key=lambda columns: (columns[0], columns[1], columns[-1]))


def _second(columns: Columns) -> int:
    return int(columns[-1]) >> BITS_OF_COUNT


def span_of(query: Query) -> Span | None:
    """The addresses that are asked for; None where none are. Raises UsageError for what is no address or host."""
    asked = [one for one in (query.url, query.prefix, query.host) if one]
    if len(asked) > 1:
        raise UsageError("expected one of url, prefix and host, found several: ask for the narrowest")
    try:
        if query.url:
            return Span(found := surt(query.url), found + "\0")
        if query.prefix:
            return _below(query.prefix)
        if query.host:
            host = surt(f"http://{query.host}/").removesuffix(")/")
            return Span(host, host + _AFTER, _HOST)
    except InputError as e:
        raise UsageError(str(e)) from e
    return None


def _below(prefix: str) -> Span:
    """`/news/` is the folder and what is in it, `/news` is also `/newsletter`; as the series have no final slash."""
    start = surt(prefix)
    folder = prefix.endswith("/") and not start.endswith("/")
    return Span(start, start + _AFTER, _BELOW if folder else ())


def _check(query: Query) -> None:
    if not (1 <= query.limit <= MAX_LIMIT and 0 <= query.offset <= MAX_OFFSET):
        raise UsageError(
            f"expected a limit of 1 to {MAX_LIMIT} and an offset up to {MAX_OFFSET}, found {query.limit} and"
            f" {query.offset}"
        )


def _source(query: Query, match: str) -> str:
    series = "series s ON s.id = p.series"
    if match:
        return f"found CROSS JOIN passage g ON g.id = found.rowid CROSS JOIN package p ON {_OF_PASSAGE} JOIN {series}"
    if query.kind:
        return f"passage g CROSS JOIN package p ON {_OF_PASSAGE} JOIN {series}"
    if span_of(query) and not query.digest:
        return "series s CROSS JOIN package p ON p.series = s.id"
    return f"package p CROSS JOIN {series}"


def _order(query: Query, match: str) -> str:
    if query.order == "address":
        return "s.surt, p.sequence, p.twin"
    if query.order == "relevance":
        return "found.rank"
    direction = "DESC" if query.order == "newest" else "ASC"
    if query.for_passages:
        return f"{'found.rowid' if match else 'g.id'} {direction}"
    return f"p.captured {direction}, p.series {direction}, p.sequence {direction}"


def _conditions(query: Query, match: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Each with its values; a column without `+` is the one by whose index reading starts."""
    span = span_of(query)
    if match:
        yield "found MATCH ?", (match,)
    if query.for_passages:
        yield from _passage_times(query, "found.rowid" if match else "g.id")
    if query.kind:
        yield "g.kind = (SELECT id FROM name WHERE text = ?)", (query.kind,)
    started = query.for_passages or bool(span)
    if query.digest:
        yield _of_digest(query.digest, "" if not query.for_passages else "+")
        started = True
    if span:
        plus = "+" if query.digest or query.for_passages else ""
        yield f"{plus}s.surt >= ? AND {plus}s.surt < ?", (span.low, span.high)
        if span.then:
            places = ", ".join("?" for _ in span.then)
            yield f"substr(s.surt, {len(span.low) + 1}, 1) IN ({places})", span.then
    for column, value in (("case_id", query.case_id), ("quality", query.quality)):
        if value:
            yield f"{'+' if started else ''}p.{column} = (SELECT id FROM name WHERE text = ?)", (value,)  # noqa: S608
            started = True
    plus = "+" if started else ""
    for sign, moment in ((">=", query.since), ("<", query.until)):
        if moment:
            yield f"{plus}p.captured {sign} ?", (microseconds(moment),)


def _passage_times(query: Query, number: str) -> Iterator[tuple[str, tuple[int]]]:
    """Bounds by the second, so that reading starts there; the package's own time decides."""
    if query.since:
        yield f"{number} >= ?", (_first(query.since),)
    if query.until:
        yield f"{number} < ?", (passages_of_second(microseconds(query.until))[1],)


def _first(moment: Instant) -> int:
    return passages_of_second(microseconds(moment))[0]


def _of_digest(digest: str, plus: str) -> tuple[str, tuple[bytes, ...]]:
    try:
        whole = octets(digest)
    except ValueError as e:
        raise UsageError(f"expected a digest as sha256: and 64 hex digits, found {digest[:80]!r}") from e
    each = [
        f"({plus}substr(p.ids, {at}, {FIRST_OCTETS}) = ? AND substr(p.ids, {at}, {len(whole)}) = ?"
        f"{f' AND p.holds & {bit}' if bit else ''})"
        for at, bit in _DIGESTS
    ]
    return f"({' OR '.join(each)})", (whole[:FIRST_OCTETS], whole) * len(each)


def _grouped(rows: Iterable[Columns], query: Query, names: Mapping[int, str]) -> Iterator[tuple[Row, tuple[Any, ...]]]:
    if not query.for_passages:
        yield from ((to_row(columns, names), ()) for columns in rows)
        return
    for package, of_it in groupby(rows, key=lambda columns: columns[:_WIDTH]):
        passages = sorted(map(to_passage, (columns[_WIDTH:-1] for columns in of_it)), key=_by_position)
        yield to_row(package, names), tuple(passages)


def _by_position(passage: Any) -> int:
    return -1 if passage.position is None else passage.position
