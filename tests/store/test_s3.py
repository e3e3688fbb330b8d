"""The suite against servers of the S3 protocol on loopback.

moto is an emulation: it answers as S3 does, in memory. A real server is used beside it where ARCHIVER_TEST_S3 names one
(`http://127.0.0.1:7480`, with the credentials and a bucket `archiver-test` that the AWS environment gives).
"""

import os
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from threading import Barrier, Thread
from typing import Any
from unittest import mock

import boto3
import pytest
from moto.server import ThreadedMotoServer

from archiver.errors import ResourceError, UsageError
from archiver.model.digest import sha256
from archiver.store import s3, s3client
from archiver.store.interface import Store
from archiver.store.rolled import RolledStore
from archiver.store.s3 import S3Store
from tests.store.conformance import SIDECAR, WARC, StoreConformance
from tests.support.waiting import free_port

BUCKET = "archiver-test"
LARGE = bytes(range(256)) * 50_000  # 12.8 MB: several parts of the smallest size that S3 takes
SMALLEST_PART = 5 * 1024 * 1024


@pytest.fixture(scope="session")
def emulation() -> Iterator[dict[str, str]]:
    """The environment of a user whose endpoint is moto's server."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=free_port(), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1", "AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
    }  # fmt: skip
    server.stop()


@pytest.fixture
def environment(emulation: dict[str, str]) -> Iterator[dict[str, str]]:
    real = os.environ.get("ARCHIVER_TEST_S3")
    used = {"AWS_ENDPOINT_URL": real} if real else emulation
    with mock.patch.dict(os.environ, used):
        if not real:
            boto3.client("s3").create_bucket(Bucket=BUCKET)
        yield used


@pytest.fixture
def address(environment: dict[str, str]) -> str:
    return f"s3://{BUCKET}/{token_hex(8)}/archive"


@pytest.fixture
def client(environment: dict[str, str]) -> Any:
    return boto3.client("s3")


class TestS3(StoreConformance):
    @pytest.fixture
    def store(self, address: str) -> Store:
        return S3Store(address)


class TestRolledInS3(StoreConformance):
    @pytest.fixture
    def store(self, address: str) -> Store:
        return RolledStore(S3Store(address))


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3, "PART", SMALLEST_PART)


def keys(client: Any, address: str) -> list[str]:
    prefix = address.removeprefix(f"s3://{BUCKET}/")
    found = client.list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])
    return [one["Key"].removeprefix(prefix + "/") for one in found]


def uploads(client: Any, address: str) -> list[str]:
    found = client.list_multipart_uploads(Bucket=BUCKET).get("Uploads", [])
    return [one["Key"] for one in found if one["Key"].startswith(address.removeprefix(f"s3://{BUCKET}/"))]


def test_a_large_object_goes_in_parts_and_comes_back(address: str, client: Any, small_parts: None) -> None:
    store = S3Store(address)
    store.put_new([(WARC, LARGE), (SIDECAR, b"{}")])
    assert store.read(WARC, len(LARGE)) == LARGE
    assert "-3" in client.head_object(Bucket=BUCKET, Key=f"{address.split('/', 3)[3]}/{WARC}")["ETag"]
    with store.open(WARC) as file:
        file.seek(-7, 2)
        assert file.read() == LARGE[-7:]
    with pytest.raises(ResourceError, match="never overwritten"):
        store.put_new([(WARC, LARGE)])
    assert (keys(client, address), uploads(client, address)) == ([SIDECAR, WARC], [])


class Breaking:
    """A source that fails after some octets."""

    def __init__(self, octets: int) -> None:
        self._left = octets

    def read(self, size: int) -> bytes:
        if not self._left:
            raise OSError("the disk is gone")
        piece = min(size, self._left)
        self._left -= piece
        return b"x" * piece


def test_what_breaks_off_is_not_visible_and_leaves_no_parts(address: str, client: Any, small_parts: None) -> None:
    store = S3Store(address)
    with pytest.raises(OSError, match="disk is gone"):
        store.put_new([(WARC, b"segment"), (SIDECAR, Breaking(2 * SMALLEST_PART))])  # type: ignore[list-item]
    assert (keys(client, address), uploads(client, address)) == ([], [])


@pytest.mark.parametrize("content", [b"small", LARGE], ids=["one request", "parts"])
def test_the_server_itself_keeps_two_writers_apart(
    address: str, client: Any, content: bytes, small_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without our own look beforehand: fails where the server does not honour `If-None-Match: *`."""
    monkeypatch.setattr(S3Store, "exists", lambda *_: False)
    S3Store(address).put_new([(WARC, content)])
    with pytest.raises(ResourceError, match="never overwritten"):
        S3Store(address).put_new([(WARC, content[::-1])])
    assert S3Store(address).read(WARC, len(content)) == content
    assert uploads(client, address) == []


