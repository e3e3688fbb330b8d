"""What is particular to one maker's servers, and what only shows when they or the network misbehave."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest import mock

import boto3
import pytest
import requests

from archiver.errors import ResourceError
from archiver.model.digest import sha256
from archiver.store import azure, gcs, s3, s3client
from archiver.store.addresses import store_at
from archiver.store.sftp import NEXT, STALE_SECONDS
from tests.samples import ROOT
from tests.store.conformance import SIDECAR, WARC
from tests.support.remote_fixtures import address, scheme, server
from tests.support.remotes import BUCKET, Remote, Sftp, sshd
from tests.support.waiting import dead_port

__all__ = ["address", "scheme", "server"]
LARGE = bytes(range(256)) * 50_000
PART = 5 * 1024 * 1024


def only(*schemes: str) -> pytest.MarkDecorator:
    each = [pytest.param(one, marks=pytest.mark.xdist_group(f"remote-{one}")) for one in schemes]
    return pytest.mark.parametrize("scheme", each)


@only("s3", "gs", "az")
@pytest.mark.parametrize("ignored", ["new", "changed"])
def test_a_server_that_ignores_conditions_is_refused(address: str, server: Remote, ignored: str) -> None:
    store: Any = store_at(address)
    bucket, put = store._bucket, store._bucket.put

    def ignoring(key: str, data: bytes, writer: str, tag: str | None) -> Any:
        if (tag is None) == (ignored == "new"):
            found = bucket.head(key)
            tag = found.tag if found else None
        return put(key, data, writer, tag)

    bucket.put = ignoring
    with pytest.raises(ResourceError, match=r"expected a server that honours if.*nothing was written|If-"):
        store.put_new([(WARC, b"segment")])
    assert server.keys(address) == []


class NotImplementing(BaseHTTPRequestHandler):
    """S3 as some makers have it: a conditional request is refused, and not ignored."""

    def do_HEAD(self) -> None:
        self.send_error(404)

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        asked = self.headers["If-None-Match"] == "*"
        body = b"<Error><Code>NotImplemented</Code><Message>A header is not implemented</Message></Error>"
        self.send_response(501 if asked else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the test says what it saw."""


