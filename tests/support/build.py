"""Builds real packages in memory: the real extractor, claims finder and packer, with fixed clock, ids, seed and keys.

    intact = package()                      a Built: .sidecar and .segment octets, .document plain values
    package("ukrainian"), package("text"), package("deceptive"), package("http"), package("notice")

Keys are made once a run: ML-DSA keys and signatures are large, and nothing here depends on their values.
"""

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from archiver.bundle import package as packer
from archiver.bundle.package import Contents, Facts, Place, Secrets
from archiver.bundle.record import Record
from archiver.bundle.records import Stamp, resource
from archiver.claims.find import find
from archiver.extract.extract import extract
from archiver.extract.extraction import Extraction
from archiver.model.article import Article
from archiver.model.capture import Access, Capture, Clock, NetworkPath, Response, Software, Source
from archiver.model.digest import sha256
from archiver.model.ids import Entropy, new_urn
from archiver.model.statement import Previous, Tool
from archiver.sign import keys, trust
from tests.support import articles, http

CAPTURED_AT = "2026-11-22T07:15:01.123456Z"
PACKAGED_AT = "2026-11-22T07:15:02.000000Z"
ARCHIVE = "urn:uuid:0b8f0f0e-7d6a-4e7e-9a52-1f0f5f6f2c11"
TOOL = Tool(name="archiver", version="0.1.0")


@dataclass(frozen=True)
class Subject:
    """What is packaged."""

    url: str
    body: bytes
    media_type: str
    charset: str | None = None
    over_http: Callable[[bytes], bytes] | None = None  # the response around `body`; a file in hand without


SUBJECTS = {
    "english": Subject(articles.ENGLISH_URL, articles.ENGLISH_HTML.encode(), "text/html"),
    "ukrainian": Subject(articles.UKRAINIAN_URL, articles.UKRAINIAN_HTML.encode("cp1251"), "text/html"),
    "text": Subject(articles.TEXT_URL, articles.ENGLISH_TEXT.encode(), "text/plain"),
    "deceptive": Subject(articles.UKRAINIAN_URL, articles.DECEPTIVE_TEXT.encode(), "text/plain", "utf-8"),
    "http": Subject(articles.ENGLISH_URL, articles.ENGLISH_HTML.encode(), "text/html", over_http=http.chunked_response),
}


@dataclass(frozen=True)
class Built:
    """A package in memory."""

    stem: str
    sidecar: bytes
    segment: bytes

    @property
    def document(self) -> dict[str, Any]:
        """A fresh copy of the sidecar's plain values."""
        return dict(json.loads(self.sidecar))

    @property
    def files(self) -> dict[str, bytes]:
        """The two files by name."""
        return {f"{self.stem}.json": self.sidecar, f"{self.stem}.warc.gz": self.segment}

    def with_sidecar(self, octets: bytes) -> "Built":
        """The same package with another sidecar."""
        return replace(self, sidecar=octets)

    def with_segment(self, octets: bytes) -> "Built":
        """The same package with another segment."""
        return replace(self, segment=octets)


def entropy(seed: str) -> Entropy:
    """Octets that follow from `seed`: the same in every run."""
    state = hashlib.sha256(seed.encode()).digest()

    def take(count: int) -> bytes:
        nonlocal state
        state = hashlib.sha256(state).digest()
        return hashlib.shake_256(state).digest(count)

    return take


@cache
def archive_keys() -> tuple[keys.KeyPair, ...]:
    """The two keys of the archive that the tests trust."""
    return tuple(keys.generate(algorithm) for algorithm in keys.ALGORITHMS)


@cache
def stranger_keys() -> tuple[keys.KeyPair, ...]:
    """The attacker's own two keys."""
    return tuple(keys.generate(algorithm) for algorithm in keys.ALGORITHMS)


def trust_of(signers: tuple[keys.KeyPair, ...], name: str = "desk") -> trust.Trust:
    """A trust file's content that pins `signers` as one set."""
    return trust.EMPTY.with_set(trust.set_of(name, signers))


@cache
def trust_file() -> bytes:
    """The trust file that every test's `--trust` names: the archive's set and nothing else."""
    return trust.write(trust_of(archive_keys()))


@cache
def package(name: str = "english") -> Built:
    """An intact package that the trust file vouches for."""
    return pack(contents(name), archive_keys())


