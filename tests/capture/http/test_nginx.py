"""A server that many sites run: gzip, keep-alive, TLS from a private CA, redirects, conditional requests."""

import asyncio
import gzip
from collections.abc import Iterator

import pytest

from archiver.capture.http.evidence import payload
from archiver.capture.http.politeness import Pace
from archiver.capture.http.scheduler import fetch_all
from tests.capture.http.asking import MUCH, ask, octets, options, resolver
from tests.capture.http.certificates import Authority, authority
from tests.capture.http.nginx import nginx

ARTICLE = b"<!doctype html><h1>Head</h1>" + b"<p>Some text of an article.</p>" * 200
NAMES = resolver({"news.example": ["127.0.0.1"]})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int, Authority]]:
    folder = tmp_path_factory.mktemp("nginx")
    (folder / "www").mkdir()
    (folder / "www" / "article.html").write_bytes(ARTICLE)
    ca = authority(folder)
    with nginx(folder, ca) as (port, tls_port):
        yield port, tls_port, ca


def test_gzip_and_chunked_as_they_came(site: tuple[int, int, Authority]) -> None:
    final = ask(f"http://127.0.0.1:{site[0]}/article.html").final
    assert final.head is not None
    assert (final.head.get("content-encoding"), final.head.get("transfer-encoding")) == ("gzip", "chunked")
    assert gzip.decompress(payload(final, MUCH)) == ARTICLE
    assert octets(final).startswith(b"HTTP/1.1 200 OK\r\nServer: nginx")
    assert octets(final).endswith(b"\r\n0\r\n\r\n")


def test_a_redirect_over_tls_on_one_connection(site: tuple[int, int, Authority]) -> None:
    _, port, ca = site
    fetched = ask(f"https://news.example:{port}/moved", ca_file=ca.file, resolve=NAMES)
    assert [e.head and e.head.status for e in fetched.exchanges] == [301, 200]
    assert gzip.decompress(payload(fetched.final, MUCH)) == ARTICLE
    assert fetched.exchanges[0].peer is fetched.exchanges[1].peer
    assert fetched.final.protocols == ("http/1.1", "tls/1.3")


def test_a_conditional_request_is_answered_with_304(site: tuple[int, int, Authority]) -> None:
    url = f"http://127.0.0.1:{site[0]}/article.html"
    first = ask(url).final
    assert first.head is not None
    validators = (
        ("If-None-Match", first.head.get("etag") or ""),
        ("If-Modified-Since", first.head.get("last-modified") or ""),
    )
    final = ask(url, validators={url: validators}).final
    assert final.head is not None
    assert (final.head.status, payload(final, MUCH)) == (304, b"")


@pytest.mark.parametrize(("path", "status"), [("gone", 410), ("missing", 404)])
def test_a_status_is_an_answer_and_no_failure(site: tuple[int, int, Authority], path: str, status: int) -> None:
    fetched = ask(f"http://127.0.0.1:{site[0]}/{path}")
    assert (fetched.failure, fetched.final.head and fetched.final.head.status) == (None, status)


def test_many_at_once(site: tuple[int, int, Authority]) -> None:
    async def count() -> int:
        urls = (f"http://127.0.0.1:{site[0]}/article.html?{n}" for n in range(200))
        pace, done = Pace(delay=0, per_host=16), 0
        async for result in fetch_all(urls, jobs=16, options=options(), pace=pace):
            assert result.fetched and gzip.decompress(payload(result.fetched.final, MUCH)) == ARTICLE
            result.fetched.close()
            done += 1
        return done

    assert asyncio.run(count()) == 200
