"""A container of Azure Blob Storage, by Microsoft's own library: `AzureContainer("az://container/prefix")`, `If-Match`.

adlfs replaces a blob without asking which one it replaces, so that the library below it is used. The account and its
key come from where Azure's own programs look: AZURE_STORAGE_CONNECTION_STRING, else AZURE_STORAGE_ACCOUNT with
AZURE_STORAGE_KEY, AZURE_STORAGE_SAS_TOKEN, or what `az login` and the machine's identity give. Blocks that a killed run
sent are never seen, and Azure forgets them after a week.
"""

import os
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from archiver.errors import ResourceError
from archiver.store.addresses import parts_of
from archiver.store.bucket import WRITER, Object
from archiver.store.remotefile import Ranges, Stream

if TYPE_CHECKING:
    from azure.storage.blob import BlobClient, ContainerClient

PART = 16 * 1024 * 1024  # 50,000 blocks are the most that Azure takes of one blob
CONNECT_SECONDS, READ_SECONDS = 10, 60
RETRIES = 4  # with pauses of 1, 2, 4 and 8 seconds

_CONTAINER = re.compile(r"[a-z0-9](?:-?[a-z0-9]){2,62}")
_ACCOUNT = re.compile(r"[a-z0-9]{3,24}")
_REMEDY = {
    "ContainerNotFound": "make the container, or correct `store` in archiver.yaml",
    "AuthenticationFailed": "check the Azure credentials and the clock of this machine",
    "AuthorizationFailure": "give these Azure credentials the right to it",
    "AuthorizationPermissionMismatch": "give these Azure credentials the right to it",
}


class AzureContainer:
    """A `Bucket`; its tags are entity tags."""

    conditions = "If-None-Match and If-Match"

    def __init__(self, address: str) -> None:
        self._name, self.prefix = parts_of(address, "az", _CONTAINER)
        self.address = f"az://{self._name}/{self.prefix}".rstrip("/")
        self._made: ContainerClient | None = None

    def __reduce__(self) -> tuple[type["AzureContainer"], tuple[str]]:
        """Another process makes a connection of its own."""
        return AzureContainer, (self.address,)

    @property
    def part(self) -> int:
        """Octets of one block."""
        return PART

    @property
    def container(self) -> "ContainerClient":
        """The library's client, made when it is first needed."""
        if self._made is None:
            self._made = _client(self._name, os.environ)
        return self._made

    def head(self, key: str) -> Object | None:
        """What is there under `key`."""
        from azure.core.exceptions import ResourceNotFoundError

        try:
            return _object(self._blob(key).get_blob_properties())
        except ResourceNotFoundError as e:
            if _code(e) == "ContainerNotFound":
                raise
            return None

    def get(self, key: str, limit: int) -> tuple[bytes, Object] | None:
        """Up to `limit` octets and what it is; the ranges of a large one are asked for by its tag."""
        from azure.core.exceptions import HttpResponseError

        try:
            found = self._blob(key).download_blob(offset=0, length=limit)
            return found.readall(), _object(found.properties)
        except HttpResponseError as e:
            if e.status_code not in (404, 416):
                raise
            found_empty = self.head(key)  # no range is in an empty blob
            if found_empty and found_empty.size:
                raise
            return (b"", found_empty) if found_empty else None

    def stream(self, key: str, tag: str, start: int) -> Stream:
        """Ranges of the blob with that tag."""
        from azure.core import MatchConditions

        blob = self._blob(key)

        def fetch(at: int, length: int) -> bytes:
            found = blob.download_blob(at, length, etag=tag, match_condition=MatchConditions.IfNotModified)
            return found.readall()

        properties = blob.get_blob_properties(etag=tag, match_condition=MatchConditions.IfNotModified)
        return Ranges(fetch, start, properties.size)

    def put(self, key: str, data: bytes, writer: str, tag: str | None) -> str | None:
        """One request; two where a new blob is refused for blocks that an upload left which broke off."""
        blob, on = self._blob(key), _on(tag)
        written = _if(lambda: blob.upload_blob(data, overwrite=True, metadata={WRITER: writer}, **on))
        if written is None and tag is None and self.head(key) is None:
            return self.put_parts(key, iter([data] if data else []), writer)
        return written

    def put_parts(self, key: str, pieces: Iterator[bytes], writer: str) -> str | None:
        """Blocks, and then the list of them on the condition.

        Blocks that were not committed yet are the blob's, not the writer's: only names of their own keep those of two
        writers apart.
        """
        from azure.storage.blob import BlobBlock

        blob, blocks = self._blob(key), list[BlobBlock]()
        for piece in pieces:
            block = b64encode(uuid4().bytes).decode()
            blob.stage_block(block, piece, len(piece))
            blocks.append(BlobBlock(block_id=block))
        return _if(lambda: blob.commit_block_list(blocks, metadata={WRITER: writer}, **_on(None)))

    def remove(self, key: str, tag: str) -> bool:
        """Whether the blob with that tag is gone."""
        blob = self._blob(key)
        return _if(lambda: blob.delete_blob(**_on(tag)) or {}) is not None

    def keys(self, prefix: str, *, deep: bool) -> Iterator[str]:
        """In the order in which the account lists them."""
        from azure.storage.blob import BlobProperties

        if deep:
            yield from self.container.list_blob_names(name_starts_with=prefix)
            return
        for found in self.container.walk_blobs(name_starts_with=prefix, delimiter="/"):
            if isinstance(found, BlobProperties):
                yield str(found.name)

    @contextmanager
    def failures(self, doing: str, name: str) -> Iterator[None]:
        """Raises ResourceError for whatever goes wrong between here and the server."""
        from azure.core.exceptions import AzureError, HttpResponseError

        try:
            yield
        except HttpResponseError as e:
            code, message = _code(e), str(e.message or "").partition("\n")[0][:200]
            remedy = _REMEDY.get(code, "see the server's message, and run this again")
            raise ResourceError(f"expected to {doing} {name!r}, found {code} {message!r}: {remedy}") from e
        except AzureError as e:
            raise ResourceError(
                f"expected to {doing} {name!r}, found {str(e)[:300]}: check the network, AZURE_STORAGE_ACCOUNT and the"
                " usual places of Azure credentials, and run this again"
            ) from e

    def _blob(self, key: str) -> "BlobClient":
        return self.container.get_blob_client(key)


