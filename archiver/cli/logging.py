"""`archiver log` at work: opens log and keys, and puts the pieces together."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

from archiver.bundle import sidecar
from archiver.cli import trusting, unlocking, wiring
from archiver.cli.asking import Asked, Desk, desk_of
from archiver.cli.output import note, progress, safe
from archiver.cli.sealing import seal
from archiver.cli.targets import one_package
from archiver.errors import AuthorityError, ResourceError, UsageError
from archiver.flows import logbook
from archiver.flows.logbook import Batch, Log
from archiver.flows.ots import prove
from archiver.flows.setup import trust_set
from archiver.flows.stamp import stamp_of, waits_for_later
from archiver.flows.unlogged import Unlogged
from archiver.model.sidecar import OtsProof, Timestamp
from archiver.remote.logsite import LogSite
from archiver.settings import kept, keyring, pending, trustfile
from archiver.settings.archive import load_settings
from archiver.settings.home import home
from archiver.settings.logged import LoggedNames
from archiver.sign import notekey, trust
from archiver.sign.dsse import decode64
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.interface import Store
from archiver.store.logfolder import LOG_NAME, LogFolder
from archiver.store.opening import read_sidecar
from archiver.tlog import checkpoint as checkpoints
from archiver.tlog.note import ED25519, Verifier
from archiver.verify.log import leaf_of
from archiver.verify.statement import read_statement

LARGEST = 50_000  # packages of one batch: some 50 MB in memory, and a request to each authority


@dataclass(frozen=True)
class Logged:
    """What went into the log, what was not admitted, and why authorities did not stamp its checkpoints.

    `tampered` are packages that were logged and are not what was signed.
    """

    checkpoint: checkpoints.Checkpoint
    added: int
    proofs: int
    stamps: int
    promised: int
    refused: tuple[tuple[str, str], ...]
    failed: tuple[str, ...]
    tampered: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """For `--json` (docs/cli.md)."""
        return {
            "origin": self.checkpoint.origin,
            "leaves": self.checkpoint.size,
            "added": self.added,
            "proofs": self.proofs,
            "stamps": self.stamps,
            "promised": self.promised,
            "pending": list(self.failed),
            "refused": [{"package": name, "reason": reason} for name, reason in self.refused],
            "tampered": list(self.tampered),
        }

    def after(self, before: "Logged") -> "Logged":
        """Together with the batch before it."""
        return Logged(
            self.checkpoint,
            before.added + self.added,
            before.proofs + self.proofs,
            before.stamps + self.stamps,
            before.promised + self.promised,
            before.refused + self.refused,
            before.failed + self.failed,
            before.tampered + self.tampered,
        )


def run_batch(archive: Path, asked: Asked, *, stamp: bool, quiet: bool, renew: bool = False) -> Logged:
    """What is not in the log yet, and what still waits for a stamp; everything to `renew`. LARGEST a batch."""
    root = wiring.require_archive(archive)
    desk = desk_of(asked, load_settings(root)) if stamp else None
    key = log_key(root)
    with wiring.open_for_amending(root) as store:
        log, waiting = open_log(root, key), sorted(pending.read(root))
        fresh = Unlogged(store, log, LoggedNames(root))
        names = chain(logbook.packages(store) if renew else fresh, waiting)
        batch = partial(_batch, _Writing(root, store, log, fresh, quiet), desk, renew)
        done = batch(_some(names, quiet=quiet))  # also where there is nothing to add
        while some := _some(names, quiet=quiet):
            done = batch(some).after(done)
    if fresh.problem:
        note(f"archiver: every sidecar will be read again the next time: {safe(fresh.problem)}", quiet=quiet)
    named = {name for name, _ in done.refused}
    return replace(done, refused=(*done.refused, *(one for one in fresh.unread if one[0] not in named)))


def _some(names: Iterator[str], *, quiet: bool) -> list[str]:
    with progress("looking for packages", None, quiet=quiet) as one:
        return [name for name in islice(names, LARGEST) if one() is None]


@dataclass(frozen=True)
class _Writing:
    """Where batches go."""

    root: Path
    store: Store
    log: Log
    fresh: Unlogged
    quiet: bool


def _batch(to: _Writing, desk: Desk | None, renew: bool, names: Sequence[str]) -> Logged:
    """One batch, and what it leaves waiting: one request to each authority and to each calendar."""
    failed: list[str] = []
    root = to.root
    with progress("logging", None, quiet=to.quiet):
        batch = logbook.log_batch(names, to.store, to.log, partial(_stamps, desk, failed), renew=renew)
    to.fresh.logged(batch.names, batch.checkpoint)
    if desk and (desk.authorities or desk.calendars):
        waiting = set(pending.read(root))
        pending.write(root, waiting | set(batch.names) if failed else _left(waiting, batch, to.store))
    if batch.promised:
        pending.write(root, {*pending.read(root, pending.PROOFS_NAME), *batch.names}, pending.PROOFS_NAME)
    tampered = seal(root, batch.names, quiet=to.quiet)
    return Logged(
        batch.checkpoint,
        batch.added,
        len(batch.names),
        batch.stamps,
        batch.promised,
        batch.refused,
        tuple(failed),
        tuple(tampered),
    )


def _stamps(desk: Desk | None, failed: list[str], over: str, signature: bytes) -> list[Timestamp | OtsProof]:
    """What authorities and calendars make of a signature; `failed` grows by why others did not answer."""
    makers: list[Callable[[], Timestamp | OtsProof]] = []
    if desk:
        makers += [partial(_token, desk, over, signature, url) for url in desk.authorities]
        if desk.calendars:
            makers += [partial(prove, over, signature, url, desk.calendars) for url in desk.calendars.urls]
    made: list[Timestamp | OtsProof] = []
    for make in makers:
        try:
            made.append(make())
        except AuthorityError as e:
            failed.append(str(e))
    return made


def _token(desk: Desk, over: str, signature: bytes, url: str) -> Timestamp:
    return stamp_of(over, desk.ask(url, signature))


def _left(waiting: set[str], batch: Batch, store: Store) -> set[str]:
    """What still waits after a stamped batch: a checkpoint vouches for captures, and for nothing stated later."""
    return {name for name in waiting if name not in batch.names or waits_for_later(name, store)}


def open_log(root: Path, key: notekey.NoteKey) -> Log:
    """The archive's log under its key; makes trust in it known on first use."""
    settings = load_settings(root)
    members = trust.note_set(settings.archive, "log", key.spki)
    trust_set(home(), members)
    published = root / trustfile.TRUST_NAME
    if published.exists():
        current = trust.read(trustfile.read_trust(published), what=str(published))
        if current.with_set(members) != current:
            trustfile.write_trust(published, trust.write(current.with_set(members)))
    origin = settings.archive
    return Log(
        origin=origin,
        folder=LogFolder(root / LOG_NAME),
        key=key,
        kept=kept.read(home(), origin),
        keep=lambda text: kept.keep(home(), origin, text),
        trusted=trusting.trusted(None),
    )


