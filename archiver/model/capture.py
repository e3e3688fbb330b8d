"""Where, when and how an article was had: the sidecar's `capture`.

Each top-level member is one leaf of the signed `fields` tree, so that any of them can be withheld later. A withheld
member is `null`; that is why every member admits null. A member that is null from the start has its reason in
`absent`; the verifier holds the two apart (E305, E307).

Sources: Berkeley Protocol ch. VI, FRE 902(11)/(13)/(14), PREMIS 3, ISO 28500. The members marked *identifying* name a
person or a machine and are null unless asked for.
"""

from typing import Annotated, Literal

from pydantic import StringConstraints

from archiver.model.base import AsciiKey, Count, Frozen, Integer, Pair, Urn
from archiver.model.digest import Digest
from archiver.model.instant import Instant

RecordId = Annotated[str, StringConstraints(pattern=r"^<[^<>\s]+>$", max_length=256)]
TimeBasis = Literal["observed", "imported", "asserted"]
CharsetSource = Literal["bom", "http", "declared", "sniffed", "given"]
QualityVerdict = Literal["article", "consent", "captcha", "paywall", "login", "soft-404", "error", "empty", "shrunken"]


class Redirect(Frozen):
    """One hop on the way to `final_url`; `record` is its response in the segment."""

    url: str
    status: Count
    record: RecordId


class Clock(Frozen):
    """What the capturing clock was compared with; `offset_ms` is reference minus local, in milliseconds."""

    source: str
    offset_ms: Integer | None
    synchronised: bool | None
    checked_at: Instant


class Request(Frozen):
    """The request line's method and the header fields as sent; octets as Latin-1."""

    method: str
    headers: tuple[Pair, ...]
    record: RecordId | None


class Response(Frozen):
    """The status and the header fields as received; octets as Latin-1."""

    status: Count
    headers: tuple[Pair, ...]
    record: RecordId


class Tls(Frozen):
    """Context of the connection, never proof of who wrote the page."""

    version: str
    cipher: str
    certificate_chain_sha256: tuple[Digest, ...]


class Source(Frozen):
    """The record that the canonical text was taken from; `bytes` and `sha256` are of its payload (entity body)."""

    record: RecordId
    sha256: Digest
    bytes: Count
    media_type: str
    charset: str | None
    charset_source: CharsetSource | None


class Rendering(Frozen):
    """A picture of the page; `viewport` is WIDTHxHEIGHT in CSS pixels."""

    kind: Literal["png", "pdf", "dom"]
    sha256: Digest
    viewport: str | None
    record: RecordId


class Medium(Frozen):
    """An image, style or other resource that the article names."""

    url: str
    role: str
    sha256: Digest | None
    bytes: Count | None
    media_type: str | None
    status: Count | None
    record: RecordId | None


class Embedded(Frozen):
    """What the page says about itself, as found: raw JSON-LD texts, OpenGraph and meta pairs in page order."""

    jsonld: tuple[str, ...]
    opengraph: tuple[Pair, ...]
    meta: tuple[Pair, ...]


class NetworkPath(Frozen):
    """`none` when nothing crossed a network that we saw, as with a file."""

    kind: Literal["direct", "http-proxy", "socks", "tor", "none"]
    country: str | None


class Access(Frozen):
    """Whether somebody else could repeat the capture."""

    user_agent: str | None
    robots: Literal["allowed", "disallowed", "ignored", "unavailable"] | None
    cookies_sent: tuple[str, ...]
    consent_action: str | None
    login: bool


class Quality(Frozen):
    """What kind of page came back, and the signals that say so."""

    verdict: QualityVerdict
    signals: tuple[str, ...]


class Software(Frozen):
    """One program that took part (FRE 902(13): the process)."""

    name: str
    version: str
    sha256: Digest | None
    config_sha256: Digest | None
    lock_sha256: Digest | None


class Capture(Frozen):
    """The capture record; see the module's text for what null means."""

    absent: dict[AsciiKey, str] | None
    access: Access | None
    captured_at: Instant | None
    case_id: str | None
    clock: Clock | None
    collector: str | None
    collector_ip: str | None
    embedded: Embedded | None
    final_url: str | None
    id: Urn | None
    media: tuple[Medium, ...] | None
    method: Literal["socket", "browser", "import", "file"] | None
    network_path: NetworkPath | None
    purpose: str | None
    quality: Quality | None
    redirects: tuple[Redirect, ...] | None
    renderings: tuple[Rendering, ...] | None
    request: Request | None
    requested_at: Instant | None
    response: Response | None
    server_ip: str | None
    software: tuple[Software, ...] | None
    source: Source | None
    time_basis: TimeBasis | None
    tls: Tls | None
    url: str | None
    virtual_identity: str | None


# fields.md: R may be null only when withheld; N may be null with a reason in `absent`; O may simply be null.
REQUIRED = (
    "access", "captured_at", "clock", "embedded", "final_url", "id", "media", "method", "network_path", "quality",
    "redirects", "renderings", "software", "time_basis", "url",
)  # fmt: skip
REASONED = (
    "collector", "collector_ip", "request", "requested_at", "response", "server_ip", "source", "tls",
    "virtual_identity",
)  # fmt: skip
