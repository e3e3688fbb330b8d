"""OpenTimestamps (E808, E809): each proof is over a signature in this package, and what the user's block headers say.

A proof that cannot be read contradicts nothing: anybody could have added it, and a later version of OpenTimestamps may
have steps that are unknown here. It keeps a package from being verified all the same, since nobody knows what it says.
One that is over something else contradicts the package. One that is still pending, or that leads to a block of which
no header is at hand, counts for nothing and harms nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from archiver.errors import FormatError
from archiver.model.instant import format_instant, parse
from archiver.model.report import Check
from archiver.model.sidecar import OtsProof
from archiver.sign import dsse, ots
from archiver.sign.bitcoin import BURIED, Headers, Known
from archiver.verify import codes
from archiver.verify.timestamps import CLOCK_SKEW, Imprints

MAX_PROOFS = 100  # that are looked at
NAMED = 3  # reasons that one detail repeats


@dataclass(frozen=True)
class Confirmed:
    """The imprint is in the block of that height, which had been found by `time` (an Instant)."""

    imprint: bytes
    time: str
    height: int


@dataclass(frozen=True)
class _Held:
    """A proof over a signature in the package, by its place in `timestamps`."""

    number: int
    proof: ots.Proof


def check_proofs(
    proofs: Mapping[int, OtsProof], imprints: Imprints, headers: Known, now: str | None, *, counts: bool
) -> tuple[list[Confirmed], list[Check]]:
    """What the user's headers confirm, and E808 and E809; `counts` is whether their policy takes that for a time."""
    if not proofs:
        return [], [codes.OTS_PROOFS.inapplicable("none"), codes.BITCOIN.inapplicable("none")]
    held: list[_Held] = []
    faults: list[Check] = []
    for number, one in list(proofs.items())[:MAX_PROOFS]:
        found = _read(number, one, imprints)
        held += [found] if isinstance(found, _Held) else []
        faults += [found] if isinstance(found, Check) else []
    if len(proofs) > MAX_PROOFS:
        faults.insert(0, codes.OTS_PROOFS.failed("too many", expected=f"at most {MAX_PROOFS}", found=str(len(proofs))))
    faults.sort(key=lambda check: check.status != "fail")
    confirmed, second = _against(held, headers, now, counts=counts)
    first = faults[: codes.MAX_NAMED] or [codes.OTS_PROOFS.passed(f"{len(held)} proofs")]
    return confirmed, [*first, *second]


def _read(number: int, one: OtsProof, imprints: Imprints) -> _Held | Check:
    part = f"timestamp {number}"
    try:
        proof = ots.read(dsse.decode64(one.proof))
    except FormatError as e:
        return codes.OTS_PROOFS.cannot(str(e), part=part)
    if proof.digest not in imprints.allowed(one.over):
        detail = f"expected a proof over a signature of {one.over} in this package, found another digest"
        return codes.OTS_PROOFS.failed(detail, found=proof.digest.hex(), part=part)
    return _Held(number, proof)


def _against(
    held: list[_Held], headers: Known, now: str | None, *, counts: bool
) -> tuple[list[Confirmed], list[Check]]:
    confirmed: list[Confirmed] = []
    denied: list[Check] = []
    open_: list[str] = []
    for one in held:
        found, contradicted, reasons = _blocks(one.proof, headers, now)
        confirmed += found
        if not found:
            denied += [codes.BITCOIN.cannot(text, part=f"timestamp {one.number}") for text in contradicted]
            open_ += reasons
    if denied:
        return confirmed, denied[: codes.MAX_NAMED]
    said = _said(confirmed, open_, counts=counts)
    return confirmed, [codes.BITCOIN.passed(said) if confirmed else codes.BITCOIN.inapplicable(said)]


def _said(confirmed: list[Confirmed], reasons: list[str], *, counts: bool) -> str:
    first = min(confirmed, key=lambda one: one.time, default=None)
    parts = [f"in block {first.height}, known by {first.time}"] if first else []
    if first and not counts:
        parts.append("the policy does not count it (`archiver trust policy --bitcoin`)")
    return "; ".join([*parts, *list(dict.fromkeys(reasons))[:NAMED]]) or "nothing that could be checked"


def _blocks(proof: ots.Proof, headers: Known, now: str | None) -> tuple[list[Confirmed], list[str], list[str]]:
    """What the headers confirm of a proof, what they deny, and why the rest stays open."""
    confirmed: list[Confirmed] = []
    denied: list[str] = []
    reasons = list(_pending(proof))
    for one in proof.attestations:
        if one.kind != "bitcoin" or one.height is None:
            continue
        found = _block(one.message, one.height, headers)
        if isinstance(found, int):
            time = format_instant(datetime.fromtimestamp(found, UTC))
            if now is None or time <= format_instant(parse(now) + CLOCK_SKEW):
                confirmed.append(Confirmed(proof.digest, time, one.height))
            else:
                reasons.append(f"block {one.height} is still to come by this machine's clock")
        elif found is None:
            denied.append(f"the proof does not lead to the Merkle root of block {one.height} in your headers")
        else:
            reasons.append(found)
    return confirmed, denied, reasons


def _pending(proof: ots.Proof) -> Iterator[str]:
    if proof.complete:
        return
    for one in proof.attestations:
        yield f"pending at {one.uri}" if one.kind == "pending" else "by an attestation that is unknown here"


def _block(message: bytes | None, height: int, headers: Known) -> int | str | None:
    """Seconds since 1970 by which the block had been found, why that stays open, or None for another Merkle root."""
    if message is None:
        return f"the way to block {height} goes through a digest other than SHA-256"
    known = headers()
    if not isinstance(known, Headers):
        return f"it leads to Bitcoin's block {height}, not checkable here: {known}"
    root, time = known.root(height), known.known_by(height)
    if root is None:
        return f"your block headers are those from {known.first} to {known.last}, and it leads to block {height}"
    if root != message:
        return None
    if time is None:
        return f"block {height} is not buried yet: your headers end {known.last - height} after it, of {BURIED} needed"
    return time
