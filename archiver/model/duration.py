"""Lengths of time and amounts of disk as people write them. Whole numbers inside, never negative, never zero.

parse_duration("1h") == 3600
format_duration(3600) == "1h"
parse_size("2G") == 2_000_000_000
parse_steps("1h 6h 1d") == (3600, 21600, 86400)
"""

import re
from itertools import pairwise

MAX_SECONDS = 10 * 366 * 86400  # ten years: longer is a slip of the finger
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
MAX_STEPS = 20
SIZES = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}

_SIZE = re.compile(r"([1-9][0-9]{0,8}) ?([kMGT]?)B?")
_FORM = re.compile(r"([1-9][0-9]{0,8})([smhdw])")


def parse_duration(text: str) -> int:
    """Seconds; raises ValueError for what is no whole number with one of the units, or more than MAX_SECONDS."""
    found = _FORM.fullmatch(text.strip())
    seconds = int(found[1]) * UNITS[found[2]] if found else 0
    if not 0 < seconds <= MAX_SECONDS:
        raise ValueError(f"expected a length of time such as 90s, 15m, 6h, 1d or 2w, found {text[:40]!r}")
    return seconds


def format_duration(seconds: int) -> str:
    """In the largest unit that divides it: 3600 is `1h`, 5400 is `90m`; a week is `7d`, as people count days."""
    unit = next(name for name in ("d", "h", "m", "s") if seconds % UNITS[name] == 0)
    return f"{seconds // UNITS[unit]}{unit}"


def parse_size(text: str) -> int:
    """Octets, in powers of ten; raises ValueError for what is no whole number with k, M, G or T."""
    found = _SIZE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"expected an amount of disk such as 500M or 2G, found {text[:40]!r}")
    return int(found[1]) * SIZES[found[2]]


def format_size(octets: int) -> str:
    """Three digits at most and a unit: 1234567 is `1.2 MB`."""
    unit = next((name for name in ("T", "G", "M", "k") if octets >= SIZES[name]), "")
    value = octets / SIZES[unit]
    return f"{value:.1f} {unit}B" if unit and value < 10 else f"{value:.0f} {unit}B"


def parse_steps(text: str) -> tuple[int, ...]:
    """Rising lengths of time; raises ValueError for none, too many, or one that is not longer than the one before."""
    steps = tuple(parse_duration(word) for word in text.split())
    if not 0 < len(steps) <= MAX_STEPS or any(a >= b for a, b in pairwise(steps)):
        raise ValueError(f"expected 1 to {MAX_STEPS} rising lengths of time such as `1h 6h 1d`, found {text[:60]!r}")
    return steps
