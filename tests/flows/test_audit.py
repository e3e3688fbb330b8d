"""Audits: nothing is checked twice, nothing is lost, the index agrees with the packages, evidence stays as it is."""

import json
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import orjson
import pytest

from archiver.cli import trusting, wiring
from archiver.flows.audit import Audited, audit, is_chosen
from archiver.flows.checking import Job, check
from archiver.flows.reindex import rebuild
from archiver.index.sqlite import INDEX_NAME, SqliteIndex
from archiver.model.audit import AUDIT_FORMAT, AuditHeader, FixityEvent
from archiver.model.digest import sha256
from archiver.sign import trust
from archiver.store import audits
from archiver.store.local import LocalStore
from archiver.store.packages import PackageFiles
from archiver.verify.package import Options
from tests.cli.running import command, environment_of, in_process
from tests.samples import SOURCES
from tests.support.waiting import until

NOW = "2026-11-22T08:00:00.000000Z"
COUNT = 7


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A work folder with an archive of COUNT packages in it."""
    for number in range(COUNT):
        (tmp_path / f"a{number}.html").write_bytes((SOURCES / "bridge.html").read_bytes())
    assert in_process(["init", "--no-passphrase", "-q"], tmp_path).status == 0
    names = [f"a{number}.html" for number in range(COUNT)]
    assert in_process(["add", *names, "--url", "https://www.example.org/{name}", "-q"], tmp_path).status == 0
    return tmp_path


def header(**changes: object) -> AuditHeader:
    made = AuditHeader(
        format=AUDIT_FORMAT, archive="urn:uuid:00000000-0000-4000-8000-000000000001", started=NOW, deep=False,
        sample=None, seed=None, trust_sha256=sha256(b"trust"),
    )  # fmt: skip
    return made.model_copy(update=changes)


def job_in(home: Path) -> Job:
    trusted = home / "home" / "trust.json"
    return Job(
        home / "archives",
        partial(trusting.trusted, trusted),
        wiring.archive_neighbours,
        Options(deep=False),
        lambda: NOW,
    )


def one_by_one(job: Job, packages: Iterable[PackageFiles]) -> Iterator[FixityEvent]:
    for files in packages:
        yield from check(job, [files])


def run(home: Path, engine: object = one_by_one, asked: AuditHeader | None = None) -> tuple[Audited, Path]:
    archive, like = home / "archives", asked or header()
    with audits.unfinished(archive, like) or audits.begin(archive, like) as log, index_of(home) as index:
        return audit(job_in(home), engine, log, LocalStore(archive), index, lambda _: None), log.path  # type: ignore[arg-type]


def index_of(home: Path) -> SqliteIndex:
    return SqliteIndex(home / "archives" / INDEX_NAME)


def sidecars(home: Path) -> list[Path]:
    return sorted((home / "archives").glob("2*/**/*.json"))


def packages_on_record(path: Path) -> list[str]:
    lines = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    return [line["package"] for line in lines if line.get("event") == "fixity check"]


def test_an_interrupted_audit_goes_on_and_checks_nothing_twice(home: Path) -> None:
    def stopped(job: Job, packages: Iterable[PackageFiles]) -> Iterator[FixityEvent]:
        for number, event in enumerate(one_by_one(job, packages)):
            if number == 3:
                raise KeyboardInterrupt
            yield event

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("archiver.flows.audit.QUICK_RECORD", 2)
        with pytest.raises(KeyboardInterrupt):
            run(home, stopped)
    record = next((home / "archives" / "audits").iterdir())
    assert len(packages_on_record(record)) == 2
    with record.open("ab") as file:
        file.write(b'{"at": "2026')  # what a killed run may leave
    done, path = run(home)
    assert path == record
    names = [str(p.relative_to(home / "archives")) for p in sidecars(home)]
    assert packages_on_record(record) == names
    assert (done.summary.checked, done.summary.verdicts) == (COUNT, (("verified", COUNT),))
    assert orjson.loads(record.read_bytes().splitlines()[-1]) == done.summary.document()


@pytest.mark.parametrize("changes", [{"deep": True}, {"trust_sha256": sha256(b"other")}, {"sample": "5"}])
def test_an_audit_that_asked_for_something_else_is_not_taken_up(home: Path, changes: dict[str, object]) -> None:
    with audits.begin(home / "archives", header()):
        pass
    assert audits.unfinished(home / "archives", header(**changes)) is None
    again = audits.unfinished(home / "archives", header(started="2026-11-22T09:00:00.000000Z"))
    assert again is not None
    again.__exit__()


def test_another_audit_in_between_is_no_reason_to_begin_anew(home: Path) -> None:
    archive = home / "archives"
    with audits.begin(archive, header()) as first:
        pass
    later = [f"2026-11-22T{hour:02}:00:00.000000Z" for hour in (9, 10)]
    for started in later:
        with audits.begin(archive, header(deep=True, started=started)):
            pass
    (archive / "audits" / "20261122T083000.000000Z.jsonl").write_text("no record\n")
    again = audits.unfinished(archive, header(started="2026-11-22T11:00:00.000000Z"))
    assert again is not None and again.path == first.path
    again.__exit__()


def test_of_two_that_asked_for_the_same_the_newest_counts(home: Path) -> None:
    """An older one without an end is not gone on with when a newer one has come to its own."""
    archive = home / "archives"
    with audits.begin(archive, header()):
        pass
    with audits.begin(archive, header(started="2026-11-22T09:00:00.000000Z")):
        pass
    done, path = run(home)
    assert (path.name[:11], done.status) == ("20261122T09", 0)
    assert audits.unfinished(archive, header(started="2026-11-22T10:00:00.000000Z")) is None


def test_two_audits_at_once(home: Path) -> None:
    from archiver.errors import ResourceError

    with audits.begin(home / "archives", header()), pytest.raises(ResourceError, match="only audit"):
        audits.unfinished(home / "archives", header())


def test_killed_anywhere_and_run_again(home: Path) -> None:
    """SIGKILL as soon as something is on record, again and again, until one run comes to its end."""
    audit_command = command(["audit", "--quick", "-q", "--jobs", "1"])
    folder = home / "archives" / "audits"
    for _ in range(3):
        process = subprocess.Popen(
            audit_command, cwd=home, env=environment_of(home, {}), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until(lambda: folder.exists() and any(folder.iterdir()))
        process.send_signal(signal.SIGKILL)
        process.wait(60)
    done = in_process(["audit", "--quick", "--json"], home)
    assert done.status == 0
    record = home / json.loads(done.stdout)["record"]
    assert sorted(packages_on_record(record)) == [str(p.relative_to(home / "archives")) for p in sidecars(home)]


def test_what_the_index_does_not_know_is_put_into_it(home: Path) -> None:
    with index_of(home) as index:
        before = list(index.rows())
        index.clear()
        index.add(before[2:])
    done, _ = run(home)
    assert (done.summary.indexed, set(done.summary.unindexed)) == (2, {row.sidecar for row in before[:2]})
    with index_of(home) as index:
        assert list(index.rows()) == before


def test_a_copy_is_surplus_and_does_not_take_its_originals_place(home: Path) -> None:
    original = sidecars(home)[0]
    copies = [original.with_name("20200101T000000Z-www.example.org-00000000" + s) for s in (".json", ".warc.gz")]
    for path, copy in zip((original, original.with_name(original.stem + ".warc.gz")), copies, strict=True):
        shutil.copy(path, copy)
    with index_of(home) as index:
        before = list(index.rows())
    done, _ = run(home)
    assert done.summary.surplus == (str(copies[0].relative_to(home / "archives")),)
    with index_of(home) as index:
        assert list(index.rows()) == before


def test_a_lost_package_stays_in_the_index_and_is_missing(home: Path) -> None:
    lost = sidecars(home)[0]
    lost.unlink()
    lost.with_name(lost.stem + ".warc.gz").unlink()
    done, _ = run(home)
    assert done.summary.missing == (str(lost.relative_to(home / "archives")),)
    assert done.status == 3
    with index_of(home) as index:
        assert index.count() == COUNT


def test_a_damaged_package_keeps_its_row_and_its_octets(home: Path) -> None:
    damaged = sidecars(home)[0]
    segment = damaged.with_name(damaged.stem + ".warc.gz")
    segment.write_bytes(segment.read_bytes()[:-1])
    octets = segment.read_bytes()
    with index_of(home) as index:
        before = list(index.rows())
    done, _ = run(home)
    assert done.status == 1
    assert [event.package for event in done.findings] == [str(damaged.relative_to(home / "archives"))]
    assert segment.read_bytes() == octets
    with index_of(home) as index:
        assert list(index.rows()) == before


def test_repair_takes_back_only_what_verifies_as_the_same_statement(home: Path) -> None:
    archive, copy = home / "archives", home / "copy"
    shutil.copytree(archive, copy)
    first, second, third = sidecars(home)[:3]
    for path in (first, second, third):
        segment = path.with_name(path.stem + ".warc.gz")
        segment.write_bytes(b"gone")
    bad = copy / second.relative_to(archive).with_suffix(".warc.gz")
    bad.write_bytes(bad.read_bytes()[:-1])
    for suffix in (".json", ".warc.gz"):  # another sound package in the place of the third
        shutil.copy(
            copy / first.relative_to(archive).with_suffix(suffix), copy / third.relative_to(archive).with_suffix(suffix)
        )
    done = in_process(["audit", "--repair-from", "copy", "--json"], home)
    outcomes = {one["package"]: one["outcome"] for one in json.loads(done.stdout)["repaired"]}
    names = [str(path.relative_to(archive)) for path in (first, second, third)]
    assert [outcomes[name] for name in names] == ["restored", "no good copy", "no good copy"]
    assert len(list(archive.glob("2*/**/*.damaged-*"))) == 1
    again = in_process(["audit", "--json"], home)
    assert [e["package"] for e in json.loads(again.stdout)["findings"]] == names[1:]


def test_a_sample_is_of_its_size_and_the_same_for_one_seed() -> None:
    names = [f"2026/11/22/{number}.json" for number in range(20_000)]
    asked = header(sample="2.5", seed="00" * 16)
    chosen = [name for name in names if is_chosen(name, asked)]
    assert 400 < len(chosen) < 600
    assert chosen == [name for name in names if is_chosen(name, asked)]
    assert chosen != [name for name in names if is_chosen(name, asked.model_copy(update={"seed": "11" * 16}))]
    assert all(is_chosen(name, header(sample="100", seed="00" * 16)) for name in names)
    assert not any(is_chosen(name, header(sample="0", seed="00" * 16)) for name in names)


def test_after_an_audit_a_rebuilt_index_says_the_same(home: Path) -> None:
    run(home)
    with index_of(home) as index:
        before = list(index.rows())
        rebuild(LocalStore(home / "archives"), index)
        assert list(index.rows()) == before


def test_the_trust_file_in_the_archive_counts_for_nothing(home: Path) -> None:
    (home / "home" / "trust.json").write_bytes(trust.write(trust.EMPTY))
    done = in_process(["audit", "-q"], home)
    assert done.status == 3
    assert "E202" in done.stdout
