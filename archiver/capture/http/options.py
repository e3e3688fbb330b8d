"""How to fetch: everything that decides what is sent, where it may go and what it may cost, in one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from archiver.capture.http.address import Resolver, system_resolver
from archiver.capture.http.connection import Now
from archiver.capture.http.exchange import FileFactory, temporary_file
from archiver.capture.http.limits import Limits
from archiver.capture.http.proxy import Proxy
from archiver.model.base import Pair
from archiver.model.instant import Instant, format_instant

# Names the program and neither version nor system: nothing by which one machine differs from another.
USER_AGENT = "Mozilla/5.0 (compatible; archiver)"
ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ACCEPT_LANGUAGE = "en,*;q=0.5"
ACCEPT_ENCODING = "gzip, br, zstd, deflate"  # what archiver.bundle.content can read


def system_clock() -> Instant:
    """The system's clock in UTC, with microseconds."""
    return format_instant(datetime.now(UTC))


@dataclass(frozen=True)
class FetchOptions:
    """What is the same for every request of a capture.

    `validators` are extra fields for one address each, such as {url: (("If-None-Match", '"e"'),)}: an ETag is sent
    to the address that it came from and to no other. `ca_file` adds roots (PEM) to the system's.
    """

    user_agent: str = USER_AGENT
    accept_language: str = ACCEPT_LANGUAGE
    limits: Limits = field(default=Limits())
    proxy: Proxy | None = None
    allow_private: bool = False
    ca_file: Path | None = None
    validators: Mapping[str, tuple[Pair, ...]] = field(default_factory=dict)
    spool: FileFactory = temporary_file
    resolve: Resolver = system_resolver
    now: Now = system_clock
