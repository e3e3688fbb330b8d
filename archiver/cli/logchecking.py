"""`archiver log check` at work: log, packages and the checkpoints that were kept, held against each other."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archiver.cli import wiring
from archiver.cli.logging import newest_of, verifier_of
from archiver.cli.output import progress
from archiver.errors import FormatError, ResourceError, SignatureError, UsageError
from archiver.flows import logbook
from archiver.flows.logcheck import Finding, check_log
from archiver.settings import kept, trustfile
from archiver.settings.home import home
from archiver.store.logfolder import LOG_NAME, LogFolder
from archiver.tlog import checkpoint as checkpoints
from archiver.tlog import note
from archiver.tlog.note import Verifier

SHOWN = 1_000  # findings that are named; all of them are counted


@dataclass(frozen=True)
class Checked:
    """What `log check` came to: the number of leaves, how much of each kind is wrong, the first SHOWN of it."""

    leaves: int
    counts: Mapping[str, int]
    findings: Sequence[Finding]


def check_all(archive: Path, against: Path | None, *, quiet: bool) -> Checked:
    """What is wrong between log, packages and kept checkpoints."""
    root = wiring.require_archive(archive)
    folder = LogFolder(root / LOG_NAME)
    newest, verifier = newest_of(folder), verifier_of(root)
    given = _kept_by_user(against, verifier) if against else None
    counts: Counter[str] = Counter()
    shown: list[Finding] = []
    with progress("checking the log", None, quiet=quiet):
        for one in _findings(root, folder, newest, (kept.read(home(), verifier.name), given), verifier):
            counts[one.kind] += 1
            shown += [one] if len(shown) < SHOWN else []
    return Checked(newest.size, dict(sorted(counts.items())), shown)


def _findings(
    root: Path, folder: LogFolder, newest: checkpoints.Checkpoint, seen: Iterable[str | None], verifier: Verifier
) -> Iterator[Finding]:
    for text in seen:
        yield from _against(newest, text, folder, verifier)
    try:
        yield from check_log(folder, newest, logbook.leaves_in(wiring.store_of(root)))
    except ResourceError as e:
        yield Finding("tree", str(e))


def _against(
    newest: checkpoints.Checkpoint, text: str | None, folder: LogFolder, verifier: Verifier
) -> Iterator[Finding]:
    try:
        logbook.checked(newest, text, folder, verifier)
    except ResourceError as e:
        yield Finding("history", str(e))


def _kept_by_user(path: Path, verifier: Verifier) -> str:
    """The checkpoint in a file; raises UsageError for one that the log did not sign, which would prove nothing."""
    text = trustfile.read_trust(path).decode("utf-8", "replace")
    try:
        seen = checkpoints.read(text)
        if seen.origin == verifier.name and note.check(seen.note, verifier):
            return text
    except (FormatError, SignatureError) as e:
        raise UsageError(f"{path}: expected a checkpoint that the log {verifier.name} signed: {e}") from e
    raise UsageError(f"{path}: expected a checkpoint that the log {verifier.name} signed, found another's")
