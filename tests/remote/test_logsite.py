"""A log as nginx serves it, a folder of plain files: read by ours, and by a client in Go that shares no code with it."""

import base64
import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.errors import LimitError, ResourceError, UsageError
from archiver.remote.logsite import LogSite
from archiver.sign import notekey
from archiver.store.logfolder import LogFolder
from archiver.tlog import merkle, note, tiles
from archiver.tlog.note import ED25519, Verifier
from tests.capture.http.certificates import authority
from tests.capture.http.nginx import nginx
from tests.cli.running import in_process
from tests.support import go

CLIENT = Path(__file__).parents[1] / "tlog" / "go" / "client"
ORIGIN = "log.example.org"
OLD, SIZE = 300, 700
KEY = notekey.generate()
VERIFIER = Verifier(ORIGIN, ED25519, KEY.public)


def sign(text: str) -> str:
    return note.Note(text, (note.signed(text, VERIFIER, KEY.sign),)).whole()


def leaves(low: int, high: int) -> list[bytes]:
    return [hashlib.sha512(b"%d" % index).digest() for index in range(low, high)]


@pytest.fixture(scope="module")
def www(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("nginx")
    (folder / "www").mkdir()
    with nginx(folder, authority(folder)) as (port, _):
        yield f"http://127.0.0.1:{port}/", folder / "www"


@pytest.fixture
def site(www: tuple[str, Path]) -> tuple[str, LogFolder]:
    """A log of SIZE leaves that somebody saw at OLD, and where it is published."""
    url, root = www
    shutil.rmtree(root / "log", ignore_errors=True)
    folder = LogFolder(root / "log")
    folder.append(leaves(0, OLD), ORIGIN, sign)
    folder.append(leaves(OLD, SIZE), ORIGIN, sign)
    return f"{url}log/", folder


def test_the_same_log_as_on_disk(site: tuple[str, LogFolder]) -> None:
    url, folder = site
    far = LogSite(url)
    newest = far.newest()
    assert newest == folder.newest()
    assert newest
    assert tiles.root(far, SIZE) == newest.root
    proof = tiles.consistency(far, OLD, SIZE)
    assert merkle.consistent(OLD, tiles.root(folder, OLD), SIZE, newest.root, proof)


@go.installed
@go.together
def test_a_client_in_go_checks_every_leaf(site: tuple[str, LogFolder], tmp_path: Path) -> None:
    url, folder = site
    client = go.build(CLIENT, tmp_path / "client")
    old = base64.b64encode(tiles.root(folder, OLD)).decode()
    command = [str(client), url, VERIFIER.vkey(), str(OLD), old]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"{SIZE}\n"), done.stderr
    bundle = folder.root / tiles.path(tiles.ENTRIES, 1, tiles.WIDTH)
    octets = bytearray(bundle.read_bytes())
    octets[500] ^= 1
    bundle.write_bytes(octets)
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_a_witness_over_the_web(site: tuple[str, LogFolder], tmp_path: Path) -> None:
    url, folder = site

    def witness() -> tuple[int, str]:
        flags = ["--log", VERIFIER.vkey(), "--name", "eye.example.net"]
        done = in_process(["log", "witness", url, *flags], tmp_path)
        return done.status, done.stdout

    assert in_process(["init", "own", "--no-passphrase", "-q"], tmp_path).status == 0
    status, cosigned = witness()
    assert status == 0
    assert "— eye.example.net " in cosigned
    folder.append(leaves(SIZE, SIZE + 1), ORIGIN, sign)
    assert witness()[0] == 0
    shutil.rmtree(folder.root)
    folder.append(leaves(1, SIZE + 10), ORIGIN, sign)  # longer than what was seen, and another history
    assert witness() == (5, "")


def test_what_is_no_log(www: tuple[str, Path], site: tuple[str, LogFolder]) -> None:
    url, folder = site
    assert LogSite(f"{url}nothing").newest() is None
    with pytest.raises(UsageError):
        LogSite("file:///etc/passwd")
    with pytest.raises(ResourceError, match="tile of 256"):
        LogSite(f"{url}nothing/").tile(0, 0, 256)
    (folder.root / "tile" / "0" / "000").write_bytes(bytes(10_000))
    with pytest.raises(LimitError):
        LogSite(url).tile(0, 0, 256)
    with pytest.raises(ResourceError):
        LogSite("http://127.0.0.1:1/").newest()
