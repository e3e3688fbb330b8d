"""Addresses of stores that are not folders: `store_at("gs://news-evidence/desk")`.

    s3://bucket/prefix           S3 and what speaks its protocol    extra s3
    gs://bucket/prefix           Google Cloud Storage               extra gcs
    az://container/prefix        Azure Blob Storage                 extra azure
    sftp://user@host:22/folder   any machine with OpenSSH           extra sftp

None holds a password or a key: they come from where the programs of each maker look for them.
"""

import re
from typing import TYPE_CHECKING

from archiver.errors import UsageError

if TYPE_CHECKING:
    from archiver.store.interface import Store

SCHEMES = ("s3", "gs", "az", "sftp")
EXAMPLES = {
    "s3": "s3://bucket/prefix",
    "gs": "gs://bucket/prefix",
    "az": "az://container/prefix",
    "sftp": "sftp://user@host/folder",
}

_PATH = re.compile(r"(?:/[A-Za-z0-9_=.-]+)*")


def is_address(text: str) -> bool:
    """Whether `text` is to be read as an address, not as the name of a folder."""
    return "://" in text


def store_at(address: str) -> "Store":
    """The store at `address`; nothing is asked of it yet. Raises UsageError for an address that is none."""
    scheme = address.partition("://")[0]
    if scheme == "sftp":
        from archiver.store.sftp import SftpStore

        return SftpStore(address)
    from archiver.store.bucket import BucketStore

    if scheme == "s3":
        from archiver.store.s3 import S3Bucket

        return BucketStore(S3Bucket(address))
    if scheme == "gs":
        from archiver.store.gcs import GcsBucket

        return BucketStore(GcsBucket(address))
    if scheme == "az":
        from archiver.store.azure import AzureContainer

        return BucketStore(AzureContainer(address))
    raise UsageError(f"expected an address such as {', '.join(EXAMPLES.values())}, found {address[:200]!r}")


def parts_of(address: str, scheme: str, host: re.Pattern[str]) -> tuple[str, str]:
    """The bucket and the prefix of its keys, empty or with a `/` at its end; raises UsageError."""
    name, slash, path = address.removeprefix(f"{scheme}://").rstrip("/").partition("/")
    if not (address.startswith(f"{scheme}://") and host.fullmatch(name) and is_path(slash + path)):
        raise UsageError(f"expected an address such as {EXAMPLES[scheme]}, found {address[:200]!r}")
    return name, f"{path}/" if path else ""


def is_path(path: str) -> bool:
    """Whether `path` is empty or begins with a slash, and leads nowhere but down."""
    return _PATH.fullmatch(path) is not None and not {".", ".."} & set(path.split("/"))
