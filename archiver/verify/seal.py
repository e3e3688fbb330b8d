"""Seals: this very sidecar was verified here before, in full, under this very trust file, by this version.

    seal = HMAC-SHA256(key, leaf's number, leaf, segment's digest, sidecar's digest)[:16]
    key  = HMAC-SHA256(secret, program's version, digests of the trust file and of the block headers that it names)

and of packages side by side in a rolled WARC, each of which has such a seal:

    seal = HMAC-SHA256(key, all leaves with their numbers, names and places, all segments, all lines)[:16]

All that is checked about a sidecar alone follows from its octets and from whom one trusts, so that it need not be
checked again while neither changes. The secret is the user's own, never in an archive: whoever can write to an archive
cannot make a seal, and one that was copied from elsewhere fits no other sidecar, place or trust.

Leaf and segment are those that the strict reader found in the sidecar when the seal was made. Later they are looked up:
the leaf in the log, under its signed root, and the segment's digest beside the seal. `glance` says where; a layout that
fools it leads to a seal that does not fit.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import orjson

from archiver.bundle import sidecar
from archiver.errors import FormatError, LimitError
from archiver.verify.log import leaf_of
from archiver.verify.statement import read_statement

SEAL_OCTETS = 16
MAX_INDEX = 1 << 53  # an index has to fit into JSON (RFC 8785 3.2.2.3)
_DOMAIN = b"archiver/seal/v1\n"
_STRETCH = b"archiver/stretch/v1\n"
_LINE = b"line"  # so that no file passes by the seal of a line that has its octets, nor the other way round
# Where the log's entries stand: in the layout on disk, and in RFC 8785 form.
_LAYOUTS = ((b'\n    "log": ', b',\n    "timestamps": '), (b',"log":', b',"timestamps":'))


@dataclass(frozen=True, slots=True)
class Sealable:
    """What a seal is over, but for the sidecar's digest: `leaf` and `segment` (a digest) are 64 and 32 octets."""

    index: int
    leaf: bytes
    segment: bytes


@dataclass(frozen=True)
class Sealer:
    """Makes seals under the key that `of` derives."""

    key: bytes

    @classmethod
    def of(cls, secret: bytes, version: str, under: str) -> "Sealer":
        """`secret` are 32 octets that nobody else knows; `under` names all that one trusts by digests."""
        return cls(hmac.digest(secret, _DOMAIN + f"{version}\n{under}".encode(), "sha256"))

    def seal(self, over: Sealable, octets: bytes, *, line: bool = False) -> bytes:
        """The seal of a sidecar, SEAL_OCTETS long; of a rolled one, its `line`, from which the file follows."""
        message = over.index.to_bytes(8, "big") + over.leaf + over.segment + sha256(octets).digest()
        if line:
            message += _LINE
        return hmac.digest(self.key, message, "sha256")[:SEAL_OCTETS]

    def seal_stretch(self, leaves: Sequence[tuple[int, bytes]], places: bytes, segments: bytes, lines: bytes) -> bytes:
        """The seal of packages side by side, SEAL_OCTETS long.

        `leaves` are number and octets of each package's leaf; `places` says which packages these are and where each
        begins; `segments` and `lines` are the digests of all their segments, and of all their lines, one after another.
        """
        said = b"".join(index.to_bytes(8, "big") + leaf for index, leaf in leaves)
        parts = (_STRETCH, sha256(said).digest(), sha256(places).digest(), segments, lines)
        return hmac.digest(self.key, b"".join(parts), "sha256")[:SEAL_OCTETS]


def same(one: bytes, other: bytes) -> bool:
    """Whether two seals are one."""
    return hmac.compare_digest(one, other)


def glance(octets: bytes, origin: str, *, line: bool = False) -> int | None:
    """The place in the log `origin` that the sidecar seems to name, without reading the rest; None where it names none.

    Not to be relied upon without a seal. `line`: the octets are those of a rolled sidecar's line.
    """
    for begin, end in _LAYOUTS[line:]:
        start = octets.rfind(begin) + len(begin)
        if start < len(begin):
            continue
        try:
            entries = orjson.loads(octets[start : octets.find(end, start)])
            index = next((entry["index"] for entry in entries if entry["origin"] == origin), None)
        except (ValueError, TypeError, LookupError):  # any shape but the expected one
            return None
        return index if isinstance(index, int) and 0 <= index < MAX_INDEX else None
    return None


def strictly(octets: bytes, origin: str) -> Sealable | None:
    """What a seal of the sidecar is over, by the strict reader; None where it is none or names no place in that log."""
    try:
        provenance = sidecar.read(octets).model.provenance
        statement = read_statement(provenance.capture)
    except (FormatError, LimitError):
        return None
    index = next((entry.index for entry in provenance.log if entry.origin == origin), None)
    if index is None:
        return None
    segment = bytes.fromhex(statement.model.subject[0].digest.sha256)
    return Sealable(index, leaf_of(statement.id, provenance.capture), segment)
