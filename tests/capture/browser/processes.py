"""Who runs because of this test, and who is left of them afterwards. Linux: reads /proc."""

import contextlib
import os
import time
from pathlib import Path

PATIENCE = 3.0  # seconds that a killed process may take to be gone


def _stat(pid: int) -> list[str] | None:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return None


def command_line(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    return ""


def everybody() -> list[int]:
    return [int(path.name) for path in Path("/proc").glob("[0-9]*")]


def descendants() -> dict[int, str]:
    """Process id and start time of everybody below this process."""
    facts = {pid: stat for pid in everybody() if (stat := _stat(pid))}
    found: dict[int, str] = {}
    below = {os.getpid()}
    while below:
        below = {pid for pid, stat in facts.items() if int(stat[1]) in below and pid not in found}
        found |= {pid: facts[pid][19] for pid in below}
    return found


class Watch:
    """`look` notes who runs; a process is left when it still runs later, or names `folder` on its command line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._before = (
            descendants()
        )  # of other tests: what keeps count of multiprocessing's resources stays until the end
        self.seen: dict[int, str] = {}

    def look(self) -> None:
        self.seen |= {pid: start for pid, start in descendants().items() if self._before.get(pid) != start}

    def chromium(self) -> list[int]:
        """The processes of Chromium that were seen."""
        return [pid for pid in self.seen if "chrom" in command_line(pid).partition(" ")[0]]

    def left(self) -> list[str]:
        alive = [
            pid for pid, start in self.seen.items() if (stat := _stat(pid)) and stat[19] == start and stat[0] != "Z"
        ]
        naming = [pid for pid in everybody() if str(self.folder) in command_line(pid)]
        return [f"{pid}: {command_line(pid)[:200]}" for pid in {*alive, *naming} if pid != os.getpid()]

    def assert_nothing_left(self) -> None:
        until = time.monotonic() + PATIENCE
        while self.left() and time.monotonic() < until:
            time.sleep(0.05)
        assert self.left() == []
        assert list(self.folder.iterdir()) == []
