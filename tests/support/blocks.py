"""Block headers that a test mines itself: Bitcoin's rules at the least difficulty there is (that of its regtest).

chain = Chain()                 a first block at height 100
height = chain.add(root)        a block with that Merkle root, ten minutes after the last
chain.bury()                    as many on top as count
"""

import hashlib
import struct

from archiver.sign.bitcoin import BURIED, Checkpoint, block_hash

BITS = 0x207FFFFF
FIRST = 100
BEGAN = 1_590_000_000  # 2020-05-20
SPACING = 600  # seconds


def hash_of(header: bytes) -> bytes:
    """The hash in the order of the octets."""
    return hashlib.sha256(hashlib.sha256(header).digest()).digest()


def mine(previous: bytes, root: bytes, time: int, bits: int = BITS, *, good: bool = True) -> bytes:
    """A header whose hash meets its target, or with `good` False misses it."""
    target = (bits & 0x7FFFFF) << 8 * ((bits >> 24) - 3)
    for nonce in range(1 << 32):
        header = struct.pack("<i32s32sIII", 0x20000000, previous, root, time, bits, nonce)
        if (int.from_bytes(hash_of(header), "little") <= target) is good:
            return header
    raise AssertionError("no nonce does it")


class Chain:
    """Headers in a row, from one at `first`."""

    def __init__(self, first: int = FIRST, bits: int = BITS) -> None:
        self.first, self.bits = first, bits
        self.headers = [mine(bytes(32), bytes(32), BEGAN, bits)]

    def add(self, root: bytes | None = None, *, time: int | None = None, bits: int | None = None) -> int:
        """Mines one block more; its height."""
        height = self.first + len(self.headers)
        when = BEGAN + SPACING * len(self.headers) if time is None else time
        header = mine(
            hash_of(self.headers[-1]), root or hashlib.sha256(b"%d" % height).digest(), when, bits or self.bits
        )
        self.headers.append(header)
        return height

    def bury(self, count: int = BURIED) -> None:
        """Puts blocks on top."""
        for _ in range(count):
            self.add()

    @property
    def octets(self) -> bytes:
        """As a file has them."""
        return b"".join(self.headers)

    @property
    def checkpoint(self) -> Checkpoint:
        """The first block, as a user names it."""
        return Checkpoint(self.first, block_hash(self.headers[0]))
