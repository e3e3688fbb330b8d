"""An index that somebody else writes to, with rows in front of it that were not written yet."""

from collections.abc import Iterable
from pathlib import Path

from archiver.index.interface import Row
from archiver.index.sqlite import SqliteIndex
from archiver.model.base import Urn


class IndexAhead(SqliteIndex):
    """Looks chains up as a writer does; what is added stays in `added`, for the one that holds the archive's lock.

    Rows that are added continue the chains that are there, and no other process continues the same ones meanwhile.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, read_only=True)
        self.added: list[Row] = []

    def add(self, rows: Iterable[Row]) -> None:
        """Keeps the rows here."""
        self.added += rows

    def latest(self, archive: Urn, series: str) -> list[Row]:
        """As `Index.latest`."""
        own = self._own(archive, series)
        newest = max((row.sequence for row in own), default=None)
        return [row for row in own if row.sequence == newest] or super().latest(archive, series)

    def last_with_text(self, archive: Urn, series: str) -> Row | None:
        """As `Index.last_with_text`."""
        own = [row for row in self._own(archive, series) if row.text_sha256]
        return max(own, key=lambda row: row.sequence, default=None) or super().last_with_text(archive, series)

    def _own(self, archive: Urn, series: str) -> list[Row]:
        return [row for row in self.added if (row.archive, row.series) == (archive, series)]
