"""How text for people is laid out: wrapped to the terminal, sparing colour, nothing from the web printed raw.

    label("captured", "2026-11-22 07:15:01 UTC")      "  captured    2026-11-22 07:15:01 UTC"

Colour only on a terminal, and never with NO_COLOR (no-color.org) or TERM=dumb.
"""

import os
import sys
import textwrap
from collections.abc import Iterator, Sequence
from typing import Literal

from archiver.cli.output import emit, safe

MAX_WIDTH = 110  # columns; longer lines are hard to read
MIN_WIDTH = 40
NOT_WRAPPED = 1 << 40
LABEL = 12  # columns of a label
_STYLES = {"bold": "1", "dim": "2", "warn": "33", "removed": "31", "added": "32"}


def width() -> int:
    """Columns to write in: the terminal's; a file or a pipe gets its paragraphs in one line, for `grep`."""
    if not sys.stdout.isatty():
        return NOT_WRAPPED
    try:
        columns = os.get_terminal_size(sys.stdout.fileno()).columns
    except OSError:
        return MAX_WIDTH
    return max(MIN_WIDTH, min(columns or 80, MAX_WIDTH))


def styled(text: str, style: Literal["bold", "dim", "warn", "removed", "added"]) -> str:
    """`text` in colour where colour is wanted."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not sys.stdout.isatty()
    return text if plain else f"\x1b[{_STYLES[style]}m{text}\x1b[0m"


def paragraph(text: str, *, first: str = "", indent: str = "") -> None:
    """`text` (already safe) wrapped, with `first` before its first line and `indent` before the others."""
    lines = textwrap.wrap(
        text, width(), initial_indent=first, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    for line in lines or [first.rstrip()]:
        emit(line)


def label(name: str, value: str | None, *, none: str = "none") -> None:
    """One `name value` row; `value` may come from the web."""
    shown = none if value is None else safe(value)
    paragraph(shown, first=f"  {name:{LABEL - 1}} ", indent=" " * (LABEL + 2))


def moment(instant: str | None) -> str | None:
    """An `Instant` for people: to the second, with its zone in words."""
    return f"{instant[:10]} {instant[11:19]} UTC" if instant else None


def counted(number: int, noun: str) -> str:
    """`1 block`, `2 blocks`."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def marked(text: str, marks: Sequence[tuple[int, int, str]]) -> str:
    """`text` made safe, each (start, end, name) of `marks` shown as `{name: ...}`; offsets are code points."""
    inserts: dict[int, tuple[str, str]] = {}
    for start, end, name in marks:
        closing, opening = inserts.get(start, ("", ""))
        inserts[start] = (closing, f"{opening}{{{name}: ")
        closing, opening = inserts.get(end, ("", ""))
        inserts[end] = (closing + "}", opening)
    return "".join(_pieces(text, inserts))


def _pieces(text: str, inserts: dict[int, tuple[str, str]]) -> Iterator[str]:
    last = 0
    for at, (closing, opening) in sorted(inserts.items()):
        yield safe(text[last:at]) + closing + opening
        last = at
    yield safe(text[last:])
