"""What one run may take: time, disk, and what it leaves free. Asked before anything new is begun.

budget = Budget.of(settings, now=monotonic())
budget.spent(monotonic(), free, used)       # None, or ("time", "6h are over")
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from archiver.model.duration import format_duration, format_size, parse_duration, parse_size
from archiver.model.run import Ending
from archiver.settings.archive import ArchiveSettings
from archiver.settings.durable import wrapped

RUN_TIME = "6h"
DISK_RESERVE = "1G"


@dataclass(frozen=True)
class Budget:
    """`ends_at` is a moment of the steady clock; the others are octets, `octets` None without a limit."""

    seconds: int
    ends_at: float
    octets: int | None
    reserve: int

    @classmethod
    def of(cls, settings: ArchiveSettings, now: float) -> Self:
        """From the archive's settings; `now` is the steady clock's."""
        seconds = parse_duration(settings.run_time or RUN_TIME)
        octets = parse_size(settings.run_disk) if settings.run_disk else None
        return cls(seconds, now + seconds, octets, parse_size(settings.disk_reserve or DISK_RESERVE))

    def spent(self, now: float, free: int, used: int) -> tuple[Ending, str] | None:
        """Which budget is used up, and in which words; None while none is."""
        if free < self.reserve:
            return "disk", f"{format_size(free)} are free, and disk_reserve is {format_size(self.reserve)}"
        if self.octets is not None and used >= self.octets:
            return "disk", f"run_disk is used up: {format_size(used)} of {format_size(self.octets)}"
        if now >= self.ends_at:
            return "time", f"run_time is over: {format_duration(self.seconds)}"
        return None


def free_space(folder: Path) -> int:
    """Octets that this user may still write there; raises ResourceError."""
    with wrapped("look at the disk of", folder):
        return shutil.disk_usage(folder).free
