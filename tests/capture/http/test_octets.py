"""Everything that a server can do wrong on the wire: verdict, and the recorded octets are the octets sent."""

import pytest

from archiver.capture.http.options import USER_AGENT
from tests.capture.http.asking import ask, octets
from tests.capture.http.server import Server, Talk, once, page, site

OK = b"HTTP/1.1 200 OK\r\n"
ODD = b"HTTP/1.1 200 \xd0\x9e\xd0\x9a\r\nX-Odd:   a\r\n\tfolded \r\ncontent-LENGTH:5\r\nX: \xff\xfe\r\nx: 2\r\n\r\n\x00\r\n\xffz"
CHUNKED = (
    OK + b"Transfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n5;ext=1\r\nhello\r\n00006\r\n world\r\n0\r\nX-T: 1\r\n\r\n"
)
INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"

COMPLETE = {
    "well-formed": page(),
    "odd spacing, folding, case, 8-bit octets and repeated fields": ODD,
    "bare LF": b"HTTP/1.1 200 OK\nContent-Length: 2\n\nhi",
    "no reason phrase": b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi",
    "chunked with extension and trailer": CHUNKED,
    "interim responses": INTERIM + page(),
    "HTTP/1.0 until close": b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>old</p>",
    "HTTP/1.1 until close": OK + b"Content-Type: text/html\r\n\r\n<p>no length</p>",
    "204": b"HTTP/1.1 204 No Content\r\n\r\n",
    "304 with a length": b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 500\r\n\r\n',
    "empty": page(b""),
    "gzip kept": page(b"\x1f\x8b\x08\x00garbage", b"Content-Encoding: gzip"),
    "two equal lengths": OK + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi",
}


@pytest.mark.parametrize("sent", COMPLETE.values(), ids=COMPLETE)
def test_a_response_is_kept_octet_for_octet(sent: bytes) -> None:
    with Server(once(sent)) as server:
        final = ask(server.url("/a?b=%20")).final
        assert (octets(final), final.failure, final.truncated, final.surplus) == (sent, None, None, b"")
        assert [final.request] == server.heard
        assert final.peer.ip == "127.0.0.1"


def test_the_request_has_one_order_and_nothing_of_the_machine_in_it() -> None:
    with Server(once(page())) as server:
        ask(server.url("/a?b"))
        (heard,) = server.heard
    assert heard == (
        b"GET /a?b HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUser-Agent: %s\r\n"
        b"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\nAccept-Language: en,*;q=0.5\r\n"
        b"Accept-Encoding: gzip, br, zstd, deflate\r\n\r\n" % (server.port, USER_AGENT.encode())
    )


def test_the_head_is_parsed_for_use_and_says_where_the_parts_are() -> None:
    with Server(once(INTERIM + ODD)) as server:
        head = ask(server.url()).final.head
    assert head is not None
    assert (head.version, head.status, head.interim) == ("1.1", 200, len(INTERIM))
    assert (head.size, head.get("x")) == (len(ODD) - 5, "\xff\xfe, 2")
    assert ("X-Odd", "a folded") in head.fields


def test_a_body_that_only_the_close_ends_says_so() -> None:
    with Server(once(COMPLETE["HTTP/1.1 until close"])) as server:
        assert "not declared" in ask(server.url()).final.notes[0]


CUT = {
    "Content-Length too long": OK + b"Content-Length: 100\r\n\r\nonly this",
    "chunk cut off": OK + b"Transfer-Encoding: chunked\r\n\r\n10\r\nhalf",
    "last chunk missing": OK + b"Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    "trailer cut off": OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX-T",
}


@pytest.mark.parametrize("sent", CUT.values(), ids=CUT)
def test_a_body_that_is_cut_off_is_never_a_whole_one(sent: bytes) -> None:
    with Server(once(sent)) as server:
        fetched = ask(server.url())
        assert (octets(fetched.final), fetched.final.truncated, fetched.failure) == (sent, "disconnect", None)
        assert fetched.final.head is not None


@pytest.mark.parametrize("sent", [*CUT.values(), COMPLETE["HTTP/1.1 until close"]])
def test_a_reset_in_the_body_cuts_it_off_and_loses_no_octet(sent: bytes) -> None:
    def script(talk: Talk) -> None:
        talk.hear()
        talk.say(sent)
        talk.reset()

    with Server(script) as server:
        final = ask(server.url()).final
        assert (octets(final), final.truncated, final.failure) == (sent, "disconnect", None)


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\nContent-", INTERIM])
@pytest.mark.parametrize("reset", [True, False])
def test_an_end_before_a_whole_head_is_a_failure_with_the_octets_that_there_were(sent: bytes, reset: bool) -> None:
    def script(talk: Talk) -> None:
        talk.hear()
        talk.say(sent)
        if reset:
            talk.reset()

    with Server(script) as server:
        fetched = ask(server.url())
        assert fetched.failure is not None
        assert (fetched.failure.kind, fetched.failure.temporary) == ("reset", True)
        assert (octets(fetched.final), fetched.final.head) == (sent, None)
        assert fetched.final.truncated == ("disconnect" if sent else None)
        assert server.heard == [fetched.final.request]


