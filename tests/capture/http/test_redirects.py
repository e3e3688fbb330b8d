"""Redirect chains and the cookies of one capture."""

from dataclasses import replace

import pytest

from archiver.capture.http.cookies import MAX_COOKIE, Cookies
from archiver.capture.http.exchange import Head
from archiver.errors import InputError, UsageError
from tests.capture.http.asking import SMALL, ask, octets, resolver
from tests.capture.http.server import Server, page, site


def to(location: str, *fields: bytes, status: bytes = b"302 Found") -> bytes:
    return page(b"", b"Location: " + location.encode(), *fields, status=status)


NAMES = resolver({n: ["127.0.0.1"] for n in ("a.example", "b.example", "xn--bcher-kva.example", "www.a.example")})


def chain(pages: dict[str, bytes], start: str = "/", host: str = "a.example", **changes: object) -> tuple[object, ...]:
    with Server(site(pages)) as server:
        fetched = ask(server.url(start, host), resolve=NAMES, **changes)
        urls = [e.url.replace(f":{server.port}", "") for e in fetched.exchanges]
        assert [e.request for e in fetched.exchanges] == server.heard
        return urls, fetched.stopped, fetched


@pytest.mark.parametrize("status", [b"301 Moved", b"302 Found", b"303 See Other", b"307 Temporary", b"308 Permanent"])
def test_each_hop_is_an_exchange_and_the_method_stays_get(status: bytes) -> None:
    urls, stopped, fetched = chain({"/": to("/b", status=status), "/b": page()})
    assert (urls, stopped) == (["http://a.example/", "http://a.example/b"], None)
    assert all(e.request.startswith(b"GET ") for e in fetched.exchanges)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("b?x=1#fragment", "/dir/b?x=1"),
        ("../b", "/b"),
        ("?q", "/dir/a?q"),
        ("  /b ", "/b"),
        ("/a b", "/a%20b"),
        ("/Київ", "/%D0%9A%D0%B8%D1%97%D0%B2"),
    ],
)
def test_locations_are_resolved_against_the_page(location: str, expected: str) -> None:
    urls, *_ = chain({"/dir/a": to(location), expected: page()}, "/dir/a")
    assert urls == ["http://a.example/dir/a", f"http://a.example{expected}"]


def test_a_latin_1_location_is_read_as_one() -> None:
    urls, *_ = chain({"/": page(b"", b"Location: /\xe9", status=b"302 Found")})
    assert urls == ["http://a.example/", "http://a.example/%C3%A9"]


def test_another_host_even_an_international_one() -> None:
    with Server(site({"/": page(b"there")})) as there:
        moved = to(f"http://Bücher.example:{there.port}/")
        with Server(site({"/": moved})) as here:
            fetched = ask(here.url(host="a.example"), resolve=NAMES)
        assert [octets(e) for e in fetched.exchanges] == [moved, page(b"there")]
        assert f"Host: xn--bcher-kva.example:{there.port}\r\n".encode() in there.heard[0]


@pytest.mark.parametrize("status", [b"300 Choices", b"304 Not Modified", b"200 OK", b"201 Created"])
def test_what_is_no_redirect_ends_the_chain(status: bytes) -> None:
    assert chain({"/": to("/b", status=status)})[:2] == (["http://a.example/"], None)


def test_a_redirect_without_location_is_a_page() -> None:
    assert chain({"/": page(status=b"302 Found")})[:2] == (["http://a.example/"], None)


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("ftp://a.example/", "http:// or https://"),
        ("javascript:alert(1)", "http:// or https://"),
        ("file:///etc/passwd", "http:// or https://"),
        ("http://user:secret@a.example/", "credentials"),
        ("http://[", "cannot be followed"),
        ("http://0x7f.1/", "IPv4"),
        ("/" + "a" * 9000, "8192"),
    ],
)
def test_a_location_that_cannot_be_followed_ends_the_chain_and_says_why(location: str, why: str) -> None:
    urls, stopped, fetched = chain({"/": to(location)})
    assert urls == ["http://a.example/"]
    assert stopped is not None and stopped.kind == "redirect" and why in stopped.message  # type: ignore[attr-defined]
    assert fetched.failure is stopped  # type: ignore[attr-defined]
    assert "secret" not in str(stopped)


def test_two_locations_that_differ_are_not_followed() -> None:
    _, stopped, _ = chain({"/": to("/a", b"Location: /b")})
    assert stopped is not None
    assert chain({"/": to("/a", b"Location: /a"), "/a": page()})[1] is None


