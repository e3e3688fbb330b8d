"""The bytes of a trust file: `$ARCHIVER_HOME/trust.json`, or what `--trust FILE` names; never one beside a package.

    {"format": "archiver/trust/v1", "policy": {...}, "sets": [{"name": "desk", "roles": ["capture"], "keys": [...]}]}

What they mean is said in `archiver.sign.trust`.
"""

from pathlib import Path

from archiver.settings import durable

TRUST_NAME = "trust.json"
MAX_TRUST = 4 << 20  # octets: about a thousand signer sets, an ML-DSA-65 key being 2.7 kB in base64
MODE = 0o644  # public keys only


def trust_path(home: Path) -> Path:
    """The user's own trust file; it need not exist."""
    return home / TRUST_NAME


def read_trust(path: Path) -> bytes:
    """The octets of `path`; raises LimitError over MAX_TRUST, ResourceError when it is missing or unreadable."""
    with durable.wrapped("read the trust file", path):
        return durable.read_limited(path, MAX_TRUST)[0]


def write_trust(path: Path, data: bytes) -> None:
    """Put `data` durably in the place of `path`, making its folder; raises ResourceError when that fails."""
    with durable.wrapped("write the trust file", path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        durable.replace(path, data, MODE)
