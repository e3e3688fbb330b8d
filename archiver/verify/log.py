"""Transparency logs (E802, E805): the statement and its envelope are a leaf under the checkpoint that came with them.

The arithmetic needs no trust. Whose checkpoint it is does: the keys of log and witnesses come from the trust file, and
signatures by anybody else are passed over. A wrong signature under a key that is trusted is a failure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from archiver.errors import FormatError, SignatureError
from archiver.model.digest import sha256
from archiver.model.instant import format_instant
from archiver.model.report import Check
from archiver.model.sidecar import LogEntry
from archiver.model.statement import Envelope
from archiver.sign import dsse, notekey
from archiver.sign.canonical import canonical
from archiver.sign.trust import Role, SignerSet, Trust
from archiver.tlog import checkpoint, note
from archiver.tlog.checkpoint import Proof
from archiver.verify import codes
from archiver.verify.envelope import NEVER

MAX_LOGS = 100  # entries that are looked at; each renewal adds one
_LAST_SECOND = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())


@dataclass(frozen=True)
class Cosigned:
    """A trusted witness had seen the checkpoint by that `Instant`."""

    witness: SignerSet
    time: str


@dataclass(frozen=True)
class Logged:
    """The statement is under this checkpoint. `log` is the trusted set that signed it, None for an unknown log."""

    origin: str
    log: SignerSet | None
    signatures: tuple[bytes, ...]  # in the checkpoint, whoever's they are: time stamps may be over them
    stamped: bytes | None  # the verified signature of the log
    witnesses: tuple[Cosigned, ...]


def leaf_of(statement_id: str, envelope: Envelope) -> bytes:
    """What a log holds of a statement: its id and the digest of its envelope's RFC 8785 form, 64 octets."""
    return checkpoint.entry(statement_id, sha256(canonical(envelope.document())))


def note_signatures(entries: Sequence[LogEntry]) -> list[bytes]:
    """All signatures in the checkpoints that can be read."""
    found = []
    for entry in entries[:MAX_LOGS]:
        try:
            found += [line.signature for line in checkpoint.read(entry.checkpoint).note.lines]
        except FormatError:  # E802 says so
            continue
    return found


def check_logs(entries: Sequence[LogEntry], leaf: bytes, trust: Trust) -> tuple[list[Logged], list[Check]]:
    """The logs that hold `leaf`, and E802 and E805."""
    if not entries:
        return [], [codes.LOG.inapplicable("none"), codes.LOG_SIGNATURES.inapplicable("none")]
    held: list[Logged] = []
    faults: list[Check] = []
    for number, entry in enumerate(entries[:MAX_LOGS]):
        part = f"log {number}"
        try:
            held.append(_signed(_included(entry, leaf), trust))
        except FormatError as e:
            faults.append(codes.LOG.failed(str(e), part=part))
        except SignatureError as e:
            faults.append(codes.LOG_SIGNATURES.failed(str(e), part=part))
    if len(entries) > MAX_LOGS:
        faults.insert(0, codes.LOG.failed("too many", expected=f"at most {MAX_LOGS}", found=str(len(entries))))
    failed = {check.code for check in faults}
    passed = [codes.LOG.passed(", ".join(one.origin for one in held)), _known(held)]
    return held, faults[: codes.MAX_NAMED] + [check for check in passed if check.code not in failed]


def _known(held: Sequence[Logged]) -> Check:
    known = [one.log.name for one in held if one.log]
    if known:
        return codes.LOG_SIGNATURES.passed(", ".join(known))
    return codes.LOG_SIGNATURES.inapplicable("no log of the trust file; nobody's signature was checked")


def _included(entry: LogEntry, leaf: bytes) -> Proof:
    proof = checkpoint.read_proof(entry.proof)
    if proof.checkpoint.note.whole() != entry.checkpoint:
        raise FormatError("expected the checkpoint that the proof leads to, found another beside it")
    if (proof.index, proof.checkpoint.origin) != (entry.index, entry.origin):
        raise FormatError("expected the index and the origin that the proof states, found others beside it")
    if not proof.holds(leaf):
        raise FormatError("the proof does not lead from this statement and its envelope to the checkpoint's root")
    return proof


def _signed(proof: Proof, trust: Trust) -> Logged:
    text, origin = proof.checkpoint.note, proof.checkpoint.origin
    log, stamped = None, None
    for signers in _last_to_end_first(trust, "log"):
        if signers.name == origin and (line := note.check(text, verifier_of(signers, "log"))):
            log, stamped = signers, line.signature
    witnesses = {
        witness.key_ids(): Cosigned(witness, _instant(note.seconds_of(line)))
        for witness in _last_to_end_first(trust, "witness")
        if (line := note.check(text, verifier_of(witness, "witness")))
    }
    return Logged(origin, log, tuple(line.signature for line in text.lines), stamped, tuple(witnesses.values()))


def _last_to_end_first(trust: Trust, role: Role) -> list[SignerSet]:
    """The sets in a role: of a key that stands in two of them, the one that ends first comes last, and counts."""
    sets = sorted(trust.sets_for(role), key=lambda signers: signers.end() or NEVER, reverse=True)
    return sorted(sets, key=lambda signers: signers.revoked is not None)


def verifier_of(signers: SignerSet, role: Role) -> note.Verifier:
    """The key of a log's or witness's set, as notes name it."""
    kind = note.COSIGNATURE if role == "witness" else note.ED25519
    return note.Verifier(signers.name, kind, notekey.raw_of(dsse.decode64(signers.keys[0].spki)))


def _instant(seconds: int) -> str:
    if not 0 < seconds <= _LAST_SECOND:
        raise SignatureError(f"expected the time of a cosignature, found {seconds}")
    return format_instant(datetime.fromtimestamp(seconds, UTC))


def witnesses_of(logged: Sequence[Logged]) -> Iterator[Cosigned]:
    """All cosignatures of trusted witnesses that were never revoked: others can bear any time."""
    return (one for each in logged for one in each.witnesses if not one.witness.revoked)
