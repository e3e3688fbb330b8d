"""One batch into the transparency log: leaves, one checkpoint, one stamp an authority, a proof into every sidecar.

    sidecars -> admitted -> leaves -> append (tiles, then checkpoint) -> stamp the checkpoint -> proofs into sidecars

Admitted is what has every signature it requires, by one signer set that the log's keeper trusts: who finds an envelope
in the log later need not check them again.

A run that is killed loses nothing: before the checkpoint no leaf counts, and after it the next run finds the leaves of
the unfinished batch in the log and goes on with their proofs.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

from archiver.bundle import sidecar
from archiver.errors import FormatError, LimitError, ResourceError, SignatureError
from archiver.flows.givers import givers_in, missing
from archiver.model.digest import sha256
from archiver.model.sidecar import LogEntry, OtsProof, Provenance, Timestamp
from archiver.sign import strict
from archiver.sign.canonical import layout
from archiver.sign.notekey import NoteKey
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.interface import Store, changed_meanwhile
from archiver.store.logfolder import LogFolder
from archiver.tlog import checkpoint, merkle, note, tiles
from archiver.tlog.checkpoint import Checkpoint
from archiver.tlog.note import ED25519, Verifier
from archiver.verify import codes
from archiver.verify.envelope import Trusted, check_envelope
from archiver.verify.log import MAX_LOGS, leaf_of
from archiver.verify.statement import Statement, read_statement
from archiver.verify.timestamps import MAX_STAMPS

WRITERS = 8  # sidecars that wait for the medium at the same time
ADMITTED_BY = {code.code for code in (codes.SIGNATURES, codes.TRUSTED_SET, codes.PAYLOAD_TYPE, codes.PACKAGE_KEYS)}
MOST_GIVERS = 8  # stamps and proofs that one checkpoint brings: as many as the settings allow
AHEAD = 256  # sidecars that are given to the writers together


@dataclass(frozen=True)
class Log:
    """A log that this run alone writes to. `kept` is the newest checkpoint that its keeper has seen.

    `trusted` are the signers whose statements it admits.
    """

    origin: str
    folder: LogFolder
    key: NoteKey
    kept: str | None
    keep: Callable[[str], None]
    trusted: Trusted

    @property
    def verifier(self) -> Verifier:
        """The log's key as notes name it."""
        return Verifier(self.origin, ED25519, self.key.public)

    def sign(self, text: str) -> str:
        """The note of a checkpoint's text."""
        return note.Note(text, (note.signed(text, self.verifier, self.key.sign),)).whole()


_Stamp = Timestamp | OtsProof
Stamps = Callable[[str, bytes], Sequence[_Stamp]]  # key id and signature -> what others make of it


@dataclass(frozen=True)
class Batch:
    """What a batch came to: the checkpoint, the sidecars that have their proof now, and how many leaves are new.

    `refused` are the packages that were not admitted, and why.
    """

    checkpoint: Checkpoint
    names: tuple[str, ...]
    added: int
    stamps: int
    promised: int  # proofs of OpenTimestamps, pending at their calendars
    refused: tuple[tuple[str, str], ...]


def checked(newest: Checkpoint | None, kept: str | None, tiles_of: tiles.Tiles, verifier: Verifier) -> None:
    """Returns when a log's newest checkpoint is its own and carries on from the one that was kept.

    Raises ResourceError for a log that went back, departed from what was seen, or is signed by another key.
    """
    if newest is not None:
        try:
            signed = note.check(newest.note, verifier)
        except SignatureError as e:
            raise ResourceError(f"{verifier.name}: expected a checkpoint that its log signed: {e}") from e
        if newest.origin != verifier.name or not signed:
            raise ResourceError(f"{verifier.name}: expected a checkpoint signed by {verifier.vkey()}, found another's")
    seen = checkpoint.read(kept) if kept else None
    if seen is None:
        return
    if newest is None or newest.size < seen.size:
        there = newest.size if newest else "none"
        raise ResourceError(
            f"{verifier.name}: expected a log of at least {seen.size} leaves, found {there}: it was rolled back;"
            " restore the log's folder before anything is added to it"
        )
    proof = tiles.consistency(tiles_of, seen.size, newest.size)
    if not merkle.consistent(seen.size, seen.root, newest.size, newest.root, proof):
        raise ResourceError(
            f"{verifier.name}: expected the log that was seen at {seen.size} leaves, found another history: a fork;"
            " keep both, and find out who wrote here"
        )


