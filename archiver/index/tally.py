"""Whether rows and packages name the same places, file by file, without a look-up for each: two sums that are equal.

    met = Tally.drawn()
    met.add(warc, statement, sidecar, offset, length)      for each package that was met in a rolled WARC
    said = index.tally(met)                                what all rows say, read in the order in which they lie
    met.settled_with(said, warc)

A look-up by statement is a random page of a large index; a row that is read after its neighbour is none. Of each rolled
WARC only a sum is kept, until both agree: of a keyed digest of every place in it. The key is drawn anew each time, so
that nobody can choose places whose sums are equal. Rows that are equal are counted as often as they come.
"""

import hashlib
from collections import defaultdict
from secrets import token_bytes

KEY_OCTETS = 16
_SUM_OCTETS = 16
_ONE = 1 << 256  # of the count, above every sum that 2^128 digests can have


class Tally:
    """Sum and count for each rolled WARC, by its name in the store: one number, in which the count stands on top."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._sums: defaultdict[str, int] = defaultdict(int)

    @classmethod
    def drawn(cls) -> "Tally":
        """One under a key of its own."""
        return cls(token_bytes(KEY_OCTETS))

    def blank(self) -> "Tally":
        """Another one under the same key, in which nothing is counted yet."""
        return Tally(self._key)

    def add(self, warc: str, statement: bytes, sidecar: str, offset: int, length: int) -> None:
        """Counts a package: the 32 octets of its statement id, its sidecar's name, where its segment is in `warc`."""
        said = b"%b%d %d %b" % (statement, offset, length, sidecar.encode("utf-8", "surrogateescape"))
        digest = hashlib.blake2b(said, digest_size=_SUM_OCTETS, key=self._key).digest()
        self._sums[warc] += int.from_bytes(digest, "big") + _ONE

    def settled_with(self, other: "Tally", warc: str) -> bool:
        """Whether both have counted the same places in that file; if so, both forget them."""
        if self._sums.get(warc, 0) != other._sums.get(warc, 0):
            return False
        for one in (self, other):
            one._sums.pop(warc, None)
        return True
