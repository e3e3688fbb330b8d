"""Packages in rolled WARCs, under the names that they had as files of their own: `RolledStore(LocalStore(root))`.

    store.open("2026/11/22/20261122T071501Z-example.org-1a2b3c4d.warc.gz")     a file, or a part of a larger one

A single file goes before a rolled one of its name: a sidecar that was changed after rolling is one again, and what an
interrupted roll left twice is the same twice. Rolled files never change (docs/adr/0024).
"""

import heapq
import io
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from archiver.bundle import rolled
from archiver.bundle.naming import SIDECAR
from archiver.errors import InputError, ResourceError
from archiver.model.digest import Digest, sha256
from archiver.model.rolled import Coding
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.catalogue import Catalogue, Missed
from archiver.store.interface import (
    REPLACEABLE,
    Content,
    Location,
    Store,
    already_there,
    changed_meanwhile,
    not_replaceable,
    not_there,
    too_long,
)
from archiver.store.local import wrapped
from archiver.store.window import window


class RolledStore:
    """A `Store` that also finds what lies in the rolled WARCs of `inner`."""

    def __init__(self, inner: Store) -> None:
        self.inner = inner
        self.catalogue = Catalogue(inner)

    def put_new(self, files: Sequence[tuple[str, Content]]) -> None:
        """Create all `files` or none; a name that is rolled is taken."""
        for name, _ in files:
            if self.catalogue.find(name, fresh=False):
                raise already_there(name)
        self.inner.put_new(files)

    def replace(self, name: str, data: bytes, expected: Digest) -> None:
        """A rolled sidecar stays as it is, and the new one stands beside it as a file of its own, which goes before."""
        if not name.endswith(REPLACEABLE):
            raise not_replaceable(name)
        if self.inner.exists(name) or self.catalogue.find(name) is None:
            self.inner.replace(name, data, expected)
            return
        found = sha256(self.read(name, MAX_JSON_BYTES))
        if found != expected:
            raise changed_meanwhile(name, expected, found)
        self.inner.put_new([(name, data)])

    def open(self, name: str) -> BinaryIO:
        """The file `name`, or the part of a rolled one, for reading."""
        return self._either(lambda: self.inner.open(name), name)

    def read(self, name: str, limit: int) -> bytes:
        """All octets of `name`; raises LimitError when there are more than `limit`."""
        with self.open(name) as file, wrapped("read", name):
            data = file.read(limit + 1)
        if len(data) > limit:
            raise too_long(name, limit)
        return data

    def list(self, suffix: str, folder: str = "", *, deep: bool = True) -> Iterator[str]:
        """The names that end in `suffix`, those of rolled packages among them; not the rolled files themselves."""
        return self._listed(suffix, folder, deep=deep)

    def list_readable(self, suffix: str, missed: Missed | None = None, folder: str = "") -> Iterator[str]:
        """As `list`, of what can be read; contents that cannot go to `missed` (see `Catalogue.broken`)."""
        return self._listed(suffix, folder, deep=True, missed=missed if missed is not None else [])

    def _listed(self, suffix: str, folder: str, *, deep: bool, missed: Missed | None = None) -> Iterator[str]:
        single = self.inner.list(suffix, folder, deep=deep)
        own = (name for name in single if not self.catalogue.is_rolled_file(name))
        before = None
        for name in heapq.merge(own, self.catalogue.names(suffix, folder, deep=deep, missed=missed)):
            if name != before:
                yield name
            before = name

    def exists(self, name: str) -> bool:
        """Whether there is a file `name`, of its own or rolled."""
        return self.inner.exists(name) or self.catalogue.place(name) is not None

    def size(self, name: str) -> int:
        """Length of `name` in octets; a rolled sidecar's is that of the file it was."""
        place = self.locate(name)
        if place.file == name or not name.endswith(SIDECAR):
            return place.length
        return len(self.read(name, MAX_JSON_BYTES))

    def locate(self, name: str) -> Location:
        """Where the octets of `name` are; of a rolled sidecar, its line."""
        place = self.inner.locate(name) if self.inner.exists(name) else self.catalogue.place(name)
        if place is None:
            raise not_there(name)
        return place

    def discard(self, files: Sequence[tuple[str, Digest]]) -> Sequence[str]:
        """Removes single files (see `Store.discard`)."""
        return self.inner.discard(files)

    def open_rolled(self, name: str) -> BinaryIO | None:
        """The rolled octets of `name`, whatever lies there as a single file; None when they are not rolled."""
        try:
            return self._open(name)
        except ResourceError:  # an `unroll` may have come in between
            self.catalogue.forget()
            return self._open(name)

    def _either(self, single: Callable[[], BinaryIO], name: str) -> BinaryIO:
        """A roll may take the single file away between two steps, an unroll may put it there: hence thrice."""
        try:
            return single()
        except ResourceError:
            found = self.open_rolled(name)
            return found if found is not None else self._last(single, name)

    def _last(self, single: Callable[[], BinaryIO], name: str) -> BinaryIO:
        """The error names the rolled file that is missing: that is what has to be restored."""
        try:
            return single()
        except ResourceError:
            if lost := self.catalogue.lost(name):
                raise not_there(lost) from None
            raise

    def _open(self, name: str) -> BinaryIO | None:
        place = self.catalogue.place(name)
        if place is None:
            return None
        part = window(self.inner.open(place.file), place.offset, place.length)
        if not name.endswith(SIDECAR):
            return part
        with part:
            return io.BytesIO(
                file_of(part.read(MAX_JSON_BYTES + 1), "zstd" if place.file.endswith(rolled.ZSTD) else None)
            )


def readable(store: Store, suffix: str, missed: Missed | None = None) -> Iterator[str]:
    """The names in a store that end in `suffix`; contents of rolled WARCs that are damaged go to `missed`."""
    return store.list_readable(suffix, missed) if isinstance(store, RolledStore) else store.list(suffix)


def unreadable(store: Store) -> Iterator[tuple[str, str]]:
    """Rolled files that keep packages from being read, and why (see `Catalogue.broken`)."""
    return store.catalogue.broken() if isinstance(store, RolledStore) else iter(())


def file_of(line: bytes, coding: Coding | None = None) -> bytes:
    """A sidecar in the layout of the format; a line that holds none as it is, so that its verification says why."""
    try:
        return rolled.sidecar_of(line, coding)
    except InputError:
        return line
