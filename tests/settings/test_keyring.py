"""Keys are for their owner alone from their first moment, never overwritten; passphrases have two sources."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from archiver.errors import LimitError, ResourceError, UsageError
from archiver.model.statement import Algorithm
from archiver.settings.keyring import MAX_PASSPHRASE, list_keys, read_key, read_passphrase, write_key

P256: Algorithm = "ecdsa-p256-sha256"
ML_DSA: Algorithm = "ml-dsa-65"
PEM = b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_key_comes_back_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    path = write_key(home, "desk", P256, PEM)
    assert read_key(home, "desk", P256) == PEM
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    assert path == home / "keys" / "desk.ecdsa-p256-sha256.pem"


def test_no_moment_at_which_others_could_read_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    fsync = os.fsync

    def watched(descriptor: int) -> None:
        seen.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        fsync(descriptor)

    made: list[tuple[int, int]] = []
    system_open = os.open

    def watched_open(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            made.append((flags & os.O_EXCL, mode))
        return system_open(path, flags, mode)

    monkeypatch.setattr(os, "fsync", watched)
    monkeypatch.setattr(os, "open", watched_open)
    before = os.umask(0)
    try:
        write_key(tmp_path / "home", "desk", P256, PEM)
    finally:
        os.umask(before)
    assert made == [(os.O_EXCL, 0o600)]
    assert seen == [mode(tmp_path / "home"), 0o600, 0o700]


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    write_key(tmp_path, "desk", P256, PEM)
    with pytest.raises(ResourceError, match="never overwritten"):
        write_key(tmp_path, "desk", P256, b"other")
    assert read_key(tmp_path, "desk", P256) == PEM
    write_key(tmp_path, "desk", ML_DSA, b"other")


def test_a_key_is_not_written_through_a_link(tmp_path: Path) -> None:
    write_key(tmp_path, "desk", P256, PEM)
    (tmp_path / "keys" / "new.ml-dsa-65.pem").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ResourceError, match="never overwritten"):
        write_key(tmp_path, "new", ML_DSA, PEM)
    assert not (tmp_path / "elsewhere").exists()


def test_a_full_disk_leaves_no_half_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_key(tmp_path, "other", P256, PEM)

    def failing(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", failing)
        with pytest.raises(ResourceError, match="No space left on device"):
            write_key(tmp_path, "desk", P256, PEM)
    assert [key.name for key in list_keys(tmp_path)] == ["other"]
    assert len(list((tmp_path / "keys").iterdir())) == 1


@pytest.mark.parametrize("bits", [0o640, 0o604, 0o620, 0o601])
def test_a_key_that_others_may_use_is_refused_with_the_remedy(tmp_path: Path, bits: int) -> None:
    path = write_key(tmp_path, "desk", P256, PEM)
    path.chmod(bits)
    with pytest.raises(ResourceError, match=f"found mode {bits:o}: run `chmod 600 {path}`"):
        read_key(tmp_path, "desk", P256)
    path.chmod(0o400)
    assert read_key(tmp_path, "desk", P256) == PEM


def test_a_folder_that_others_may_enter_is_refused_with_the_remedy(tmp_path: Path) -> None:
    write_key(tmp_path, "desk", P256, PEM)
    (tmp_path / "keys").chmod(0o755)
    remedy = f"run `chmod 700 {tmp_path / 'keys'}`"
    with pytest.raises(ResourceError, match=remedy):
        read_key(tmp_path, "desk", P256)
    with pytest.raises(ResourceError, match=remedy):
        write_key(tmp_path, "second", P256, PEM)


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    write_key(tmp_path, "desk", P256, PEM)
    with pytest.raises(ResourceError, match=r"desk\.ml-dsa-65\.pem.*No such file"):
        read_key(tmp_path, "desk", ML_DSA)


@pytest.mark.parametrize("name", ["", "../desk", "Desk", "a/b", ".a", "a b", "a\n", "-a", "a" * 65])
def test_names_that_are_no_file_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="expected a key name"):
        write_key(tmp_path, name, P256, PEM)
    with pytest.raises(UsageError, match="expected a key name"):
        read_key(tmp_path, name, P256)
    assert list(tmp_path.iterdir()) == []


def test_keys_are_listed_and_nothing_else(tmp_path: Path) -> None:
    assert list_keys(tmp_path) == []
    write_key(tmp_path, "b", P256, PEM)
    write_key(tmp_path, "a", ML_DSA, PEM)
    write_key(tmp_path, "a", P256, PEM)
    for other in (".tmp-a.ml-dsa-65.pem", "a.rsa.pem", "notes.txt", "A.ml-dsa-65.pem"):
        (tmp_path / "keys" / other).write_bytes(b"")
    assert [(key.name, key.algorithm) for key in list_keys(tmp_path)] == [("a", P256), ("a", ML_DSA), ("b", P256)]
    assert all(key.path.is_file() for key in list_keys(tmp_path))


@pytest.mark.parametrize(
    ("content", "passphrase"),
    [(b"open sesame\n", b"open sesame"), (b"open sesame", b"open sesame"), (b"two\n\n", b"two\n"),
     (b"dos\r\n", b"dos"), (b" spaces \r", b" spaces \r"), ("пароль".encode(), "пароль".encode())],
)  # fmt: skip
def test_of_a_passphrase_file_one_final_newline_is_dropped(tmp_path: Path, content: bytes, passphrase: bytes) -> None:
    file = tmp_path / "passphrase"
    file.write_bytes(content)

    def never() -> str:
        pytest.fail("asked although there is a file")

    assert read_passphrase({"ARCHIVER_PASSPHRASE_FILE": str(file)}, never) == passphrase


def test_without_the_file_the_prompt_is_asked() -> None:
    assert read_passphrase({}, lambda: "пароль") == "пароль".encode()


def test_without_either_both_are_named() -> None:
    with pytest.raises(UsageError, match="neither a file named by ARCHIVER_PASSPHRASE_FILE nor a terminal"):
        read_passphrase({}, None)


@pytest.mark.parametrize("prompt", [None, lambda: "x"])
def test_a_missing_file_is_an_error_not_a_reason_to_ask(tmp_path: Path, prompt: Callable[[], str] | None) -> None:
    with pytest.raises(ResourceError, match=r"ARCHIVER_PASSPHRASE_FILE.*No such file"):
        read_passphrase({"ARCHIVER_PASSPHRASE_FILE": str(tmp_path / "none")}, prompt)


def test_empty_and_endless_passphrases_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_bytes(b"\n")
    with pytest.raises(UsageError, match="found an empty one"):
        read_passphrase({"ARCHIVER_PASSPHRASE_FILE": str(file)}, None)
    with pytest.raises(UsageError, match="found an empty one"):
        read_passphrase({}, lambda: "")
    file.write_bytes(b"x" * (MAX_PASSPHRASE + 1))
    with pytest.raises(LimitError, match=f"at most {MAX_PASSPHRASE} octets"):
        read_passphrase({"ARCHIVER_PASSPHRASE_FILE": str(file)}, None)