MALFORMED = {
    "HTTP/0.9": b"<html>hello</html>",
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n",
    "ICY": b"ICY 200 OK\r\n\r\nbody",
    "HTTP/2": b"HTTP/2 200\r\n\r\nbody",
    "no colon": b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\nbody",
    "space before the colon": b"HTTP/1.1 200 OK\r\nA : b\r\n\r\nbody",
    "NUL in a field": b"HTTP/1.1 200 OK\r\nA: b\x00c\r\n\r\nbody",
    "two lengths that differ": b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxy",
    "negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nxy",
    "a length of 5000 digits": b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\nxy",
    "unknown transfer coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "an upgrade that nobody asked for": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\nPRI",
    "an empty line first": b"\r\nHTTP/1.1 200 OK\r\n\r\n",
}


@pytest.mark.parametrize("sent", MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_response_is_malformed_and_kept(sent: bytes) -> None:
    with Server(once(sent)) as server:
        final = ask(server.url()).final
        assert final.failure is not None
        assert final.failure.kind == "malformed"
        assert (octets(final), final.head) == (sent, None)


def test_a_damaged_chunk_keeps_the_head_and_everything_after_the_damage() -> None:
    sent = OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nZZ\r\n"
    with Server(once(sent, b"more of it")) as server:
        final = ask(server.url()).final
        assert (octets(final), final.head and final.head.status) == (sent + b"more of it", 200)
        assert final.failure is not None and final.failure.kind == "malformed"


def test_a_malformed_response_on_an_open_connection_does_not_hold_the_capture_up() -> None:
    def script(talk: Talk) -> None:
        talk.hear()
        talk.say(b"nonsense\r\n\r\n")
        talk.wait_for_close()

    with Server(script) as server:
        final = ask(server.url()).final
        assert (final.failure and final.failure.kind, final.truncated) == ("malformed", "time")


def test_octets_after_the_end_belong_to_no_response() -> None:
    sent, hidden = page(), b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhidden"
    with Server(once(sent + hidden)) as server:
        final = ask(server.url()).final
        assert (octets(final), final.surplus, final.truncated, final.failure) == (sent, hidden, None, None)
        assert "after the end" in final.notes[0]


def test_a_length_that_is_too_short_leaves_the_rest_apart() -> None:
    with Server(once(OK + b"Content-Length: 3\r\n\r\nabcdef")) as server:
        final = ask(server.url()).final
        assert (octets(final), final.surplus) == (OK + b"Content-Length: 3\r\n\r\nabc", b"def")


def test_a_hidden_second_response_is_not_the_answer_to_the_next_request() -> None:
    hidden = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhidden"
    moved = page(b"", b"Location: /b", status=b"302 Found")
    with Server(site({"/a": moved + hidden, "/b": page(b"true")})) as server:
        fetched = ask(server.url("/a"))
        assert [octets(e) for e in fetched.exchanges] == [moved, page(b"true")]
        assert len(server.talks) == 2  # the connection was not used again


def test_two_exchanges_on_one_connection_are_split_at_the_boundary() -> None:
    moved = (
        OK.replace(b"200 OK", b"301 Moved") + b"Location: /b\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nbye\r\n0\r\n\r\n"
    )
    with Server(site({"/a": moved, "/b": INTERIM + page()})) as server:
        fetched = ask(server.url("/a"))
        assert [octets(e) for e in fetched.exchanges] == [moved, INTERIM + page()]
        assert [e.request for e in fetched.exchanges] == server.heard
        assert len(server.talks) == 1


def test_a_kept_connection_that_the_server_closes_is_replaced() -> None:
    moved = page(b"", b"Location: /b", status=b"302 Found")

    def script(talk: Talk) -> None:  # says keep-alive, hears the second request, closes
        path = talk.hear().split(b" ")[1]
        talk.say(moved if path == b"/a" else page())
        if path == b"/a":
            talk.hear()

    with Server(script) as server:
        fetched = ask(server.url("/a"))
        assert octets(fetched.final) == page()
        assert "sent again" in fetched.final.notes[0]


def test_a_connection_that_says_close_is_not_used_again() -> None:
    moved = page(b"", b"Location: /b", b"Connection: close", status=b"302 Found")
    with Server(site({"/a": moved, "/b": page()})) as server:
        assert octets(ask(server.url("/a")).final) == page()
        assert len(server.talks) == 2


def test_nobody_listens() -> None:
    with Server(once()) as server:
        url = server.url()
    fetched = ask(url)
    assert fetched.failure is not None
    assert (fetched.failure.kind, fetched.final.request, octets(fetched.final)) == ("refused", b"", b"")
    assert fetched.failure.message.endswith(": Connection refused")


def test_times_are_those_of_the_clock_in_order() -> None:
    ticks = iter(f"2026-11-22T07:15:{n:02}.000000Z" for n in range(60))
    with Server(once(page())) as server:
        final = ask(server.url(), now=lambda: next(ticks)).final
    assert final.answered_at is not None
    assert final.requested_at < final.answered_at < final.ended_at
