"""The agenda: what is added once, a journal that loses nothing, and a file that is damaged or newer."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.agenda.interface import RunRow, Settled
from archiver.agenda.sqlite import KEPT_RUNS, SqliteAgenda
from archiver.errors import ResourceError
from archiver.model.run import Outcome, SourceOutcome
from archiver.model.watch import State, Watched, Wish

AT = "2026-11-22T03:00:00.000000Z"
RUN = RunRow("20261122T030000Z-00000001", AT, 0, 10**9)


@pytest.fixture
def agenda(tmp_path: Path) -> Iterator[SqliteAgenda]:
    with SqliteAgenda(tmp_path / "watch.sqlite") as opened:
        yield opened


def added(agenda: SqliteAgenda, url: str, **wish: object) -> Watched:
    made = agenda.add(Wish.model_validate({"url": url, **wish}), AT)
    assert made
    return made


def settled(watched: Watched) -> Settled:
    outcome = Outcome(
        url=watched.wish.url, result="captured", at=AT, change=None, cause=None, reason=None, sidecar=None,
        capture_id=None, sequence=0, octets=7,
    )  # fmt: skip
    return Settled(watched, outcome, State(last_at=AT, step=2, outcome="captured"))


def test_one_entry_a_series_and_kind(agenda: SqliteAgenda) -> None:
    first = added(agenda, "https://www.example.org/a", tags=("x",))
    assert agenda.add(Wish(url="http://example.org/a?"), AT) is None
    source = added(agenda, "https://example.org/a", kind="feed")
    assert agenda.of_series(first.series) == [first, source] == agenda.everything()
    assert agenda.add_all([Wish(url=f"https://example.org/{name}") for name in "aabc"], AT, source.id) == 2
    assert [one.found_in for one in agenda.everything()] == [None, None, source.id, source.id]


def test_other_wishes_leave_the_state_alone(agenda: SqliteAgenda) -> None:
    one = added(agenda, "https://example.org/a")
    agenda.begin(RUN)
    agenda.settle(RUN.id, [settled(one)])
    agenda.replace(one, Wish(url="https://example.org/a", every=60))
    (found,) = agenda.everything()
    assert (found.wish.every, found.state.step) == (60, 2)


def test_the_journal_loses_an_entry_only_with_its_outcome(agenda: SqliteAgenda) -> None:
    one, two = added(agenda, "https://example.org/a"), added(agenda, "https://example.org/b")
    run = agenda.begin(RUN)
    agenda.plan(run.id, [(one.id, 3), (two.id, -1)])
    agenda.plan(run.id, [(one.id, 4)])
    assert [(plan.watched.id, plan.before) for plan in agenda.open_plans(run.id)] == [(one.id, 3), (two.id, -1)]
    agenda.settle(run.id, [settled(one)])
    assert [plan.watched for plan in agenda.open_plans(run.id)] == [two]
    assert [outcome.url for outcome in agenda.outcomes(run.id)] == [one.wish.url]
    agenda.remove([two.id])
    assert agenda.open_plans(run.id) == []


def test_what_cannot_be_settled_whole_is_not_settled_at_all(agenda: SqliteAgenda) -> None:
    one = added(agenda, "https://example.org/a")
    run = agenda.begin(RUN)
    agenda.plan(run.id, [(one.id, 0)])
    broken = settled(one)
    with pytest.raises(AttributeError):
        agenda.settle(run.id, [broken, None])  # type: ignore[list-item]
    assert agenda.outcomes(run.id) == []
    assert len(agenda.open_plans(run.id)) == 1


def test_a_run_that_was_cut_off_is_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "watch.sqlite"
    with SqliteAgenda(path) as agenda:
        assert agenda.begin(RUN) == RUN
    with SqliteAgenda(path) as agenda:
        again = agenda.begin(RunRow("other", AT, 0, 5))
        assert (again.id, again.resumed) == (RUN.id, 1)
        agenda.end(again.id, AT, 4, 100, "r")
        assert agenda.begin(RunRow("other", AT, 0, 5)).id == "other"
        assert [(run.id, run.status, run.used, run.report) for run in agenda.last_runs(5)] == [(RUN.id, 4, 100, "r")]


def test_notices_speak_of_a_run_once(agenda: SqliteAgenda) -> None:
    assert agenda.last_notice() is None
    for name in "ab":
        agenda.begin(RunRow(name, AT, 0, 1))
        agenda.end(name, AT, 0, 1, None)
    assert [run.id for run in agenda.unnoticed()] == ["a", "b"]
    agenda.noticed(AT)
    assert (agenda.unnoticed(), agenda.last_notice()) == ([], AT)


def test_the_outcomes_of_very_old_runs_are_forgotten(agenda: SqliteAgenda) -> None:
    one = added(agenda, "https://example.org/a")
    source = SourceOutcome(url="https://example.org/f", kind="feed", named=1, joined=1, cause=None, reason=None)
    for number in range(KEPT_RUNS + 2):
        run = agenda.begin(RunRow(f"r{number}", AT, 0, 1))
        agenda.settle(run.id, [settled(one)])
        agenda.read(run.id, one, source, State())
        agenda.end(run.id, AT, 0, 1, None)
    assert agenda.outcomes("r1") == [] == agenda.sources("r1")
    assert len(agenda.outcomes("r2")) == 1 == len(agenda.sources("r2"))


@pytest.mark.parametrize(
    "content", [b"no database at all, and long enough to be looked at" * 20, b"SQLite format 3\x00broken"]
)
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "watch.sqlite").write_bytes(content)
    with pytest.raises(ResourceError, match=r"watch list.*watch\.sqlite"):
        SqliteAgenda(tmp_path / "watch.sqlite").everything()


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "watch.sqlite") as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(ResourceError, match="schema 1, found 99"):
        SqliteAgenda(tmp_path / "watch.sqlite")
