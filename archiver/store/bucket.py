"""Packages as objects in a bucket, whoever runs it: `BucketStore(bucket)`, over what each maker's protocol can do.

    s3://bucket/prefix/2026/11/22/20261122T071501Z-example.org-1a2b3c4d.warc.gz

Objects become visible whole or not at all. New ones are written on the condition that there is none, and sidecars are
replaced on the condition that nobody wrote them meanwhile, so that of two writers one is told; a server that ignores
these conditions is refused before anything is written. Credentials come from where all programs of that maker look for
them and from nowhere else. A killed run leaves parts of an upload at most, which nobody sees.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from secrets import token_hex
from typing import BinaryIO, Protocol

from archiver.errors import ResourceError
from archiver.model.digest import Digest, sha256
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.elsewhere import Elsewhere
from archiver.store.interface import (
    REPLACEABLE,
    Content,
    already_there,
    changed_meanwhile,
    components,
    not_replaceable,
    not_there,
    too_long,
)
from archiver.store.remotefile import RemoteFile, Stream
from archiver.store.stream import digest_of, filled, opened, pieces

WRITER = "archiverwriter"  # metadata: which call wrote an object, so that a repeated request knows its own work
PROBE = ".archiver-probe-"


@dataclass(frozen=True, slots=True)
class Object:
    """What a server says of an object: octets, a tag that every write changes, the token of the call that wrote it."""

    size: int
    tag: str
    writer: str | None


class Bucket(Protocol):
    """What a maker's protocol can do with the objects of one bucket. A method raises that maker's errors.

    `prefix` is empty or ends in `/`; a key is the prefix and a name. `conditions` is what the maker calls them.
    """

    address: str
    prefix: str
    conditions: str

    @property
    def part(self) -> int:
        """Octets sent at a time."""
        ...

    def head(self, key: str) -> Object | None:
        """What is there under `key`."""
        ...

    def get(self, key: str, limit: int) -> tuple[bytes, Object] | None:
        """Up to `limit` octets of `key`, and what it is, both of one state."""
        ...

    def stream(self, key: str, tag: str, start: int) -> Stream:
        """The octets of `key` from `start` on; an error when its tag is another."""
        ...

    def put(self, key: str, data: bytes, writer: str, tag: str | None) -> str | None:
        """Writes if the object has `tag`, or if there is none where that is None; the new tag, None if not so."""
        ...

    def put_parts(self, key: str, pieces: Iterator[bytes], writer: str) -> str | None:
        """Creates a large object from pieces of `part` octets, of which the last may be shorter; as `put`."""
        ...

    def remove(self, key: str, tag: str) -> bool:
        """Removes the object with that tag; False if there is none."""
        ...

    def keys(self, prefix: str, *, deep: bool) -> Iterator[str]:
        """The keys that begin with `prefix`, in order; without `deep` those without a `/` after it."""
        ...

    def failures(self, doing: str, name: str) -> AbstractContextManager[None]:
        """Turns the maker's errors into a ResourceError that says what to do."""
        ...


