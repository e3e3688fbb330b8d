"""Being a witness (C2SP tlog-cosignature), and taking a witness's word."""

from pathlib import Path

from archiver.cli import wiring
from archiver.cli.asking import way
from archiver.cli.logging import newest_of, note_key, verifier_of
from archiver.cli.output import note as say
from archiver.errors import FormatError, ResourceError, SignatureError, UsageError
from archiver.flows import logbook
from archiver.model import instant
from archiver.model.instant import Instant
from archiver.remote.logsite import LogSite
from archiver.settings import kept, trustfile
from archiver.settings.home import home
from archiver.store.lock import locked
from archiver.store.logfolder import LOG_NAME, LogFolder
from archiver.tlog import note
from archiver.tlog.note import COSIGNATURE, ED25519, Note, Verifier

WITNESS_KEY = "witness"


def cosign(where: str, vkey: str, name: str, keys: str) -> str:
    """A cosignature over another's newest checkpoint; nothing is signed for a log that went back or departed.

    `where` is a folder, or the address that its log is published at.
    """
    log, other = note.read_vkey(vkey), LogSite(where, way()) if "://" in where else LogFolder(Path(where))
    if log.kind != ED25519 or not note.is_name(name):
        raise UsageError(f"expected the key of a log and a name without white space and plus signs, found {name!a}")
    newest, key = newest_of(other), note_key(WITNESS_KEY, like=keys)
    own = Verifier(name, COSIGNATURE, key.public)
    if not all(line.isprintable() for line in newest.note.text.split("\n")):
        raise FormatError(f"{where}: expected a checkpoint of printable lines, found others: nobody could compare them")
    with locked(home(), wiring.now()):
        _check_clock(log.name, wiring.now())
        logbook.checked(newest, kept.read(home(), log.name), other, log)
        kept.keep(home(), log.name, newest.note.whole())  # before signing: never two histories, whatever happens now
    say(f"your key as a witness: {own.vkey()}")
    seconds = int(instant.parse(wiring.now()).timestamp())
    return Note(newest.note.text, (note.cosigned(newest.note.text, own, key.sign, seconds),)).whole()


def _check_clock(origin: str, now: Instant) -> None:
    """A witness vouches for a time: one whose clock was put back would say that a log is older than it is."""
    seen_at = kept.seen_at(home(), origin)
    if seen_at and now < seen_at:
        raise ResourceError(
            f"expected a clock that has gone on since this log was seen at {seen_at}, found {now}: set the clock"
        )


def take(file: Path, vkey: str, archive: Path) -> int:
    """Puts a cosignature beside the log's own signature, here and in the sidecars; how many sidecars that were."""
    root = wiring.require_archive(archive)
    witness, folder = note.read_vkey(vkey), LogFolder(root / LOG_NAME)
    given = note.parse(trustfile.read_trust(file).decode("utf-8", "replace"))
    newest = newest_of(folder)
    if given.text != newest.note.text:
        raise UsageError(f"{file}: expected a cosignature over the newest checkpoint, found one over another")
    try:
        line = note.check(given, witness)
    except SignatureError as e:
        raise FormatError(f"{file}: {e}") from e
    if line is None or witness.kind != COSIGNATURE:
        raise UsageError(f"{file}: expected a cosignature by {witness.name}, found none")
    others = tuple(one for one in newest.note.lines if (one.name, one.hash) != (line.name, line.hash))
    text = Note(newest.note.text, (*others, line)).whole()
    with wiring.open_for_amending(root) as store:
        folder.replace(text)
        return logbook.with_checkpoint(store, verifier_of(root).name, newest.note.whole(), text)
