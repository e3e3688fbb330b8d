"""Packages to measure on, made through the project's own flow, with extraction and claims ready-made."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path

from archiver.bundle.naming import SIDECAR, WARC
from archiver.bundle.package import Contents, Facts, Place, Secrets, sign_package, stem, write_segment_of
from archiver.bundle.record import AnyRecord, Record, make
from archiver.bundle.records import Stamp, resource
from archiver.capture.interface import Captured, Payload
from archiver.claims.find import find
from archiver.extract.extraction import Extraction
from archiver.flows.archive import Workshop, archive
from archiver.flows.describe import describe
from archiver.index.sqlite import INDEX_NAME, SqliteIndex
from archiver.model.article import Article, Extractor
from archiver.model.capture import Embedded, Quality, Request, Response
from archiver.model.claim import ClaimSet
from archiver.model.digest import sha256
from archiver.model.ids import new_urn
from archiver.model.statement import Tool
from archiver.sign import keys, trust
from archiver.store.local import LocalStore
from archiver.store.packages import PackageFiles, find_packages
from archiver.text.blocks import to_file
from archiver.verify.envelope import Trusted
from tests.bench.pages import page

ARCHIVE = "urn:uuid:00000000-0000-4000-8000-000000000001"
NOW = "2026-11-22T07:15:01.000000Z"
TOOL = Tool(name="archiver", version="bench")
REQUEST_FIELDS = (
    ("Host", "www.example.org"),
    ("User-Agent", "archiver-bench"),
    ("Accept", "text/html"),
    ("Accept-Encoding", "identity"),
)
RESPONSE_FIELDS = (
    ("Date", "Sun, 22 Nov 2026 07:15:01 GMT"),
    ("Content-Type", "text/html; charset=utf-8"),
    ("Server", "nginx"),
    ("Cache-Control", "max-age=60, stale-while-revalidate=30"),
    ("ETag", '"5f3c9a0b1d2e4f60"'),
    ("Last-Modified", "Sun, 22 Nov 2026 06:59:12 GMT"),
    ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
    ("Vary", "Accept-Encoding"),
    ("X-Content-Type-Options", "nosniff"),
    ("Set-Cookie", "edition=en; Path=/; Secure; HttpOnly"),
)
KINDS = 20  # distinct pages; a thousand packages take turns, each with ids, salts and signatures of its own


@cache
def signers() -> tuple[keys.KeyPair, ...]:
    """One key an algorithm, for all measurements."""
    return tuple(keys.generate(algorithm) for algorithm in keys.ALGORITHMS)


@cache
def trusted() -> Trusted:
    """The trust file of somebody who trusts `signers`."""
    return Trusted.of(trust.EMPTY.with_set(trust.set_of("bench", signers())))


@dataclass(frozen=True)
class Ready:
    """A page with what extraction and the finding of claims make of it."""

    html: bytes
    extraction: Extraction
    claims: ClaimSet


@cache
def ready(number: int, size: int) -> Ready:
    """Page `number` of about `size` octets; nothing of it depends on the quality of the extractor."""
    made = page(number, size)
    code = Extractor(name="bench", version="1", code_sha256=sha256(b"bench"), model_sha256=None)
    article = Article(
        byline=None, context=None, evidence={"headline": "h1"}, excluded=(), extractor=code, flags=(),
        headline=made.blocks[0], language="en", modified=None, published="2026-11-22",
        text_sha256=sha256(to_file(made.blocks)),
    )  # fmt: skip
    extraction = Extraction(
        article=article, blocks=made.blocks, embedded=Embedded(jsonld=(), opengraph=(), meta=()),
        quality=Quality(verdict="article", signals=()), charset="utf-8", charset_source="declared", absent=None,
    )  # fmt: skip
    return Ready(made.html, extraction, find(made.blocks, language="en"))


def captured(number: int, html: bytes) -> Captured:
    """The page as it is fetched: a request and a response record, under a URL of its own (format.md)."""
    url = f"https://www.example.org/news/{number}"
    ids = (f"<{new_urn(os.urandom)}>", f"<{new_urn(os.urandom)}>")
    asked = _head(f"GET /news/{number} HTTP/1.1", REQUEST_FIELDS)
    answered = _head("HTTP/1.1 200 OK", (*RESPONSE_FIELDS, ("Content-Length", str(len(html)))))

    def records(stamp: Stamp) -> tuple[Record, ...]:
        kinds = (("request", asked, b"", ids[1]), ("response", answered, html, ids[0]))
        return tuple(
            _exchange(stamp, url, kind, own, other, head, body)
            for own, (kind, head, body, other) in zip(ids, kinds, strict=True)
        )

    return Captured(
        name=f"{number}.html", url=url, final_url=url, method="socket", captured_at=NOW, time_basis="observed",
        media_type="text/html", charset="utf-8", payload=Payload(ids[1], sha256(html), len(html)), body=html, records=records,
        request=Request(method="GET", headers=REQUEST_FIELDS, record=ids[0]),
        response=Response(status=200, headers=RESPONSE_FIELDS, record=ids[1]), server_ip="192.0.2.7",
        absent={"/capture/requested_at": "bench", "/capture/tls": "bench"},
    )  # fmt: skip


def _head(start: str, fields: tuple[tuple[str, str], ...]) -> bytes:
    return "\r\n".join((start, *(f"{name}: {value}" for name, value in fields), "", "")).encode()


def _exchange(stamp: Stamp, url: str, kind: str, own: str, other: str, head: bytes, body: bytes) -> Record:
    fields = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", own),
        ("WARC-Date", stamp.date),
        ("WARC-Warcinfo-ID", stamp.warcinfo_id),
        ("WARC-Target-URI", url),
        ("WARC-IP-Address", "192.0.2.7"),
        ("WARC-Concurrent-To", other),
        ("WARC-Block-Digest", sha256(head + body)),
        ("WARC-Payload-Digest", sha256(body)),
        ("Content-Type", f"application/http; msgtype={kind}"),
    ]
    return make(fields, head + body)


@contextmanager
def workshop(root: Path, made: Ready) -> Iterator[Workshop]:
    """What the flow needs, with a real store and a real index below `root`."""
    root.mkdir(exist_ok=True)
    with SqliteIndex(root / INDEX_NAME) as index:
        yield Workshop(
            archive=ARCHIVE, extract=lambda _: made.extraction, find_claims=lambda _: made.claims,
            store=LocalStore(root), index=index, signers=signers(), now=lambda: NOW, entropy=os.urandom,
            scratch=BytesIO, tool=TOOL, software=(),
        )  # fmt: skip


def with_page(shop: Workshop, made: Ready) -> Workshop:
    """The workshop with another page on its bench."""
    return replace(shop, extract=lambda _: made.extraction, find_claims=lambda _: made.claims)


def package_many(root: Path, count: int, size: int) -> list[PackageFiles]:
    """`count` packages of pages of about `size` octets, in an archive at `root`."""
    makes = [ready(number, size) for number in range(min(KINDS, count))]
    with workshop(root, makes[0]) as shop:
        for number in range(count):
            made = makes[number % KINDS]
            archive(captured(number, made.html), with_page(shop, made))
    return list(find_packages(root))


def package_large(folder: Path, size: int, block: int, *, text: bool) -> PackageFiles:
    """One package whose segment has about `size` octets on disk, written as a stream.

    Resource records of `block` octets follow the page; with `text` every other one deflates as pages do, while the rest
    does not deflate at all, as pictures and video do not.
    """
    folder.mkdir()
    made = ready(0, 60_000)
    page_of = captured(0, made.html)
    path = folder / "segment"

    def records(stamp: Stamp) -> Iterator[AnyRecord]:
        yield from page_of.records(stamp)
        while path.stat().st_size < size:
            for octets in _blocks(block, text=text):
                yield resource(
                    stamp, record_id=f"<{new_urn(os.urandom)}>", uri=page_of.url, media_type="image/x", block=octets
                )

    contents = contents_of(made, page_of, records)
    with path.open("wb", buffering=0) as out:
        segment = write_segment_of(contents, out)
    name = stem(contents.facts)
    path.rename(folder / f"{name}{WARC}")
    (folder / f"{name}{SIDECAR}").write_bytes(sign_package(contents, segment, signers()).octets)
    return next(iter(find_packages(folder)))


def _blocks(size: int, *, text: bool) -> tuple[bytes, ...]:
    return (os.urandom(size), page(0, size).html) if text else (os.urandom(size),)


def contents_of(made: Ready, of: Captured, records: Callable[[Stamp], Iterable[AnyRecord]] | None = None) -> Contents:
    """What the flow would put into a package; `records` in place of those of the capture."""
    facts = Facts(new_urn(os.urandom), of.url, of.url, NOW, None, "asserted")
    return Contents(
        facts=facts,
        capture=describe(facts, of, made.extraction, software=(), checked_at=NOW),
        article=made.extraction.article,
        text=made.extraction.blocks,
        claims=made.claims,
        source_records=records or of.records,  # type: ignore[arg-type]  # a stream where the flow has a tuple
        warcinfo_id=f"<{new_urn(os.urandom)}>",
        conversion_id=f"<{new_urn(os.urandom)}>",
        nonce_id=f"<{new_urn(os.urandom)}>",
        packaged_at=NOW,
        place=Place(ARCHIVE, 0, None),
        tool=TOOL,
        secrets=Secrets(seed=os.urandom(32), nonce=os.urandom(32)),
    )
