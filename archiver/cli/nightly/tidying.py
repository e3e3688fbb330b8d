"""Reports of runs without news, which an hourly timer makes 8,000 of a year: kept for some weeks, then removed.

    <archive>/reports/.quiet        20261122T030000Z-1a2b3c4d <tab> 2026-11-22T03:00:09.000000Z        one a line

Which reports may go is written down when they are made, so that no run has to read old reports. Every other report
stays until somebody removes it. Losing the file loses nothing but the tidying of what it named.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from archiver.cli.nightly.files import FILES, REPORTS, write
from archiver.model import instant
from archiver.model.instant import Instant
from archiver.model.run import RunReport
from archiver.settings import durable
from archiver.store.atomic import TEMPORARY

QUIET = ".quiet"
KEEP_REPORTS = "30d"
MAX_QUIET = 8 << 20  # octets: some 100,000 reports
_LINE = re.compile(r"([0-9]{8}T[0-9]{6}Z-[0-9a-f]{8})\t([0-9]{4}-[0-9TZ:.-]{22})")


def tidy(archive: Path, report: RunReport, keep: int) -> int:
    """Notes the report of a run without news, and removes those that were noted more than `keep` seconds before it.

    Returns how many were removed; raises ResourceError.
    """
    path = archive / REPORTS / QUIET
    noted = dict(_noted(path)) | ({report.id: report.ended_at} if report.is_quiet else {})
    oldest = instant.format_instant(instant.parse(report.ended_at) - timedelta(seconds=keep))
    old = [run for run, ended_at in noted.items() if ended_at < oldest]
    for run in old:
        with durable.wrapped("remove the report", archive / REPORTS / run):
            _remove(archive / REPORTS / run)
    left = "".join(f"{run}\t{ended_at}\n" for run, ended_at in noted.items() if run not in old)
    if old or report.id in noted:
        write(path, left.encode())
    return len(old)


def _noted(path: Path) -> Iterator[tuple[str, Instant]]:
    """An archive travels: only what looks like the name of a run leads anywhere."""
    with durable.wrapped("read", path):
        text = durable.read_limited(path, MAX_QUIET)[0].decode("utf-8", "replace") if path.exists() else ""
    for line in text.splitlines():
        if found := _LINE.fullmatch(line):
            yield found[1], found[2]


def _remove(folder: Path) -> None:
    """Removes what a run wrote there; a folder in which somebody keeps something else stays, without it."""
    if folder.is_symlink() or not folder.is_dir():
        return
    there = list(folder.iterdir())
    ours = [path for path in there if path.name in FILES or path.name.startswith(TEMPORARY)]
    for path in ours:
        path.unlink(missing_ok=True)
    if len(ours) == len(there):
        folder.rmdir()
