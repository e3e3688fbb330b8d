"""Digests as they are written everywhere in the format: `sha256:` and 64 lowercase hex digits."""

import hashlib
from typing import Annotated

from pydantic import StringConstraints

PREFIX = "sha256:"

Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]


def sha256(data: bytes) -> str:
    """SHA-256 (FIPS 180-4) of `data` as a `Digest`."""
    return PREFIX + hashlib.sha256(data).hexdigest()


def hex_of(digest: str) -> str:
    """The bare hex digits of a `Digest`, as `sha256sum` and in-toto print them."""
    return digest.removeprefix(PREFIX)
