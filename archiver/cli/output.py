r"""What people and programs see: data on stdout, messages on stderr, nothing from the web printed raw.

A page can hold terminal escapes, and text that a bidirectional override turns around; both would let a page write on
the screen of whoever reads a report. They are shown as `\x1b` and `\u202e`.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import typer

from archiver.errors import ResourceError

if TYPE_CHECKING:
    from collections.abc import Callable

# C0 and C1 controls, DEL, line and paragraph separators, bidi controls, zero-width characters, tags, lone surrogates.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)


def safe(text: str) -> str:
    """`text` on one line, with everything that could steer a terminal or a reader's eye made visible."""
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def emit(text: str) -> None:
    """A line of data on stdout; ends the run with status 5 when nobody reads it any more or it cannot be written."""
    try:
        sys.stdout.write(_encodable(text + "\n"))
        sys.stdout.flush()
    except OSError as e:
        sys.stdout = None  # or the interpreter flushes it again at its end and complains
        if isinstance(e, BrokenPipeError):
            raise typer.Exit(ResourceError.exit_code) from None
        raise ResourceError(f"expected to write to stdout, found {e.strerror}: check where it goes") from e


def _encodable(text: str) -> str:
    r"""`text` with `\u0416` for what stdout has no octets for: Cyrillic on a terminal set to ASCII is no defect."""
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def emit_json(document: object) -> None:
    """One JSON document on stdout, in the layout of the format; what could steer a terminal is escaped, as JSON can."""
    from archiver.sign.canonical import layout

    lines = layout(document).decode("utf-8").rstrip("\n").split("\n")
    emit("\n".join(map(escaped, lines)))


def escaped(json: str) -> str:
    """A line of JSON, with what could steer a terminal escaped as JSON can."""
    return _UNSAFE.sub(_json_escape, json)


def _json_escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))


def note(text: str, *, quiet: bool = False) -> None:
    """A message on stderr; that nobody reads it is no reason to stop."""
    if not quiet:
        with suppress(BrokenPipeError):
            sys.stderr.write(text + "\n")


def progress_is_shown(*, quiet: bool) -> bool:
    """Whether anybody would see a progress bar: counting what is to be done costs something."""
    return not quiet and sys.stderr.isatty()


@contextmanager
def progress(label: str, total: int | None, *, quiet: bool) -> "Iterator[Callable[[], None]]":
    """A progress bar on stderr, only on a terminal and only for more than one thing; yields what counts one."""
    if not progress_is_shown(quiet=quiet) or (total is not None and total < 2):
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda: bar.advance(task)
