"""An `Index` in memory, held to the same conformance suite as the real one."""

from collections.abc import Iterable, Iterator

from archiver.index.interface import MAX_FOUND, Row, full_prefix


class MemoryIndex:
    """Rows in a dictionary under their key."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, int, str], Row] = {}

    def add(self, rows: Iterable[Row]) -> None:
        self._rows |= {(row.series, row.sequence, row.statement_id): row for row in rows}

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

    def rows(self) -> Iterator[Row]:
        yield from (row for _, row in sorted(self._rows.items()))

    def count(self) -> int:
        return len(self._rows)

    def clear(self) -> None:
        self._rows.clear()
