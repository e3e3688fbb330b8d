"""Packages in a bucket, by the S3 protocol: `S3Store("s3://bucket/prefix")`.

    s3://bucket/prefix/2026/11/22/20261122T071501Z-example.org-1a2b3c4d.warc.gz

Objects become visible whole or not at all. New ones are written with `If-None-Match: *` and sidecars are replaced with
`If-Match`, so that of two writers one is told; a server that ignores these conditions is refused before anything is
written. Keys, region and endpoint come from where all AWS programs look for them (environment, ~/.aws) and from nowhere
else. A killed run leaves parts of an upload at most, which nobody sees and a lifecycle rule of the bucket removes.
"""

import hashlib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any, BinaryIO

from archiver.errors import LimitError, ResourceError, UsageError
from archiver.model.digest import PREFIX, Digest, sha256
from archiver.sign.strict import MAX_JSON_BYTES
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
from archiver.store.s3client import ABSENT, CONFLICT, client, code_of, failures
from archiver.store.s3file import RemoteFile

PART = 16 * 1024 * 1024  # octets sent at a time; 10,000 parts are the most that S3 takes of one object
WRITER = "archiver-writer"  # metadata: which call wrote an object, so that a repeated request knows its own work
PROBE = ".archiver-probe-"

_ADDRESS = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9_=.-]+)*)/?")