def log_batch(names: Sequence[str], store: Store, log: Log, stamps_of: Stamps, *, renew: bool = False) -> Batch:
    """Puts the packages whose sidecars are `names` into the log, each once, and their proofs into their sidecars.

    `stamps_of` has authorities stamp the checkpoint's signature. A package that was logged before takes over the stamps
    of those who have not dated it yet, with `renew` all of them. Raises ResourceError as `checked` does, and when
    something cannot be written; FormatError when the log or a sidecar cannot be read.
    """
    newest = log.folder.newest()
    checked(newest, log.kept, log.folder, log.verifier)
    size = newest.size if newest else 0
    start, begun = log.folder.began() or (size, ())
    known = [_met(name, store, log, renew=renew) for name in dict.fromkeys((*begun, *names)) if store.exists(name)]
    met = [one for one in known if one.refusal is None]
    refused = tuple((one.name, one.refusal) for one in known if one.refusal is not None)
    found = _places(log.folder, start, size, {one.leaf for one in met})
    found |= {one.leaf: one.index for one in met if one.index is not None and _holds(log.folder, one, size)}
    fresh = list(dict.fromkeys(one.leaf for one in met if one.leaf not in found))
    log.folder.begin(start, [one.name for one in met])
    made = log.folder.append(fresh, log.origin, log.sign)
    log.keep(made.note.whole())
    found |= {leaf: size + number for number, leaf in enumerate(fresh)}
    own = note.check(made.note, log.verifier)
    stamps = stamps_of(log.key.keyid, own.signature if own else b"")
    roots: tiles.Known = {}
    _amend_all(
        (
            (one, entry_of(log.folder, made, found[one.leaf], roots), bring)
            for one in met
            for bring in [missing(stamps, one.held)]
            if bring or one.index != found[one.leaf]  # a proof stays unless the new one brings stamps
        ),
        store,
        log,
    )
    log.folder.finish()
    proofs = sum(isinstance(one, OtsProof) for one in stamps)
    return Batch(made, tuple(one.name for one in met), len(fresh), len(stamps) - proofs, proofs, refused)


@dataclass(frozen=True)
class _Met:
    """A package as it was read: its leaf, the digest of its sidecar, where it says that the log has it.

    `refusal` says why it is not admitted. `held` names who has dated it, as far as that is to be spared.
    """

    name: str
    leaf: bytes
    digest: str
    index: int | None
    refusal: str | None
    held: frozenset[bytes]


def _met(name: str, store: Store, log: Log, *, renew: bool) -> _Met:
    try:
        octets = store.read(name, MAX_JSON_BYTES)
        provenance = sidecar.read(octets).model.provenance
        statement = read_statement(provenance.capture)
    except (FormatError, LimitError) as e:  # one that waits and was damaged since must not keep out all others
        return _Met(name, b"", "", None, str(e), frozenset())
    index = next((entry.index for entry in provenance.log if entry.origin == log.origin), None)
    refusal = _full(provenance) or _refusal(provenance, statement, log.trusted)
    held = givers_in(provenance) if index is not None and not renew else frozenset()
    return _Met(name, leaf_of(statement.id, provenance.capture), sha256(octets), index, refusal, held)


def _full(provenance: Provenance) -> str | None:
    """Why a package takes no more: a verifier looks at so many proofs and stamps, and refuses those that have more."""
    room = MAX_STAMPS - MOST_GIVERS
    if len(provenance.log) < MAX_LOGS and len(provenance.tokens()) <= room and len(provenance.proofs()) <= room:
        return None
    return f"expected less than {MAX_LOGS} proofs and {room} stamps, found as many: it was renewed often enough"


