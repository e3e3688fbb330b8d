"""Limits of octets and of time: the capture ends there, and what it has is marked."""

import time
from dataclasses import replace

import pytest

from tests.capture.http.asking import SMALL, ask, octets
from tests.capture.http.server import Server, Talk, once, page

OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize("framing", [b"", b"Content-Length: 5000\r\n", b"Transfer-Encoding: chunked\r\n"])
def test_a_body_over_the_limit_is_cut_at_the_limit(framing: bytes) -> None:
    head = OK + framing + b"\r\n"
    body = b"x" * 5000 if b"chunked" not in framing else b"1388\r\n" + b"x" * 5000 + b"\r\n0\r\n\r\n"
    with Server(once(head + body)) as server:
        final = ask(server.url(), limits=replace(SMALL, max_body=1000)).final
        assert (octets(final), final.truncated, final.failure) == ((head + body)[: len(head) + 1000], "length", None)


def test_what_comes_after_a_cut_is_no_surplus() -> None:
    with Server(once(OK + b"Content-Length: 3000000\r\n\r\n" + b"x" * 3_000_000)) as server:
        final = ask(server.url(), limits=replace(SMALL, max_body=70_000)).final
        assert (final.truncated, final.surplus, len(octets(final)) < 71_000) == ("length", b"", True)


def test_a_flood_of_tiny_chunks_ends_at_the_total_time() -> None:
    def script(talk: Talk) -> None:
        talk.hear()
        talk.say(OK + b"Transfer-Encoding: chunked\r\n\r\n")
        while True:
            talk.say(b"1\r\nx\r\n" * 10_000)

    with Server(script) as server:
        final = ask(server.url(), limits=replace(SMALL, total=1, max_body=10**9)).final
        assert final.truncated == "time"


def test_a_body_of_exactly_the_limit_is_whole() -> None:
    with Server(once(OK + b"\r\n" + b"x" * 1000)) as server:
        assert ask(server.url(), limits=replace(SMALL, max_body=1000)).final.truncated is None


@pytest.mark.parametrize(
    "head",
    [
        OK + b"X: " + b"a" * 5000 + b"\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 500 + page(),
        OK + b"X: " + b"a" * 100_000,
    ],
    ids=["in one piece", "interim without end", "never ends"],
)
def test_a_head_over_the_limit_is_malformed(head: bytes) -> None:
    def script(talk: Talk) -> None:
        talk.hear()
        talk.say(head)
        talk.wait_for_close()

    with Server(script) as server:
        final = ask(server.url(), limits=replace(SMALL, max_head=4096)).final
        assert final.failure is not None and final.failure.kind == "malformed"
        assert final.head is None
        assert head.startswith(octets(final))


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\n"])
def test_silence_before_the_head_is_a_time_out(sent: bytes) -> None:
    def script(talk: Talk) -> None:
        talk.hear()
        talk.say(sent)
        talk.wait_for_close()

    with Server(script) as server:
        fetched = ask(server.url(), limits=replace(SMALL, idle=0.2))
        assert fetched.failure is not None
        assert (fetched.failure.kind, octets(fetched.final)) == ("timeout", sent)
        assert "idle" in fetched.failure.message


def test_silence_in_the_body_cuts_it_off_in_time() -> None:
    def script(talk: Talk) -> None:
        talk.hear()
        talk.say(OK + b"Content-Length: 100\r\n\r\nhalf")
        talk.wait_for_close()

    with Server(script) as server:
        final = ask(server.url(), limits=replace(SMALL, idle=0.2)).final
        assert (octets(final), final.truncated, final.failure) == (server.said, "time", None)


def test_a_body_drop_by_drop_ends_at_the_total_time() -> None:
    def script(talk: Talk) -> None:
        talk.hear()
        talk.say(OK + b"Content-Length: 100000\r\n\r\n")
        while True:  # until the client is gone
            talk.say(b"x")
            time.sleep(0.02)

    with Server(script) as server:
        final = ask(server.url(), limits=replace(SMALL, idle=5, total=0.5)).final
        assert (final.truncated, "total" in final.notes[0]) == ("time", True)
        assert server.said.startswith(octets(final))
        assert octets(final).endswith(b"xxx")
