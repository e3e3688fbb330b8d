"""Time stamps (E801, E803): each is over a signature in this package, sound, and by an authority, trusted or not.

What counts is left to `archiver.verify.vouching`: here a stamp contradicts itself or the package, or it is handed on
with the name of the trusted authority that gave it, or with the reason why none did.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar

from archiver.errors import FormatError, SignatureError
from archiver.model.instant import format_instant, parse
from archiver.model.report import Check
from archiver.model.sidecar import Provenance, Timestamp
from archiver.model.statement import Envelope
from archiver.sign import authority, certificates, dsse, tsp
from archiver.sign.trust import Trust, load_roots
from archiver.verify import codes

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

MAX_STAMPS = 100  # that are looked at; each costs a path of certificates
CLOCK_SKEW = timedelta(minutes=5)  # by which a stamp may be ahead of the clock of whoever verifies


@dataclass(frozen=True)
class Stamped:
    """A stamp that says what it should: over which imprint, when at the latest, by which trusted authority if any."""

    imprint: bytes
    time: str
    authority: str | None
    reason: str | None  # why no trusted authority's


@dataclass(frozen=True)
class Imprints:
    """What may have been stamped: SHA-256 of each signature, by the ids of their keys; notes have no key ids."""

    by_key: Mapping[str, frozenset[bytes]]
    of_notes: frozenset[bytes]
    NONE: ClassVar["Imprints"]

    @classmethod
    def of(cls, provenance: Provenance, note_signatures: Sequence[bytes]) -> "Imprints":
        """All signatures in a package."""
        by_key: dict[str, set[bytes]] = {}
        for envelope in (provenance.capture, *provenance.later):
            for signature in envelope.signatures:
                by_key.setdefault(signature.keyid, set()).add(_imprint(signature.sig))
        digests = frozenset(sha256(signature).digest() for signature in note_signatures)
        return cls({keyid: frozenset(found) for keyid, found in by_key.items()}, digests)

    def allowed(self, over: str) -> frozenset[bytes]:
        """The imprints that a stamp over the key `over` may bear."""
        return self.by_key.get(over, frozenset()) or self.of_notes


Imprints.NONE = Imprints({}, frozenset())


def imprints_of(envelope: Envelope) -> frozenset[bytes]:
    """SHA-256 of each signature in an envelope, malformed ones left out."""
    return frozenset(_imprint(signature.sig) for signature in envelope.signatures) - {b""}


def _imprint(signature: str) -> bytes:
    try:
        return sha256(dsse.decode64(signature)).digest()
    except FormatError:  # E201 says so; nothing can have been stamped
        return b""


def check_stamps(
    stamps: Mapping[int, Timestamp], imprints: Imprints, trust: Trust, now: str | None
) -> tuple[list[Stamped], list[Check]]:
    """The stamps that hold, and E801 and E803; `stamps` are those of RFC 3161, by their place among all.

    `now` is the verifier's clock, only to refuse stamps from the future.
    """
    if not stamps:
        return [], [codes.TIMESTAMPS.inapplicable("none"), codes.TIMESTAMP_TOKENS.inapplicable("none")]
    held: list[Stamped] = []
    faults: list[Check] = []
    for number, stamp in list(stamps.items())[:MAX_STAMPS]:
        try:
            held.append(_check(stamp, imprints.allowed(stamp.over), trust, now))
        except FormatError as e:
            faults.append(codes.TIMESTAMPS.failed(str(e), part=f"timestamp {number}"))
        except SignatureError as e:
            faults.append(codes.TIMESTAMP_TOKENS.failed(str(e), part=f"timestamp {number}"))
    if len(stamps) > MAX_STAMPS:
        faults.insert(0, codes.TIMESTAMPS.failed("too many", expected=f"at most {MAX_STAMPS}", found=str(len(stamps))))
    passed = [code.passed(f"{len(held)} stamps") for code in (codes.TIMESTAMPS, codes.TIMESTAMP_TOKENS)]
    failed = {check.code for check in faults}
    return held, faults[: codes.MAX_NAMED] + [check for check in passed if check.code not in failed]


def _check(stamp: Timestamp, allowed: frozenset[bytes], trust: Trust, now: str | None) -> Stamped:
    token = tsp.read(dsse.decode64(stamp.token))
    if token.imprint not in allowed:
        raise FormatError(f"expected a stamp over a signature of {stamp.over} in this package, found another imprint")
    if now and token.generated > parse(now) + CLOCK_SKEW:
        ahead = format_instant(token.generated)
        return Stamped(token.imprint, token.time, None, f"its time, {ahead}, is still to come by this machine's clock")
    name, reason = _authority(token, _certificates(stamp.chain), trust)
    return Stamped(token.imprint, token.time, name, reason)


def _certificates(chain: Sequence[str]) -> list["Certificate"]:
    return [certificates.load(dsse.decode64(one)) for one in chain[: tsp.MAX_CERTIFICATES]]


def _authority(token: tsp.Stamp, chain: Sequence["Certificate"], trust: Trust) -> tuple[str | None, str | None]:
    """The first trusted authority that vouches for the stamp, else why none does; raises SignatureError."""
    reason = "the trust file names no time authority; add one with `archiver trust authority`"
    ended = None  # says more than that others did not give it
    for one in trust.authorities:
        fault = authority.path_fault(token, load_roots(one, one.name), chain)
        if fault is None:
            if not one.revoked and (one.until is None or token.time < one.until):
                return one.name, None
            ended = f"the authority {one.name!a} is revoked" if one.revoked else f"{one.name!a} had ended"
        else:
            reason = fault
    return None, ended or reason
