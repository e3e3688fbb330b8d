"""Whether rows and packages name the same places, file by file, without a look-up for each: two sums that are equal.

    met = Tally.drawn()
    met.add(where, statement, sidecar, offset, length)     for each package that was met
    said = index.tally(met)                                what all rows say, read in the order in which they lie
    met.settled_with(said, where)

`where` is a rolled WARC, or for packages that are files of their own the folder that these lie in.

A look-up by statement is a random page of a large index; a row that is read after its neighbour is none. Of each
`where` only a sum is kept, until both agree: of a keyed digest of every place in it. The key is drawn anew each time,
so that nobody can choose places whose sums are equal. Rows that are equal are counted as often as they come.
"""

import hashlib
from collections import defaultdict
from secrets import token_bytes

KEY_OCTETS = 16
_SUM_OCTETS = 16
_ONE = 1 << 256  # of the count, above every sum that 2^128 digests can have


class Tally:
    """Sum and count for each rolled WARC and folder, by name: one number, in which the count stands on top."""

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

    def add(self, where: str, statement: bytes, sidecar: str, offset: int, length: int) -> None:
        """Counts a package: the 32 octets of its statement id, its sidecar's name, where its segment is.

        `where` is the name of a rolled WARC in the store, or the sidecar's `folder_in`.
        """
        said = b"%b%d %d %b" % (statement, offset, length, sidecar.encode("utf-8", "surrogateescape"))
        digest = hashlib.blake2b(said, digest_size=_SUM_OCTETS, key=self._key).digest()
        self._sums[where] += int.from_bytes(digest, "big") + _ONE

    def settled_with(self, other: "Tally", where: str) -> bool:
        """Whether both have counted the same places there; if so, both forget them."""
        if self._sums.get(where, 0) != other._sums.get(where, 0):
            return False
        for one in (self, other):
            one._sums.pop(where, None)
        return True


def where_of(warc: str | None, sidecar: str) -> str:
    """Where a row says that its package lies: the rolled WARC, or `folder_in` where it names None.

    A row can name anything, also what only a folder is called; no package is met there.
    """
    if warc is None:
        return folder_in(sidecar)
    return warc if folder_in(warc) != warc else f"{warc}\0"


def folder_in(sidecar: str) -> str:
    """The folder of a name in the store, with a `/` behind it: no file is named so. Nothing at the very top."""
    return sidecar[: sidecar.rfind("/") + 1]
