"""Long work that somebody stops: SIGINT or SIGTERM, and a line that says what is kept."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stoppable(kept: str) -> Iterator[None]:
    """SIGTERM ends the block as SIGINT does, so that nothing half made is left; says what is `kept` (status 130)."""
    from archiver.cli.output import note

    mine = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, _interrupt) if mine else None
    try:
        yield
    except KeyboardInterrupt:
        note(f"archiver: stopped; {kept}")
        raise
    finally:
        if mine:
            signal.signal(signal.SIGTERM, before)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
