"""What `archiver doctor` looks at in the archive: settings, signers, packages, index, lock, leftovers, disk."""

import os
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archiver.cli import trusting, wiring
from archiver.cli.doctoring import stamps
from archiver.cli.doctoring.finding import Finding
from archiver.cli.looking.render import counted
from archiver.errors import ArchiverError, ResourceError
from archiver.index.sqlite import INDEX_NAME
from archiver.settings import keyring, trustfile
from archiver.settings.archive import SETTINGS_NAME, load_settings
from archiver.settings.home import home
from archiver.sign import trust
from archiver.store.atomic import TEMPORARY
from archiver.store.lock import LOCK_NAME, is_locked, unfinished
from archiver.store.opening import located
from archiver.store.packages import PackageFiles, find_packages

LITTLE_SPACE = 500 * 1024 * 1024  # octets
NO_SPACE = 1024 * 1024
SKEW = timedelta(minutes=2)  # of a file's time against the clock
_YEAR = re.compile(r"[0-9]{4}")  # the archive's own packages lie under YYYY/MM/DD
NAMED = 3  # files that a finding names


def checkup(archive: Path, explicit: bool) -> Iterator[Finding]:
    """The findings of one archive; one that does not exist is worth a note, or attention when it was named."""
    if not (archive / SETTINGS_NAME).is_file():
        advice = f"`archiver init {archive}` makes one."
        yield Finding("archive", "attention" if explicit else "note", f"{archive} is no archive", advice)
        return
    try:
        settings = load_settings(archive)
    except ArchiverError as e:
        yield Finding("archive", "broken", str(e))
        return
    yield Finding("archive", "ok", f"{archive}: {settings.name} ({settings.archive})")
    yield _signers(archive, settings.signers)
    try:
        wiring.reach(archive)
        yield from _files(archive)
    except ArchiverError as e:
        yield Finding("packages", "broken", str(e))
    yield _lock(archive)
    yield from stamps.waiting(archive, settings, datetime.now(UTC))
    yield _space(archive)


def _signers(archive: Path, name: str) -> Finding:
    """The archive's published signers against the user's keys and trust; the archive's file proves nothing."""
    path = archive / trustfile.TRUST_NAME
    try:
        published = trust.read(trustfile.read_trust(path), what=str(path)).sets
    except ArchiverError as e:
        return Finding("signers", "attention", str(e), f"Write it again: `archiver keys export {name} > {path}`.")
    known = _trusted_sets()
    if strangers := [members.name for members in published if members.key_ids() not in known]:
        advice = f"Compare the key ids with its owner, then `archiver trust add {path}`."
        return Finding("signers", "attention", f"you do not trust its signers: {', '.join(strangers)}", advice)
    if name not in {key.name for key in keyring.list_keys(home())}:
        return Finding("signers", "note", f"the keys {name!r} are not on this machine", "You can verify, not add.")
    return Finding("signers", "ok", f"{name!r} signs, and you trust it")


def _trusted_sets() -> set[frozenset[str]]:
    """None where the user's trust file cannot be read, which is a finding of its own."""
    try:
        return {members.key_ids() for members in trusting.trusted(None).trust.sets}
    except ArchiverError:
        return set()


def _files(archive: Path) -> Iterator[Finding]:
    try:
        packages = list(find_packages(archive))
    except OSError as e:
        yield Finding("packages", "broken", f"{e.filename}: {e.strerror}", "Give this user the permission to read it.")
        return
    whole = [files for files in packages if files.sidecar and files.warc]
    own = [files for files in whole if _YEAR.fullmatch(Path(files.name).relative_to(archive).parts[0])]
    yield _packages(packages, whole)
    yield _index(archive, len(own), len(whole))
    yield _leftovers(archive)
    yield _times(archive, whole)