def pack(made: Contents, signers: tuple[keys.Signer, ...]) -> Built:
    """Runs the real packer."""
    out = io.BytesIO()
    segment = packer.write_segment_of(made, out)
    signed = packer.sign_package(made, segment, signers)
    return Built(packer.stem(made.facts), signed.octets, out.getvalue())


@cache
def _extraction(name: str) -> Extraction:
    subject = SUBJECTS[name]
    return extract(subject.body, media_type=subject.media_type, charset=subject.charset)


def contents(
    name: str = "english",
    *,
    seed: str = "",
    sequence: int = 0,
    previous: Previous | None = None,
    packaged_at: str = PACKAGED_AT,
) -> Contents:
    """What goes into a package; everything follows from the arguments."""
    subject, found, draw = SUBJECTS[name], _extraction(name), entropy(name + seed)
    facts = Facts(new_urn(draw), subject.url, subject.url, CAPTURED_AT, None, "asserted")
    source_id = f"<{new_urn(draw)}>"
    language = found.article.language if found.article else None
    return Contents(
        facts=facts,
        capture=capture_of(facts, subject, found, source_id),
        article=found.article,
        text=found.blocks,
        claims=find(
            found.blocks, language=language, excluded=(found.article.excluded if found.article else None) or ()
        ),
        source_records=lambda stamp: (_source_record(stamp, subject, source_id),),
        warcinfo_id=f"<{new_urn(draw)}>",
        conversion_id=f"<{new_urn(draw)}>",
        nonce_id=f"<{new_urn(draw)}>",
        packaged_at=packaged_at,
        place=Place(ARCHIVE, sequence, previous),
        tool=TOOL,
        secrets=Secrets(seed=draw(32), nonce=draw(32)),
    )


def without_article() -> Contents:
    """A capture that held no article: `article` null, its reason in `absent`."""
    made = contents("english", seed="none")
    capture = made.capture.model_copy(update={"absent": {**(made.capture.absent or {}), "/article": "an error page"}})
    return replace(made, article=None, text=(), claims=None, capture=capture)


def article_of(made: Contents) -> Article:
    """The article of contents that have one."""
    assert made.article is not None
    return made.article


def _source_record(stamp: Stamp, subject: Subject, record_id: str) -> Record:
    if subject.over_http:
        return http.response_record(stamp, record_id, subject.url, subject.over_http(subject.body), subject.body)
    written = f"{subject.media_type}; charset={subject.charset}" if subject.charset else subject.media_type
    return resource(stamp, record_id=record_id, uri=subject.url, media_type=written, block=subject.body)


def capture_of(facts: Facts, subject: Subject, found: Extraction, source_id: str) -> Capture:
    """A capture record in which everything that is null has its reason."""
    off = "off by default: it names a person or a machine"
    file = "handed over as a file; no connection was seen"
    unseen = ("request", "requested_at", "server_ip", "tls") + (() if subject.over_http else ("response",))
    absent = {f"/capture/{n}": off for n in ("collector", "collector_ip", "virtual_identity")}
    absent |= {f"/capture/{n}": file for n in unseen}
    response = Response(status=200, headers=(("Content-Type", "text/html"),), record=source_id)
    return Capture(
        absent=dict(sorted(absent.items())),
        access=Access(user_agent=None, robots=None, cookies_sent=(), consent_action=None, login=False),
        captured_at=facts.captured_at,
        case_id=None,
        clock=Clock(source="system", offset_ms=None, synchronised=None, checked_at=PACKAGED_AT),
        collector=None,
        collector_ip=None,
        embedded=found.embedded,
        final_url=facts.final_url,
        id=facts.capture_id,
        media=(),
        method="import" if subject.over_http else "file",
        network_path=NetworkPath(kind="none", country=None),
        purpose=None,
        quality=found.quality,
        redirects=(),
        renderings=(),
        request=None,
        requested_at=None,
        response=response if subject.over_http else None,
        server_ip=None,
        software=(Software(name="archiver", version="0.1.0", sha256=None, config_sha256=None, lock_sha256=None),),
        source=Source(
            record=source_id,
            sha256=sha256(subject.body),
            bytes=len(subject.body),
            media_type=subject.media_type,
            charset=found.charset,
            charset_source=found.charset_source,
        ),
        time_basis=facts.time_basis,
        tls=None,
        url=facts.url,
        virtual_identity=None,
    )
