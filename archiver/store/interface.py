"""Where packages are kept, as every implementation must behave (`tests/store/conformance.py` holds them to it).

    2026/11/22/20261122T071501Z-example.org-1a2b3c4d.warc.gz     created once, never changed
    2026/11/22/20261122T071501Z-example.org-1a2b3c4d.json        may be replaced by a later sidecar of the same package

A name is a relative path with `/` between its components. No component is empty, starts with a dot or holds a control
character or a backslash, so that no name leads out of the store and none is hidden from `list`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from archiver.errors import LimitError, ResourceError
from archiver.model.digest import Digest

Content = bytes | BinaryIO | Path

MAX_DEPTH = 16  # folders; an archive has three (year, month, day)
MAX_COMPONENT = 255  # octets: NAME_MAX of every file system in use
REPLACEABLE = ".json"  # sidecars grow and shrink as format.md allows; a segment is evidence

_COMPONENT = re.compile(r"[^./\\\x00-\x1f\x7f-\x9f\ud800-\udfff][^/\\\x00-\x1f\x7f-\x9f\ud800-\udfff]*")


@dataclass(frozen=True, slots=True)
class Location:
    """Where a file's octets are: `length` of them from `offset` on in `file`, which is a name in the store."""

    file: str
    offset: int
    length: int


class Store(Protocol):
    """Keeps the files of packages. Every failure of the medium is a ResourceError."""

    def put_new(self, files: Sequence[tuple[str, Content]]) -> None:
        """Create all `files` durably, in order, or none of them.

        Content is bytes, a binary file read to its end, or the path of a finished file, which is taken over without
        copying where possible and must not be written to again. Raises ResourceError when a name exists already.
        """
        ...

    def replace(self, name: str, data: bytes, expected: Digest) -> None:
        """Put `data` in the place of the sidecar `name`, atomically, if its SHA-256 is `expected`.

        Raises ResourceError when it is missing, is no sidecar, or was changed by somebody else meanwhile.
        """
        ...

    def open(self, name: str) -> BinaryIO:
        """The file `name` for reading; raises ResourceError when there is none."""
        ...

    def read(self, name: str, limit: int) -> bytes:
        """All octets of `name`; raises LimitError when there are more than `limit`."""
        ...

    def list(self, suffix: str, folder: str = "", *, deep: bool = True) -> Iterator[str]:
        """The names that end in `suffix`, in code-point order, found while iterating.

        Only those below `folder`, and without `deep` only those that lie in it; none where there is no such folder.
        """
        ...

    def exists(self, name: str) -> bool:
        """Whether there is a file `name`."""
        ...

    def size(self, name: str) -> int:
        """Length of `name` in octets; raises ResourceError when there is none."""
        ...

    def locate(self, name: str) -> Location:
        """Where the octets of `name` are; raises ResourceError when there is none."""
        ...

    def discard(self, files: Sequence[tuple[str, Digest]]) -> Sequence[str]:
        """Remove `files`, durably, each only if its SHA-256 is the one given; returns those that were others.

        For whoever has made sure that the same octets are kept elsewhere. A name that is gone already is no error.
        """
        ...


def components(name: str) -> list[str]:
    """The components of `name`; raises ResourceError when it could lead out of a store or be hidden in it."""
    parts = name.split("/")
    if len(parts) > MAX_DEPTH + 1 or not all(map(is_component, parts)):
        raise ResourceError(
            f"expected a relative name without hidden components, found {name[:MAX_COMPONENT]!r}: rename the file"
        )
    return parts


def is_component(part: str) -> bool:
    """Whether `part` can be a component of a name: neither empty nor hidden, no control characters, not too long."""
    return _COMPONENT.fullmatch(part) is not None and len(part.encode()) <= MAX_COMPONENT


def already_there(name: str) -> ResourceError:
    """What `put_new` raises instead of overwriting."""
    return ResourceError(f"expected no file {name!r}, found one: evidence is never overwritten, choose another name")


def not_there(name: str) -> ResourceError:
    """What reading raises when `name` does not exist."""
    return ResourceError(f"expected a file {name!r} in the archive, found none: check the name, or restore the file")


def too_long(name: str, limit: int) -> LimitError:
    """What `read` raises when `name` has more than `limit` octets."""
    return LimitError(f"expected at most {limit} octets in {name!r}, found more: this is no file of ours")


def not_replaceable(name: str) -> ResourceError:
    """What `replace` raises for anything but a sidecar."""
    return ResourceError(f"expected the name of a sidecar ({REPLACEABLE}), found {name!r}: evidence is never replaced")


def changed_meanwhile(name: str, expected: Digest, found: Digest) -> ResourceError:
    """What `replace` raises when another writer was faster."""
    return ResourceError(f"expected {name!r} with {expected}, found {found}: another run changed it, run this again")
