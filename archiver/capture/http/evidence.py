"""The WARC records of one capture (ISO 28500:2017): every hop's request and response, octet for octet.

    evidence = Evidence.of(fetched, new_id)
    records = evidence.records(stamp)           # in this order:

    for each hop   request     application/http; msgtype=request     the octets sent
                   response    application/http; msgtype=response    the final response's octets, framing and all
                   metadata    urn:archiver:interim:<uuid>           1xx responses, application/http
                   metadata    urn:archiver:surplus:<uuid>           octets after the end, application/octet-stream
                   metadata    urn:archiver:note:<uuid>              failure and notes, application/warc-fields
    at the end     resource    urn:archiver:certificate:<sha256>     each certificate once, application/pkix-cert

The records of an exchange share one WARC-Date (when the request began), the address, WARC-Protocol and
WARC-Cipher-Suite (as in iipc/warc-specifications issues 42 and 86), and name each other with WARC-Concurrent-To.

Interim responses are messages of their own (RFC 9110 15.2), so they get a record of their own: a reader that takes the
first head of a block for the response's (all known ones do) would else replay `103 Early Hints` as the page. The three
parts end to end are what the socket gave. A response without a readable head is `application/octet-stream`: no claim
that it is HTTP. `application/pkix-cert` is one certificate in DER (RFC 2585).

Small blocks are read into memory, large ones from the spool while the segment is written: keep it open until then.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from archiver.bundle.http1 import MAX_HEAD, Dechunker, MessageHead, split_head
from archiver.bundle.record import AnyRecord, Record, StreamedRecord, make, make_head
from archiver.bundle.records import CERTIFICATE_URI, Stamp, resource
from archiver.capture.http.client import Fetched
from archiver.capture.http.exchange import IN_MEMORY, Exchange
from archiver.errors import InputError, LimitError
from archiver.model.base import Pair
from archiver.model.digest import PREFIX, hex_of, sha256

REQUEST_TYPE = "application/http; msgtype=request"
RESPONSE_TYPE = "application/http; msgtype=response"
OCTETS_TYPE = "application/octet-stream"
FIELDS_TYPE = "application/warc-fields"
CERTIFICATE_TYPE = "application/pkix-cert"


@dataclass(frozen=True)
class Hop:
    """An exchange and the ids of its records (with angle brackets); None where nothing was sent or received."""

    exchange: Exchange
    request_id: str | None
    response_id: str | None
    metadata_ids: tuple[str, str, str]  # interim, surplus, note


@dataclass(frozen=True)
class Evidence:
    """The hops of one capture, with their names in the segment."""

    hops: tuple[Hop, ...]
    certificate_ids: dict[bytes, str]  # by DER octets

    @classmethod
    def of(cls, fetched: Fetched, new_id: Callable[[], str]) -> "Evidence":
        """Names everything in `fetched`; `new_id` gives a fresh `urn:uuid:...` each time."""
        chains = (exchange.peer.tls.chain for exchange in fetched.exchanges if exchange.peer.tls)
        certificates = dict.fromkeys(certificate for chain in chains for certificate in chain)
        hops = tuple(_hop(exchange, new_id) for exchange in fetched.exchanges)
        return cls(hops, {certificate: f"<{new_id()}>" for certificate in certificates})

    def records(self, stamp: Stamp) -> tuple[AnyRecord, ...]:
        """The records in the order of the module's text."""
        hops = (record for hop in self.hops for record in _records(hop, stamp))
        return (*hops, *self._certificates(stamp))

    def _certificates(self, stamp: Stamp) -> Iterator[Record]:
        dated = Stamp(stamp.warcinfo_id, self.hops[0].exchange.requested_at)
        for certificate, record_id in self.certificate_ids.items():
            uri = CERTIFICATE_URI + hex_of(sha256(certificate))
            yield resource(dated, record_id=record_id, uri=uri, media_type=CERTIFICATE_TYPE, block=certificate)


def certificates_once(records: Iterable[AnyRecord]) -> Iterator[AnyRecord]:
    """`records` of several captures in a row without the certificates that an earlier one holds already."""
    seen: set[str] = set()
    for record in records:
        uri = record.head.target_uri or ""
        if not uri.startswith(CERTIFICATE_URI) or uri not in seen:
            yield record
        seen.add(uri)


def entity(exchange: Exchange) -> Iterator[bytes]:
    """The entity body, piece by piece: transfer coding removed, content coding kept (RFC 9110 6.4)."""
    head = _readable_head(exchange)
    dechunker = Dechunker() if head and head.chunked() else None
    for piece in exchange.response.pieces(_start(exchange) + (head.size if head else 0)):
        yield dechunker.feed(piece) if dechunker else piece


def entity_facts(exchange: Exchange) -> tuple[str, int]:
    """Digest and length in octets of the entity body."""
    made, length = hashlib.sha256(), 0
    for piece in entity(exchange):
        made.update(piece)
        length += len(piece)
    return PREFIX + made.hexdigest(), length


