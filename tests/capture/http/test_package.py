"""From the wire to a verified package: an article, a redirect chain, a failed try, a page that went away."""

import io
import itertools
from pathlib import Path

import pytest

from archiver.capture.http.options import system_clock
from archiver.capture.http.source import HttpSource
from archiver.flows.archive import Kept, Workshop, archive
from archiver.verify.chain import Alone
from archiver.verify.envelope import Trusted
from archiver.verify.package import Options, Package, verify_package
from tests.capture.http.asking import ask, options, resolver
from tests.capture.http.certificates import authority
from tests.capture.http.server import Server, once, page, site
from tests.flows.workshop import SIGNERS, workshop
from tests.support.build import trust_of

HTML = (
    "<!doctype html><html lang=en><title>Bridge at Dolna reopened</title><article><h1>Bridge at Dolna reopened</h1>"
    + "".join(
        f"<p>The bridge at Dolna was reopened on Monday, said engineer number {n}, and two lanes are open again.</p>"
        for n in range(9)
    )
)
LIMIT = 1 << 24
IDS = (f"urn:uuid:00000000-0000-4000-8000-{number:012}" for number in itertools.count(10**6))


def keep(shop: Workshop, url: str, **changes: object) -> Kept:
    source = HttpSource(ask(url, **changes), lambda: next(IDS), options(), robots="allowed")
    return archive(next(source.captures()), shop)


def verdict(shop: Workshop, kept: Kept) -> tuple[str, list[str]]:
    octets = shop.store.read(kept.row.sidecar, LIMIT)
    segment = io.BytesIO(shop.store.read(kept.row.warc, LIMIT))
    trusted = Trusted.of(trust_of(SIGNERS))
    report = verify_package(Package(kept.row.sidecar, octets, segment), trusted, Options(deep=True), Alone())
    return report.verdict, [f"{check.code} {check.detail}" for check in report.checks if check.status == "fail"]


def test_an_article_over_tls_after_a_redirect(tmp_path: Path) -> None:
    ca, shop = authority(tmp_path), workshop(system_clock)
    pages = {"/a": page(b"", b"Location: /b", status=b"301 Moved"), "/b": page(HTML.encode())}
    with Server(site(pages), context=ca.server("news.example")) as server:
        url = server.url("/a", "news.example")
        kept = keep(shop, url, ca_file=ca.file, resolve=resolver({"news.example": ["127.0.0.1"]}))
    assert verdict(shop, kept) == ("verified", [])


@pytest.mark.parametrize(
    "answer",
    [
        page(HTML.encode(), status=b"404 Not Found"),
        page(b"", status=b"304 Not Modified"),
        b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nZZ",
        b"nonsense\r\n\r\n",
        b"",
    ],
)
def test_a_failed_try_is_a_package_too(answer: bytes) -> None:
    shop = workshop(system_clock)
    with Server(once(answer)) as server:
        kept = keep(shop, server.url("/a"))
    assert verdict(shop, kept) == ("verified", [])


def test_nothing_was_reached() -> None:
    shop = workshop(system_clock)
    kept = keep(shop, "http://127.0.0.1:9/", allow_private=False)
    assert verdict(shop, kept) == ("verified", [])
