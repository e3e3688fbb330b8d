"""The parts of a package as leaves of four trees, so that each can be withheld and the rest still verifies.

    leaf = SHA-256(0x00 || JCS(["archiver/part/v1", salt, kind, key, digest]))
    salt = first 16 octets of HMAC-SHA256(seed, kind ":" key), in hex

`kind` names the tree (fields, blocks, records, claims), `key` the part (a JSON pointer, else its index in decimal),
`digest` is `sha256:...` of the part. All five members are ASCII strings, so their JCS is the plain compact array.
Without the salt a withheld part can't be found by trying texts; the seed goes when anything is withheld.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Literal

from archiver.model.digest import PREFIX
from archiver.model.statement import Root
from archiver.tlog import merkle

TREES: tuple["Tree", ...] = ("fields", "blocks", "records", "claims")
Tree = Literal["fields", "blocks", "records", "claims"]

SaltOf = Callable[[str, str], str | None]
SALT_OCTETS = 16
_BLOCK = 64  # octets that SHA-256 takes at a time
_INNER = bytes(octet ^ 0x36 for octet in range(256))
_OUTER = bytes(octet ^ 0x5C for octet in range(256))


def salts_from_seed(seed: bytes) -> SaltOf:
    """(kind, key) -> salt in hex, derived from a package's seed of at most 64 octets.

    HMAC as RFC 2104 section 2 spells it, because OpenSSL's costs twice as much a call (2.4 against 1.2 microseconds)
    and a package has a hundred parts.
    """
    inner, outer = _pads(seed)

    def salt(kind: str, key: str) -> str:
        first = sha256(inner + f"{kind}:{key}".encode("ascii")).digest()
        return sha256(outer + first).hexdigest()[: 2 * SALT_OCTETS]

    return salt


def _pads(seed: bytes) -> tuple[bytes, bytes]:
    padded = seed.ljust(_BLOCK, b"\0")
    return padded.translate(_INNER), padded.translate(_OUTER)


def part_leaf(salt: str, kind: str, key: str, digest: str) -> bytes:
    """Leaf hash of one part; every argument is ASCII and free of quotes and backslashes."""
    return sha256(f'\x00["archiver/part/v1","{salt}","{kind}","{key}","{digest}"]'.encode("ascii")).digest()


def leaves(seed: bytes, kind: Tree, parts: Iterable[tuple[str, str]]) -> tuple[bytes, ...]:
    """Leaf hashes of (key, digest) pairs, in their order, under the salts of `seed`.

    `part_leaf` under `salts_from_seed`, spelled out once more: it runs a hundred times a package, and two calls a part
    are a fifth of what it costs (tests/tlog/test_parts.py holds the two against each other).
    """
    inner, outer = _pads(seed)
    inner, middle = inner + f"{kind}:".encode("ascii"), f'","{kind}","'
    hashes = []
    for key, digest in parts:
        first = sha256(inner + key.encode("ascii")).digest()
        salt = sha256(outer + first).hexdigest()[: 2 * SALT_OCTETS]
        data = f'\x00["archiver/part/v1","{salt}{middle}{key}","{digest}"]'
        hashes.append(sha256(data.encode("ascii")).digest())
    return tuple(hashes)


def indexed(digests: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(key, digest) pairs of a tree whose keys are indices."""
    return tuple((str(index), digest) for index, digest in enumerate(digests))


def signed_root(hashes: tuple[bytes, ...]) -> Root:
    """Root and size as the predicate states them."""
    return Root(root=PREFIX + merkle.root(hashes).hex(), size=len(hashes))