def _packages(packages: list[PackageFiles], whole: list[PackageFiles]) -> Finding:
    halves = [files.name for files in packages if not (files.sidecar and files.warc)]
    if not halves:
        return Finding("packages", "ok", f"{counted(len(whole), 'package')}, each with both files")
    advice = (
        "A WARC without a sidecar is left of a killed run, signed by nobody: add its source again, then delete it. A"
        " sidecar without its WARC has lost its evidence: restore that from a copy."
    )
    return Finding("packages", "attention", f"{counted(len(halves), 'file')} alone: {_named(halves)}", advice)


def _index(archive: Path, packages: int, with_guests: int) -> Finding:
    """`with_guests` counts what lies in other folders as well, such as a copy of somebody else's; it may be indexed."""
    advice = f"Run `archiver index rebuild --archive {archive}`."
    if not (archive / INDEX_NAME).exists():
        if not packages:
            return Finding("index", "ok", "none yet: there are no packages")
        return Finding("index", "attention", f"there is none, for {counted(packages, 'package')}", advice)
    try:
        with wiring.read_index(archive) as index:
            rows = index.count()
    except ResourceError as e:
        return Finding("index", "attention", str(e), advice)
    if not packages <= rows <= with_guests:
        return Finding("index", "attention", f"{rows} in the index, {counted(packages, 'package')} on disk", advice)
    return Finding("index", "ok", f"{rows} in the index, as on disk")


def _leftovers(archive: Path) -> Finding:
    left = [str(Path(folder) / name) for folder, _, names in os.walk(archive) for name in names if _is_left(name)]
    if not left:
        return Finding("leftovers", "ok", "none")
    advice = "They are parts of files that a killed run was writing; when no run is writing now, delete them."
    return Finding("leftovers", "attention", f"{counted(len(left), 'temporary file')}: {_named(left)}", advice)


def _is_left(name: str) -> bool:
    return name.startswith(TEMPORARY)


def _times(archive: Path, whole: list[PackageFiles]) -> Finding:
    """Files from the future mean that the clock was turned back, or was wrong when they were written."""
    paths = {archive / SETTINGS_NAME, *(located(files.sidecar).file for files in whole if files.sidecar)}
    on_disk = (path for path in paths if path.exists())  # an archive may be kept elsewhere
    newest = datetime.fromtimestamp(max(path.stat().st_mtime for path in on_disk), UTC)
    if newest > datetime.now(UTC) + SKEW:
        advice = "The clock is behind, or was ahead when that file was written: set it before you capture."
        return Finding(
            "times", "attention", f"the newest file is of {newest:%Y-%m-%d %H:%M} UTC, in the future", advice
        )
    return Finding("times", "ok", "no file is from the future")


def _lock(archive: Path) -> Finding:
    """Asks the kernel, and takes no lock: even a shared one, for a moment, could turn away a run that begins then."""
    path = archive / LOCK_NAME
    if not path.exists():
        return Finding("lock", "ok", "never taken")
    if not os.access(path, os.R_OK | os.W_OK):
        return Finding("lock", "attention", f"{path}: Permission denied", "Give this user the permission to write it.")
    held, writer = is_locked(archive), unfinished(archive)
    if held:
        return Finding("lock", "note", f"another run is writing: {writer or 'another one'}", "Wait until it ends.")
    if writer is None:
        return Finding("lock", "ok", "free")
    if held is None:
        advice = "Wait until it ends; if none is at work, the next run catches up."
        return Finding("lock", "note", f"a run is writing, or was cut off: {writer}", advice)
    return Finding("lock", "note", f"the last run did not end well: {writer}", "The next run catches up.")


def _space(archive: Path) -> Finding:
    if not os.access(archive, os.W_OK):
        return Finding("disk", "attention", f"{archive} is not writable", "You can verify; to add, get permission.")
    free = shutil.disk_usage(archive).free
    found = f"{free // 2**20:,} MiB free"
    if free < LITTLE_SPACE:
        return Finding("disk", "broken" if free < NO_SPACE else "attention", found, "Free some space.")
    return Finding("disk", "ok", found)


def _named(names: list[str]) -> str:
    rest = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + rest