def payload(exchange: Exchange, limit: int) -> bytes:
    """The entity body in memory; raises LimitError, which does not name the page, for more than `limit` octets."""
    pieces, length = [], 0
    for piece in entity(exchange):
        pieces.append(piece)
        length += len(piece)
        if length > limit:
            raise LimitError(f"expected a body of at most {limit} octets, found more")
    return b"".join(pieces)


def _start(exchange: Exchange) -> int:
    """Where in the spool the final response begins: after the interim ones."""
    return exchange.head.interim if exchange.head else 0


def _readable_head(exchange: Exchange) -> MessageHead | None:
    """The head as every later reader of the record will find it, which is not h11 but `archiver.bundle.http1`."""
    if exchange.head is None:
        return None
    start = _start(exchange)
    try:
        return split_head(b"".join(exchange.response.pieces(start, min(start + MAX_HEAD, exchange.response.length))))
    except InputError:
        return None


def _hop(exchange: Exchange, new_id: Callable[[], str]) -> Hop:
    return Hop(
        exchange,
        f"<{new_id()}>" if exchange.request else None,
        f"<{new_id()}>" if exchange.response.length else None,
        (new_id(), new_id(), new_id()),
    )


def _records(hop: Hop, stamp: Stamp) -> Iterator[AnyRecord]:
    if hop.request_id:
        yield _request(hop, stamp)
    if hop.response_id:
        yield _response(hop, stamp)
    exchange, (interim, surplus, note) = hop.exchange, hop.metadata_ids
    if _start(exchange):
        block = b"".join(exchange.response.pieces(0, _start(exchange)))
        yield _metadata(hop, stamp, interim, "interim", RESPONSE_TYPE, block)
    if exchange.surplus:
        yield _metadata(hop, stamp, surplus, "surplus", OCTETS_TYPE, exchange.surplus)
    if block := _note(exchange):
        yield _metadata(hop, stamp, note, "note", FIELDS_TYPE, block)


def _request(hop: Hop, stamp: Stamp) -> Record:
    block = hop.exchange.request
    fields = [
        *_common(hop, stamp, "request", hop.request_id or "", hop.exchange.url),
        *([("WARC-Concurrent-To", hop.response_id)] if hop.response_id else []),
        ("WARC-Block-Digest", sha256(block)),
        ("Content-Type", REQUEST_TYPE),
    ]
    return make(fields, block)


def _response(hop: Hop, stamp: Stamp) -> AnyRecord:
    exchange, start = hop.exchange, _start(hop.exchange)
    length = exchange.response.length - start
    fields = [
        *_common(hop, stamp, "response", hop.response_id or "", exchange.url),
        *([("WARC-Concurrent-To", hop.request_id)] if hop.request_id else []),
        ("WARC-Block-Digest", _digest(exchange.response.pieces(start))),
        ("WARC-Payload-Digest", entity_facts(exchange)[0]),
        *([("WARC-Truncated", exchange.truncated)] if exchange.truncated else []),
        ("Content-Type", RESPONSE_TYPE if _readable_head(exchange) else OCTETS_TYPE),
    ]
    if length <= IN_MEMORY:
        return make(fields, exchange.response.octets(IN_MEMORY, start))
    return StreamedRecord(make_head(fields, length), lambda: exchange.response.pieces(start))


def _metadata(hop: Hop, stamp: Stamp, record_id: str, kind: str, media_type: str, block: bytes) -> Record:
    # Not under the page's own URL: an index would take it for another version of the page.
    uri = f"urn:archiver:{kind}:{record_id.rpartition(':')[2]}"
    about = hop.response_id or hop.request_id
    fields = [
        *_common(hop, stamp, "metadata", f"<{record_id}>", uri),
        *([("WARC-Concurrent-To", about)] if about else []),
        ("WARC-Block-Digest", sha256(block)),
        ("Content-Type", media_type),
    ]
    return make(fields, block)


def _common(hop: Hop, stamp: Stamp, kind: str, record_id: str, uri: str) -> list[Pair]:
    peer = hop.exchange.peer
    return [
        ("WARC-Type", kind),
        ("WARC-Record-ID", record_id),
        ("WARC-Date", hop.exchange.requested_at),
        ("WARC-Warcinfo-ID", stamp.warcinfo_id),
        ("WARC-Target-URI", uri),
        *([("WARC-IP-Address", peer.ip)] if peer.ip else []),
        *(("WARC-Protocol", protocol) for protocol in hop.exchange.protocols),
        *([("WARC-Cipher-Suite", peer.tls.cipher)] if peer.tls else []),
    ]


def _note(exchange: Exchange) -> bytes:
    """`application/warc-fields`: what went wrong and what was odd; empty when nothing was."""
    failure, chain_note = exchange.failure, exchange.peer.tls.chain_note if exchange.peer.tls else None
    fields = [
        *([("url", exchange.url), ("failure", failure.kind), ("message", failure.message)] if failure else []),
        *(("note", note) for note in (*exchange.notes, *([chain_note] if chain_note else []))),
    ]
    return "".join(f"{name}: {_one_line(value)}\r\n" for name, value in fields).encode()


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in text)


def _digest(pieces: Iterable[bytes]) -> str:
    made = hashlib.sha256()
    for piece in pieces:
        made.update(piece)
    return PREFIX + made.hexdigest()
