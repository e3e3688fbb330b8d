"""Does a finished package name the machine that made it, or its user? Looked for before anything is stored.

    markers = (Marker("host name", "desk-7"), Marker("home folder", "/home/anna"), Marker("local address", "10.0.0.7"))
    found_in(sidecar, segment, markers)     # Leak("host name", "record 3 (request)"), or None

What a package holds is either ours (software, access, messages, the requests that we made) or the web's (the address,
the page, the answers). A name can stand in the web's by right: an article about Anna is no leak of a user called anna.

    kind                     in what is ours          in what the web sent
    host name, user name     whole words              not looked for
    home folder              anywhere                 anywhere, when it names somebody
    local address            whole                    whole, when it is a public one: only then does it lead to us
    time zone                whole words              not looked for

A word is whole where no letter or digit is next to it. Case counts only in names under four characters (the zone MET
is no leak in "the limit was met"). Names that identify nobody (GENERIC), of one character or without a letter are not
looked for, and the addresses that were asked for are not searched: their words are the web's. Bodies are read as they
are kept: what is inside a gzip body is seen through the canonical text. A file that its user hands over is not searched
either, only what is added to it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import BinaryIO, Literal
from urllib.parse import urlsplit

from archiver.bundle.members import Members
from archiver.bundle.reader import OpenRecord, segment_records
from archiver.model.sidecar import Sidecar
from archiver.sign.canonical import canonical

MarkerKind = Literal["host name", "user name", "home folder", "local address", "time zone"]
MIN_NAME = 2  # characters
SHORT_NAME = 4  # characters; a shorter one is looked for in its own case
GENERIC = frozenset((
    "root", "user", "admin", "administrator", "guest", "nobody", "home", "localhost", "archiver", "python", "runner",
    "ubuntu", "debian", "vagrant", "docker", "utc", "gmt", "etc/utc", "universal", "zulu",
))  # fmt: skip
OWN_FIELDS = (
    "absent", "access", "case_id", "clock", "collector", "collector_ip", "network_path", "purpose", "renderings",
    "software", "virtual_identity",
)  # fmt: skip
OWN_RECORDS = frozenset({"warcinfo", "metadata"})
MAX_OWN_RECORD = 16 * 1024 * 1024  # octets of a record of ours that is looked at in one piece
# Header fields of a request whose values the web has given us.
_GIVEN = frozenset({"host", "cookie", "referer", "origin", "if-none-match", "if-modified-since"})


@dataclass(frozen=True)
class Marker:
    """Something that leads to the machine or to its user."""

    kind: MarkerKind
    text: str


@dataclass(frozen=True)
class Leak:
    """What kind of marker stands where; never the marker itself."""

    kind: MarkerKind
    where: str


def found_in(sidecar: Sidecar, segment: BinaryIO, markers: Iterable[Marker], *, from_web: bool) -> Leak | None:
    """The first leak in a package; `from_web` says that what it holds was not handed over by the user."""
    known = [marker for marker in markers if _identifies(marker)]
    if not known:
        return None
    ours = _Sieve(known, _given(sidecar))
    theirs = _Sieve([marker for marker in known if from_web and _anywhere(marker)], ())
    return next((leak for leak in _leaks(sidecar, segment, ours, theirs) if leak), None)


class _Sieve:
    """Looks for markers in octets, past the words that were given."""

    def __init__(self, markers: Sequence[Marker], given: Sequence[bytes]) -> None:
        self._markers = markers
        self._given = given
        joined = "|".join(f"({_pattern(marker)})" for marker in markers)
        self._search = re.compile(joined.encode()) if markers else None
        self.overlap = max((len(marker.text.encode()) for marker in markers), default=0) + 1

    def leak(self, octets: bytes, where: str) -> Leak | None:
        if self._search is None:
            return None
        for word in self._given:
            octets = octets.replace(word, b"")
        found = self._search.search(octets)
        return Leak(self._markers[(found.lastindex or 1) - 1].kind, where) if found else None


def _given(sidecar: Sidecar) -> list[bytes]:
    """The addresses of a capture and their hosts, the longest first."""
    capture = sidecar.capture
    urls = {capture.url, capture.final_url, *(hop.url for hop in capture.redirects or ())} - {None}
    hosts = {urlsplit(url).hostname for url in urls if url}
    return sorted((word.encode() for word in {*urls, *hosts} if word), key=len, reverse=True)


def _leaks(sidecar: Sidecar, segment: BinaryIO, ours: _Sieve, theirs: _Sieve) -> Iterator[Leak | None]:
    yield from _in_sidecar(sidecar, ours)
    yield from _in_segment(segment, ours, theirs)


def _in_sidecar(sidecar: Sidecar, ours: _Sieve) -> Iterator[Leak | None]:
    capture = sidecar.capture.document()
    for name in OWN_FIELDS:
        yield ours.leak(canonical(capture[name]), f"capture.{name}")


def _in_segment(segment: BinaryIO, ours: _Sieve, theirs: _Sieve) -> Iterator[Leak | None]:
    segment.seek(0)
    for number, record in enumerate(segment_records(Members(segment))):
        where = f"record {number} ({record.head.type})"
        if record.head.type in OWN_RECORDS:
            yield ours.leak(record.load(MAX_OWN_RECORD).block, where)
        elif record.head.type == "request":
            yield ours.leak(_said_by_us(record.load(MAX_OWN_RECORD).block), where)
        else:
            yield from (theirs.leak(window, where) for window in _windows(record, theirs.overlap))


def _windows(record: OpenRecord, overlap: int) -> Iterator[bytes]:
    """The block in pieces that share their edges, so that nothing hides across two."""
    before = b""
    for piece in record.pieces():
        yield before + piece
        before = (before + piece)[-overlap:]


def _said_by_us(request: bytes) -> bytes:
    """A request without its target and without what the web has given us to send."""
    lines = request.split(b"\r\n")[1:]
    return b"\n".join(line for line in lines if line.partition(b":")[0].decode("latin-1").lower() not in _GIVEN)


def _identifies(marker: Marker) -> bool:
    text = marker.text.strip().lower()
    if marker.kind == "local address":
        return not ip_address(text).is_loopback
    if marker.kind == "home folder":
        return text.count("/") > 1 and text.rpartition("/")[2] not in GENERIC
    return len(text) >= MIN_NAME and text not in GENERIC and any(character.isalpha() for character in text)


def _anywhere(marker: Marker) -> bool:
    return marker.kind == "home folder" or (marker.kind == "local address" and ip_address(marker.text).is_global)


def _pattern(marker: Marker) -> str:
    """Over octets, where a letter outside ASCII is no boundary either."""
    text = marker.text.strip()
    word = re.escape(text) if len(text) < SHORT_NAME else f"(?i:{re.escape(text)})"
    return rf"(?<![0-9A-Za-z\x80-\xff]){word}(?![0-9A-Za-z\x80-\xff])"
