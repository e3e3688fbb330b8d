"""Digests of one record while its octets go by: of the whole, of its block, of its payload, in any labelled algorithm.

Three stretches of octets have digests in WARC files: the *block*; the *entity*, which is the payload as the standard
means it (ISO 28500 2.17: transfer coding removed); and the *body* as transferred, which is what warcio, FastWARC and
most crawlers take for the payload of a chunked response. A labelled payload digest may be either of the last two.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from archiver.bundle import http1
from archiver.bundle.record import END_OF_RECORD, Head
from archiver.bundle.records import is_http
from archiver.errors import LimitError, WarcError
from archiver.model.digest import PREFIX

LABELLED = (("WARC-Block-Digest", ("block",)), ("WARC-Payload-Digest", ("entity", "body")))
ALGORITHMS = {"sha256": 32, "sha1": 20, "sha512": 64, "md5": 16}  # octets of a digest


class Label(NamedTuple):
    """A digest that the record's head states; `octets` is None when we cannot read it."""

    name: str
    value: str
    stretches: tuple[str, ...]
    algorithm: str
    octets: bytes | None


class Digester:
    """Takes the pieces of one record's block and answers with its digests.

    With `labelled_only` it takes none but those that the head states, and answers `faults` alone.
    """

    def __init__(self, head: Head, *, labelled_only: bool = False) -> None:
        self._labels = tuple(_labels(head))
        self._record = None if labelled_only else hashlib.sha256(head.octets)
        self._http = b"" if is_http(head.get("Content-Type")) else None  # octets of a head not yet complete
        self._dechunker: http1.Dechunker | None = None
        self._in_body = False
        wanted = [(stretch, label.algorithm) for label in self._labels if label.octets for stretch in label.stretches]
        self._hashes: dict[str, dict[str, hashlib._Hash]] = {"block": {}, "entity": {}, "body": {}}
        for stretch, algorithm in wanted if labelled_only else (("entity", "sha256"), *wanted):
            # Without a protocol around it, block, body and entity are the same octets.
            made = self._hashes["block" if self._http is None else stretch]
            if algorithm not in made:
                # named constructors: hashlib.new() looks the algorithm up anew, longer than it hashes a small record
                made[algorithm] = getattr(hashlib, algorithm)(usedforsecurity=False)
        self._length = 0  # of the entity

    def update(self, piece: bytes) -> None:
        """The next octets of the block."""
        if self._record:
            self._record.update(piece)
        self._feed("block", piece)
        if self._http is None:
            self._length += len(piece)
            return
        body = piece if self._in_body else self._after_head(piece)
        if self._dechunker:  # else body and entity are the same octets, hashed once: a fifth of the work on a page
            self._feed("body", body)
            body = self._dechunker.feed(body)
        self._feed("entity", body)
        self._length += len(body)

    def record_sha256(self) -> str:
        """Digest of the whole uncompressed record; call it once, at the end."""
        if self._record is None:
            raise ValueError("expected a Digester of the whole record, found one of labelled digests")
        self._record.update(END_OF_RECORD)
        return PREFIX + self._record.hexdigest()

    def payload(self) -> tuple[str, int]:
        """Digest and length in octets of the payload (the entity)."""
        stretch = "block" if self._http is None else "entity"
        return PREFIX + self._hashes[stretch]["sha256"].hexdigest(), self._length

    def faults(self) -> Iterator[str]:
        """What the head states about the record and is not so."""
        for label in self._labels:
            if label.octets is None:
                yield f"{label.name}: expected a digest in {' or '.join(ALGORITHMS)}, found {label.value[:96]!a}"
            elif label.octets not in (found := self._found(label)):
                shown = f"{label.algorithm}:{found[0].hex()}"
                yield f"{label.name} states {label.value[:140]}, the octets have {shown}"

    def _found(self, label: Label) -> list[bytes]:
        return [self._hashes[stretch][label.algorithm].digest() for stretch in self._distinct(label.stretches)]

    def _distinct(self, stretches: tuple[str, ...]) -> tuple[str, ...]:
        """Those of `stretches` that can differ in this record."""
        if self._http is None:
            return ("block",)
        return stretches if self._dechunker else stretches[:1]

    def _feed(self, stretch: str, data: bytes) -> None:
        for made in self._hashes[stretch].values():
            made.update(data)

    def _after_head(self, piece: bytes) -> bytes:
        """The part of `piece` that belongs to the HTTP body; a message without a head is all body."""
        self._http = (self._http or b"") + piece
        try:
            head = http1.split_head(self._http)
        except WarcError:
            return b""
        except LimitError:
            self._in_body = True
            return piece
        body, self._http, self._in_body = self._http[head.size :], b"", True
        self._dechunker = http1.Dechunker() if head.chunked() else None
        return body


def _labels(head: Head) -> Iterator[Label]:
    for name, stretches in LABELLED:
        for value in head.all(name):
            algorithm, _, text = value.partition(":")
            algorithm = algorithm.lower()
            yield Label(name, value, stretches, algorithm, _octets(algorithm, text))


def _octets(algorithm: str, text: str) -> bytes | None:
    """A digest in hex or in base32, as WARC files write them; None when it is neither."""
    size = ALGORITHMS.get(algorithm)
    if size is None:
        return None
    try:
        octets = bytes.fromhex(text) if len(text) == 2 * size else base64.b32decode(text.upper())
    except (ValueError, binascii.Error):
        return None
    return octets if len(octets) == size else None
