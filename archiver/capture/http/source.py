"""A capture from the live web as every other source hands its own on, failed tries included.

    source = HttpSource(fetched, new_id, options, robots_verdict)
    captured = next(source.captures())      # records, request, response, redirects, tls, server_ip, access, absent

What is read for an article and what follows from the answer alone:

    answer                                      body       outcome
    2xx, a page, complete, decodable            decoded    None: the texts are compared
    304 to a conditional request                None       unchanged
    404, 410, 451                               None       removed
    any other, cut off, not a page, no answer   None       unavailable

A page that was cut off is kept, with WARC-Truncated, and not read: half an article would look like a changed one. The
same holds for a page whose transfer was whole and whose content coding was not: some server before ours cut it off.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from archiver.bundle import content, http1
from archiver.capture.archive import PAGE_TYPES
from archiver.capture.file import split_media_type
from archiver.capture.http.client import VALIDATORS, Fetched
from archiver.capture.http.clock import compared
from archiver.capture.http.evidence import Evidence, Hop, entity_facts, payload
from archiver.capture.http.options import FetchOptions
from archiver.capture.http.robots import Verdict
from archiver.capture.interface import Captured, NewId, Payload
from archiver.errors import InputError
from archiver.model.capture import Access, Redirect, Request, Response, Tls
from archiver.model.digest import sha256
from archiver.model.statement import Relation

MAX_READ = 64 * 1024 * 1024  # octets of a body that is read for an article; more is evidence, but no article
MAX_GLIMPSE = 256 * 1024  # octets; refusals and robot checks are short
_UNKNOWN_TYPE = "application/octet-stream"  # RFC 9110 8.3: what a response without Content-Type may be taken for
_OUTCOMES: dict[int, Relation] = {404: "removed", 410: "removed", 451: "removed"}
_PLAIN = "plain HTTP, without TLS"
_UNSENT = "no connection came about, so nothing was sent"


@dataclass(frozen=True)
class HttpSource:
    """One finished `Fetched`; `robots` is the verdict of its robots.txt, None when nobody asked."""

    fetched: Fetched
    new_id: NewId
    options: FetchOptions
    robots: Verdict | Literal["ignored"] | None = None

    @cached_property
    def evidence(self) -> Evidence:
        """The records; their ids are made once."""
        return Evidence.of(self.fetched, self.new_id)

    def captures(self) -> Iterator[Captured]:
        """The one capture, whatever came of it. `fetched` stays open until its records are written."""
        hop = self.evidence.hops[-1]
        exchange = hop.exchange
        declared = exchange.head.get("content-type") if exchange.head else None
        media_type, charset = split_media_type(declared or _UNKNOWN_TYPE)
        body, unreadable = self._read(hop, media_type)
        yield Captured(
            name=self.fetched.url,
            url=self.fetched.url,
            final_url=exchange.url,
            method="socket",
            captured_at=exchange.ended_at,
            time_basis="observed",
            media_type=media_type,
            charset=charset,
            clock=compared(exchange.head, exchange.answered_at),
            payload=_payload(hop),
            body=body,
            records=self.evidence.records,
            unreadable=unreadable,
            glimpse=_glimpse(hop) if body is None else b"",
            outcome=self._outcome(hop) if body is None else None,
            requested_at=self.fetched.exchanges[0].requested_at,
            request=_request(hop),
            response=_response(hop),
            redirects=tuple(_redirects(self.evidence.hops[:-1])),
            server_ip=exchange.peer.ip,
            tls=_tls(hop),
            access=self._access(),
            network_path=self.fetched.network_path,
            absent=self._absent(hop),
        )

    def _read(self, hop: Hop, media_type: str) -> tuple[bytes | None, str | None]:
        """The decoded body, or why there is none to read."""
        exchange = hop.exchange
        if failure := self.fetched.failure:
            return None, f"{failure.kind}: {failure.message}"
        if exchange.head is None or not 200 <= exchange.head.status < 300:
            return None, f"the server answered with status {exchange.head.status if exchange.head else 'unknown'}"
        if exchange.truncated:
            return None, f"the body is cut off ({exchange.truncated}): {'; '.join(exchange.notes)}"
        if media_type not in PAGE_TYPES:
            return None, f"expected a page ({', '.join(sorted(PAGE_TYPES))}), found {media_type[:100]!a}"
        try:
            read = content.decoded(payload(exchange, MAX_READ), exchange.head.get("content-encoding"))
        except InputError as e:
            return None, str(e)
        return (read.octets, None) if read.whole else (None, content.CUT_OFF)

    def _outcome(self, hop: Hop) -> Relation:
        head, request = hop.exchange.head, _request(hop)
        if head is None or self.fetched.failure:
            return "unavailable"
        if head.status == 304:  # RFC 9110 15.4.5: an answer to nothing else than a conditional request
            asked = request and any(name.lower() in VALIDATORS for name, _ in request.headers)
            return "unchanged" if asked else "unavailable"
        return _OUTCOMES.get(head.status, "unavailable")

    def _access(self) -> Access:
        return Access(
            user_agent=self.options.user_agent,
            robots=self.robots,
            cookies_sent=self.fetched.cookies_sent,
            consent_action=None,
            login=False,
        )

    def _absent(self, hop: Hop) -> dict[str, str]:
        exchange, failure = hop.exchange, self.fetched.failure
        missing = {
            "server_ip": None if exchange.peer.ip else exchange.peer.ip_absent,
            "tls": None if exchange.peer.tls else _PLAIN if exchange.url.startswith("http:") else _UNSENT,
            "request": None if exchange.request else _UNSENT,
            "response": None if exchange.head or failure is None else f"{failure.kind}: {failure.message}",
            "source": None if exchange.head or failure is None else f"{failure.kind}: {failure.message}",
        }
        return {f"/capture/{name}": reason for name, reason in missing.items() if reason}


def _glimpse(hop: Hop) -> bytes:
    """The beginning of a body that is not read; empty where it is long or cannot be decoded: then it is no wall."""
    head = hop.exchange.head
    if head is None:
        return b""
    try:
        return content.decode(payload(hop.exchange, MAX_GLIMPSE), head.get("content-encoding"))[:MAX_GLIMPSE]
    except InputError:
        return b""


def _payload(hop: Hop) -> Payload | None:
    if hop.exchange.head is None or hop.response_id is None:
        return None
    return Payload(hop.response_id, *entity_facts(hop.exchange))


def _request(hop: Hop) -> Request | None:
    if hop.request_id is None:
        return None
    headers = http1.split_head(hop.exchange.request).fields
    return Request(method=hop.exchange.method, headers=headers, record=hop.request_id)


def _response(hop: Hop) -> Response | None:
    if hop.exchange.head is None or hop.response_id is None:
        return None
    return Response(status=hop.exchange.head.status, headers=hop.exchange.head.fields, record=hop.response_id)


def _redirects(hops: tuple[Hop, ...]) -> Iterator[Redirect]:
    for hop in hops:
        if hop.exchange.head and hop.response_id:
            yield Redirect(url=hop.exchange.url, status=hop.exchange.head.status, record=hop.response_id)


def _tls(hop: Hop) -> Tls | None:
    facts = hop.exchange.peer.tls
    if facts is None:
        return None
    chain = tuple(sha256(certificate) for certificate in facts.chain)
    return Tls(version=facts.version, cipher=facts.cipher, certificate_chain_sha256=chain)
