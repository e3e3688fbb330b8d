"""Merkle tree hashes, inclusion paths and their check (RFC 6962 2.1, the same as RFC 9162 2.1 with SHA-256).

    root([]) == SHA-256("")            leaf(d) == SHA-256(0x00 || d)
    root([a]) == a                     node(l, r) == SHA-256(0x01 || l || r)

Hashes are 32 octets; a list of leaf hashes is a tree. Arithmetic only: nothing here knows what a leaf stands for.
"""

import hashlib
from collections.abc import Iterable, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf(data: bytes) -> bytes:
    """Leaf hash of `data`."""
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """Root over leaf hashes: pairing level by level and carrying an odd last one up equals MTH of RFC 6962 2.1."""
    level = list(leaves)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        carried = level[len(level) - len(level) % 2 :]
        # `node` spelled out: a package has some hundred of them, and the call costs as much as the hash
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs] + carried
    return level[0]


def path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Audit path of leaf `index` (RFC 6962 2.1.1), deepest sibling first; raises IndexError outside the tree."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"expected an index below {len(leaves)}, found {index}")
    siblings, level = [], list(leaves)
    while len(level) > 1:
        if index ^ 1 < len(level):
            siblings.append(level[index ^ 1])
        carried = level[len(level) - len(level) % 2 :]
        level = [node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)] + carried
        index //= 2
    return tuple(siblings)


def root_from_path(leaf_hash: bytes, index: int, size: int, siblings: Sequence[bytes]) -> bytes | None:
    """The root that an audit path leads to (RFC 9162 2.1.3.2), None when the path has the wrong length."""
    if not 0 <= index < size:
        return None
    remaining, result, last = list(siblings), leaf_hash, size - 1
    while last:
        if index % 2 or index < last:
            if not remaining:
                return None
            sibling = remaining.pop(0)
            result = node(sibling, result) if index % 2 else node(result, sibling)
        index, last = index // 2, last // 2
    return None if remaining else result


def consistent(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree of `new` leaves begins with the one of `old` leaves (RFC 9162 2.1.4.2)."""
    if old == new:
        return old_root == new_root and not proof
    if not 0 < old < new:
        return old == 0 and old_root == EMPTY_ROOT and not proof
    rest = list(proof) if old & (old - 1) else [old_root, *proof]  # a whole subtree is its own first hash
    if not rest:
        return False
    index, last = old - 1, new - 1
    while index % 2:
        index, last = index // 2, last // 2
    first = second = rest[0]
    for sibling in rest[1:]:
        if not last:
            return False
        if index % 2 or index == last:
            first, second = node(sibling, first), node(sibling, second)
            while index and not index % 2:
                index, last = index // 2, last // 2
        else:
            second = node(second, sibling)
        index, last = index // 2, last // 2
    return (first, second, last) == (old_root, new_root, 0)
