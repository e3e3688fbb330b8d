"""An `Index` in memory, held to the same conformance suite as the real one."""

import re
from collections.abc import Iterable, Iterator, Sequence

from archiver.index.finding import question, span_of
from archiver.index.interface import MAX_FOUND, Found, Hit, Passage, Query, Row, full_prefix
from archiver.index.tally import Tally, where_of
from archiver.index.words import folded, terms


class MemoryIndex:
    """Rows in a dictionary under their key."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, int, str], Row] = {}
        self._passages: dict[str, tuple[Passage, ...]] = {}

    def add(self, rows: Iterable[Row]) -> None:
        for row in list(rows):
            self._rows[row.series, row.sequence, row.statement_id] = row._replace(passages=None)
            if row.passages is not None:
                self._passages[row.statement_id] = row.passages

    def flush(self) -> None:
        pass

    def add_many(self, rows: Iterable[Row]) -> int:
        there = list(rows)
        self.add(there)
        return len(there)

    def latest(self, archive: str, series: str) -> list[Row]:
        found = [row for row in self.versions(series) if row.archive == archive]
        return [row for row in found if row.sequence == found[-1].sequence]

    def last_with_text(self, archive: str, series: str) -> Row | None:
        rows = [row for row in self.versions(series) if row.archive == archive and row.text_sha256]
        return rows[-1] if rows else None

    def versions(self, series: str) -> list[Row]:
        return [row for key, row in sorted(self._rows.items()) if row.series == series]

    def by_capture_prefix(self, prefix: str) -> list[Row]:
        start = full_prefix(prefix)
        found = [row for row in self._rows.values() if row.capture_id.startswith(start)]
        return sorted(found, key=lambda row: (row.capture_id, row.statement_id))[:MAX_FOUND]

    def by_statement(self, statement_id: str) -> Row | None:
        return next((row for row in self._rows.values() if row.statement_id == statement_id), None)

    def tally(self, like: Tally) -> Tally:
        said = like.blank()
        for row in self._rows.values():
            single = row.warc == row.sidecar.removesuffix(".json") + ".warc.gz"
            statement = bytes.fromhex(row.statement_id.removeprefix("sha256:"))
            where = where_of(None if single else row.warc, row.sidecar)
            said.add(where, statement, row.sidecar, row.offset, row.length)
        return said

    def search(self, query: Query) -> Found:
        question(query)  # or raises as it should
        found = ((row, _matching(row, self._passages.get(row.statement_id, ()), query)) for row in self._rows.values())
        hits = [Hit(row, passages) for row, passages in found if passages is not None]
        by_address = query.order == "address"
        hits.sort(key=lambda hit: (hit.row.series, hit.row.sequence) if by_address else (hit.row.captured_at, 0))
        if query.order == "newest":
            hits.reverse()
        page = hits[query.offset : query.offset + query.limit]
        return Found(tuple(page), len(hits) > query.offset + query.limit)

    def rows(self) -> Iterator[Row]:
        yield from (row for _, row in sorted(self._rows.items()))

    def count(self) -> int:
        return len(self._rows)

    def clear(self) -> None:
        self._rows.clear()
        self._passages.clear()


def _matching(row: Row, passages: Sequence[Passage], query: Query) -> tuple[Passage, ...] | None:
    """The passages that are asked for; None where the package is not."""
    span, digests = span_of(query), (row.text_sha256, row.source_sha256, row.segment_sha256, row.statement_id)
    holds = (
        (span is None or span.holds(row.series))
        and (query.since or "") <= row.captured_at
        and (not query.until or row.captured_at < query.until)
        and (not query.digest or query.digest in digests)
        and (not query.quality or row.quality == query.quality)
        and (not query.case_id or row.case_id == query.case_id)
    )
    if not holds or not query.for_passages:
        return () if holds else None
    return tuple(passage for passage in passages if _says(passage, query)) or None


def _says(passage: Passage, query: Query) -> bool:
    asked = (
        (query.words, passage.text),
        (query.speaker, f"{passage.speaker or ''} {passage.stands_for or ''}"),
        (query.place, "\n".join(passage.places)),
    )
    return query.kind in (None, passage.kind) and all(
        _stands(_tokens(term), _tokens(text), begins=begins) for typed, text in asked for term, begins in terms(typed)
    )


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", folded(text))


def _stands(phrase: Sequence[str], text: Sequence[str], *, begins: bool) -> bool:
    windows = (list(text[at : at + len(phrase)]) for at in range(len(text) - len(phrase) + 1))
    return any(
        window[:-1] == phrase[:-1] and (window[-1] == phrase[-1] or (begins and window[-1].startswith(phrase[-1])))
        for window in windows
    )
