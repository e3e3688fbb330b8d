"""A bucket of the S3 protocol, by boto3: `S3Bucket("s3://bucket/prefix")`, `If-None-Match` and `If-Match`.

Credentials, region and endpoint come from where all AWS programs look for them (environment, ~/.aws). What a killed run
leaves are parts of an upload, which a lifecycle rule of the bucket removes.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import Any

from archiver.store.addresses import parts_of
from archiver.store.bucket import WRITER, Object
from archiver.store.remotefile import Stream
from archiver.store.s3client import ABSENT, CONFLICT, client, code_of, failures

PART = 16 * 1024 * 1024  # 10,000 parts are the most that S3 takes of one object

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


class S3Bucket:
    """A `Bucket`; its tags are entity tags."""

    conditions = "If-None-Match and If-Match"

    def __init__(self, address: str) -> None:
        self._bucket, self.prefix = parts_of(address, "s3", _BUCKET)
        self.address = f"s3://{self._bucket}/{self.prefix}".rstrip("/")
        self._made: Any = None

    def __reduce__(self) -> tuple[type["S3Bucket"], tuple[str]]:
        """Another process makes a connection of its own."""
        return S3Bucket, (self.address,)

    @property
    def part(self) -> int:
        """Octets of one part of an upload."""
        return PART

    @property
    def s3(self) -> Any:
        """The client, made when it is first needed."""
        if self._made is None:
            self._made = client()
        return self._made

    def head(self, key: str) -> Object | None:
        """What is there under `key`."""
        try:
            return _object(self.s3.head_object(**self._at(key)))
        except self.s3.exceptions.ClientError as e:
            if code_of(e) in ABSENT:
                return None
            raise

    def get(self, key: str, limit: int) -> tuple[bytes, Object] | None:
        """Up to `limit` octets and what it is, of one answer."""
        try:
            found = self.s3.get_object(**self._at(key))
        except self.s3.exceptions.ClientError as e:
            if code_of(e) in ABSENT:
                return None
            raise
        with found["Body"] as body:
            return body.read(limit), _object(found)

    def stream(self, key: str, tag: str, start: int) -> Stream:
        """The body of an answer that begins at `start`."""
        body: Stream = self.s3.get_object(**self._at(key), Range=f"bytes={start}-", IfMatch=tag)["Body"]
        return body

    def put(self, key: str, data: bytes, writer: str, tag: str | None) -> str | None:
        """One request."""
        condition = {"IfNoneMatch": "*"} if tag is None else {"IfMatch": tag}
        write = {"Body": data, "Metadata": {WRITER: writer}, **condition}
        return self._if(lambda s3: s3.put_object(**self._at(key), **write))

    def put_parts(self, key: str, pieces: Iterator[bytes], writer: str) -> str | None:
        """An upload in parts, which is given up when anything goes wrong; its end has the condition."""
        at = self._at(key)
        upload = {"UploadId": self.s3.create_multipart_upload(**at, Metadata={WRITER: writer})["UploadId"]}
        with ExitStack() as undo:
            undo.callback(self.s3.abort_multipart_upload, **at, **upload)
            parts = list[dict[str, Any]]()
            for piece in pieces:
                sent = self.s3.upload_part(**at, **upload, PartNumber=len(parts) + 1, Body=piece)
                parts.append({"PartNumber": len(parts) + 1, "ETag": sent["ETag"]})
            whole = {"MultipartUpload": {"Parts": parts}, "IfNoneMatch": "*"}
            created = self._if(lambda s3: s3.complete_multipart_upload(**at, **upload, **whole))
            if created:
                undo.pop_all()
            return created

    def remove(self, key: str, tag: str) -> bool:
        """Whether the object of that entity tag is gone."""
        return self._if(lambda s3: s3.delete_object(**self._at(key), IfMatch=tag)) is not None

    def keys(self, prefix: str, *, deep: bool) -> Iterator[str]:
        """In the order of their UTF-8 octets."""
        more = {} if deep else {"Delimiter": "/"}
        for page in self.s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix, **more):
            for found in page.get("Contents", ()):
                yield found["Key"]

    def failures(self, doing: str, name: str) -> AbstractContextManager[None]:
        """See `s3client.failures`."""
        return failures(doing, name)

    def _at(self, key: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": key}

    def _if(self, call: Callable[[Any], dict[str, Any]]) -> str | None:
        """The entity tag in the answer to a conditional request; None where the condition did not hold."""
        try:
            return str(call(self.s3).get("ETag", ""))
        except self.s3.exceptions.ClientError as e:
            if code_of(e) in CONFLICT | ABSENT:
                return None
            raise


def _object(found: Any) -> Object:
    return Object(int(found["ContentLength"]), str(found["ETag"]), found["Metadata"].get(WRITER))
