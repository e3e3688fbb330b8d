"""`archiver sums`, checked by real `sha256sum -c` and `ssh-keygen -Y verify`; and every change that they find."""

import hashlib
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from archiver.errors import UsageError
from archiver.sign import keys, sshsig
from archiver.store.sums import SIGNATURE, SUMS
from tests.docs.document import Block, blocks
from tests.docs.shell import run as run_shell
from tests.support import articles
from tests.support.cli import Ran, run
from tests.support.needed import needed

NAME = "verify-without-us.md"


@pytest.fixture(autouse=True)
def _tools() -> None:
    for program in ("ssh-keygen", "sha256sum", "jq", "openssl"):
        needed(program)


def archiver(work: Path, *arguments: str) -> Ran:
    return run(*arguments, home=work / "home", cwd=work)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "a.html").write_text(articles.ENGLISH_HTML)
    assert archiver(tmp_path, "init", "archive", "--no-passphrase").status == 0
    assert archiver(tmp_path, "add", "a.html", "--url", articles.ENGLISH_URL, "--archive", "archive").status == 0
    assert archiver(tmp_path, "sums", "archive").status == 0
    (tmp_path / "trust.json").write_bytes((tmp_path / "archive" / "trust.json").read_bytes())
    return tmp_path


def _boxes() -> list[Block]:
    found = [block for block in blocks(NAME) if "sums" in block.words]
    assert found
    return found


def _check(work: Path) -> tuple[int, str]:
    """What the document's own box makes of the folder, with keys from elsewhere."""
    ended = run_shell([Block("bash", (), "start", "cd archive; cp ../trust.json keys.json"), *_boxes()], work)
    return ended.status, ended.output


def test_the_documents_commands_accept_it(work: Path) -> None:
    status, output = _check(work)
    assert status == 0, output
    assert 'Good "file" signature for archive' in output
    assert output.count(": OK\n") == 4, "sidecar, WARC, settings, trust"
    names = [line[66:] for line in (work / "archive" / SUMS).read_text().splitlines()]
    assert names == sorted(names)
    assert not [name for name in names if "sqlite" in name or name.startswith(".") or SUMS in name]
    assert archiver(work, "verify", "archive").status == 0


def _file(work: Path) -> None:
    path = next((work / "archive").glob("2*/*/*/*.warc.gz"))
    path.write_bytes(path.read_bytes() + b"\0")


def _missing(work: Path) -> None:
    next((work / "archive").glob("2*/*/*/*.warc.gz")).unlink()


def _list(work: Path) -> None:
    path = work / "archive" / SUMS
    path.write_text("".join(path.read_text().splitlines(keepends=True)[1:]))


def _strangers_keys(work: Path) -> None:
    """Signed by somebody else, whose key lies beside it."""
    assert archiver(work, "keys", "new", "thief", "--no-passphrase").status == 0
    assert archiver(work, "sums", "archive", "--signers", "thief").status == 0


def _other_namespace(work: Path) -> None:
    """A good signature by the right key, but for e-mail."""
    pem = (work / "home/keys/default.ecdsa-p256-sha256.pem").read_bytes()
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH
    private = serialization.load_pem_private_key(pem, None)
    (work / "ssh.pem").write_bytes(private.private_bytes(encoding, form, serialization.NoEncryption()))
    (work / "ssh.pem").chmod(0o600)
    command = ["ssh-keygen", "-Y", "sign", "-f", "ssh.pem", "-n", "email", f"archive/{SUMS}"]
    (work / "archive" / SIGNATURE).unlink()
    subprocess.run(command, cwd=work, check=True, capture_output=True)
    assert (work / "archive" / SIGNATURE).exists()


@pytest.mark.parametrize("attack", [_file, _missing, _list, _strangers_keys, _other_namespace])
def test_a_change_is_found(attack: Callable[[Path], None], work: Path) -> None:
    attack(work)
    status, output = _check(work)
    assert status != 0, output


def test_ssh_keygen_takes_every_signature(tmp_path: Path) -> None:
    """r and s are numbers whose first octet may be large or nought: SSH writes those in other lengths than DER."""
    pair = keys.generate(keys.P256)
    (tmp_path / "allowed").write_text(sshsig.allowed_signer("desk", pair.spki) + "\n")
    for number in range(24):
        message = str(number).encode()
        (tmp_path / "sig").write_bytes(sshsig.signature(hashlib.sha512(message).digest(), pair))
        command = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "desk", "-n", "file", "-s", "sig"]
        done = subprocess.run(command, cwd=tmp_path, input=message, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        done = subprocess.run(command, cwd=tmp_path, input=message + b" ", capture_output=True, check=False)
        assert done.returncode != 0


def test_only_p256_signs_for_ssh() -> None:
    with pytest.raises(UsageError, match="expected a P-256 key for ssh-keygen, found ml-dsa-65"):
        sshsig.signature(b"\0" * 64, keys.generate(keys.MLDSA65))


def test_any_folder_and_odd_names(work: Path) -> None:
    folder = work / "export"
    (folder / "deep").mkdir(parents=True)
    for name in ("a b", "line\nend", "back\\slash", "deep/return\r", "Гребля"):
        (folder / name).write_text(name)
    (folder / "elsewhere").symlink_to(work / "home")
    (folder / ".hidden").write_text("")
    assert "--signers NAME" in archiver(work, "sums", "export").err
    assert archiver(work, "sums", "export", "--signers", "default").out.startswith("export/SHA256SUMS  5 files\n")
    done = subprocess.run(["sha256sum", "-c", "--strict", SUMS], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    first = (folder / SUMS).read_bytes()
    assert archiver(work, "sums", "export", "--signers", "default").status == 0
    assert (folder / SUMS).read_bytes() == first
    assert not [path for path in folder.iterdir() if path.name.startswith(".tmp-")]


def test_what_is_missing_is_said(work: Path) -> None:
    assert archiver(work, "sums", "archive", "--signers", "nobody").status == 5
    assert archiver(work, "sums", "nowhere", "--signers", "default").status == 5