def test_a_loop_is_found() -> None:
    urls, stopped, _ = chain({"/": to("/b"), "/b": to("/")})
    assert len(urls) == 2  # type: ignore[arg-type]
    assert "a loop" in str(stopped)


def test_the_limit_is_ten() -> None:
    pages = {"/": to("/1"), **{f"/{n}": to(f"/{n + 1}") for n in range(1, 30)}}
    urls, stopped, _ = chain(pages)
    assert (len(urls), "more than 10" in str(stopped)) == (11, True)  # type: ignore[arg-type]
    assert len(chain(pages, limits=replace(SMALL, max_redirects=2))[0]) == 3  # type: ignore[arg-type]


def test_a_consent_page_that_sets_a_cookie_and_comes_back_is_no_loop() -> None:
    def script(talk: object) -> None:
        while request := talk.hear():  # type: ignore[attr-defined]
            consented = b"Cookie: consent=1" in request
            talk.say(page() if consented else to("/", b"Set-Cookie: consent=1; Path=/"))  # type: ignore[attr-defined]

    with Server(script) as server:
        fetched = ask(server.url(host="www.a.example"), resolve=NAMES)
        assert (len(fetched.exchanges), fetched.stopped, fetched.cookies_sent) == (2, None, ("consent",))
        again = ask(server.url(host="www.a.example"), resolve=NAMES)  # cookies never cross captures
        assert b"Cookie" not in again.exchanges[0].request


def head(*cookies: str) -> Head:
    return Head("1.1", 200, tuple(("Set-Cookie", cookie) for cookie in cookies), 0, 0)


@pytest.mark.parametrize(
    ("cookie", "url", "sent"),
    [
        ("a=1", "https://www.a.example/x", "a=1"),
        ("a=1", "https://a.example/", None),
        ("a=1; Domain=a.example", "https://other.a.example/", "a=1"),
        ("a=1; Domain=b.example", "https://b.example/", None),
        ("a=1; Domain=example", "https://b.example/", None),
        ("a=1; Secure", "https://www.a.example/", "a=1"),
        ("a=1; Secure", "http://www.a.example/", None),
        ("a=1; Path=/x", "https://www.a.example/x/y", "a=1"),
        ("a=1; Path=/x", "https://www.a.example/y", None),
        ("a=1; Max-Age=0", "https://www.a.example/", None),
        ("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "https://www.a.example/", None),
        ("a=" + "x" * MAX_COOKIE, "https://www.a.example/", None),
    ],
)
def test_the_rules_of_domain_path_and_secure(cookie: str, url: str, sent: str | None) -> None:
    jar = Cookies()
    jar.take("https://www.a.example/x", head(cookie))
    assert jar.header(url) == sent


def test_several_cookies_are_kept_apart() -> None:
    jar = Cookies()
    jar.take("http://www.a.example/", head("a=1", "b=2; Expires=Wed, 09 Jun 2100 10:18:14 GMT", "\x00=\xff", "="))
    assert (jar.header("http://www.a.example/") or "").startswith("a=1; b=2")


def test_validators_go_to_their_own_address_only() -> None:
    with Server(site({"/": to("/b"), "/b": page(b"", b'ETag: "x"', status=b"304 Not Modified")})) as server:
        b = server.url("/b", "a.example")
        fetched = ask(server.url("/", "a.example"), resolve=NAMES, validators={b: (("If-None-Match", '"x"'),)})
    first, second = (e.request for e in fetched.exchanges)
    assert b"If-None-Match" not in first
    assert second.endswith(b'Accept-Encoding: gzip, br, zstd, deflate\r\nIf-None-Match: "x"\r\n\r\n')


@pytest.mark.parametrize("field", [("Host", "x"), ("Authorization", "x"), ("If-None-Match", "a\r\nHost: x")])
def test_no_other_field_can_be_added_and_none_split(field: tuple[str, str]) -> None:
    with Server(site({})) as server, pytest.raises(UsageError):
        ask(server.url(), validators={server.url(): (field,)})


@pytest.mark.parametrize("url", ["http://u:p@a.example/", "ftp://a.example/", "", "http://a.example/\r\nX: y"])
def test_an_address_that_nobody_should_ask_for_is_refused(url: str) -> None:
    with pytest.raises(InputError):
        ask(url)
