"""What a package says of the clock: a time server where one was named, else the answer's Date, and why."""

import pytest

from archiver.capture.clock import kernel, sntp
from tests.capture.clock.server import TimeServer, reply
from tests.capture.http.server import Server, page
from tests.support.capture import Desk
from tests.support.news import ARTICLE


def test_the_clock_is_compared_with_the_servers(desk: Desk, server: Server, pages: dict[str, bytes]) -> None:
    pages["/late"] = page(ARTICLE, b"Date: Sat, 21 Nov 2020 18:30:00 GMT")
    with_date, without = desk.capture(server.url("/late")).only, desk.capture(server.url("/a")).only
    clock = with_date.sidecar["capture"]["clock"]
    assert (clock["source"], clock["offset_ms"] < 0) == ("http-date", True)
    assert clock["synchronised"] == kernel.synchronised()
    assert without.sidecar["capture"]["clock"]["source"] == "system"
    assert without.sidecar["capture"]["clock"]["offset_ms"] is None
    absent = without.sidecar["capture"]["absent"]
    assert "--ntp" in absent["/capture/clock/ntp"] and "no Date" in absent["/capture/clock/offset_ms"]
    assert desk.verified()


@pytest.mark.parametrize("how", ["option", "environment"])
def test_a_time_server_is_asked_once_a_run(desk: Desk, server: Server, pages: dict[str, bytes], how: str) -> None:
    pages["/b"] = page(ARTICLE, b"Date: Sat, 21 Nov 2020 18:30:00 GMT")
    with TimeServer(lambda request: [reply(request, seconds=-90)]) as ntp:
        named = f"127.0.0.1:{ntp.port}"
        arguments, environment = (["--ntp", named], {}) if how == "option" else ([], {"ARCHIVER_NTP": named})
        taken = desk.capture(server.url("/a"), server.url("/b"), *arguments, environment=environment)
        assert len(ntp.heard) == sntp.SAMPLES
    for package in taken.packages:
        clock = package.sidecar["capture"]["clock"]
        assert (clock["source"], abs(clock["offset_ms"] + 90_000) < 500) == ("ntp 127.0.0.1", True)
        assert "/capture/clock/ntp" not in package.sidecar["capture"]["absent"]
    assert desk.verified()


def test_a_time_server_that_does_not_answer_costs_nothing_but_its_word(desk: Desk, server: Server) -> None:
    taken = desk.capture(server.url("/a"), "--ntp", "time.invalid")
    assert taken.status == 0
    assert taken.only.sidecar["capture"]["absent"]["/capture/clock/ntp"] == "time.invalid: no address for it"
    assert desk.capture(server.url("/a"), "--ntp", "http://time.example").status == 2
    assert desk.verified()
