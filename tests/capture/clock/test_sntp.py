"""The time of a server on real datagrams: what is believed of it, and what is not."""

import asyncio
import socket
import time
from typing import Any

import pytest

from archiver.capture.clock import sntp
from archiver.capture.clock.sntp import SECOND, NoTimeError, Sample, ask, sample
from tests.capture.clock.server import EPOCH, Answer, TimeServer, reply

TOKEN = b"a token!"
NOW = 1_795_000_000 * SECOND


def asked(answer: Answer) -> Sample:
    with TimeServer(answer) as server:
        return asyncio.run(ask("127.0.0.1", server.port))


def test_the_offset_is_reference_minus_local() -> None:
    for seconds in (3600.0, -7.5):
        found = asked(lambda request, ahead=seconds: [reply(request, seconds=ahead)])  # type: ignore[misc]
        assert abs(found.offset - int(seconds * SECOND)) < SECOND // 5
        assert (found.stratum, 0 <= found.delay < SECOND) == (2, True)


def test_nothing_of_our_clock_is_sent_and_no_two_requests_are_alike() -> None:
    with TimeServer(lambda request: [reply(request)]) as server:
        asyncio.run(ask("127.0.0.1", server.port))
        heard = server.heard
    assert {(len(one), one[:40]) for one in heard} == {(48, b"\x23" + bytes(39))}
    assert len({one[40:] for one in heard}) == sntp.SAMPLES


def test_the_way_is_divided_and_the_shortest_one_counts() -> None:
    delays = iter((0.15, 0.0, 0.15))

    def slow(request: bytes) -> list[bytes]:
        time.sleep(next(delays))
        return [reply(request)]

    assert asked(slow).delay < SECOND // 10


def test_what_somebody_else_says_is_passed_over() -> None:
    def amid_noise(request: bytes) -> list[bytes]:
        return [b"", b"x" * 47, reply(request, origin=b"guessed!"), reply(request, first=0x23), reply(request)]

    assert abs(asked(amid_noise).offset) < SECOND // 5


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"stratum": 0, "code": b"RATE"}, "refuses: 'RATE'"),
        ({"stratum": 0, "code": b"\x1b[2J"}, "refuses"),
        ({"stratum": 16}, "no time itself"),
        ({"first": 0xE4}, "no time itself"),
        ({"left": 0}, "no time itself"),
        ({"dispersion": 2 << 16}, "too far from its own reference"),
    ],
)
def test_a_server_without_time(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(NoTimeError, match=why) as caught:
        asked(lambda request: [reply(request, **changes)])
    assert "\x1b" not in str(caught.value)


def test_silence_and_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sntp, "ANSWER_SECONDS", 0.1)
    with pytest.raises(NoTimeError, match=r"no answer within 0\.1 s"):
        asked(lambda request: [reply(request, origin=bytes(8))])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(NoTimeError):
        asyncio.run(ask("127.0.0.1", port))


@pytest.mark.parametrize("year", [2026, 2036, 2040, 2104])
def test_the_era_is_that_of_the_local_clock(year: int) -> None:
    local = int((year - 1970) * 31_556_952) * SECOND
    stamp = ((local // SECOND + 5 + EPOCH) << 32) % 2**64
    octets = reply(bytes(40) + TOKEN, arrived=stamp, left=stamp)
    assert sample(octets, TOKEN, local, local).offset == 5 * SECOND


def test_times_there_and_back() -> None:
    """T1 = 0, T2 = 10.25 s, T3 = 10.5 s, T4 = 1 s: the offset is 9.875 s, the way took 0.75 s."""
    start = ((NOW // SECOND + EPOCH) % 2**32) << 32
    octets = reply(bytes(40) + TOKEN, arrived=start + (41 << 30), left=start + (42 << 30))
    assert sample(octets, TOKEN, NOW, NOW + SECOND) == Sample(9_875_000_000, 750_000_000, 2)
