"""robots.txt: fetched once, recorded, read by RFC 9309."""

import asyncio
import gzip
from dataclasses import replace

import pytest

from archiver.capture.http.dial import origin_of
from archiver.capture.http.robots import MAX_CRAWL_DELAY, Robots, ask
from tests.capture.http.asking import SMALL, octets, options
from tests.capture.http.server import Server, page, site

RULES = b"User-agent: *\nDisallow: /private\nAllow: /private/open\nCrawl-delay: 7\n\nUser-agent: other\nDisallow: /\n"


def asked(answer: bytes) -> tuple[Robots, str]:
    with Server(site({"/robots.txt": answer})) as server:
        return asyncio.run(ask(origin_of(server.url()), options(limits=replace(SMALL, idle=0.3)))), server.url()


def test_it_is_recorded_like_any_other_exchange() -> None:
    robots, url = asked(page(RULES))
    assert robots.fetched.final.url == f"{url}robots.txt"
    assert octets(robots.fetched.final) == page(RULES)


def test_its_rules() -> None:
    robots, url = asked(page(RULES))
    verdicts = {path: robots.verdict(url + path) for path in ("a", "private/x", "private/open", "robots.txt")}
    assert verdicts == {"a": "allowed", "private/x": "disallowed", "private/open": "allowed", "robots.txt": "allowed"}
    assert robots.crawl_delay == 7


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (page(b"", status=b"404 Not Found"), "allowed"),
        (page(RULES, status=b"403 Forbidden"), "allowed"),
        (page(b"", status=b"500 Oops"), "unavailable"),
        (page(b"", status=b"503 Busy"), "unavailable"),
        (page(b"", status=b"429 Slow"), "allowed"),
        (page(RULES)[:-9], "unavailable"),
        (page(b"", b"Location: /robots.txt", status=b"302 Found"), "allowed"),
        (b"nonsense\r\n\r\n", "unavailable"),
        (b"", "unavailable"),
        (page(b"<html>a page for every address</html>"), "allowed"),
        (page(b"\xff\xfe\x00\x01"), "allowed"),
        (page(b"no gzip", b"Content-Encoding: gzip"), "allowed"),
        (page(gzip.compress(RULES, mtime=0), b"Content-Encoding: gzip"), "disallowed"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(RULES), RULES),
            "disallowed",
        ),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" + page(b"\xef\xbb\xbf" + RULES), "disallowed"),
    ],
)
def test_the_verdict_by_what_came_back(answer: bytes, verdict: str) -> None:
    robots, url = asked(answer)
    assert robots.verdict(f"{url}private/x") == verdict


def test_a_delay_that_would_hold_a_run_up_is_capped() -> None:
    assert asked(page(b"User-agent: archiver\nCrawl-delay: 86400"))[0].crawl_delay == MAX_CRAWL_DELAY
    assert asked(page(b"User-agent: archiver\nCrawl-delay: -5"))[0].crawl_delay == 0
    assert asked(page(b"User-agent: archiver\nCrawl-delay: nan"))[0].crawl_delay == 0


def test_hostile_patterns_cost_no_time() -> None:
    rules = b"User-agent: *\n" + b"Disallow: /" + b"*a" * 2000 + b"b$\n" * 20
    robots, url = asked(page(rules))
    assert robots.verdict(url + "a" * 4000) == "allowed"
