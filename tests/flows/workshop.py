"""A workshop without files: in-memory store and index, a clock and randomness that a test decides."""

import hashlib
import itertools
from collections.abc import Callable
from io import BytesIO

from archiver.capture.file import FileSource
from archiver.capture.interface import Captured
from archiver.claims.given import claims_in, given
from archiver.extract.extract import extract
from archiver.extract.extraction import Extraction
from archiver.flows.archive import Workshop
from archiver.model.capture import Software
from archiver.model.claim import ClaimSet
from archiver.model.ids import new_urn
from archiver.model.statement import Tool
from archiver.sign import keys
from tests.index.memory import MemoryIndex
from tests.store.memory import MemoryStore

URL = "https://news.example.org/bridge"
ARTICLE = (
    "Bridge at Dolna reopened\n\nThe bridge at Dolna was reopened on Monday, engineers said.\n\n"
    "“We worked for 36 hours,” said Olena Marchenko, who leads the repair crew. “Two lanes are open.”\n\n"
    "About 2,000 people are said to have crossed by noon.\n"
)
SIGNERS = tuple(keys.generate(algorithm) for algorithm in keys.ALGORITHMS)


def counting_entropy(start: int = 1) -> Callable[[int], bytes]:
    """Octets that are the same every time and never the same twice."""
    numbers = itertools.count(start)
    return lambda size: hashlib.shake_256(str(next(numbers)).encode()).digest(size)


def ticking_clock() -> Callable[[], str]:
    """An `Instant` a second later at each call."""
    seconds = itertools.count()
    return lambda: f"2026-11-22T07:{15 + (n := next(seconds)) // 60:02}:{n % 60:02}.000000Z"


def extract_here(captured: Captured) -> Extraction:
    """Extraction in this process, without the wall around it."""
    return extract(
        captured.body or b"", media_type=captured.media_type, charset=captured.charset, headline=captured.headline
    )


def claims_here(extraction: Extraction) -> ClaimSet:
    """Claims in this process."""
    return claims_in(given(extraction.article, extraction.blocks), "default")


def workshop(now: Callable[[], str] | None = None, entropy: Callable[[int], bytes] | None = None) -> Workshop:
    """A workshop whose archive always has the same id."""
    return Workshop(
        archive="urn:uuid:00000000-0000-4000-8000-000000000001",
        extract=extract_here,
        find_claims=claims_here,
        store=MemoryStore(),
        index=MemoryIndex(),
        signers=SIGNERS,
        now=now or ticking_clock(),
        entropy=entropy or counting_entropy(),
        scratch=BytesIO,
        tool=Tool(name="archiver", version="0.0"),
        software=(Software(name="archiver", version="0.0", sha256=None, config_sha256=None, lock_sha256=None),),
    )


def captured(text: str | bytes, shop: Workshop, url: str = URL, name: str = "a.txt") -> Captured:
    """The one capture of a file with `text` in it."""
    data = text if isinstance(text, bytes) else text.encode()
    source = FileSource(name, data, url, None, None, None, lambda: new_urn(shop.entropy))
    return next(source.captures())