def test_many_writers_at_once_and_one_wins(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(S3Store, "exists", lambda *_: False)
    start, won = Barrier(8), list[int]()

    def write(number: int) -> None:
        store = S3Store(address)
        store._require_conditions()
        start.wait()
        try:
            store.put_new([(SIDECAR, b"%d" % number)])
            won.append(number)
        except ResourceError:
            pass

    threads = [Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [b"%d" % number for number in won] == [S3Store(address).read(SIDECAR, 9)]


def test_the_server_itself_refuses_to_replace_what_has_changed(
    address: str, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between our look and our write another one writes: fails where the server does not honour `If-Match`."""
    store, get = S3Store(address), S3Store._get
    store.put_new([(SIDECAR, b"one")])

    def slowly(self: S3Store, name: str, limit: int = 100) -> tuple[bytes, str]:
        seen = get(self, name, limit)
        client.put_object(Bucket=BUCKET, Key=f"{address.split('/', 3)[3]}/{name}", Body=b"another's")
        return seen

    monkeypatch.setattr(S3Store, "_get", slowly)
    with pytest.raises(ResourceError, match="another run changed it"):
        store.replace(SIDECAR, b"two", sha256(b"one"))
    monkeypatch.undo()
    assert store.read(SIDECAR, 20) == b"another's"


@pytest.mark.parametrize("ignored", ["IfNoneMatch", "IfMatch"])
def test_a_server_that_ignores_conditions_is_refused(address: str, client: Any, ignored: str) -> None:
    store = S3Store(address)
    put_object = client.put_object
    store._made = client
    client.put_object = lambda **given: put_object(**{k: v for k, v in given.items() if k != ignored})
    with pytest.raises(ResourceError, match=r"honours If-None-Match and If-Match.*nothing was written"):
        store.put_new([(WARC, b"segment")])
    assert keys(client, address) == []


def test_a_repeated_request_knows_its_own_work(address: str, client: Any) -> None:
    """The answer to a write is lost, and the client asks again, which the condition then refuses."""
    store = S3Store(address)
    store._require_conditions()
    put_object, store._made = client.put_object, client

    def twice(**given: Any) -> Any:
        put_object(**given)
        return put_object(**given)

    client.put_object = twice
    store.put_new([(SIDECAR, b"one")])
    store.replace(SIDECAR, b"two", sha256(b"one"))
    assert store.read(SIDECAR, 3) == b"two"


def test_reading_goes_on_where_a_connection_was_lost(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from botocore.exceptions import ReadTimeoutError

    store = S3Store(address)
    store.put_new([(WARC, LARGE)])
    with store.open(WARC) as file:
        body, lost = type(store._s3.get_object(**store._at(WARC))["Body"]), [3, 1]
        read = body.read

        def losing(self: Any, amount: int | None = None) -> Any:
            lost[0] -= 1
            if lost[0] == 0:
                raise ReadTimeoutError(endpoint_url="http://127.0.0.1")
            return read(self, amount)

        monkeypatch.setattr(body, "read", losing)
        pieces = []
        while piece := file.read(1_000_000):
            pieces.append(piece)
    assert b"".join(pieces) == LARGE


def test_no_server_and_no_bucket_are_told_apart(address: str) -> None:
    with pytest.raises(ResourceError, match=r"found NoSuchBucket.*make the bucket"):
        S3Store("s3://no-such-bucket-here").read(WARC, 1)
    with (
        mock.patch.dict(os.environ, {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{free_port()}"}),
        mock.patch.object(s3client, "ATTEMPTS", 1),
        pytest.raises(ResourceError, match=r"Could not connect.*check the network"),
    ):
        S3Store(address).read(WARC, 1)


@pytest.mark.parametrize(
    "bad",
    ["s3://", "s3://B", "http://a.example.org/", "s3://bucket/../x", "s3://bucket/a?b", "s3://key:secret@bucket/a"],
)
def test_what_is_no_address_is_refused(bad: str) -> None:
    with pytest.raises(UsageError, match="expected an address such as s3://bucket/prefix"):
        S3Store(bad)


def test_a_store_goes_to_another_process(address: str, tmp_path: Path) -> None:
    import pickle

    store = S3Store(address)
    store.put_new([(SIDECAR, b"{}")])
    assert pickle.loads(pickle.dumps(store)).read(SIDECAR, 2) == b"{}"
