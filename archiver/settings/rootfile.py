"""The roots that this user trusts, one file each: what was accepted last, whole, with the signatures that vouch for it.

    $ARCHIVER_HOME/roots/5f3c9a0b….json                 named by the SHA-256 of the root's name

What they mean is said in `archiver.sign.roots`. Nothing of the kind is ever read from an archive or a package.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from archiver.settings import durable
from archiver.settings.trustfile import MAX_TRUST, MODE

FOLDER = "roots"
_FILE = re.compile(r"[0-9a-f]{32}\.json")


def path_of(home: Path, name: str) -> Path:
    """Where the root of that name is kept; it need not be there."""
    return home / FOLDER / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.json"


def read_all(home: Path) -> Iterator[tuple[Path, bytes]]:
    """Path and octets of each, in the order of their paths; raises ResourceError or LimitError."""
    folder = home / FOLDER
    with durable.wrapped("read the roots in", folder):
        names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        for name in names:
            if _FILE.fullmatch(name):
                yield folder / name, durable.read_limited(folder / name, 2 * MAX_TRUST)[0]


def write(path: Path, data: bytes) -> None:
    """Puts `data` durably in the place of a root that was kept; raises ResourceError."""
    with durable.wrapped("keep the root", path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        durable.replace(path, data, MODE)
