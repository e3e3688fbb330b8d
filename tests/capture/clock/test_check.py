"""What a package says of the clock that its times are from, and why it says no more."""

import asyncio
from collections.abc import Sequence

import pytest

from archiver.capture.clock import check, kernel, sntp
from archiver.capture.clock.check import PROXIED, UNNAMED, Checked, Server, parse
from archiver.errors import UsageError
from archiver.model.capture import Clock
from tests.capture.clock.server import TimeServer, reply
from tests.flows.workshop import ARTICLE, captured, workshop

AT = "2026-11-22T07:15:01.000000Z"


async def loopback(host: str, port: int) -> Sequence[str]:
    if host == "nowhere.example":
        raise OSError("no such name")
    return ["127.0.0.1"]


def checked(server: Server | None, *, proxied: bool = False) -> Checked:
    return asyncio.run(check.check(server, loopback, lambda: AT, proxied=proxied))


def test_a_server_that_answers_is_the_source() -> None:
    with TimeServer(lambda request: [reply(request, seconds=60)]) as server:
        found = checked(Server("time.example", server.port))
    assert found.clock is not None and found.clock.offset_ms is not None
    assert (found.clock.source, abs(found.clock.offset_ms - 60_000) < 200) == ("ntp time.example", True)
    given = captured(ARTICLE, workshop())
    assert found.beside(given).clock == found.clock
    assert found.beside(given).absent == given.absent


@pytest.mark.parametrize(
    ("server", "proxied", "why"),
    [
        (None, False, UNNAMED),
        (Server("time.example", 1), True, PROXIED),
        (Server("nowhere.example", 123), False, "nowhere.example: no address for it"),
    ],
)
def test_why_nobody_was_asked_is_recorded(server: Server | None, proxied: bool, why: str) -> None:
    found = checked(server, proxied=proxied)
    given = captured(ARTICLE, workshop())
    alone = found.beside(given)
    assert alone.clock == Clock(source="system", offset_ms=None, synchronised=kernel.synchronised(), checked_at=AT)
    assert alone.absent["/capture/clock/ntp"] == why
    assert alone.absent["/capture/clock/offset_ms"] == f"{why}; no Date came either"


def test_a_servers_silence_leaves_the_date_of_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sntp, "ANSWER_SECONDS", 0.05)
    with TimeServer(lambda request: []) as server:
        found = checked(Server("time.example", server.port))
    date = Clock(source="http-date", offset_ms=-213, synchronised=None, checked_at=AT)
    from dataclasses import replace

    beside = found.beside(replace(captured(ARTICLE, workshop()), clock=date))
    assert beside.clock == date.model_copy(update={"synchronised": kernel.synchronised()})
    assert beside.absent["/capture/clock/ntp"].startswith("time.example: no answer within")
    assert "/capture/clock/offset_ms" not in beside.absent


def test_a_proxy_is_never_gone_past() -> None:
    with TimeServer(lambda request: [reply(request)]) as server:
        assert checked(Server("time.example", server.port), proxied=True).clock is None
        assert server.heard == []


def test_how_a_server_is_written() -> None:
    assert parse("") is None
    assert parse("time.example") == Server("time.example", 123)
    assert parse("time.example:4123") == Server("time.example", 4123)
    assert parse("[::1]:4123") == Server("::1", 4123)
    for text in ("http://time.example", "time.example:x", ":123", "user@time.example", "[::1", "a b"):
        with pytest.raises(UsageError):
            parse(text)


def test_the_kernels_word_is_one_of_three() -> None:
    assert kernel.synchronised() in (True, False, None)