def _refusal(provenance: Provenance, statement: Statement, trusted: Trusted) -> str | None:
    """Why the log does not admit a statement; whether its signers' time had come or gone is judged by who verifies."""
    for check in check_envelope(provenance, statement.model.predicate, trusted, None):
        if check.code in ADMITTED_BY and check.status != "pass":
            return f"{check.code} {check.name}: {check.detail}"
    return None


def _holds(folder: LogFolder, one: _Met, size: int) -> bool:
    """Whether the log agrees with what a sidecar says."""
    return one.index is not None and one.index < size and next(folder.leaves(one.index, size))[1] == one.leaf


def _places(folder: LogFolder, start: int, size: int, leaves: set[bytes]) -> dict[bytes, int]:
    """Where the leaves of a batch that was cut off stand already."""
    return {leaf: index for index, leaf in folder.leaves(start, size) if leaf in leaves} if start < size else {}


def _amend_all(due: Iterable[tuple[_Met, LogEntry, Sequence[_Stamp]]], store: Store, log: Log) -> None:
    """Several at a time, because each waits for the medium, and a file system writes them together."""
    remaining = iter(due)
    with ThreadPoolExecutor(WRITERS) as pool:
        while some := list(islice(remaining, AHEAD)):
            for done in [pool.submit(_amend, one, store, log, entry, stamps) for one, entry, stamps in some]:
                done.result()


def _amend(one: _Met, store: Store, log: Log, entry: LogEntry, stamps: Sequence[_Stamp]) -> None:
    """Puts a proof into a sidecar; older ones of the same log stay if authorities stamped their checkpoint.

    On plain values, which were validated when the leaf was read: the digest says that they are the same ones.
    """
    octets = store.read(one.name, MAX_JSON_BYTES)
    if (found := sha256(octets)) != one.digest:
        raise changed_meanwhile(one.name, one.digest, found)
    document = strict.again(octets)
    provenance = document["provenance"]
    stamped = any(old["over"] == log.key.keyid for old in provenance["timestamps"])
    kept = [old for old in provenance["log"] if stamped or old["origin"] != log.origin]
    if entry.document() not in kept:
        kept.append(entry.document())
    provenance["log"] = kept
    provenance["timestamps"] = [*provenance["timestamps"], *(stamp.document() for stamp in stamps)]
    store.replace(one.name, layout(document), one.digest)


def entry_of(folder: tiles.Tiles, made: Checkpoint, index: int, known: tiles.Known | None = None) -> LogEntry:
    """The proof that leaf `index` is under a checkpoint, as a sidecar holds it."""
    text = made.note.whole()
    proof = checkpoint.write_proof(index, tiles.inclusion(folder, index, made.size, known), text)
    return LogEntry(origin=made.origin, index=index, proof=proof, checkpoint=text)


def packages(store: Store) -> Iterator[str]:
    """The names of all packages that can be read."""
    return (name for name, _ in leaves_in(store))


def leaves_in(store: Store) -> Iterator[tuple[str, bytes]]:
    """Name and leaf of every package that can be read."""
    for name in store.list(".json"):
        try:
            capture = sidecar.read(store.read(name, MAX_JSON_BYTES)).model.provenance.capture
            yield name, leaf_of(read_statement(capture).id, capture)
        except (FormatError, LimitError):
            continue


def with_checkpoint(store: Store, origin: str, old: str, new: str) -> int:
    """Writes a checkpoint with more signatures into the sidecars that hold it with fewer; how many that were."""
    changed = 0
    for name in store.list(".json"):
        octets = store.read(name, MAX_JSON_BYTES)
        try:
            model = sidecar.read(octets).model
        except (FormatError, LimitError):
            continue
        entries = tuple(_cosigned(one, old, new) if one.origin == origin else one for one in model.provenance.log)
        if entries != model.provenance.log:
            provenance = model.provenance.model_copy(update={"log": entries})
            grown = model.model_copy(update={"provenance": provenance})
            store.replace(name, sidecar.write(grown), sha256(octets))
            changed += 1
    return changed


def _cosigned(entry: LogEntry, old: str, new: str) -> LogEntry:
    if entry.checkpoint != old:
        return entry
    return entry.model_copy(update={"proof": entry.proof.removesuffix(old) + new, "checkpoint": new})
