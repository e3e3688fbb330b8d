"""That one part belongs to a signed statement: its leaf and the path to the root that was signed (RFC 6962 2.1.1).

    proof = Proof("claims", "4", digest, salt, size=13, path=(...))
    proof.root() == statement.predicate.parts.claims.root
    Proof.read(str(proof)) == proof

Written as one line: `claims:4 size=13 salt=... digest=sha256:... path=...,...`. It discloses the salt of this leaf and
of no other; it holds when everything else in the package is withheld.
"""

import re
from dataclasses import dataclass
from typing import Literal

from archiver.model.digest import PREFIX
from archiver.tlog import merkle
from archiver.tlog.parts import part_leaf

MAX_PATH = 64  # hashes; more would be a tree of 2^64 leaves
Provable = Literal["claims", "blocks"]
_WRITTEN = re.compile(
    r"(claims|blocks):(0|[1-9]\d{0,8}) size=([1-9]\d{0,8}) salt=([0-9a-f]{32}) digest=(sha256:[0-9a-f]{64})"
    rf" path=((?:[0-9a-f]{{64}}(?:,[0-9a-f]{{64}}){{0,{MAX_PATH - 1}}})?)"
)


@dataclass(frozen=True)
class Proof:
    """A leaf of the tree `tree` under `key` (its index), and the hashes beside it, deepest first, in hex."""

    tree: Provable
    key: str
    digest: str
    salt: str
    size: int
    path: tuple[str, ...]

    def root(self) -> str | None:
        """The root that the path leads to, `sha256:...`; None where it cannot be a path of that tree."""
        leaf = part_leaf(self.salt, self.tree, self.key, self.digest)
        found = merkle.root_from_path(leaf, int(self.key), self.size, [bytes.fromhex(one) for one in self.path])
        return PREFIX + found.hex() if found else None

    def __str__(self) -> str:
        return (
            f"{self.tree}:{self.key} size={self.size} salt={self.salt} digest={self.digest} path={','.join(self.path)}"
        )

    @classmethod
    def read(cls, text: str) -> "Proof | None":
        """The proof as `str` writes it; None for anything else."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            return None
        tree: Provable = "claims" if found[1] == "claims" else "blocks"
        return cls(tree, found[2], found[5], found[4], int(found[3]), tuple(filter(None, found[6].split(","))))
