"""A bucket of Google Cloud Storage, by Google's own library: `GcsBucket("gs://bucket/prefix")`, `ifGenerationMatch`.

gcsfs has no write on a generation, so that the library below it is not used. Credentials are Application Default
Credentials (GOOGLE_APPLICATION_CREDENTIALS, `gcloud auth application-default login`, the machine's own account);
STORAGE_EMULATOR_HOST names another server, which then is asked without any. An upload that a killed run began is
never seen, and Google forgets it after a week.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from archiver.errors import ResourceError
from archiver.store.addresses import parts_of
from archiver.store.bucket import WRITER, Object
from archiver.store.remotefile import Ranges, Stream

PART = 16 * 1024 * 1024  # a multiple of 256 KiB, as resumable uploads want it
TIMEOUT = (10, 60)  # seconds to connect, and between two octets
DEADLINE = 60.0  # seconds in which a request is tried again, with growing pauses
MEDIA = "application/octet-stream"
TRIES = 4  # of reading an object that is replaced meanwhile

_BUCKET = re.compile(r"[a-z0-9][a-z0-9_.-]{1,220}[a-z0-9]")
_REMEDY = {
    401: "check the Google credentials",
    403: "give these Google credentials the right to it",
    404: "make the bucket, or correct `store` in archiver.yaml",
}


class GcsBucket:
    """A `Bucket`; its tags are generations."""

    conditions = "ifGenerationMatch"

    def __init__(self, address: str) -> None:
        self._name, self.prefix = parts_of(address, "gs", _BUCKET)
        self.address = f"gs://{self._name}/{self.prefix}".rstrip("/")
        self._made: Any = None

    def __reduce__(self) -> tuple[type["GcsBucket"], tuple[str]]:
        """Another process makes a connection of its own."""
        return GcsBucket, (self.address,)

    @property
    def part(self) -> int:
        """Octets of one request of a resumable upload."""
        return PART

    @property
    def bucket(self) -> Any:
        """The library's bucket, made when it is first needed."""
        if self._made is None:
            self._made = _client().bucket(self._name)
        return self._made

    def head(self, key: str) -> Object | None:
        """What is there under `key`."""
        found = self.bucket.get_blob(key, **_patience())
        return None if found is None else _object(found)

    def get(self, key: str, limit: int) -> tuple[bytes, Object] | None:
        """Up to `limit` octets of the generation that was looked at; anew when it was replaced meanwhile."""
        for _ in range(TRIES):
            found = self.head(key)
            if found is None:
                return None
            octets = self._range(key, found.tag, 0, min(found.size, limit))
            if octets is not None:
                return octets, found
        raise ResourceError(f"expected {key!r} to stay for one reading, found it replaced each time: run this again")

    def stream(self, key: str, tag: str, start: int) -> Stream:
        """Ranges of the one generation."""
        found = self.bucket.get_blob(key, **_patience())
        if found is None or str(found.generation) != tag:
            raise ResourceError(f"expected {key!r} to stay while it is read, found it replaced: run this again")
        return Ranges(partial(self._fetch, key, tag), start, found.size)

    def put(self, key: str, data: bytes, writer: str, tag: str | None) -> str | None:
        """One request."""
        blob = self._blob(key, writer)
        return self._if(lambda: blob.upload_from_string(data, MEDIA, **_on(tag), **_patience()), blob)

    def put_parts(self, key: str, pieces: Iterator[bytes], writer: str) -> str | None:
        """A resumable upload; its condition is looked at when it begins and when it ends."""
        blob = self._blob(key, writer)
        blob.chunk_size = PART
        file = _Pieces(pieces)
        return self._if(lambda: blob.upload_from_file(file, content_type=MEDIA, **_on(None), **_patience()), blob)

    def remove(self, key: str, tag: str) -> bool:
        """Whether the object of that generation is gone."""
        from google.api_core.exceptions import NotFound, PreconditionFailed

        try:
            self.bucket.blob(key).delete(**_on(tag), **_patience())
        except (NotFound, PreconditionFailed):
            return False
        return True

    def keys(self, prefix: str, *, deep: bool) -> Iterator[str]:
        """In the order of their UTF-8 octets."""
        more = {} if deep else {"delimiter": "/"}
        for found in self.bucket.list_blobs(prefix=prefix, fields="items(name),nextPageToken", **more, **_patience()):
            yield found.name

    @contextmanager
    def failures(self, doing: str, name: str) -> Iterator[None]:
        """Raises ResourceError for whatever goes wrong between here and the server."""
        from google.api_core.exceptions import GoogleAPIError
        from google.auth.exceptions import GoogleAuthError
        from google.cloud.exceptions import GoogleCloudError
        from google.cloud.storage.exceptions import DataCorruption, InvalidResponse
        from requests import RequestException

        try:
            yield
        except GoogleCloudError as e:
            code = int(e.code or 0)
            remedy = _REMEDY.get(code, "see the server's message, and run this again")
            message = str(e.message)[-200:]
            raise ResourceError(f"expected to {doing} {name!r}, found {code} {message!r}: {remedy}") from e
        except (GoogleAPIError, RequestException, InvalidResponse, DataCorruption) as e:
            raise ResourceError(
                f"expected to {doing} {name!r}, found {str(e)[:300]}: check the network, and run this again"
            ) from e
        except GoogleAuthError as e:
            raise ResourceError(
                f"expected to {doing} {name!r}, found no Google credentials that work ({str(e)[:200]}): set"
                " GOOGLE_APPLICATION_CREDENTIALS, or run `gcloud auth application-default login`"
            ) from e

    def _blob(self, key: str, writer: str) -> Any:
        blob = self.bucket.blob(key)
        blob.metadata = {WRITER: writer}
        return blob

    def _if(self, call: Any, blob: Any) -> str | None:
        """The generation that was written; None where the condition did not hold."""
        from google.api_core.exceptions import NotFound, PreconditionFailed

        try:
            call()
        except PreconditionFailed:
            return None
        except NotFound:
            if self.bucket.exists(**_patience()):
                return None
            raise
        return str(blob.generation)

    def _range(self, key: str, tag: str, start: int, length: int) -> bytes | None:
        """None where there is no such generation any more."""
        from google.api_core.exceptions import NotFound, PreconditionFailed

        if not length:
            return b""
        blob = self.bucket.blob(key, generation=int(tag))
        try:
            octets: bytes = blob.download_as_bytes(
                start=start, end=start + length - 1, raw_download=True, checksum=None, **_patience()
            )
        except (NotFound, PreconditionFailed):
            return None
        return octets

    def _fetch(self, key: str, tag: str, start: int, length: int) -> bytes:
        octets = self._range(key, tag, start, length)
        if octets is None:
            raise ResourceError(f"expected {key!r} to stay while it is read, found it replaced: run this again")
        return octets


class _Pieces:
    """What the library reads an upload from: a piece a call, and where it stands."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._at = pieces, 0

    def read(self, _size: int = -1) -> bytes:
        piece = next(self._pieces, b"")
        self._at += len(piece)
        return piece

    def tell(self) -> int:
        return self._at


def _client() -> Any:
    try:
        from google.cloud.storage import Client
    except ImportError as e:
        raise ResourceError("expected the extra `gcs` for gs://, found none: install requirements/gcs.txt") from e
    return Client(project="none")  # of the project only making and listing buckets would ask


def _patience() -> dict[str, Any]:
    from google.cloud.storage.retry import DEFAULT_RETRY

    return {"timeout": TIMEOUT, "retry": DEFAULT_RETRY.with_timeout(DEADLINE)}


def _on(tag: str | None) -> dict[str, int]:
    return {"if_generation_match": 0 if tag is None else int(tag)}


def _object(found: Any) -> Object:
    return Object(int(found.size), str(found.generation), (found.metadata or {}).get(WRITER))
