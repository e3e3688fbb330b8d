"""Rows in front of an index that are not written to it yet: looked up as a writer does, and written by whoever may."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import RLock

from archiver.index.interface import Found, Query, Row
from archiver.index.sqlite import SqliteIndex
from archiver.index.tally import Tally
from archiver.model.base import Urn
from archiver.model.digest import Digest

BATCH = 50  # rows that `IndexInBatches` writes together at the latest


class IndexAhead(SqliteIndex):
    """Looks chains up as a writer does; what is added stays in `added`, for the one that holds the archive's lock.

    Rows that are added continue the chains that are there, and no other process continues the same ones meanwhile.
    """

    def __init__(self, path: Path, *, read_only: bool = True) -> None:
        super().__init__(path, read_only=read_only)
        self.added: list[Row] = []

    def add(self, rows: Iterable[Row]) -> None:
        """Keeps the rows here."""
        self.added += list(rows)

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


class IndexInBatches(IndexAhead):
    """For the one that holds the archive's lock and adds package after package: their rows are written together.

    A package is durable before its row is added. Rows that a kill takes are found again as those of any run that was
    killed: the lock says that it did not end well. Whatever is asked besides the end of a chain writes them first.

    Threads that package and the one that finishes a batch share it: a row is in front, or written, at every moment.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, read_only=False)
        self._writing = RLock()

    def close(self) -> None:
        """Writes what is left; a failure is raised, so that the lock is not left as by a run that ended well."""
        try:
            self.flush()
        finally:
            super().close()

    def add(self, rows: Iterable[Row]) -> None:
        """Keeps the rows until there are BATCH of them."""
        with self._writing:
            super().add(rows)
            if len(self.added) >= BATCH:
                self.flush()

    def flush(self) -> None:
        """Writes all rows that were added, in one transaction; after a failure they are still here."""
        with self._writing:
            if self.added:
                SqliteIndex.add(self, self.added)
                self.added = []

    def latest(self, archive: Urn, series: str) -> list[Row]:
        """As `Index.latest`."""
        with self._writing:
            return super().latest(archive, series)

    def last_with_text(self, archive: Urn, series: str) -> Row | None:
        """As `Index.last_with_text`."""
        with self._writing:
            return super().last_with_text(archive, series)

    def add_many(self, rows: Iterable[Row]) -> int:
        """As `Index.add_many`."""
        self.flush()
        return super().add_many(rows)

    def versions(self, series: str) -> list[Row]:
        """As `Index.versions`."""
        self.flush()
        return super().versions(series)

    def by_capture_prefix(self, prefix: str) -> list[Row]:
        """As `Index.by_capture_prefix`."""
        self.flush()
        return super().by_capture_prefix(prefix)

    def by_statement(self, statement_id: Digest) -> Row | None:
        """As `Index.by_statement`."""
        self.flush()
        return super().by_statement(statement_id)

    def tally(self, like: Tally) -> Tally:
        """As `Index.tally`."""
        self.flush()
        return super().tally(like)

    def search(self, query: Query) -> Found:
        """As `Index.search`."""
        self.flush()
        return super().search(query)

    def rows(self) -> Iterator[Row]:
        """As `Index.rows`."""
        self.flush()
        return super().rows()

    def count(self) -> int:
        """As `Index.count`."""
        self.flush()
        return super().count()

    def clear(self) -> None:
        """As `Index.clear`."""
        self.added = []
        super().clear()
