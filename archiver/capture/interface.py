"""What every way of capturing hands on: one article's octets, where they came from, and the records that hold them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol

from archiver.bundle.record import Record
from archiver.bundle.records import Stamp
from archiver.model.capture import Access, NetworkPath, Request, Response, TimeBasis

NewId = Callable[[], str]


@dataclass(frozen=True)
class Captured:
    """One article as it was had, before anything was read out of it.

    `payload` is the entity body as recorded (content coding kept), `body` the same decoded for reading. `records` makes
    the source's records once the package's own warcinfo is known. `absent` says, by JSON pointer, why a capture field
    has no value. `name` is for messages only and never kept.
    """

    name: str
    url: str
    final_url: str
    method: Literal["socket", "browser", "import", "file"]
    captured_at: str | None
    time_basis: TimeBasis
    media_type: str
    charset: str | None
    payload: bytes
    body: bytes
    source_record: str
    records: Callable[[Stamp], tuple[Record, ...]]
    headline: str | None = None
    request: Request | None = None
    response: Response | None = None
    server_ip: str | None = None
    access: Access = field(
        default=Access(user_agent=None, robots=None, cookies_sent=(), consent_action=None, login=False)
    )
    network_path: NetworkPath = field(default=NetworkPath(kind="none", country=None))
    absent: dict[str, str] = field(default_factory=dict)


class Source(Protocol):
    """Something that articles can be had from."""

    def captures(self) -> Iterator[Captured]:
        """The articles, one by one; raises InputError, ResourceError or CaptureError."""
        ...
