"""`LocalStore`: the conformance suite, and what only a file system can do to it."""

import errno
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver.errors import ResourceError
from archiver.model.digest import sha256
from archiver.store import atomic
from archiver.store.interface import Store
from archiver.store.local import LocalStore
from tests.store.conformance import SIDECAR, WARC, StoreConformance
from tests.support.disk import small_file_system


class TestLocalStore(StoreConformance):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        root = tmp_path / "archive"
        root.mkdir()
        return LocalStore(root)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    return folder


def files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if not path.is_dir())


def folder_or_file(descriptor: int) -> Path:
    return Path(f"/proc/self/fd/{descriptor}").readlink()


def test_no_temporary_file_stays(root: Path) -> None:
    store = LocalStore(root)
    store.put_new([(WARC, b"1"), (SIDECAR, b"2")])
    store.replace(SIDECAR, b"3", sha256(b"2"))
    with pytest.raises(ResourceError):
        store.put_new([("2026/11/22/other.warc.gz", b"1"), (SIDECAR, b"2")])
    assert files(root) == [SIDECAR, WARC]


def test_a_finished_file_is_linked_not_copied(root: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.write_bytes(b"x")
    LocalStore(root).put_new([(WARC, scratch)])
    assert (root / WARC).stat().st_ino == scratch.stat().st_ino


def test_without_hard_links_nothing_is_overwritten_either(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "as on FAT")

    monkeypatch.setattr(os, "link", no_links)
    store = LocalStore(root)
    source = root.parent / "scratch"
    source.write_bytes(b"segment")
    store.put_new([(WARC, source), (SIDECAR, b"{}")])
    with pytest.raises(ResourceError, match="never overwritten"):
        store.put_new([(WARC, b"other")])
    assert store.read(WARC, 10) == b"segment"
    assert files(root) == [SIDECAR, WARC]


def test_everything_is_on_the_medium_before_it_has_a_name(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / WARC).parent.mkdir(parents=True)
    steps: list[str] = []
    fsync, place = os.fsync, atomic.place

    def watched_fsync(descriptor: int) -> None:
        target = folder_or_file(descriptor)
        steps.append("sync folder" if target.is_dir() else "sync " + target.suffix)
        fsync(descriptor)

    def watched_place(folder: int, temporary: str, name: str) -> None:
        steps.append("place " + Path(name).suffix)
        place(folder, temporary, name)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(atomic, "place", watched_place)
    LocalStore(root).put_new([(WARC, b"1"), (SIDECAR, b"2")])
    assert steps == ["sync .gz", "sync .json", "place .gz", "place .json", "sync folder"]


def test_a_new_folder_is_synced_into_its_parent(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def watched(descriptor: int) -> None:
        synced.append(str(folder_or_file(descriptor)))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    LocalStore(root).put_new([(SIDECAR, b"2")])
    assert [str(root), str(root / "2026"), str(root / "2026/11")] == synced[:3]
    assert synced[-1] == str(root / "2026/11/22")


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_when_the_folder_cannot_be_synced_nothing_stays(root: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    (root / WARC).parent.mkdir(parents=True)
    fsync = os.fsync

    def failing(descriptor: int) -> None:
        if folder_or_file(descriptor).is_dir():
            raise OSError(code, os.strerror(code))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(ResourceError, match=os.strerror(code)):
        LocalStore(root).put_new([(WARC, b"1"), (SIDECAR, b"2")])
    assert files(root) == []


def test_symbolic_links_are_not_followed(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.json").write_bytes(b"secret")
    (root / "2026").symlink_to(outside)
    (root / "link.json").symlink_to(outside / "secret.json")
    store = LocalStore(root)
    for attempt in (
        lambda: store.put_new([("2026/new.json", b"")]),
        lambda: store.read("2026/secret.json", 10),
        lambda: store.read("link.json", 10),
        lambda: store.replace("link.json", b"", sha256(b"secret")),
        lambda: store.replace("2026/secret.json", b"", sha256(b"secret")),
    ):
        with pytest.raises(ResourceError, match="symbolic link"):
            attempt()
    assert not store.exists("link.json")
    assert list(store.list("")) == []
    assert files(outside) == ["secret.json"]
    assert (outside / "secret.json").read_bytes() == b"secret"


def test_a_pipe_is_no_file(root: Path) -> None:
    os.mkfifo(root / "pipe.json")
    store = LocalStore(root)
    with pytest.raises(ResourceError, match="not a regular file"):
        store.open("pipe.json")
    assert not store.exists("pipe.json")
    assert list(store.list("")) == []


def test_a_missing_archive_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="archiver init"):
        LocalStore(tmp_path / "none").put_new([(WARC, b"")])


def test_sweep_removes_only_what_is_stale(root: Path) -> None:
    folder = root / "2026/11/22"
    folder.mkdir(parents=True)
    now = datetime.now(UTC)
    for name, age in ((".tmp-old-a.json", 7200), (".tmp-new-a.json", 60), ("a.json", 7200), (".lock", 7200)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (now.timestamp() - age,) * 2)
    store = LocalStore(root)
    assert list(store.list("")) == ["2026/11/22/a.json"]
    assert store.sweep(now - timedelta(hours=1)) == 1
    assert files(folder) == [".lock", ".tmp-new-a.json", "a.json"]


def test_of_many_writers_of_one_sidecar_each_sees_the_change_of_the_one_before(root: Path) -> None:
    store = LocalStore(root)
    store.put_new([("n.json", b"0")])

    def count_up() -> None:
        done = 0
        while done < 10:
            before = store.read("n.json", 10)
            try:
                store.replace("n.json", b"%d" % (int(before) + 1), sha256(before))
            except ResourceError:
                continue
            done += 1

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.read("n.json", 10) == b"40"


_WRITER = """
import sys
from pathlib import Path
from archiver.store.local import LocalStore
store = LocalStore(Path(sys.argv[1]))
print("ready", flush=True)
n = int(sys.argv[2])
while True:
    body = b"%d\\n" % n * 5000
    store.put_new([(f"{n % 7}/{n}.warc.gz", body), (f"{n % 7}/{n}.json", body)])
    n += 1
"""
KILLS = 40


def test_killed_at_any_point_nothing_half_written_is_visible_and_a_rerun_succeeds(root: Path) -> None:
    store = LocalStore(root)
    for kill in range(KILLS):
        command = [sys.executable, "-c", _WRITER, str(root), str(kill * 1_000_000)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            _wait_until(store, kill)
            writer.kill()
    sidecars, segments = list(store.list(".json")), list(store.list(".warc.gz"))
    assert len(sidecars) >= KILLS // 2
    for name in sidecars + segments:
        number = int(Path(name).name.split(".")[0])
        assert store.read(name, 100_000) == b"%d\n" % number * 5000
    lonely = {name.removesuffix(".warc.gz") for name in segments} - {name.removesuffix(".json") for name in sidecars}
    assert len(lonely) <= KILLS
    assert {name.removesuffix(".json") for name in sidecars} <= {name.removesuffix(".warc.gz") for name in segments}
    store.sweep(datetime.now(UTC) + timedelta(hours=1))
    assert files(root) == sorted(sidecars + segments)
    store.put_new([("1/rerun.warc.gz", b"1"), ("1/rerun.json", b"2")])


def _wait_until(store: LocalStore, kill: int) -> None:
    # Spread the kills over the steps of a write: a number of spins of its own for each, no clock.
    wanted = f"{(kill * 1_000_000) % 7}/{kill * 1_000_000}.json"
    if kill % 2:
        while not store.exists(wanted):
            pass
    for _ in range(kill * 37 % 101):
        store.exists(wanted)


def test_when_the_disk_is_full_half_way_nothing_stays_and_a_rerun_succeeds(tmp_path: Path) -> None:
    with small_file_system(tmp_path / "small") as root:
        store = LocalStore(root)
        filler = root / "filler"
        filler.write_bytes(b"x" * 700_000)
        with pytest.raises(ResourceError, match="No space left on device: free some space"):
            store.put_new([(WARC, b"x" * 200_000), (SIDECAR, b"x" * 400_000)])
        assert files(root) == ["filler"]
        filler.unlink()
        store.put_new([(WARC, b"x" * 200_000), (SIDECAR, b"x" * 400_000)])
        with pytest.raises(ResourceError, match="No space left"):
            store.replace(SIDECAR, b"y" * 900_000, sha256(b"x" * 400_000))
        assert store.read(SIDECAR, 400_000) == b"x" * 400_000
        assert files(root) == [SIDECAR, WARC]


def test_a_file_of_another_file_system_is_copied(root: Path, tmp_path: Path) -> None:
    with small_file_system(tmp_path / "small") as elsewhere:
        (elsewhere / "scratch").write_bytes(b"x" * 100_000)
        LocalStore(root).put_new([(WARC, elsewhere / "scratch")])
    assert (root / WARC).read_bytes() == b"x" * 100_000


def test_a_read_only_archive_is_named(tmp_path: Path) -> None:
    with small_file_system(tmp_path / "read_only", "ro,size=1m") as root:
        with pytest.raises(ResourceError, match="Read-only file system: mount it writable"):
            LocalStore(root).put_new([(WARC, b"x")])
        assert files(root) == []


def test_a_folder_without_permission_is_named(root: Path) -> None:
    root.chmod(0o555)
    if os.access(root, os.W_OK):
        _as_nobody(root)
        return
    with pytest.raises(ResourceError, match="permission"):
        LocalStore(root).put_new([(WARC, b"x")])


def _as_nobody(root: Path) -> None:
    # root may write anywhere: a child gives up that right first.
    child = os.fork()
    if child == 0:
        os.chdir(root)
        os.setuid(65534)
        try:
            LocalStore(Path()).put_new([(WARC, b"x")])
        except ResourceError as error:
            os._exit(0 if "permission" in str(error) else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert files(root) == []