def log_key(root: Path) -> notekey.NoteKey:
    """The key of the archive's log: its name comes from the archive, so that it outlives the signers' keys."""
    settings = load_settings(root)
    return note_key(f"log-{settings.archive.removeprefix('urn:uuid:')[:8]}", like=settings.signers)


def note_key(name: str, like: str) -> notekey.NoteKey:
    """The Ed25519 key of that name, made on first use: encrypted where the keys `like` it are."""
    stored = keyring.list_keys(home())
    if not any((key.name, key.algorithm) == (name, trust.ED25519) for key in stored):
        encrypted = unlocking.is_encrypted(like) or not any(key.name == like for key in stored)
        keyring.write_key(
            home(), name, trust.ED25519, notekey.generate().encode(unlocking.passphrase() if encrypted else None)
        )
    pem = keyring.read_key(home(), name, trust.ED25519)
    locked = b"ENCRYPTED" in pem.split(b"\n", 1)[0]
    return notekey.decode(pem, unlocking.passphrase() if locked else None, what=f"key {name}.ed25519")


def verifier_of(root: Path) -> Verifier:
    """The log's public key, from the user's own trust file."""
    origin = load_settings(root).archive
    for members in trusting.trusted(None).trust.sets_for("log"):
        if members.name == origin:
            return Verifier(origin, ED25519, notekey.raw_of(decode64(members.keys[0].spki)))
    raise UsageError(
        f"{root}: expected the key of the log {origin} in your trust file; add it with `archiver trust add`, or make"
        " the log with `archiver log checkpoint`"
    )


def vkey_of(archive: Path) -> str:
    """The log's public key as text."""
    return verifier_of(wiring.require_archive(archive)).vkey()


def newest_of(log: LogFolder | LogSite) -> checkpoints.Checkpoint:
    """The newest checkpoint; raises ResourceError where there is none."""
    newest = log.newest()
    if newest is None:
        where = log.url if isinstance(log, LogSite) else log.root
        raise ResourceError(f"{where}: expected a log, found none; make one with `archiver log checkpoint`")
    return newest


def proof_of(target: str, archive: Path) -> str:
    """A fresh proof for a package that is in the log already."""
    files = one_package(target, archive)
    if files.sidecar is None:
        raise UsageError(f"{files.name}: expected a package with a sidecar")
    model = sidecar.read(read_sidecar(files.sidecar, MAX_JSON_BYTES)).model
    root = wiring.require_archive(archive)
    origin, folder = load_settings(root).archive, LogFolder(root / LOG_NAME)
    index = next((entry.index for entry in model.provenance.log if entry.origin == origin), None)
    newest = newest_of(folder)
    if index is None or index >= newest.size:
        raise UsageError(f"{files.name}: expected a package that is in the log; run `archiver log checkpoint` first")
    entry = logbook.entry_of(folder, newest, index)
    leaf = leaf_of(read_statement(model.provenance.capture).id, model.provenance.capture)
    if not checkpoints.read_proof(entry.proof).holds(leaf):
        raise ResourceError(f"{files.name}: expected this package in the log at {index}, found another")
    return entry.proof