class S3Store:
    """A `Store` in a bucket that exists; nothing is asked of the server before it is needed."""

    def __init__(self, address: str) -> None:
        found = _ADDRESS.fullmatch(address)
        if found is None or any(part in (".", "..") for part in address.split("/")):
            raise UsageError(f"expected an address such as s3://bucket/prefix, found {address[:200]!r}")
        self.address = f"s3://{found[1]}{found[2]}"
        self._bucket, self._prefix = found[1], f"{found[2][1:]}/" if found[2] else ""
        self._made: Any = None
        self._trusted = False

    def __reduce__(self) -> tuple[type["S3Store"], tuple[str]]:
        """Another process makes a connection of its own."""
        return S3Store, (self.address,)

    def put_new(self, files: Sequence[tuple[str, Content]]) -> None:
        """Create all `files`, in order, or none of them (see `Store.put_new`)."""
        for name, _ in files:
            if self.exists(name):
                raise already_there(name)
        self._require_conditions()
        with ExitStack() as undo:
            for name, content in files:
                etag = self._create(name, content)
                undo.callback(self._remove, name, etag)
            undo.pop_all()

    def replace(self, name: str, data: bytes, expected: Digest) -> None:
        """Put `data` in the place of the sidecar `name` if its digest is `expected` (see `Store.replace`)."""
        if not name.endswith(REPLACEABLE):
            raise not_replaceable(name)
        self._require_conditions()
        octets, etag = self._get(name)
        if sha256(octets) != expected:
            raise changed_meanwhile(name, expected, sha256(octets))
        token = token_hex(16)
        with failures("replace", name):
            if self._if(lambda s3: s3.put_object(**self._at(name), Body=data, IfMatch=etag, Metadata={WRITER: token})):
                return
        if self._writer(name) != token:
            raise changed_meanwhile(name, expected, sha256(self._get(name)[0]))

    def open(self, name: str) -> BinaryIO:
        """The object `name` for reading, from any place; it must not change meanwhile."""
        found = self._head(name)
        if found is None:
            raise not_there(name)
        return RemoteFile(self._s3, self._at(name), name, found["ContentLength"], found["ETag"])  # type: ignore[return-value]

    def read(self, name: str, limit: int) -> bytes:
        """All octets of `name`; raises LimitError when there are more than `limit`."""
        return self._get(name, limit)[0]

    def list(self, suffix: str, folder: str = "", *, deep: bool = True) -> Iterator[str]:
        """The names that end in `suffix`, in code-point order, which is that of their UTF-8 octets."""
        below = self._prefix + ("/".join([*components(folder), ""]) if folder else "")
        more = {} if deep else {"Delimiter": "/"}
        with failures("list", self.address):
            pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=below, **more)
            for page in pages:
                for found in page.get("Contents", ()):
                    name = found["Key"].removeprefix(self._prefix)
                    if name.endswith(suffix) and _is_name(name):
                        yield name

    def exists(self, name: str) -> bool:
        """Whether there is an object `name`."""
        return self._head(name) is not None

    def size(self, name: str) -> int:
        """Length of `name` in octets."""
        found = self._head(name)
        if found is None:
            raise not_there(name)
        return int(found["ContentLength"])

    def locate(self, name: str) -> Location:
        """The whole object `name`."""
        return Location(name, 0, self.size(name))

    def discard(self, files: Sequence[tuple[str, Digest]]) -> Sequence[str]:
        """Remove objects of which the same octets are kept elsewhere (see `Store.discard`)."""
        others: list[str] = []
        for name, expected in files:
            found = self._head(name)
            if found is None:
                continue
            with self.open(name) as file:
                digest = PREFIX + hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # has readinto
            if digest != expected or not self._remove(name, found["ETag"]):
                others.append(name)
        return others

    @property
    def _s3(self) -> Any:
        if self._made is None:
            self._made = client()
        return self._made

    def _at(self, name: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": self._prefix + "/".join(components(name))}

    def _head(self, name: str) -> dict[str, Any] | None:
        at = self._at(name)
        with failures("look at", name):
            try:
                found: dict[str, Any] = self._s3.head_object(**at)
            except self._s3.exceptions.ClientError as e:
                if code_of(e) in ABSENT:
                    return None
                raise
            return found

    def _get(self, name: str, limit: int = MAX_JSON_BYTES) -> tuple[bytes, str]:
        """Octets and entity tag, both of one answer."""
        at = self._at(name)
        with failures("read", name):
            try:
                found = self._s3.get_object(**at)
            except self._s3.exceptions.ClientError as e:
                if code_of(e) in ABSENT:
                    raise not_there(name) from e
                raise
            with found["Body"] as body:
                octets: bytes = body.read(limit + 1)
        if len(octets) > limit:
            raise LimitError(f"expected at most {limit} octets in {name!r}, found more: this is no file of ours")
        return octets, str(found["ETag"])

    def _create(self, name: str, content: Content) -> str:
        """The entity tag of the new object; raises ResourceError when there is one already."""
        token = token_hex(16)
        with _opened(content) as file, failures("write", name):
            first = _filled(file)
            if len(first) < PART:
                write = {"Body": first, "Metadata": {WRITER: token}, "IfNoneMatch": "*"}
                created = self._if(lambda s3: s3.put_object(**self._at(name), **write))
            else:
                created = self._in_parts(name, first, file, token)
            if created:
                return str(created["ETag"])
            found = self._head(name)
            if found is None or found["Metadata"].get(WRITER) != token:
                raise already_there(name)
            return str(found["ETag"])  # our own, of a request that was repeated because its answer was lost

    def _in_parts(self, name: str, first: bytes, file: BinaryIO, token: str) -> dict[str, Any] | None:
        at = self._at(name)
        upload = {"UploadId": self._s3.create_multipart_upload(**at, Metadata={WRITER: token})["UploadId"]}
        with ExitStack() as undo:
            undo.callback(self._s3.abort_multipart_upload, **at, **upload)
            parts, piece = list[dict[str, Any]](), first
            while piece:
                sent = self._s3.upload_part(**at, **upload, PartNumber=len(parts) + 1, Body=piece)
                parts.append({"PartNumber": len(parts) + 1, "ETag": sent["ETag"]})
                piece = _filled(file)
            whole = {"MultipartUpload": {"Parts": parts}, "IfNoneMatch": "*"}
            created = self._if(lambda s3: s3.complete_multipart_upload(**at, **upload, **whole))
            if created:
                undo.pop_all()
            return created

    def _if(self, call: Callable[[Any], dict[str, Any]]) -> dict[str, Any] | None:
        """The answer to a conditional request; None where the condition did not hold."""
        try:
            return call(self._s3)
        except self._s3.exceptions.ClientError as e:
            if code_of(e) in CONFLICT | ABSENT:
                return None
            raise

    def _writer(self, name: str) -> str | None:
        found = self._head(name)
        return found["Metadata"].get(WRITER) if found else None

    def _remove(self, name: str, etag: str) -> bool:
        """Whether the object of that entity tag is gone."""
        with failures("remove", name):
            return self._if(lambda s3: s3.delete_object(**self._at(name), IfMatch=etag) or {"Gone": True}) is not None

    def _require_conditions(self) -> None:
        """Raises ResourceError for a server that would overwrite what it was told not to: old ones do so in silence."""
        if self._trusted:
            return
        at = {"Bucket": self._bucket, "Key": f"{self._prefix}{PROBE}{token_hex(16)}"}
        with failures("write", self.address):
            first = self._s3.put_object(**at, Body=b"a", IfNoneMatch="*")
            again = self._if(lambda s3: s3.put_object(**at, Body=b"b", IfNoneMatch="*"))
            stale = self._if(lambda s3: s3.put_object(**at, Body=b"c", IfMatch='"0123456789abcdef0123456789abcdef"'))
            fresh = self._if(lambda s3: s3.put_object(**at, Body=b"d", IfMatch=first["ETag"]))
            self._s3.delete_object(**at)
        if again or stale or not fresh:
            raise ResourceError(
                f"{self.address}: expected a server that honours If-None-Match and If-Match, found one that does not:"
                " two runs could overwrite each other's evidence there; nothing was written, use another server"
            )
        self._trusted = True


@contextmanager
def _opened(content: Content) -> Iterator[BinaryIO]:
    if isinstance(content, bytes):
        yield io.BytesIO(content)
    elif isinstance(content, Path):
        with content.open("rb") as file:
            yield file
    else:
        yield content


def _filled(file: BinaryIO) -> bytes:
    """The next PART octets, fewer only at the end."""
    pieces, left = [], PART
    while left and (piece := file.read(left)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _is_name(name: str) -> bool:
    try:
        return bool(components(name))
    except ResourceError:
        return False
