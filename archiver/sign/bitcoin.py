"""Bitcoin's block headers as the user has them: a row of 80 octets each, checked from a block that the user names.

    4 version  32 hash of the block before  32 Merkle root  4 time  4 bits  4 nonce         (numbers little-endian)

    headers = check(octets, Checkpoint(height=840000, hash="0000…"))
    headers.root(840100)               the Merkle root of a block, None when it is not at hand
    headers.known_by(840100)           seconds since 1970 by which it had been found, None when it isn't buried yet

What is checked: the first header is the named one, each names the one before, its hash meets its own target, targets
change as the protocol has it, and times rise as the protocol has it. Whoever makes up a branch has to spend the work
for it, and there have to be BURIED blocks on top. That the branch is the one that most people follow is not checked.

A block's own time is its miner's word: nodes accept it up to two hours ahead of their clocks, and as far back as the
median of the eleven blocks before. So `known_by` is the median of the eleven *after* it: each of them was found later,
and while most miners have clocks that are right within minutes, the median is no earlier than the block was found. It
is about an hour too late, which is the safe side.
"""

import struct
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from archiver.errors import FormatError, LimitError

HEADER = 80
MAX_HEADERS = 4_000_000  # blocks: 320 MB, and until about 2085
BURIED = 11  # blocks on top of one before it counts
PERIOD = 2016  # blocks with one target
TIMESPAN = 14 * 24 * 3600  # seconds that such a period should take
FACTOR = 4  # by which a target changes at most
EASIEST = 0xFFFF << 208  # the target of the first block; none is easier, unless the user named such a one
_LAYOUT = struct.Struct("<i32s32sIII")
_ROOT, _TIME = slice(36, 68), slice(68, 72)


@dataclass(frozen=True)
class Checkpoint:
    """A block that the user compared elsewhere: its height, and its hash as it is printed (64 hex digits)."""

    height: int
    hash: str


@dataclass(frozen=True)
class Headers:
    """Headers that follow from their checkpoint; `first` is the height of the first."""

    first: int
    octets: bytes

    @property
    def last(self) -> int:
        """The height of the last block at hand."""
        return self.first + len(self.octets) // HEADER - 1

    def header(self, height: int) -> bytes | None:
        """The 80 octets of a block."""
        at = (height - self.first) * HEADER
        return self.octets[at : at + HEADER] if self.first <= height <= self.last else None

    def root(self, height: int) -> bytes | None:
        """The Merkle root of a block, in the order of the header."""
        header = self.header(height)
        return header[_ROOT] if header else None

    def time(self, height: int) -> int | None:
        """The time that a block states, in seconds since 1970."""
        header = self.header(height)
        return int.from_bytes(header[_TIME], "little") if header else None

    def known_by(self, height: int) -> int | None:
        """The median of the times of the BURIED blocks after it, and never before its own time."""
        after = [time for each in range(height + 1, height + 1 + BURIED) if (time := self.time(each)) is not None]
        own = self.time(height)
        return max(own, sorted(after)[BURIED // 2]) if own is not None and len(after) == BURIED else None


Known = Callable[[], Headers | str]  # the user's headers, or why there are none


def none_at_hand() -> str:
    """For a user who has none."""
    return "the trust file names no block headers; name yours with `archiver trust bitcoin`"


def block_hash(header: bytes) -> str:
    """The hash of a header as it is printed: the last octet first."""
    return sha256(sha256(header).digest()).digest()[::-1].hex()


def check(octets: bytes, checkpoint: Checkpoint) -> Headers:
    """The headers, when they follow from the checkpoint; raises FormatError, LimitError over MAX_HEADERS."""
    count, rest = divmod(len(octets), HEADER)
    if count > MAX_HEADERS:
        raise LimitError(f"expected at most {MAX_HEADERS} block headers, found {count}")
    if rest or not count:
        raise FormatError(f"expected block headers of {HEADER} octets each, found {len(octets)} octets")
    if (found := block_hash(octets[:HEADER])) != checkpoint.hash:
        raise FormatError(f"expected the block {checkpoint.hash} first, at height {checkpoint.height}, found {found}")
    walk = _Walk(checkpoint.height, _LAYOUT.unpack(octets[:HEADER])[4])
    for fields in _LAYOUT.iter_unpack(octets):
        walk.follow(fields)
    return Headers(checkpoint.height, octets)


class _Walk:
    """What has to be remembered from header to header."""

    def __init__(self, height: int, bits: int) -> None:
        self.height, self.bits, self.target = height, bits, _target(bits, height)
        self.limit = max(EASIEST, self.target)
        self.hash: bytes | None = None
        self.began: int | None = None  # the time of the first block of this period, where it is at hand
        self.times: deque[int] = deque(maxlen=BURIED)

    def follow(self, fields: tuple[int, bytes, bytes, int, int, int]) -> None:
        """Takes one header more; raises FormatError when it does not follow."""
        _, previous, _, time, bits, _ = fields
        if self.hash is not None and previous != self.hash:
            raise FormatError(f"block {self.height}: expected it to name the block before it, found another's hash")
        if len(self.times) == BURIED and time <= sorted(self.times)[BURIED // 2]:
            raise FormatError(
                f"block {self.height}: expected a time after the median of the eleven before, found {time}"
            )
        self._retarget(bits)
        self.hash = sha256(sha256(_LAYOUT.pack(*fields)).digest()).digest()
        if int.from_bytes(self.hash, "little") > self.target:
            raise FormatError(f"block {self.height}: expected a hash that meets its target, found too little work")
        if self.height % PERIOD == 0:
            self.began = time
        self.times.append(time)
        self.height += 1

    def _retarget(self, bits: int) -> None:
        """Targets stay for a period, and then follow from how long it took; at first that is known but for a bound."""
        if self.height % PERIOD or not self.times:
            if bits != self.bits:
                raise FormatError(f"block {self.height}: expected the bits {self.bits:08x}, found {bits:08x}")
            return
        if self.began is None:
            target = _target(bits, self.height)
            hardest = _target(compact(self.target // FACTOR), self.height)
            good = hardest <= target <= min(self.target * FACTOR, self.limit)
        else:
            took = min(max(self.times[-1] - self.began, TIMESPAN // FACTOR), TIMESPAN * FACTOR)
            good = bits == compact(min(self.target * took // TIMESPAN, self.limit))
        if not good:
            raise FormatError(f"block {self.height}: expected the target that follows from the last, found {bits:08x}")
        self.bits, self.target = bits, _target(bits, self.height)


def _target(bits: int, height: int) -> int:
    """The number that a hash may not exceed, from its short form (an exponent and three octets)."""
    size, mantissa = bits >> 24, bits & 0x007FFFFF
    target = mantissa << 8 * (size - 3) if size >= 3 else mantissa >> 8 * (3 - size)
    if bits & 0x00800000 or not 0 < target < 1 << 256:
        raise FormatError(f"block {height}: expected a target, found the bits {bits:08x}")
    return target


def compact(target: int) -> int:
    """The short form of a target."""
    size = (target.bit_length() + 7) // 8
    mantissa = target >> 8 * (size - 3) if size >= 3 else target << 8 * (3 - size)
    return (size + 1) << 24 | mantissa >> 8 if mantissa & 0x00800000 else size << 24 | mantissa
