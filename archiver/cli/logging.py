"""`archiver log` at work: opens log and keys, and puts the pieces together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archiver.bundle import sidecar
from archiver.cli import wiring
from archiver.cli.output import progress
from archiver.cli.targets import one_package
from archiver.errors import AuthorityError, ResourceError, UsageError
from archiver.flows import logbook
from archiver.flows.logbook import Batch, Finding, Log
from archiver.flows.setup import trust_set
from archiver.remote import tsa
from archiver.settings import kept, keyring, pending, trustfile
from archiver.settings.archive import load_settings
from archiver.settings.home import home
from archiver.sign import notekey, trust
from archiver.sign.dsse import decode64
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.logfolder import LOG_NAME, LogFolder
from archiver.store.packages import read_sidecar
from archiver.tlog import checkpoint as checkpoints
from archiver.tlog.note import ED25519, Verifier
from archiver.verify.log import leaf_of
from archiver.verify.statement import read_statement


@dataclass(frozen=True)
class Logged:
    """A batch, and why authorities did not stamp its checkpoint."""

    batch: Batch
    failed: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """For `--json` (docs/cli.md)."""
        made = self.batch.checkpoint
        return {
            "origin": made.origin,
            "leaves": made.size,
            "added": self.batch.added,
            "proofs": len(self.batch.names),
            "stamps": self.batch.stamps,
            "pending": list(self.failed),
        }


def run_batch(archive: Path, authorities: Sequence[str], *, stamp: bool, quiet: bool, renew: bool = False) -> Logged:
    """One batch: what is not in the log yet, and what still waits for a stamp; everything to `renew`."""
    root = wiring.require_archive(archive)
    urls = [tsa.check_url(url) for url in authorities or load_settings(root).authority_urls()] if stamp else []
    failed: list[str] = []

    def stamps_of(signature: bytes) -> list[bytes]:
        tokens = []
        for url in urls:
            try:
                tokens.append(tsa.ask(url, signature))
            except AuthorityError as e:
                failed.append(str(e))
        return tokens

    key = log_key(root)
    with wiring.open_for_amending(root) as store, progress("looking for packages", None, quiet=quiet):
        waiting = set(pending.read(root))
        log = open_log(root, key)
        fresh = logbook.packages(store) if renew else logbook.unlogged(store, log.origin)
        batch = logbook.log_batch([*fresh, *sorted(waiting)], store, log, stamps_of)
        if urls:
            pending.write(root, waiting | set(batch.names) if failed else waiting - set(batch.names))
    return Logged(batch, tuple(failed))


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
    )


def log_key(root: Path) -> notekey.NoteKey:
    """The key of the archive's log: its name comes from the archive, so that it outlives the signers' keys."""
    settings = load_settings(root)
    return note_key(f"log-{settings.archive.removeprefix('urn:uuid:')[:8]}", like=settings.signers)


def note_key(name: str, like: str) -> notekey.NoteKey:
    """The Ed25519 key of that name, made on first use: encrypted where the keys `like` it are."""
    stored = keyring.list_keys(home())
    if not any((key.name, key.algorithm) == (name, trust.ED25519) for key in stored):
        models = [key for key in stored if key.name == like]
        encrypted = not models or any(b"ENCRYPTED" in key.path.read_bytes().split(b"\n", 1)[0] for key in models)
        keyring.write_key(
            home(), name, trust.ED25519, notekey.generate().encode(wiring.passphrase() if encrypted else None)
        )
    pem = keyring.read_key(home(), name, trust.ED25519)
    locked = b"ENCRYPTED" in pem.split(b"\n", 1)[0]
    return notekey.decode(pem, wiring.passphrase() if locked else None, what=f"key {name}.ed25519")


def verifier_of(root: Path) -> Verifier:
    """The log's public key, from the user's own trust file."""
    origin = load_settings(root).archive
    for members in wiring.trusted(None).trust.sets_for("log"):
        if members.name == origin:
            return Verifier(origin, ED25519, notekey.raw_of(decode64(members.keys[0].spki)))
    raise UsageError(
        f"{root}: expected the key of the log {origin} in your trust file; add it with `archiver trust add`, or make"
        " the log with `archiver log checkpoint`"
    )


def vkey_of(archive: Path) -> str:
    """The log's public key as text."""
    return verifier_of(wiring.require_archive(archive)).vkey()


def newest_of(folder: LogFolder) -> checkpoints.Checkpoint:
    """The newest checkpoint; raises ResourceError where there is none."""
    newest = folder.newest()
    if newest is None:
        raise ResourceError(f"{folder.root}: expected a log, found none; make one with `archiver log checkpoint`")
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


def check_all(archive: Path, against: Path | None, *, quiet: bool) -> tuple[list[Finding], int]:
    """What is wrong between log, packages and kept checkpoints, and how many leaves there are."""
    root = wiring.require_archive(archive)
    folder = LogFolder(root / LOG_NAME)
    newest, verifier = newest_of(folder), verifier_of(root)
    found: list[Finding] = []
    with progress("checking the log", None, quiet=quiet):
        for text in (kept.read(home(), verifier.name), _text(against)):
            found += _against(newest, text, folder, verifier)
        try:
            found += logbook.check_log(folder, newest, logbook.leaves_in(wiring.store_of(root)))
        except ResourceError as e:
            found.append(Finding("tree", str(e)))
    return found, newest.size


def _against(
    newest: checkpoints.Checkpoint, text: str | None, folder: LogFolder, verifier: Verifier
) -> Iterator[Finding]:
    try:
        logbook.checked(newest, text, folder, verifier)
    except ResourceError as e:
        yield Finding("history", str(e))


def _text(path: Path | None) -> str | None:
    return trustfile.read_trust(path).decode("utf-8", "replace") if path else None
