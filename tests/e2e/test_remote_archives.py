"""An archive whose packages lie elsewhere: the same commands, from beginning to end.

moto, fake-gcs-server and Azurite are emulations of S3, Google Cloud Storage and Azure; the OpenSSH server is a real one.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import Done, as_process, in_process
from tests.samples import SOURCES
from tests.support.remote_fixtures import address, scheme, server
from tests.support.remotes import Remote

__all__ = ["address", "scheme", "server"]
COUNT = 3
URLS = "https://www.example.org/{name}"


@pytest.fixture
def work(tmp_path: Path, address: str) -> Iterator[Path]:
    assert in_process(["init", "--no-passphrase", "-q"], tmp_path).status == 0
    with (tmp_path / "archives" / "archiver.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"store: {address}\n")
    for number in range(COUNT):
        (tmp_path / f"a{number}.html").write_bytes((SOURCES / "bridge.html").read_bytes())
    names = [f"a{number}.html" for number in range(COUNT)]
    done = in_process(["add", *names, "--url", URLS, "--captured-at", "2026-11-22T07:15:01Z", "-q"], tmp_path)
    assert done.status == 0, done.stderr
    return tmp_path  # type: ignore[return-value]


def run(work: Path, *arguments: str, status: int = 0) -> Done:
    done = in_process(arguments, work)
    assert done.status == status, (arguments, done.stdout, done.stderr)
    return done


def test_packages_lie_in_the_store_and_nowhere_else(work: Path, address: str, server: Remote) -> None:
    assert len(server.keys(address)) == 2 * COUNT
    assert not list((work / "archives").glob("2*"))
    assert f"{COUNT} packages: {COUNT} verified" in run(work, "verify", "archives").stdout
    one = next(key for key in server.keys(address) if key.endswith(".json"))
    assert "VERIFIED" in run(work, "verify", f"archives/{one}").stdout
    assert "VERIFIED" in run(work, "verify", "https://www.example.org/a1").stdout
    assert "conversion" in run(work, "show", "https://www.example.org/a1", "--records").stdout
    assert "Statement sha256" in run(work, "cite", "https://www.example.org/a1").stdout


def test_versions_index_audit_and_claims(work: Path) -> None:
    (work / "a1.html").write_text((work / "a1.html").read_text().replace("nine days", "ten days"), encoding="utf-8")
    run(work, "add", "a1.html", "--url", URLS, "-q")
    assert "2 versions" in run(work, "versions", "https://www.example.org/a1", "--details").stdout
    run(work, "diff", "https://www.example.org/a1")
    (work / "archives" / "index.sqlite").unlink()
    assert f"{COUNT + 1} packages indexed" in run(work, "index", "rebuild").stdout
    assert run(work, "index", "export").stdout.count("\n") == COUNT + 1
    assert f"{COUNT + 1} verified" in run(work, "audit").stdout
    run(work, "claims", "https://www.example.org/a1", "--withdraw", "0", "--reason", "A flaw.")
    assert f"{COUNT + 1} verified" in run(work, "audit", "--quick", "--restart").stdout
    assert f"{COUNT + 1} packages, each with both files" in in_process(["doctor"], work).stdout


def test_audit_in_processes_of_their_own(work: Path, server: Remote) -> None:
    done = as_process(["audit", "--jobs", "2", "-q"], work, server.environment)
    assert (done.status, f"{COUNT} verified" in done.stdout) == (0, True), done


def test_rolled_there(work: Path, address: str, server: Remote, tmp_path: Path) -> None:
    before = {key: server.get(address, key) for key in server.keys(address)}
    run(work, "roll", "-q")
    after = server.keys(address)
    assert [key.split(".", 1)[1] for key in after] == ["contents.jsonl", "sidecars.jsonl", "warc.gz"]
    assert server.get(address, after[2]) == b"".join(before[key] for key in sorted(before) if "warc" in key)
    assert f"{COUNT} verified" in run(work, "verify", "archives").stdout
    assert f"{COUNT} verified" in run(work, "audit").stdout
    (work / "out").mkdir()
    run(work, "unroll", "https://www.example.org/a1", "--to", "out")
    for path in (work / "out").iterdir():
        assert path.read_bytes() == before[f"2026/11/22/{path.name}"]
    run(work, "unroll", f"archives/{after[2]}")
    assert {key: server.get(address, key) for key in server.keys(address)} == before


def test_damage_there_is_found_and_loss_is_repaired_from_a_copy(
    work: Path,
    address: str,
    server: Remote,
) -> None:
    (work / "copy").mkdir()
    run(work, "unroll", "archives", "--to", "copy")
    warc = next(key for key in server.keys(address) if key.endswith(".warc.gz"))
    octets, day = server.get(address, warc), work / "copy" / "2026" / "11" / "22"
    day.mkdir(parents=True)
    for path in [path for path in (work / "copy").iterdir() if path.is_file()]:
        path.rename(day / path.name)
    server.put(address, warc, octets[:-9] + b"x" + octets[-8:])
    assert "TAMPERED" in run(work, "audit", status=1).stdout
    done = run(work, "audit", "--restart", "--repair-from", "copy", status=1)
    assert "not possible" in done.stdout and "store's own tools" in done.stdout
    server.delete(address, warc)
    assert "restored" in run(work, "audit", "--restart", "--repair-from", "copy", status=3).stdout
    assert f"{COUNT} verified" in run(work, "audit", "--restart").stdout
    assert server.get(address, warc) == octets


def test_a_folder_is_repaired_from_elsewhere(work: Path, address: str, server: Remote) -> None:
    settings = work / "archives" / "archiver.yaml"
    settings.write_text("".join(line for line in settings.open() if not line.startswith("store:")), encoding="utf-8")
    local = work / "moved"
    (work / "archives").rename(local)  # paths of ./archives lead into the bucket for as long as this process runs
    for key in server.keys(address):
        (local / key).parent.mkdir(parents=True, exist_ok=True)
        (local / key).write_bytes(server.get(address, key))
    warc = next(local.glob("2026/**/*.warc.gz"))
    warc.write_bytes(warc.read_bytes()[:-1])
    done = run(work, "audit", "--archive", "moved", "--repair-from", address, status=1)
    assert "restored" in done.stdout
    assert f"{COUNT} verified" in run(work, "audit", "--archive", "moved", "--restart").stdout


def test_packages_here_and_there_are_refused(work: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    run(other, "init", "--no-passphrase", "-q")
    (other / "a.html").write_bytes((SOURCES / "bridge.html").read_bytes())
    run(other, "add", "a.html", "--url", URLS, "-q")
    with (other / "archives" / "archiver.yaml").open("a", encoding="utf-8") as settings:
        settings.write("store: s3://archiver-test/other\n")
    for command in (["verify", "archives"], ["add", "a.html", "--url", URLS], ["audit"], ["index", "rebuild"]):
        assert "found some here" in run(other, *command, status=2).stderr


def test_contents_that_are_not_whole_end_no_audit(work: Path, address: str, server: Remote) -> None:
    run(work, "roll", "--day", "2026-11-22", "-q")
    run(work, "add", "a0.html", "--url", "https://www.example.org/later", "--captured-at", "2026-11-23T07:15:01Z", "-q")
    (contents,) = (key for key in server.keys(address) if key.endswith(".contents.jsonl"))
    whole = server.get(address, contents)
    cut = b"".join(whole.splitlines(keepends=True)[:-1])
    for octets, verified, said in ((b"{}\n", 1, "are damaged"), (cut, COUNT, "octets of")):
        server.delete(address, contents)
        server.put(address, contents, octets)
        done = run(work, "audit", status=3)
        assert f"INDETERMINATE  {contents}" in done.stdout
        assert f"1 indeterminate, {verified} verified" in done.stdout
        assert said in done.stdout
    server.delete(address, contents)
    assert f"without {contents.rpartition('/')[2]}" in run(work, "audit", status=3).stdout


NOBODY = {
    "s3": {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"},
    "gs": {"STORAGE_EMULATOR_HOST": "http://127.0.0.1:9"},
    "az": {"AZURE_STORAGE_CONNECTION_STRING": "AccountName=a;AccountKey=Yg==;BlobEndpoint=http://127.0.0.1:9/a;"},
    "sftp": {},
}


def test_an_archive_that_was_only_come_across_calls_nobody(
    work: Path, scheme: str, address: str, tmp_path: Path
) -> None:
    """Its settings are its maker's: without --archive, no server that they name is asked."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    fresh = as_process(["verify", str(work / "archives")], elsewhere, NOBODY[scheme])
    assert (fresh.status, "expected packages in this folder, found none" in fresh.stderr) == (7, True), fresh
    assert f"they lie in {address}, which `--archive {work / 'archives'}` asks for" in fresh.stderr


@pytest.mark.parametrize("address", [
    pytest.param("sftp://127.0.0.1:9/srv/packages", marks=pytest.mark.xdist_group("remote-sftp")),
    pytest.param("s3://archiver-test/a", marks=pytest.mark.xdist_group("remote-s3")),
])  # fmt: skip
def test_a_server_that_does_not_answer_is_no_verdict(tmp_path: Path, address: str) -> None:
    assert in_process(["init", "--no-passphrase", "-q"], tmp_path).status == 0
    with (tmp_path / "archives" / "archiver.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"store: {address}\n")
    done = as_process(["verify", "archives"], tmp_path, NOBODY[address.partition(":")[0]])
    assert (done.status, "check the network" in done.stderr) == (5, True), done
