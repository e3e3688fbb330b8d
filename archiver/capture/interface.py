"""What every way of capturing hands on: one article's octets, where they came from, and the records that hold them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol

from archiver.bundle.record import AnyRecord
from archiver.bundle.records import Stamp
from archiver.model.capture import (
    Access,
    Clock,
    Medium,
    NetworkPath,
    Redirect,
    Rendering,
    Request,
    Response,
    Software,
    TimeBasis,
    Tls,
)
from archiver.model.statement import Relation

NewId = Callable[[], str]


@dataclass(frozen=True)
class Payload:
    """The source record's payload as recorded (content coding kept): its record, digest and length in octets."""

    record: str
    sha256: str
    length: int


@dataclass(frozen=True)
class Captured:
    """One article as it was had, or the failed try to have it, before anything was read out of it.

    `payload` is None when nothing came back; `body` is the payload decoded for reading, None when there is none or it
    is not to be read, and `unreadable` says why; `glimpse` is then the beginning of what there is, for judging it.
    `outcome` is the relation that follows from the answer alone (a 304, a 404), None where the texts have to be
    compared. `records` makes the source's records once the package's own warcinfo is known. `absent` says, by JSON
    pointer, why a capture field has no value. `name` is for messages only and never kept.

    `caveats` are said among the signals for its quality, whatever else is found.

    `software` took part beside the archiver's own. `shortfall` says what was asked for and could not be had, although
    the rest is kept. `rendered` gives the same capture with the rendered page as its source, for a reason that goes
    into the records; None where there is no rendered page.
    """

    name: str
    url: str
    final_url: str
    method: Literal["socket", "browser", "import", "file"]
    captured_at: str | None
    time_basis: TimeBasis
    media_type: str
    charset: str | None
    payload: Payload | None
    body: bytes | None
    records: Callable[[Stamp], tuple[AnyRecord, ...]]
    unreadable: str | None = None
    glimpse: bytes = b""
    outcome: Relation | None = None
    headline: str | None = None
    case_id: str | None = None
    requested_at: str | None = None
    request: Request | None = None
    response: Response | None = None
    redirects: tuple[Redirect, ...] = ()
    server_ip: str | None = None
    tls: Tls | None = None
    access: Access = field(
        default=Access(user_agent=None, robots=None, cookies_sent=(), consent_action=None, login=False)
    )
    network_path: NetworkPath = field(default=NetworkPath(kind="none", country=None))
    clock: Clock | None = None
    absent: dict[str, str] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()
    renderings: tuple[Rendering, ...] = ()
    media: tuple[Medium, ...] = ()
    software: tuple[Software, ...] = ()
    shortfall: str | None = None
    rendered: "Callable[[str], Captured] | None" = None


class Source(Protocol):
    """Something that articles can be had from."""

    def captures(self) -> Iterator[Captured]:
        """The articles, one by one; raises InputError, ResourceError or CaptureError."""
        ...
