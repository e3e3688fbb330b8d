"""The WARC records of one view (ISO 28500:2017), after those of the wire-level client, in this order:

    response   application/http; msgtype=response    each answer that Chromium got, rebuilt (`rebuilt`)
    resource   urn:view:<url>                        text/html: the rendered DOM; image/png; application/pdf
    metadata   urn:archiver:browser:<uuid>           application/warc-fields: how all this was had, and what failed

Each rebuilt response names the metadata record with WARC-Concurrent-To; that one says what "rebuilt" means.
WARC-Protocol is what Chromium spoke with the server (h2, http/1.1), the address is what the gate connected to. Where
the rendered DOM is the source of the text it stands under the page's own address: the verifier holds a source against
`final_url` (E405).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from archiver.bundle.record import Record, make
from archiver.bundle.records import Stamp, resource
from archiver.capture.browser.browse import Loaded, View
from archiver.capture.browser.exchange import Kind
from archiver.capture.browser.options import LOCALE, TIME_ZONE
from archiver.capture.browser.rebuilt import message
from archiver.capture.file import split_media_type
from archiver.capture.http.evidence import FIELDS_TYPE, RESPONSE_TYPE
from archiver.capture.interface import NewId, Payload
from archiver.errors import InputError
from archiver.model.base import Pair
from archiver.model.capture import Medium, Rendering
from archiver.model.digest import sha256
from archiver.model.url import check_url

TYPES: dict[Kind, str] = {"dom": "text/html; charset=utf-8", "png": "image/png", "pdf": "application/pdf"}
REBUILT = (
    "the response records that name this record in WARC-Concurrent-To are not the octets of a socket: status, fields"
    " and decoded body as Chromium tells them, written as HTTP/1.1"
)
_DOCUMENT = "document"  # Chromium's word for a page, a frame's too
_UNUSABLE = "the address is no http(s) address that a package can hold"


@dataclass(frozen=True)
class Kept:
    """One request of the page, and the message and record id for its answer where there is one to keep."""

    loaded: Loaded
    url: str
    record_id: str | None
    block: bytes
    reason: str | None


@dataclass(frozen=True)
class ViewEvidence:
    """A view with its names in the segment; `page` is the record whose octets Chromium was given."""

    view: View
    url: str
    page: str | None
    at: str
    kept: tuple[Kept, ...]
    view_ids: dict[Kind, str]
    note_id: str
    unnamed: int
    own: bool

    @classmethod
    def of(cls, view: View, *, url: str, page: str | None, at: str, own: bool, new_id: NewId) -> "ViewEvidence":
        """Names everything in `view`; `at` is the WARC-Date of what has none of its own.

        `own` says that the browser asked for the page itself.
        """
        kept = tuple(filter(None, (_keep(loaded, new_id) for loaded in view.loaded)))
        ids = {kind: f"<{new_id()}>" for kind in view.views}
        return cls(view, url, page, view.taken_at or at, kept, ids, new_id(), len(view.loaded) - len(kept), own)

    def media(self) -> tuple[Medium, ...]:
        """What the page loaded, or tried to."""
        return tuple(map(_medium, self._beside_the_page()))

    def absent(self) -> dict[str, str]:
        """By JSON pointer, why a medium has no digest."""
        gaps = enumerate(self._beside_the_page())
        return {f"/capture/media/{n}/sha256": kept.reason or "no answer" for n, kept in gaps if not kept.record_id}

    def answer(self) -> Kept | None:
        """The answer with the page that the browser asked for itself, where it has one and that is no refusal."""
        number = self.view.page_number if self.own else None
        document = self.view.loaded[number] if number is not None else None
        kept = next((one for one in self.kept if document is not None and one.loaded is document), None)
        status = kept.loaded.resource.status if kept and kept.record_id else None
        return kept if status is not None and 200 <= status < 300 else None

    def redirects(self) -> Iterator[Kept]:
        """The hops on the way to that answer."""
        for kept in self.kept:
            if kept.loaded.resource.role == _DOCUMENT and 300 <= (kept.loaded.resource.status or 0) < 400:
                yield kept

    def _beside_the_page(self) -> list[Kept]:
        """What the page is made of; a frame's document is, the page's own and the hops to it are not."""
        own = [self.answer(), *self.redirects()] if self.own else []
        return [kept for kept in self.kept if not any(kept is one for one in own)]

    def renderings(self) -> tuple[Rendering, ...]:
        """The views; a PDF has pages and no viewport."""
        return tuple(
            Rendering(
                kind=kind,
                sha256=sha256(octets),
                viewport=None if kind == "pdf" else self.view.viewport,
                record=self.view_ids[kind],
            )
            for kind, octets in self.view.views.items()
        )

    def dom(self) -> Payload:
        """The rendered DOM as a source; there must be one."""
        octets = self.view.views["dom"]
        return Payload(self.view_ids["dom"], sha256(octets), len(octets))

    def records(self, stamp: Stamp, source: Pair | None = None) -> Iterator[Record]:
        """The records; `source` is address and reason where the DOM is the source of the text."""
        for kept in self.kept:
            if kept.record_id:
                yield self._response(kept, kept.record_id, stamp)
        for kind, octets in self.view.views.items():
            uri = source[0] if source and kind == "dom" else f"urn:view:{self.url}"
            dated = Stamp(stamp.warcinfo_id, self.at)
            yield resource(dated, record_id=self.view_ids[kind], uri=uri, media_type=TYPES[kind], block=octets)
        yield self._note(stamp, source[1] if source else None)

    def _page(self) -> str | None:
        if self.own:
            return (
                "asked for by the browser itself, because the wire-level client was refused; its answer is rebuilt, too"
            )
        return self.page and f"answered with the octets of {self.page}"

    def _response(self, kept: Kept, record_id: str, stamp: Stamp) -> Record:
        told = kept.loaded.resource
        fields = [
            ("WARC-Type", "response"),
            ("WARC-Record-ID", record_id),
            ("WARC-Date", told.requested_at),
            ("WARC-Warcinfo-ID", stamp.warcinfo_id),
            ("WARC-Target-URI", kept.url),
            *([("WARC-IP-Address", told.ip)] if told.ip else []),
            *([("WARC-Protocol", told.protocol)] if told.protocol else []),
            ("WARC-Concurrent-To", f"<{self.note_id}>"),
            ("WARC-Block-Digest", sha256(kept.block)),
            ("WARC-Payload-Digest", sha256(kept.loaded.body or b"")),
            ("Content-Type", RESPONSE_TYPE),
        ]
        return make(fields, kept.block)

    def _note(self, stamp: Stamp, source: str | None) -> Record:
        block = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in self._said(source)).encode()
        fields = [
            ("WARC-Type", "metadata"),
            ("WARC-Record-ID", f"<{self.note_id}>"),
            ("WARC-Date", self.at),
            ("WARC-Warcinfo-ID", stamp.warcinfo_id),
            ("WARC-Target-URI", f"urn:archiver:browser:{self.note_id.rpartition(':')[2]}"),
            *([("WARC-Concurrent-To", self.page)] if self.page else []),
            ("WARC-Block-Digest", sha256(block)),
            ("Content-Type", FIELDS_TYPE),
        ]
        return make(fields, block)

    def _said(self, source: str | None) -> Iterator[Pair]:
        view, methods = self.view, (kept.loaded.resource for kept in self.kept)
        pairs = (
            ("url", self.url),
            ("browser", view.browser and f"Chromium/{view.browser}"),
            ("viewport", view.viewport),
            ("locale", LOCALE),
            ("time-zone", TIME_ZONE),
            ("page", self._page()),
            ("rebuilt", REBUILT if any(kept.record_id for kept in self.kept) else None),
            ("shown", view.shown_url if view.shown_url != self.url else None),
            ("consent", view.consent),
            ("source", source),
            ("failure", view.failure),
            ("note", f"{self.unnamed} requests left out: {_UNUSABLE}" if self.unnamed else None),
            *(("note", note) for note in view.notes),
            *(("note", f"{told.method} {told.url}") for told in methods if told.method != "GET"),
        )
        yield from ((name, value) for name, value in pairs if value)


def _keep(loaded: Loaded, new_id: NewId) -> Kept | None:
    """None where the address cannot stand in a package."""
    told, body = loaded.resource, loaded.body
    try:
        url = check_url(told.url)
    except InputError:
        return None
    if body is None:
        return Kept(loaded, url, None, b"", told.reason)
    try:
        return Kept(loaded, url, f"<{new_id()}>", message(told, body), None)
    except InputError as e:
        return Kept(loaded, url, None, b"", str(e))


def _medium(kept: Kept) -> Medium:
    told, body = kept.loaded.resource, kept.loaded.body if kept.record_id else None
    content_type = next((value for name, value in told.fields if name.lower() == "content-type"), None)
    return Medium(
        url=kept.url,
        role=told.role,
        sha256=None if body is None else sha256(body),
        bytes=None if body is None else len(body),
        media_type=split_media_type(content_type)[0] if content_type else None,
        status=told.status,
        record=kept.record_id,
    )


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in text)
