"""A `Store` in memory, held to the same conformance suite as the real one."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from archiver.errors import LimitError
from archiver.model.digest import Digest, sha256
from archiver.store.interface import (
    REPLACEABLE,
    Content,
    Location,
    already_there,
    changed_meanwhile,
    components,
    not_replaceable,
    not_there,
)


class MemoryStore:
    """Files as a dictionary."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def put_new(self, files: Sequence[tuple[str, Content]]) -> None:
        new: dict[str, bytes] = {}
        for name, content in files:
            components(name)
            data = content.read_bytes() if isinstance(content, Path) else content
            if name in self._files or name in new:
                raise already_there(name)
            new[name] = data if isinstance(data, bytes) else data.read()
        self._files |= new

    def replace(self, name: str, data: bytes, expected: Digest) -> None:
        if not name.endswith(REPLACEABLE):
            raise not_replaceable(name)
        found = sha256(self._get(name))
        if found != expected:
            raise changed_meanwhile(name, expected, found)
        self._files[name] = data

    def open(self, name: str) -> BinaryIO:
        return io.BytesIO(self._get(name))

    def read(self, name: str, limit: int) -> bytes:
        data = self._get(name)
        if len(data) > limit:
            raise LimitError(f"expected at most {limit} octets in {name!r}, found {len(data)}: no file of ours")
        return data

    def list(self, suffix: str, folder: str = "", *, deep: bool = True) -> Iterator[str]:
        below = f"{folder}/" if folder else ""
        for name in sorted(self._files):
            if name.endswith(suffix) and name.startswith(below) and (deep or "/" not in name[len(below) :]):
                yield name

    def exists(self, name: str) -> bool:
        components(name)
        return name in self._files

    def size(self, name: str) -> int:
        return len(self._get(name))

    def locate(self, name: str) -> Location:
        return Location(name, 0, self.size(name))

    def discard(self, files: Sequence[tuple[str, Digest]]) -> Sequence[str]:
        there = [(name, expected) for name, expected in files if self.exists(name)]
        others = [name for name, expected in there if sha256(self._files[name]) != expected]
        self._files = {name: data for name, data in self._files.items() if name not in dict(there) or name in others}
        return others

    def _get(self, name: str) -> bytes:
        components(name)
        if name not in self._files:
            raise not_there(name)
        return self._files[name]
