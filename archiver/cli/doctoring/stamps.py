"""What `archiver doctor` looks at for time stamps: who waits for one, and the user's own block headers."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archiver.cli.doctoring.finding import Finding
from archiver.cli.looking.render import counted
from archiver.errors import ArchiverError
from archiver.model.instant import parse
from archiver.settings import headers, pending
from archiver.settings.archive import ArchiveSettings
from archiver.sign.bitcoin import Checkpoint
from archiver.sign.trust import Bitcoin

LATE = timedelta(days=2)  # after which it is odd that an authority gave nothing
LATE_PROOF = timedelta(days=7)  # calendars take hours, and a day when blocks are dear
OLD_HEADERS = timedelta(days=60)


def waiting(archive: Path, settings: ArchiveSettings, now: datetime) -> Iterator[Finding]:
    """The packages of an archive that wait for authorities, and for what calendars have promised."""
    try:
        stamps = {**pending.since(archive), **pending.since(archive, pending.CALENDARS_NAME)}
        proofs = pending.since(archive, pending.PROOFS_NAME)
    except ArchiverError as e:
        yield Finding("stamps", "attention", str(e))
        return
    if not stamps and not proofs:
        yield Finding("stamps", "ok", "nothing waits for a time stamp")
    if stamps:
        advice = f"Run `archiver timestamp --archive {archive}`; it says who does not answer."
        yield _waits("stamps", stamps, "for a time stamp", now, LATE, advice)
    if proofs:
        advice = f"Run `archiver timestamp --archive {archive}` now and then, or `archiver run`: calendars take hours."
        if not settings.calendars:
            advice = "No calendar is named in archiver.yaml: name the one that promised, or give it with --calendar."
        yield _waits("proofs", proofs, "for the Bitcoin block that a calendar promised", now, LATE_PROOF, advice)


def _waits(
    name: str, since: Mapping[str, str | None], what: str, now: datetime, late: timedelta, advice: str
) -> Finding:
    oldest = min(filter(None, since.values()), default=None)
    when = f", since {oldest[:16].replace('T', ' ')} UTC" if oldest else ""
    wait = "waits" if len(since) == 1 else "wait"
    found = f"{counted(len(since), 'package')} {wait} {what}{when}"
    return Finding(name, "attention" if oldest and now - parse(oldest) > late else "note", found, advice)


def block_headers(named: Bitcoin, folder: Path, now: datetime) -> Finding:
    """The headers that the user's trust file names."""
    try:
        found = headers.load(folder / named.headers, Checkpoint(named.height, named.hash))
    except ArchiverError as e:
        return Finding("headers", "attention", str(e), "Name a good copy with `archiver trust bitcoin`.")
    last = datetime.fromtimestamp(found.time(found.last) or 0, UTC)
    text = f"Bitcoin's blocks {found.first} to {found.last}, the last of {last:%Y-%m-%d}"
    if now - last > OLD_HEADERS:
        return Finding("headers", "note", text, "Put newer headers behind the file (docs/trust.md).")
    return Finding("headers", "ok", text)
