"""Packages that wait for a time stamp, because an authority did not answer: `<archive>/.pending-timestamps`.

    2026/11/22/20261122T071501Z-example.org-1a2b3c4d.json        one sidecar a line, sorted

Written before an authority is asked, so that a run that is killed leaves them behind. Losing the file loses no
evidence: `archiver timestamp TARGET` finds out anew what is missing.
"""

from collections.abc import Iterable
from pathlib import Path

from archiver.errors import ResourceError
from archiver.settings import durable

PENDING_NAME = ".pending-timestamps"
MAX_PENDING = 64 << 20  # octets: about 800,000 packages
MODE = 0o644


def read(archive: Path) -> list[str]:
    """The names of the sidecars that wait; none without the file. Raises ResourceError when it cannot be read."""
    path = archive / PENDING_NAME
    with durable.wrapped("read", path):
        if not path.exists():
            return []
        data = durable.read_limited(path, MAX_PENDING)[0]
    try:
        return data.decode("utf-8").splitlines()
    except UnicodeDecodeError as e:
        raise ResourceError(f"expected names in {str(path)!r}, found no UTF-8: remove the file") from e


def write(archive: Path, names: Iterable[str]) -> None:
    """Puts the list of `names` in the file's place, durably."""
    path = archive / PENDING_NAME
    with durable.wrapped("write", path):
        durable.replace(path, "".join(f"{name}\n" for name in sorted(set(names))).encode(), MODE)
