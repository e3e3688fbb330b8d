"""The sample packages under `archives/sample`, made by the program itself from two made-up articles.

Clock, ids and randomness are fixed and the software list names nothing but this program, so that packing again gives
the same records, payload and roots. Two things differ from run to run: ML-DSA signatures are hedged, and compressors of
other builds give other octets; so the digest of the compressed segment is compared with the committed file alone.

The private keys are made for one run, in memory, and thrown away: nobody can sign as the sample's signer again.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import archiver
from archiver.batch.bounded import BoundedReader
from archiver.bundle import sidecar
from archiver.bundle.members import Members
from archiver.bundle.reader import segment_records
from archiver.capture.file import FileSource
from archiver.cli.wiring import TOOL, scratch
from archiver.flows.archive import Workshop, archive
from archiver.index.sqlite import SqliteIndex
from archiver.model.capture import Software
from archiver.model.ids import new_urn
from archiver.model.statement import Algorithm
from archiver.sign import keys, trust
from archiver.sign.dsse import decode64
from archiver.store.local import LocalStore
from archiver.verify.statement import read_statement

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "archives" / "sample"
SOURCES = Path(archiver.__file__).parent / "cli" / "sample"
ARCHIVE = "urn:uuid:5a3b1e00-0000-4000-8000-000000000001"
PACKAGED_AT = "2026-03-16T12:00:00.000000Z"
MAX_RECORD = 1024 * 1024


@dataclass(frozen=True)
class Given:
    """One article and what its collector stated about it."""

    file: str
    url: str
    captured_at: str


ARTICLES = (
    Given("bridge.html", "https://www.example.org/world/stara-vesna-crossing", "2026-03-14T10:15:00.000000Z"),
    Given("dam.windows-1251.html", "https://uk.example.org/novyny/hreblia", "2026-03-15T08:30:00.000000Z"),
)


class Entropy:
    """Octets that look random and are the same in every run (SHAKE-256 over a counter)."""

    def __init__(self) -> None:
        self._calls = 0

    def __call__(self, size: int) -> bytes:
        self._calls += 1
        return hashlib.shake_256(b"archiver sample %d" % self._calls).digest(size)


@dataclass(frozen=True)
class Silent:
    """A signer of which only the public half is known; its signatures are empty."""

    algorithm: Algorithm
    spki: bytes

    def sign(self, message: bytes) -> bytes:
        return b""


def new_signers() -> tuple[keys.KeyPair, ...]:
    return tuple(keys.generate(algorithm) for algorithm in keys.ALGORITHMS)


def known_signers(trust_file: bytes) -> tuple[Silent, ...]:
    """The sample's signers, as its trust file states them."""
    (members,) = trust.read(trust_file, what="trust.json").sets
    return tuple(Silent(key.algorithm, decode64(key.spki)) for key in members.keys if key.algorithm != trust.ED25519)


def trust_of(signers: Sequence[keys.Signer]) -> bytes:
    return trust.write(trust.EMPTY.with_set(trust.set_of("sample", signers)))


def pack(signers: Sequence[keys.Signer]) -> dict[str, bytes]:
    """Name below `archives/sample` -> octets, of every package."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        store = LocalStore(root)
        with SqliteIndex(root / "index.sqlite") as index, BoundedReader() as reader:
            entropy = Entropy()
            shop = Workshop(
                archive=ARCHIVE,
                extract=reader.extract,
                find_claims=reader.find_claims,
                store=store,
                index=index,
                signers=signers,
                now=lambda: PACKAGED_AT,
                entropy=entropy,
                tool=TOOL,
                software=(_this_program(),),
                scratch=scratch,
            )
            for given in ARTICLES:
                for captured in _source(given, entropy).captures():
                    archive(captured, shop)
        names = [*store.list(".json"), *store.list(".warc.gz")]
        return {name: store.read(name, MAX_RECORD) for name in names}


def _source(given: Given, entropy: Entropy) -> FileSource:
    return FileSource(
        name=given.file,
        data=(SOURCES / given.file).read_bytes(),
        url=given.url,
        captured_at=given.captured_at,
        media_type=None,
        headline=None,
        new_id=lambda: new_urn(entropy),
    )


def _this_program() -> Software:
    return Software(name=TOOL.name, version=TOOL.version, sha256=None, config_sha256=None, lock_sha256=None)


def committed() -> dict[str, bytes]:
    """Name -> octets of the packages that are in the repository."""
    paths = sorted(path for path in SAMPLE.glob("2*/**/*") if path.is_file())
    return {path.relative_to(SAMPLE).as_posix(): path.read_bytes() for path in paths}


def comparable(files: dict[str, bytes]) -> dict[str, Any]:
    """What has to be the same however often it is made: records, sidecar and statement without signatures and the
    digest of the compressed octets."""
    return {name: _sidecar(data) if name.endswith(".json") else _records(data) for name, data in files.items()}


def _sidecar(data: bytes) -> dict[str, Any]:
    read = sidecar.read(data)
    statement = read_statement(read.model.provenance.capture).model.document()
    provenance = {**read.document["provenance"], "capture": None}
    return {**read.document, "provenance": provenance, "statement": {**statement, "subject": None}}


def _records(data: bytes) -> list[bytes]:
    from io import BytesIO

    return [record.load(MAX_RECORD).octets() for record in segment_records(Members(BytesIO(data)))]
