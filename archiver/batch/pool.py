"""Several walls side by side: extraction and claims of different pages at the same time, one child a core.

    with ReaderPool(cores()) as pool:
        pool.extract(captured)      # from any thread; waits where all children are busy

A child is started when it is first needed, and the one that was used last is used first: a single page costs one child.
Children that were started ahead are used before any other.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from queue import LifoQueue

from archiver.batch.bounded import MAX_SECONDS, BoundedReader
from archiver.batch.child import Child
from archiver.capture.interface import Captured
from archiver.extract.extraction import Extraction
from archiver.flows.reading import Reading
from archiver.model.claim import ClaimSet
from archiver.model.watch import Kind
from archiver.watch.sources import Listing


class ReaderPool:
    """`count` readers behind one front; a context manager that owns their children."""

    def __init__(self, count: int, seconds: float = MAX_SECONDS, started: Sequence[Child] = ()) -> None:
        self.count = count
        none = [None] * (count - len(started))
        self._readers = [BoundedReader(seconds, child) for child in (*none, *started[:count])]
        self._idle: LifoQueue[BoundedReader] = LifoQueue()
        for reader in self._readers:
            self._idle.put(reader)

    def __enter__(self) -> "ReaderPool":
        return self

    def __exit__(self, *_: object) -> None:
        for reader in self._readers:
            reader.close()

    def read(self, captured: Captured) -> Reading:
        """As `BoundedReader.read`."""
        with self._one() as reader:
            octets = reader.read_octets(captured)
        return Reading.model_validate_json(octets)  # while the child reads the next page

    def extract(self, captured: Captured) -> Extraction:
        """As `BoundedReader.extract`."""
        with self._one() as reader:
            return reader.extract(captured)

    def find_claims(self, extraction: Extraction) -> ClaimSet:
        """As `BoundedReader.find_claims`."""
        with self._one() as reader:
            return reader.find_claims(extraction)

    def read_source(
        self, octets: bytes, *, kind: Kind, base: str, media_type: str, rules: Sequence[str], since: str
    ) -> Listing:
        """As `BoundedReader.read_source`."""
        with self._one() as reader:
            return reader.read_source(octets, kind=kind, base=base, media_type=media_type, rules=rules, since=since)

    @contextmanager
    def _one(self) -> Iterator[BoundedReader]:
        reader = self._idle.get()
        try:
            yield reader
        finally:
            self._idle.put(reader)