def _client(container: str, environment: Mapping[str, str]) -> "ContainerClient":
    try:
        from azure.storage.blob import BlobServiceClient, ExponentialRetry
    except ImportError as e:
        raise ResourceError("expected the extra `azure` for az://, found none: install requirements/azure.txt") from e
    options: dict[str, Any] = {
        "connection_timeout": CONNECT_SECONDS,
        "read_timeout": READ_SECONDS,
        "retry_policy": ExponentialRetry(initial_backoff=0, increment_base=2, retry_total=RETRIES),
    }
    if whole := environment.get("AZURE_STORAGE_CONNECTION_STRING"):
        try:
            return BlobServiceClient.from_connection_string(whole, **options).get_container_client(container)
        except ValueError as e:  # which may repeat what it was given
            raise ResourceError(
                "AZURE_STORAGE_CONNECTION_STRING: expected a connection string as the portal shows it, found another"
            ) from e
    account = environment.get("AZURE_STORAGE_ACCOUNT", "") or environment.get("AZURE_STORAGE_ACCOUNT_NAME", "")
    if not _ACCOUNT.fullmatch(account):
        raise ResourceError(
            f"expected the storage account in AZURE_STORAGE_ACCOUNT, or AZURE_STORAGE_CONNECTION_STRING, found"
            f" {account[:50]!r}: set one of them"
        )
    service = BlobServiceClient(
        f"https://{account}.blob.core.windows.net", credential=_credential(environment), **options
    )
    return service.get_container_client(container)


def _credential(environment: Mapping[str, str]) -> Any:
    for name in ("AZURE_STORAGE_KEY", "AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_SAS_TOKEN"):
        if value := environment.get(name):
            return value
    from azure.identity import DefaultAzureCredential

    return DefaultAzureCredential()


def _on(tag: str | None) -> dict[str, Any]:
    from azure.core import MatchConditions

    if tag is None:
        return {"match_condition": MatchConditions.IfMissing}
    return {"etag": tag, "match_condition": MatchConditions.IfNotModified}


def _if(call: Any) -> str | None:
    """The entity tag that was written; None where the condition did not hold."""
    from azure.core.exceptions import HttpResponseError

    try:
        return str(call().get("etag", ""))
    except HttpResponseError as e:
        if e.status_code in (404, 409, 412) and _code(e) != "ContainerNotFound":
            return None
        if _code(e) == "InvalidBlockList":  # another writer was faster, and our blocks went with what it wrote
            return None
        raise


def _code(error: Any) -> str:
    return str(getattr(error, "error_code", None) or error.status_code or type(error).__name__)


def _object(found: Any) -> Object:
    return Object(int(found.size), str(found.etag), (found.metadata or {}).get(WRITER))
