"""When to ask again, and how long to wait; nothing here waits."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from archiver.capture.http.client import Fetched
from archiver.capture.http.exchange import Exchange, Head, Peer, Spool, temporary_file
from archiver.capture.http.failure import Failure
from archiver.capture.http.politeness import Pace, again, retry_after, worth_another
from archiver.capture.http.rota import Rota, Turn
from archiver.model.capture import NetworkPath

NOW = datetime(2026, 11, 23, 7, 15, tzinfo=UTC)
T = "2026-11-23T07:15:00.000000Z"
PACE = Pace(delay=1, per_host=2, attempts=3, first_wait=2, max_wait=300)


def fetched(status: int = 200, *fields: tuple[str, str], **changes: Any) -> Fetched:
    spool = Spool(temporary_file())
    head = Head("1.1", status, fields, 0, 0)
    exchange = Exchange("http://a/", "GET", b"", spool, head, Peer("8.8.8.8"), T, T, T)
    return Fetched("http://a/", (replace(exchange, **changes),), None, NetworkPath(kind="direct", country=None), ())


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_worth_another(status: int) -> None:
    assert worth_another(fetched(status))


@pytest.mark.parametrize("status", [200, 304, 403, 404, 410, 451, 500, 501])
def test_not_worth_another(status: int) -> None:
    assert not worth_another(fetched(status))


@pytest.mark.parametrize("temporary", [True, False])
def test_a_failure_is_worth_another_if_it_is_temporary(temporary: bool) -> None:
    assert worth_another(fetched(head=None, failure=Failure("dns", "", temporary))) is temporary


@pytest.mark.parametrize(("truncated", "worth"), [("disconnect", True), ("time", True), ("length", False)])
def test_a_body_cut_off_by_the_network_is_worth_another(truncated: str, worth: bool) -> None:
    assert worth_another(fetched(truncated=truncated)) is worth


def wait(answer: Fetched, attempt: int = 1, chance: float = 1.0) -> float | None:
    return again(answer, attempt=attempt, pace=PACE, now=NOW, jitter=lambda: chance)


def test_the_wait_doubles_is_spread_and_ends() -> None:
    busy = fetched(503)
    assert [wait(busy, n) for n in (1, 2, 3)] == [2, 4, None]
    assert wait(busy, 1, 0.0) == 1


def test_the_server_may_ask_for_a_longer_wait_up_to_the_limit() -> None:
    assert wait(fetched(503, ("Retry-After", "30"))) == 30
    assert wait(fetched(503, ("retry-after", "1"))) == 2
    assert wait(fetched(429, ("Retry-After", "999999999999999999"))) == 300
    assert wait(fetched(429, ("Retry-After", "soon"))) == 2


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0), (" 120 ", 120), ("Mon, 23 Nov 2026 07:16:00 GMT", 60), ("Mon, 23 Nov 2026 07:14:00 GMT", 0),
        ("Monday, 23-Nov-26 07:16:00 GMT", 60), ("Mon Nov 23 07:16:00 2026", 60), ("-5", None), ("1.5", None),
        ("", None), ("٣", None), ("Mon, 99 Nov 2026 07:16:00 GMT", None), ("9" * 5000, 999_999_999),
    ],
)  # fmt: skip
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def rota(*hosts: str) -> Rota:
    made = Rota(PACE)
    for number, host in enumerate(hosts):
        made.add(Turn(f"http://{host}/{number}", host))
    return made


def taken(made: Rota, now: float) -> list[str]:
    found = []
    while turn := made.take(now):
        found.append(turn.url.removeprefix("http://"))
    return found


def test_hosts_take_turns_and_rest() -> None:
    made = rota("a", "a", "a", "a", "b", "c")
    assert taken(made, 0) == ["a/0", "b/4", "c/5"]
    assert (taken(made, 0.5), taken(made, 1)) == ([], ["a/1"])
    assert made.next_start() is None  # two at a time: one of them has to end first
    made.finished("a", 5)
    assert (made.next_start(), taken(made, 5.9), taken(made, 6), made.waiting) == (6, [], ["a/2"], 1)


def test_no_more_than_the_pace_allows_from_one_host_at_once() -> None:
    made = Rota(replace(PACE, delay=0))
    for number in range(4):
        made.add(Turn(f"http://a/{number}", "a"))
    assert taken(made, 0) == ["a/0", "a/1"]
    made.finished("a", 1)
    assert taken(made, 1) == ["a/2"]


def test_a_site_that_asks_for_more_time_gets_it() -> None:
    made = rota("a", "a", "b")
    made.take(0)
    made.finished("a", 0, delay=7)
    assert (taken(made, 6.9), taken(made, 7)) == (["b/2"], ["a/1"])


def test_a_pause_holds_the_whole_host() -> None:
    made = rota("a", "b")
    made.pause("a", 100)
    assert (taken(made, 50), made.next_start(), taken(made, 100)) == (["b/1"], 100, ["a/0"])


def test_a_second_attempt_comes_before_first_ones() -> None:
    made = rota("a", "a")
    made.add(Turn("http://a/again", "a", attempt=2))
    assert taken(made, 0) == ["a/again"]


def test_hosts_that_nobody_waits_for_are_forgotten() -> None:
    made = rota(*(f"h{n}" for n in range(100)))
    taken(made, 0)
    for n in range(100):
        made.finished(f"h{n}", n * 10)
    assert len(made._hosts) == 1
