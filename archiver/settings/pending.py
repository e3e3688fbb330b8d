"""Packages that wait for a time stamp: because an authority did not answer, or because a calendar owes the rest of it.

    <archive>/.pending-timestamps       an authority or a calendar was asked and gave nothing
    <archive>/.pending-calendars        the same, where only calendars were asked: no authority ever is because of it
    <archive>/.pending-proofs           a calendar of OpenTimestamps has promised to date them

    2026/11/22/20261122T071501Z-example.org-1a2b3c4d.json <tab> 2026-11-22T07:15:09.000000Z

One sidecar a line, sorted, and since when it waits. Written before an authority is asked, so that a run that is killed
leaves them behind. Losing a file loses no evidence: `archiver timestamp TARGET` finds out anew what is missing.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from archiver.errors import ResourceError
from archiver.model.instant import format_instant
from archiver.settings import durable

PENDING_NAME = ".pending-timestamps"
CALENDARS_NAME = ".pending-calendars"
PROOFS_NAME = ".pending-proofs"
MAX_PENDING = 64 << 20  # octets: about 600,000 packages
MODE = 0o644


def read(archive: Path, name: str = PENDING_NAME) -> list[str]:
    """The names of the sidecars that wait; none without the file. Raises ResourceError when it cannot be read."""
    return list(since(archive, name))


def everybody(archive: Path) -> frozenset[str]:
    """The sidecars that wait, whatever for; raises ResourceError."""
    return frozenset(one for name in (PENDING_NAME, CALENDARS_NAME, PROOFS_NAME) for one in read(archive, name))


def since(archive: Path, name: str = PENDING_NAME) -> Mapping[str, str | None]:
    """The sidecars that wait, and since when; None where that was not written down. Raises ResourceError."""
    path = archive / name
    with durable.wrapped("read", path):
        if not path.exists():
            return {}
        data = durable.read_limited(path, MAX_PENDING)[0]
    try:
        lines = data.decode("utf-8").splitlines()
    except UnicodeDecodeError as e:
        raise ResourceError(f"expected names in {str(path)!r}, found no UTF-8: remove the file") from e
    return {one: when or None for one, _, when in (line.partition("\t") for line in lines)}


def write(archive: Path, names: Iterable[str], name: str = PENDING_NAME) -> None:
    """Puts the list of `names` in the file's place, durably, unless it is that already."""
    path, before = archive / name, since(archive, name)
    wanted = sorted(set(names))
    if wanted == list(before) and path.exists():
        return
    now = format_instant(datetime.now(UTC))
    lines = (f"{one}\t{before.get(one) or now}\n" for one in wanted)
    with durable.wrapped("write", path):
        durable.replace(path, "".join(lines).encode(), MODE)
