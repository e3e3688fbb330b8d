"""Whatever stands in a header, nothing of ours breaks over it."""

import io
from datetime import UTC, datetime

from hypothesis import example, given
from hypothesis import strategies as st

from archiver.capture.http.client import Fetched
from archiver.capture.http.cookies import Cookies
from archiver.capture.http.exchange import Exchange, Head, Peer, Spool
from archiver.capture.http.options import FetchOptions
from archiver.capture.http.politeness import retry_after
from archiver.capture.http.redirects import next_url
from archiver.capture.http.robots import Robots
from archiver.capture.http.source import HttpSource
from archiver.model.capture import NetworkPath
from archiver.model.url import check_url

T = "2026-11-23T07:15:00.000000Z"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
# What h11 lets through in a value (RFC 9110 5.5): visible characters, obs-text, blanks inside.
VALUE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=80)
SET_COOKIE = st.lists(
    st.sampled_from(
        ["a=1", "=", ";", "Domain=.example", "domain=a.example", "Path", "path=/a", "Max-Age=9" * 9, "expires=", "secure",
         "Expires=Thu, 99 Foo 0000 99:99:99", "Version=1", "Port=80,443", '"', "Max-Age=-1", "\xff", " "]
    ),
    max_size=8,
).map(";".join)  # fmt: skip


def exchange(*fields: tuple[str, str], status: int = 302, octets: bytes = b"") -> Exchange:
    spool = Spool(io.BytesIO())
    spool.write(octets)
    return Exchange(
        "http://a.example/x/y",
        "GET",
        b"GET / HTTP/1.1\r\n\r\n",
        spool,
        Head("1.1", status, fields, 0, 0),
        Peer(None),
        T,
        T,
        T,
    )


def fetched(final: Exchange) -> Fetched:
    return Fetched(final.url, (final,), None, NetworkPath(kind="direct", country=None), ())


@given(VALUE)
@example("//")
@example("http://[::1%25eth0]/")
@example("\\\\evil.example\\")
def test_any_location_is_an_address_or_a_failure(location: str) -> None:
    found = next_url(exchange(("Location", location)))
    if isinstance(found, str):
        assert check_url(found) == found
    else:
        assert found is not None and found.kind == "redirect"


@given(st.lists(VALUE | SET_COOKIE, max_size=4))
def test_any_cookie_is_kept_or_dropped_and_what_is_sent_fits_a_header(values: list[str]) -> None:
    jar = Cookies()
    jar.take("https://a.example/a/b", Head("1.1", 200, tuple(("Set-Cookie", v) for v in values), 0, 0))
    sent = jar.header("https://a.example/a/b") or ""
    assert not set(sent) & {"\r", "\n", "\0"}
    sent.encode("latin-1")


@given(VALUE | st.text(max_size=40))
def test_any_retry_after_is_a_wait_or_none(value: str) -> None:
    wait = retry_after(value, NOW)
    assert wait is None or wait >= 0


@given(st.binary(max_size=300))
def test_any_robots_txt_gives_a_verdict(body: bytes) -> None:
    octets = b"HTTP/1.1 200 OK\r\n\r\n" + b"User-agent: *\n" + body
    robots = Robots(fetched(exchange(status=200, octets=octets)))
    assert robots.verdict("http://a.example/x") in ("allowed", "disallowed")
    assert 0 <= robots.crawl_delay <= 30


@given(
    st.lists(st.tuples(st.sampled_from(["Content-Type", "Content-Encoding", "X"]), VALUE), max_size=3),
    st.binary(max_size=99),
)
def test_any_answer_is_captured(fields: list[tuple[str, str]], octets: bytes) -> None:
    final = fetched(exchange(*fields, status=200, octets=b"HTTP/1.1 200 OK\r\n" + octets))
    captured = next(HttpSource(final, lambda: "urn:uuid:0", FetchOptions()).captures())
    assert captured.payload is not None
    assert captured.response is not None and captured.response.record == "<urn:uuid:0>"
