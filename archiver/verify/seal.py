"""Seals: this very sidecar was verified here before, in full, under this very trust file, by this version.

    seal = HMAC-SHA256(key, leaf's number, leaf, segment's digest, sidecar's digest)[:16]
    key  = HMAC-SHA256(secret, domain, program's version, digests of the trust file and of the block headers it names)

There are two keys, by domain: under one is sealed what passed a quick check, under the other what passed a deep one,
which read every record. Neither kind of seal fits where the other is asked for.

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

from archiver.model.sidecar import Provenance
from archiver.verify.log import leaf_of
from archiver.verify.statement import Statement

SEAL_OCTETS = 16
MAX_INDEX = 1 << 53  # an index has to fit into JSON (RFC 8785 3.2.2.3)
_DOMAIN = b"archiver/seal/v1\n"
_DEEP = b"archiver/deep/v1\n"
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
    """Makes seals of quick checks under `key`, of deep ones under `deep_key`; `of` derives both."""

    key: bytes
    deep_key: bytes

    @classmethod
    def of(cls, secret: bytes, version: str, under: str) -> "Sealer":
        """`secret` are 32 octets that nobody else knows; `under` names all that one trusts by digests."""
        context = f"{version}\n{under}".encode()
        return cls(*(hmac.digest(secret, domain + context, "sha256") for domain in (_DOMAIN, _DEEP)))

    def seal(self, over: Sealable, octets: bytes, *, line: bool = False, deep: bool = False) -> bytes:
        """The seal of a sidecar, SEAL_OCTETS long; of a rolled one, its `line`, from which the file follows.

        `deep`: of a check that read every record.
        """
        message = over.index.to_bytes(8, "big") + over.leaf + over.segment + sha256(octets).digest()
        if line:
            message += _LINE
        return self._under(message, deep=deep)

    def seal_stretch(
        self, leaves: Sequence[tuple[int, bytes]], places: bytes, segments: bytes, lines: bytes, *, deep: bool = False
    ) -> bytes:
        """The seal of packages side by side, SEAL_OCTETS long.

        `leaves` are number and octets of each package's leaf; `places` says which packages these are and where each
        begins; `segments` and `lines` are the digests of all their segments, and of all their lines, one after another.
        """
        said = b"".join(index.to_bytes(8, "big") + leaf for index, leaf in leaves)
        parts = (_STRETCH, sha256(said).digest(), sha256(places).digest(), segments, lines)
        return self._under(b"".join(parts), deep=deep)

    def _under(self, message: bytes, *, deep: bool) -> bytes:
        return hmac.digest(self.deep_key if deep else self.key, message, "sha256")[:SEAL_OCTETS]


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


def strictly(provenance: Provenance, statement: Statement, origin: str) -> Sealable | None:
    """What a seal is over, by what the strict reader found in a sidecar; None where it names no place in that log."""
    index = next((entry.index for entry in provenance.log if entry.origin == origin), None)
    if index is None:
        return None
    segment = bytes.fromhex(statement.model.subject[0].digest.sha256)
    return Sealable(index, leaf_of(statement.id, provenance.capture), segment)
