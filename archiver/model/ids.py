"""Identifiers: random UUIDs as URNs (RFC 9562 5.4), from randomness that is handed in."""

import uuid
from collections.abc import Callable

Entropy = Callable[[int], bytes]


def new_urn(entropy: Entropy) -> str:
    """A fresh `urn:uuid:...` from 16 octets of `entropy`."""
    return uuid.UUID(bytes=entropy(16), version=4).urn
