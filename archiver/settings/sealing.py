"""The secret under which this user seals what was checked: `$ARCHIVER_HOME/seal.key`, 32 octets, for its owner alone.

Made on first use. Losing it costs one audit that checks everything in full; whoever has it can make an audit of this
user believe that a sidecar was checked before.
"""

from collections.abc import Callable
from pathlib import Path

from archiver.errors import ResourceError
from archiver.settings import durable

NAME = "seal.key"
OCTETS = 32
MODE = 0o600


def secret(home: Path, entropy: Callable[[int], bytes]) -> bytes:
    """The secret; raises ResourceError when it can be neither read nor made, or when others can read it."""
    path = home / NAME
    with durable.wrapped("keep a secret for seals in", path):
        if not path.exists():
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            durable.create(path, entropy(OCTETS), MODE)
        octets, status = durable.read_limited(path, OCTETS)
    if len(octets) != OCTETS or status.st_mode & 0o077:
        raise ResourceError(f"{path}: expected {OCTETS} octets for its owner alone, found others: remove it")
    return octets
