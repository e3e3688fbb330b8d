"""A news site on loopback whose articles a script edits, and a ledger of every answer that it gave.

with Site(articles=20) as site:
    site.url(3);  site.set(3, version=2);  site.set(4, mode="gone")
    site.ledger[3]      # [Served(status=200, sha256="...", version=1), ...]
"""

import hashlib
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.support.news import CAPTCHA, article

STYLED = '<link rel="stylesheet" href="/style.css">'
BANNER = (
    '<script>addEventListener("DOMContentLoaded", () => document.body.insertAdjacentHTML("afterbegin",'
    " '<button id=agree onclick=\"this.outerHTML=`<i>agreed at ${innerWidth}</i>`\">Agree</button>'))</script>"
)
NO_ANSWER = 0  # in the place of a status
HANG = 30.0  # seconds; longer than any time-out of the tests
Mode = str  # ok, gone, moved, blocked, error, garbage, cut, hang, shrunken


@dataclass(frozen=True)
class Page:
    """What one address answers with now."""

    version: int = 1
    mode: Mode = "ok"


@dataclass(frozen=True)
class Served:
    """An answer that went out whole (or as far as the script wanted it to), or that was asked for and never came."""

    status: int
    sha256: str
    version: int
    mode: Mode


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is no news."""


class Site:
    """`pages` by number; `/<number>` is an article.

    `/walled` is one with a banner to click. `/feed.xml`, `/world/` and, by way of `/sitemap.xml`, `/news-sitemap.xml` name them all.
    """

    def __init__(self, articles: int, host: str = "127.0.0.1") -> None:
        self.host = host  # in the addresses of what it serves; it listens on 127.0.0.1 only
        self.pages = {number: Page() for number in range(articles)}
        self.ledger: dict[int, list[Served]] = defaultdict(list)
        self.paths: list[str] = []
        self.robots: tuple[int, bytes] = (404, b"")
        self.lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.port = self._server.server_address[1]

    def __enter__(self) -> "Site":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def asked(self) -> int:
        return len(self.paths)

    def url(self, number: int) -> str:
        return self.at(f"/{number}")

    @property
    def feed(self) -> str:
        return self.at("/feed.xml")

    def at(self, path: str) -> str:
        return f"http://{self.host}:{self.port}{path}"

    def set(self, number: int, **changes: Any) -> None:
        with self.lock:
            self.pages[number] = replace(self.pages[number], **changes)

    def edit(self, number: int) -> None:
        """Another text, whatever stood in its way before."""
        self.set(number, version=self.pages[number].version + 1, mode="ok")


def body(number: int, version: int, mode: Mode = "ok") -> bytes:
    """The page of an article; `shrunken` has lost most of its text."""
    if mode == "garbage":
        return random.Random(number * 1000 + version).randbytes(3000)
    if mode == "blocked":
        return CAPTCHA
    paragraphs = 3 if mode == "shrunken" else 14
    page = article(paragraphs, headline=f"Story {number} of the harbour at Alder", extra=STYLED)
    return page.replace(b"sails again", b"sails for the %d. time" % version)


SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def feed_of(site: Site) -> tuple[str, bytes]:
    items = "".join(f"<item><title>{n}</title><link>{site.url(n)}</link></item>" for n in site.pages)
    return "application/rss+xml", f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'.encode()


def sitemap_index_of(site: Site) -> tuple[str, bytes]:
    address = site.at("/news-sitemap.xml")
    return "text/xml", f"<sitemapindex {SITEMAPS}><sitemap><loc>{address}</loc></sitemap></sitemapindex>".encode()


def sitemap_of(site: Site) -> tuple[str, bytes]:
    urls = "".join(f"<url><loc>{site.url(n)}</loc></url>" for n in site.pages)
    return "text/xml", f"<urlset {SITEMAPS}>{urls}</urlset>".encode()


def front_page_of(site: Site) -> tuple[str, bytes]:
    links = "".join(
        f'<p>Read <a href="/{n}">story {n} of the harbour</a> in full on this page.</p>' for n in site.pages
    )
    page = article(6, headline="World news from Port Alder", extra=STYLED).replace(
        b"</main>", links.encode() + b"</main>"
    )
    return "text/html; charset=utf-8", page


SOURCES: dict[str, Callable[[Site], tuple[str, bytes]]] = {
    "/feed.xml": feed_of,
    "/sitemap.xml": sitemap_index_of,
    "/news-sitemap.xml": sitemap_of,
    "/world/": front_page_of,
}


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with site.lock:
                site.paths.append(self.path)
            if self.path in SOURCES:
                kind, octets = SOURCES[self.path](site)
                self._say(200, octets, {"Content-Type": kind})
            elif self.path.lstrip("/m").isdecimal():
                self._article(int(self.path.lstrip("/m")))
            elif self.path == "/robots.txt":
                self._say(*site.robots, {"Content-Type": "text/plain"})
            elif self.path == "/walled":
                self._say(
                    200, article(14, headline="Story behind a banner", extra=BANNER), {"Content-Type": "text/html"}
                )
            elif self.path == "/style.css":
                self._say(200, b"h1 { color: teal }", {"Content-Type": "text/css"})
            else:
                self._say(404, b"none here", {})

        def _article(self, number: int) -> None:
            page = site.pages[number]
            octets, etag = body(number, page.version, page.mode), f'"{page.version}"'
            if page.mode == "moved" and not self.path.startswith("/m"):
                self._say(301, b"", {"Location": f"/m{number}"})
                return
            status = {"gone": 404, "error": 503}.get(page.mode, 200)
            if page.mode == "hang":
                with site.lock:
                    site.ledger[number].append(Served(NO_ANSWER, "", page.version, page.mode))
                time.sleep(HANG)
                self.close_connection = True
                return
            if status == 200 and page.mode in ("ok", "moved") and self.headers.get("If-None-Match") == etag:
                status, octets = 304, b""
            octets = b"not now" if status in (404, 503) else octets
            kind = "application/octet-stream" if page.mode == "garbage" else "text/html"
            fields = {"Content-Type": kind} | ({"ETag": etag} if page.mode in ("ok", "moved") else {})
            self._say(status, octets, fields, cut=page.mode == "cut", record=(number, page))

        def _say(
            self,
            status: int,
            octets: bytes,
            fields: dict[str, str],
            *,
            cut: bool = False,
            record: tuple[int, Page] | None = None,
        ) -> None:
            sent = octets[: len(octets) // 2] if cut else octets
            if record:
                number, page = record
                with site.lock:
                    site.ledger[number].append(
                        Served(status, hashlib.sha256(sent).hexdigest(), page.version, page.mode)
                    )
            self.send_response(status)
            for name, value in fields.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(sent)
            self.close_connection = self.close_connection or cut

        def log_message(self, *_: object) -> None:
            pass

    return Handler