def test_a_server_that_refuses_conditions_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3client, "ATTEMPTS", 1)
    with ThreadingHTTPServer(("127.0.0.1", 0), NotImplementing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        there = {**gone("s3"), "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}"}
        with mock.patch.dict(os.environ, there), pytest.raises(ResourceError, match="use another server"):
            store_at("s3://archiver-test/a").put_new([(WARC, b"segment")])
        server.shutdown()


@pytest.mark.parametrize(("scheme", "module"), [
    ("s3", "boto3"), ("gs", "google.cloud.storage"), ("az", "azure.storage.blob"), ("sftp", "asyncssh"),
])  # fmt: skip
def test_without_its_extra_the_list_of_it_is_named(scheme: str, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never a name to install by: on PyPI `archiver` is somebody else's."""
    monkeypatch.setitem(sys.modules, module, None)
    extra = {"gs": "gcs", "az": "azure"}.get(scheme, scheme)
    with pytest.raises(ResourceError, match=f"install requirements/{extra}.txt$"):
        store_at(f"{scheme}://archiver-test/a").exists(WARC)
    assert (ROOT / "requirements" / f"{extra}.txt").is_file()


@only("s3", "gs", "az")
def test_a_repeated_request_knows_its_own_work(address: str, server: Remote) -> None:
    """The answer to a write is lost, and the client asks again, which the condition then refuses."""
    store: Any = store_at(address)
    store._require_conditions()
    put = store._bucket.put

    def twice(*given: Any) -> Any:
        put(*given)
        return put(*given)

    store._bucket.put = twice
    store.put_new([(SIDECAR, b"one")])
    store.replace(SIDECAR, b"two", sha256(b"one"))
    assert server.get(address, SIDECAR) == b"two"


@only("s3")
def test_an_upload_that_breaks_off_leaves_no_parts(
    address: str, server: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3, "PART", PART)
    store: Any = store_at(address)
    with pytest.raises(FileNotFoundError):
        store.put_new([(WARC, LARGE), (SIDECAR, Path("none"))])
    with mock.patch.object(type(store), "exists", lambda *_: False):
        store.put_new([(WARC, LARGE)])
        with pytest.raises(ResourceError, match="never overwritten"):
            store.put_new([(WARC, LARGE[::-1])])
    assert not boto3.client("s3").list_multipart_uploads(Bucket=BUCKET).get("Uploads")


@only("s3")
def test_reading_goes_on_where_a_connection_was_lost(
    address: str, server: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    from botocore.exceptions import ReadTimeoutError

    store: Any = store_at(address)
    store.put_new([(WARC, LARGE)])
    with store.open(WARC) as file:
        body, lost = type(store._bucket.s3.get_object(**store._bucket._at(store._key(WARC)))["Body"]), [3, 1]
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


@only("gs")
def test_google_is_told_the_condition_where_the_emulation_forgets_it(
    address: str, server: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Resumable uploads and removals: what fake-gcs-server 0.1.1 does not look at."""
    asked, request = list[tuple[str, str]](), requests.Session.request

    def noted(self: Any, method: str, url: str, *more: Any, **options: Any) -> Any:
        asked.append((method, url))
        return request(self, method, url, *more, **options)

    monkeypatch.setattr(requests.Session, "request", noted)
    monkeypatch.setattr(gcs, "PART", PART)
    store: Any = store_at(address)
    store.put_new([(WARC, LARGE)])
    (begun,) = (url for method, url in asked if method == "POST" and "uploadType=resumable" in url)
    assert "ifGenerationMatch=0" in begun
    asked.clear()
    tag = store._look(WARC).tag
    assert store.discard([(WARC, sha256(LARGE))]) == []
    (removed,) = (url for method, url in asked if method == "DELETE")
    assert f"ifGenerationMatch={tag}" in removed


def gone(scheme: str) -> dict[str, str]:
    nobody = f"http://127.0.0.1:{dead_port()}"
    return {
        "s3": {"AWS_ENDPOINT_URL": nobody, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"},
        "gs": {"STORAGE_EMULATOR_HOST": nobody},
        "az": {"AZURE_STORAGE_CONNECTION_STRING": f"AccountName=a;AccountKey=Yg==;BlobEndpoint={nobody}/a;"},
    }[scheme]


@pytest.mark.parametrize("scheme", ["s3", "gs", "az"])
def test_a_server_that_does_not_answer_is_told(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3client, "ATTEMPTS", 1)
    monkeypatch.setattr(gcs, "DEADLINE", 0.1)
    monkeypatch.setattr(azure, "RETRIES", 0)
    with mock.patch.dict(os.environ, gone(scheme)), pytest.raises(ResourceError, match=r"found .*check the network"):
        store_at(f"{scheme}://archiver-test/a").read(WARC, 1)


@only("s3", "gs", "az")
@pytest.mark.usefixtures("server")
def test_a_bucket_that_is_not_there_is_told(scheme: str) -> None:
    store = store_at(f"{scheme}://no-such-bucket-here/a")
    with pytest.raises(ResourceError, match=r"make the (bucket|container)"):
        store.put_new([(WARC, b"")])
    with pytest.raises(ResourceError, match=r"make the (bucket|container)"):
        list(store.list(""))


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"AZURE_STORAGE_CONNECTION_STRING": "AccountKey=c2VjcmV0"}, "AZURE_STORAGE_CONNECTION_STRING: expected"),
        ({}, "expected the storage account in AZURE_STORAGE_ACCOUNT"),
        ({"AZURE_STORAGE_ACCOUNT": "a.example.org/x"}, "expected the storage account in AZURE_STORAGE_ACCOUNT"),
    ],
)
def test_azure_without_its_environment(given: dict[str, str], found: str) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("AZURE_")}
    with mock.patch.dict(os.environ, bare | given, clear=True), pytest.raises(ResourceError, match=found) as error:
        store_at("az://container/a").exists(WARC)
    assert "c2VjcmV0" not in str(error.value)


def test_google_without_credentials(tmp_path: Path) -> None:
    bare = {"HOME": str(tmp_path), "PATH": "", "GOOGLE_APPLICATION_CREDENTIALS": str(tmp_path / "none.json")}
    with mock.patch.dict(os.environ, bare, clear=True), pytest.raises(ResourceError, match="no Google credentials"):
        store_at("gs://bucket/a").exists(WARC)


class TestSftp:
    """Against a real OpenSSH server."""

    @pytest.fixture
    def scheme(self) -> str:
        return "sftp"

    pytestmark = pytest.mark.xdist_group("remote-sftp")

    @pytest.fixture
    def ssh(self, server: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A copy of the user's ~/.ssh that a test may spoil."""
        home = tmp_path / "home"
        subprocess.run(["cp", "-a", server.environment["HOME"], str(home)], check=True)
        monkeypatch.setenv("HOME", str(home))
        return home / ".ssh"

    def test_a_machine_that_is_not_known_is_refused(self, address: str, ssh: Path) -> None:
        (ssh / "known_hosts").unlink()
        with pytest.raises(ResourceError, match=r"expected the key of 127\.0\.0\.1 in ~/\.ssh/known_hosts"):
            store_at(address).exists(WARC)

    def test_another_machine_in_its_place_is_refused(self, address: str, ssh: Path, tmp_path: Path) -> None:
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "other")], check=True)
        name = (ssh / "known_hosts").read_text().split()[0]
        (ssh / "known_hosts").write_text(f"{name} {(tmp_path / 'other.pub').read_text()}")
        with pytest.raises(ResourceError, match=r"found none there that it has"):
            store_at(address).put_new([(WARC, b"segment")])

    @pytest.mark.parametrize("line", ["UserKnownHostsFile none", "StrictHostKeyChecking no"])
    def test_no_setting_turns_that_off(self, address: str, ssh: Path, line: str) -> None:
        (ssh / "known_hosts").unlink()
        (ssh / "config").write_text(f"Host *\n  {line}\n")
        with pytest.raises(ResourceError, match="known_hosts"):
            store_at(address).exists(WARC)

    def test_a_user_who_is_not_let_in(self, address: str, ssh: Path) -> None:
        for path in ssh.glob("id_*"):
            path.unlink()
        with pytest.raises(ResourceError, match=r"expected to be let in by 127\.0\.0\.1.*ssh-add"):
            store_at(address).exists(WARC)

    def test_a_name_in_the_users_config_will_do(self, address: str, server: Sftp, ssh: Path) -> None:
        name = (ssh / "known_hosts").read_text().split()[0]
        (ssh / "known_hosts").write_text((ssh / "known_hosts").read_text().replace(name, f"vault,{name}"))
        (ssh / "config").write_text(f"Host vault\n  HostName 127.0.0.1\n  Port {server.port}\n")
        store_at(f"sftp://vault{server.path(address)}").put_new([(WARC, b"segment")])
        assert server.get(address, WARC) == b"segment"

    def test_a_folder_that_is_not_there(self, address: str) -> None:
        with pytest.raises(ResourceError, match="expected a folder there, found none: make it"):
            store_at(f"{address}/none").put_new([(WARC, b"segment")])

    @pytest.mark.parametrize("missing", ["hardlink", "posix-rename", "fsync"])
    def test_a_server_without_what_is_needed_is_refused(
        self, tmp_path: Path, missing: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with sshd(tmp_path / "machine", f"Subsystem sftp internal-sftp -P {missing}") as lacking:
            monkeypatch.setenv("HOME", lacking.environment["HOME"])
            address = lacking.address()
            with pytest.raises(ResourceError, match="OpenSSH's hardlink, posix-rename and fsync"):
                store_at(address).put_new([(WARC, b"segment")])
            assert [name for name in lacking.keys(address) if not name.startswith(".tmp-")] == []

    def test_a_run_that_is_replacing_is_waited_for_and_a_dead_one_is_not(self, address: str, server: Sftp) -> None:
        store = store_at(address)
        store.put_new([(SIDECAR, b"one")])
        turn = self._turn(server.path(address))
        turn.write_bytes(b"another's")
        with pytest.raises(ResourceError, match="expected to be alone with"):
            store.replace(SIDECAR, b"two", sha256(b"one"))
        assert (server.get(address, SIDECAR), turn.read_bytes()) == (b"one", b"another's")
        os.utime(turn, (0, turn.stat().st_mtime - STALE_SECONDS - 60))
        store.replace(SIDECAR, b"two", sha256(b"one"))
        assert (server.get(address, SIDECAR), server.keys(address)) == (b"two", [SIDECAR])

    def _turn(self, root: Path) -> Path:
        folder, _, base = SIDECAR.rpartition("/")
        return root / folder / (NEXT + sha256(base.encode()).removeprefix("sha256:")[:32])

    def test_what_a_killed_run_left_is_swept_when_it_is_old(self, address: str, server: Sftp) -> None:
        store: Any = store_at(address)
        store.put_new([(SIDECAR, b"one")])
        folder = server.path(address) / SIDECAR.rpartition("/")[0]
        for name, age in ((".tmp-old", 2 * STALE_SECONDS), (".tmp-new", 0), (f"{NEXT}old", 2 * STALE_SECONDS)):
            (folder / name).write_bytes(b"")
            os.utime(folder / name, (0, (folder / name).stat().st_mtime - age))
        assert store.sweep() == 2
        assert server.keys(address) == sorted([SIDECAR, f"{folder.relative_to(server.path(address))}/.tmp-new"])

    def test_links_are_not_followed_in_lists(self, address: str, server: Sftp) -> None:
        store = store_at(address)
        store.put_new([(SIDECAR, b"one")])
        (server.path(address) / "2027").symlink_to(server.path(address) / "2026")
        (server.path(address) / "a.json").symlink_to(server.path(address) / SIDECAR)
        assert list(store.list("")) == [SIDECAR]
        assert not store.exists("a.json")

    def test_a_lost_connection_is_made_again(self, address: str, server: Sftp) -> None:
        store: Any = store_at(address)
        store.put_new([(WARC, LARGE)])
        with store.open(WARC) as file:
            pieces, end = [file.read(100_000)], _sever(store)
            while piece := file.read(1_000_000):
                pieces.append(piece)
                end()
        assert b"".join(pieces) == LARGE
        _sever(store)()
        store.put_new([(SIDECAR, b"one")])
        assert server.get(address, SIDECAR) == b"one"


def _sever(store: Any) -> Callable[[], None]:
    """Cuts the connection once, in the middle of everything."""
    connection = store._link._sftp._handler._reader._chan.get_connection()  # type: ignore[no-untyped-call, unused-ignore]
    done = list[bool]()

    def cut() -> None:
        if not done:
            done.append(True)
            store._link._loop.call_soon_threadsafe(connection._transport.abort)

    return cut
