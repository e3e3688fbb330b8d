"""The newest checkpoint of each log that this user has seen: what a log may never go back behind, nor depart from.

    $ARCHIVER_HOME/checkpoints/5f3c9a0b….checkpoint         named by the SHA-256 of the log's origin

Kept outside of the log: whoever puts an old copy of a log in its place does not put an old one here.
"""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from archiver.model.instant import Instant, format_instant
from archiver.settings import durable

FOLDER = "checkpoints"
MAX_CHECKPOINT = 1 << 20  # octets
MODE = 0o644


def read(home: Path, origin: str) -> str | None:
    """The kept checkpoint of a log, None when none was seen yet; raises ResourceError."""
    path = _path(home, origin)
    with durable.wrapped("read the kept checkpoint", path):
        return durable.read_limited(path, MAX_CHECKPOINT)[0].decode("utf-8", "replace") if path.exists() else None


def seen_at(home: Path, origin: str) -> Instant | None:
    """When that was, by this machine's clock; None when none was seen yet. Raises ResourceError."""
    path = _path(home, origin)
    with durable.wrapped("look at the kept checkpoint", path):
        return format_instant(datetime.fromtimestamp(path.stat().st_mtime, UTC)) if path.exists() else None


def keep(home: Path, origin: str, text: str) -> None:
    """Keeps a checkpoint durably in the place of an older one; raises ResourceError."""
    path = _path(home, origin)
    with durable.wrapped("keep the checkpoint", path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        durable.replace(path, text.encode(), MODE)


def _path(home: Path, origin: str) -> Path:
    return home / FOLDER / f"{hashlib.sha256(origin.encode()).hexdigest()[:32]}.checkpoint"