class BucketStore(Elsewhere[Object]):
    """A `Store` in a bucket that exists; nothing is asked of the server before it is needed."""

    def __init__(self, bucket: Bucket) -> None:
        self.address = bucket.address
        self._bucket = bucket
        self._trusted = False

    def __reduce__(self) -> "tuple[Callable[[Bucket], BucketStore], tuple[Bucket]]":
        """Another process makes a connection of its own, and asks the server anew what it honours."""
        return type(self), (self._bucket,)

    def put_new(self, files: Sequence[tuple[str, Content]]) -> None:
        """Create all `files`, in order, or none of them (see `Store.put_new`)."""
        for name, _ in files:
            if self.exists(name):
                raise already_there(name)
        self._require_conditions()
        with ExitStack() as undo:
            for name, content in files:
                tag = self._create(name, content)
                undo.callback(self._remove, name, tag)
            undo.pop_all()

    def replace(self, name: str, data: bytes, expected: Digest) -> None:
        """Put `data` in the place of the sidecar `name` if its digest is `expected` (see `Store.replace`)."""
        if not name.endswith(REPLACEABLE):
            raise not_replaceable(name)
        self._require_conditions()
        octets, tag = self._get(name)
        if sha256(octets) != expected:
            raise changed_meanwhile(name, expected, sha256(octets))
        token = token_hex(16)
        with self._bucket.failures("replace", name):
            if self._bucket.put(self._key(name), data, token, tag) is not None:
                return
        found = self._look(name)
        if found is None or found.writer != token:
            raise changed_meanwhile(name, expected, sha256(self._get(name)[0]))

    def open(self, name: str) -> BinaryIO:
        """The object `name` for reading, from any place; it must not change meanwhile."""
        found, key = self._there(name), self._key(name)

        def stream(start: int) -> Stream:
            return self._bucket.stream(key, found.tag, start)

        return RemoteFile(stream, self._bucket.failures, name, found.size)  # type: ignore[return-value]

    def read(self, name: str, limit: int) -> bytes:
        """All octets of `name`; raises LimitError when there are more than `limit`."""
        return self._get(name, limit)[0]

    def list(self, suffix: str, folder: str = "", *, deep: bool = True) -> Iterator[str]:
        """The names that end in `suffix`, in code-point order; raises ResourceError for a server with another order."""
        below = self._bucket.prefix + ("/".join([*components(folder), ""]) if folder else "")
        last = ""
        with self._bucket.failures("list", self.address):
            for key in self._bucket.keys(below, deep=deep):
                name = key.removeprefix(self._bucket.prefix)
                if not (name.endswith(suffix) and _is_name(name)):
                    continue
                if name <= last:
                    raise ResourceError(
                        f"{self.address}: expected names in the order of their characters, found {name!r} after"
                        f" {last!r}: this server cannot keep packages, use one without a hierarchical namespace"
                    )
                yield (last := name)

    def discard(self, files: Sequence[tuple[str, Digest]]) -> Sequence[str]:
        """Remove objects of which the same octets are kept elsewhere (see `Store.discard`)."""
        others: list[str] = []
        for name, expected in files:
            found = self._look(name)
            if found is None:
                continue
            with self.open(name) as file:
                digest = digest_of(file)
            if digest != expected or not self._remove(name, found.tag):
                others.append(name)
        return others

    def _key(self, name: str) -> str:
        return self._bucket.prefix + "/".join(components(name))

    def _look(self, name: str) -> Object | None:
        key = self._key(name)
        with self._bucket.failures("look at", name):
            return self._bucket.head(key)

    def _get(self, name: str, limit: int = MAX_JSON_BYTES) -> tuple[bytes, str]:
        key = self._key(name)
        with self._bucket.failures("read", name):
            found = self._bucket.get(key, limit + 1)
        if found is None:
            raise not_there(name)
        if len(found[0]) > limit:
            raise too_long(name, limit)
        return found[0], found[1].tag

    def _create(self, name: str, content: Content) -> str:
        """The tag of the new object; raises ResourceError when there is one already."""
        token, key = token_hex(16), self._key(name)
        with opened(content) as file, self._bucket.failures("write", name):
            first = filled(file, self._bucket.part)
            if len(first) < self._bucket.part:
                tag = self._bucket.put(key, first, token, None)
            else:
                tag = self._bucket.put_parts(key, pieces(first, file), token)
        if tag is not None:
            return tag
        found = self._look(name)
        if found is None or found.writer != token:
            raise already_there(name)
        return found.tag  # our own, of a request that was repeated because its answer was lost

    def _remove(self, name: str, tag: str) -> bool:
        with self._bucket.failures("remove", name):
            return self._bucket.remove(self._key(name), tag)

    def _require_conditions(self) -> None:
        """Raises ResourceError for a server that would overwrite what it was told not to: old ones do so in silence."""
        if self._trusted:
            return
        key, bucket = f"{self._bucket.prefix}{PROBE}{token_hex(16)}", self._bucket
        with bucket.failures("write", self.address):
            first = bucket.put(key, b"a", PROBE, None)
            again = bucket.put(key, b"b", PROBE, None)
            fresh = bucket.put(key, b"c", PROBE, first) if first else None
            stale = bucket.put(key, b"d", PROBE, first) if first else None
            bucket.remove(key, stale or fresh or again or first or "")
        if again or stale or not fresh:
            raise ResourceError(
                f"{self.address}: expected a server that honours {bucket.conditions}, found one that does not:"
                " two runs could overwrite each other's evidence there; nothing was written, use another server"
            )
        self._trusted = True


def _is_name(name: str) -> bool:
    try:
        return bool(components(name))
    except ResourceError:
        return False
