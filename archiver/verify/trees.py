"""The four trees (E301-E305): every part is the one that was signed, or is openly withheld.

A root says that something differs, not what. The leaf hashes in `disclosure.leaves` are not signed, but they prove
themselves: when they lead to the signed root they are the leaves that were signed, and each part can be held against
its own. When they don't, the report says that the tree differs and that no part can be singled out.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from archiver.bundle.parts import Pairs
from archiver.model.digest import PREFIX
from archiver.model.report import Check
from archiver.model.sidecar import Disclosure
from archiver.model.statement import Root
from archiver.tlog import merkle, parts
from archiver.tlog.parts import SaltOf, Tree
from archiver.verify import codes
from archiver.verify.codes import Code

CODES: dict[Tree, Code] = {
    "fields": codes.FIELDS_TREE,
    "blocks": codes.BLOCKS_TREE,
    "records": codes.RECORDS_TREE,
    "claims": codes.CLAIMS_TREE,
}


@dataclass(frozen=True)
class Disclosed:
    """What the sidecar discloses, made ready for look-ups."""

    seed: bytes | None
    salt: SaltOf
    withheld: Mapping[str, str]  # position -> leaf hash in hex
    stored: Mapping[Tree, tuple[str, ...]]

    @classmethod
    def of(cls, disclosure: Disclosure) -> "Disclosed":
        """From the sidecar's `disclosure`."""
        salts = disclosure.salts or {}
        seed = bytes.fromhex(disclosure.seed) if disclosure.seed else None
        salt: SaltOf = parts.salts_from_seed(seed) if seed else lambda kind, key: salts.get(f"{kind}:{key}")
        leaves = disclosure.leaves
        stored: dict[Tree, tuple[str, ...]] = {
            "fields": leaves.fields_,
            "blocks": leaves.blocks,
            "records": leaves.records,
            "claims": leaves.claims,
        }
        return cls(seed, salt, {entry.position: entry.hash for entry in disclosure.withheld}, stored)


def check_tree(tree: Tree, pairs: Pairs, disclosed: Disclosed, root: Root) -> list[Check]:
    """One of E301 to E304: the parts against the signed root; a check for each part that differs."""
    hashes = _leaves(tree, pairs, disclosed)
    known = [leaf for leaf in hashes if leaf is not None]
    if len(known) == len(hashes) and _leads_to(known, root):
        return [CODES[tree].passed(f"{root.size} parts"), *_stored_leaves(tree, known, disclosed)]
    return _differences(tree, pairs, hashes, disclosed, root)


def _leads_to(hashes: Sequence[bytes], root: Root) -> bool:
    return len(hashes) == root.size and PREFIX + merkle.root(hashes).hex() == root.root


def _stored_leaves(tree: Tree, known: Sequence[bytes], disclosed: Disclosed) -> list[Check]:
    """The list in the sidecar is not signed; it is held against the leaves that lead to the signed root."""
    if b"".join(known).hex() == "".join(disclosed.stored[tree]):
        return []
    return [codes.DISCLOSURE.failed("the list of leaf hashes is not the one that was signed", part=tree)]


def check_disclosure(document: Mapping[str, Any], disclosure: Disclosure, trees: Mapping[str, Pairs]) -> list[Check]:
    """E305 and E306: withheld positions exist, once, and are null; every null of text and claims is withheld."""
    positions = [entry.position for entry in disclosure.withheld]
    withheld, nulls = set(positions), dict.fromkeys(_nulls(trees))
    faults: list[tuple[str, str | None]] = []
    if len(withheld) != len(positions):
        faults.append(("one position is withheld twice", None))
    if (disclosure.seed is None) == (disclosure.salts is None):
        faults.append(("expected either a seed or salts", None))
    if positions and disclosure.seed is not None:
        faults.append(("the seed is disclosed although parts are withheld", None))
    faults += [("a withheld part is not null", p) for p in positions if not _is_null(document, p, nulls)]
    faults += [("a part is null and not withheld", p) for p in nulls if p not in withheld]
    salts = disclosure.salts or {}
    faults += [("the salt of a withheld part is disclosed", p) for p in positions if p in salts]
    faults += [("a salt for no part", p) for p in salts if p not in _positions(trees, disclosure)]
    checks = [codes.DISCLOSURE.failed(detail, part=part) for detail, part in faults[: codes.MAX_NAMED]]
    return [*(checks or [codes.DISCLOSURE.passed()]), _redaction(positions)]


def check_withheld_records(disclosed: Disclosed, root: Root) -> list[Check]:
    """E304 where parts are withheld: the segment is not judged then, but what stands for a record in the tree is."""
    held = {p.partition(":")[2]: leaf for p, leaf in disclosed.withheld.items() if p.startswith("records:")}
    stored = disclosed.stored["records"]
    if held and parts.signed_root(tuple(map(bytes.fromhex, stored))) != root:
        return [codes.RECORDS_TREE.failed("the list of leaf hashes is not the one that was signed", expected=root.root)]
    return [
        codes.RECORDS_TREE.failed(
            "withheld under a hash that was not signed", found=leaf, part=part_name("records", key)
        )
        for key, leaf in held.items()
        if int(key) >= len(stored) or stored[int(key)] != leaf
    ]


def _redaction(positions: list[str]) -> Check:
    if not positions:
        return codes.REDACTION.inapplicable("nothing is withheld")
    return codes.REDACTION.cannot(
        "parts are withheld, and no redaction statement by a trusted signer is understood",
        part=", ".join(positions[: codes.MAX_NAMED]),
    )


def _leaves(tree: Tree, pairs: Pairs, disclosed: Disclosed) -> Sequence[bytes | None]:
    if disclosed.seed is not None and not disclosed.withheld:
        whole = [(key, digest) for key, digest in pairs if digest is not None]
        if len(whole) == len(pairs):
            return parts.leaves(disclosed.seed, tree, whole)
    return [_leaf(tree, key, digest, disclosed) for key, digest in pairs]


def _leaf(tree: Tree, key: str, digest: str | None, disclosed: Disclosed) -> bytes | None:
    held = disclosed.withheld.get(f"{tree}:{key}")
    if held is not None:
        return bytes.fromhex(held)
    salt = disclosed.salt(tree, key)
    return None if digest is None or salt is None else parts.part_leaf(salt, tree, key, digest)


def _differences(
    tree: Tree, pairs: Pairs, hashes: Sequence[bytes | None], disclosed: Disclosed, root: Root
) -> list[Check]:
    code, stored = CODES[tree], tuple(map(bytes.fromhex, disclosed.stored[tree]))
    if parts.signed_root(stored) != root:
        return [
            code.failed(
                f"the {tree} are not those that were signed; which of them differs cannot be told, because the list of"
                " leaf hashes was changed as well",
                expected=f"{root.root} over {root.size}",
                found=f"{parts.signed_root(tuple(h for h in hashes if h)).root} over {len(hashes)}",
            )
        ]
    keys = [key for key, _ in pairs]
    differing = [n for n, leaf in enumerate(hashes) if n >= len(stored) or leaf != stored[n]]
    checks = [
        code.failed(
            "not the part that was signed" if n < len(stored) else "was not there when the package was signed",
            expected=stored[n].hex() if n < len(stored) else None,
            found=(leaf.hex() if (leaf := hashes[n]) else "no content"),
            part=part_name(tree, keys[n]),
        )
        for n in differing[: codes.MAX_NAMED]
    ]
    if len(hashes) < len(stored):
        missing = f"{len(stored) - len(hashes)} of {len(stored)} {tree} are missing"
        checks.append(code.failed(missing, expected=str(len(stored)), found=str(len(hashes))))
    if len(differing) > codes.MAX_NAMED:
        checks.append(code.failed(f"and {len(differing) - codes.MAX_NAMED} more"))
    return checks


def part_name(tree: Tree, key: str) -> str:
    """A part as a report names it: "block 4", "claim 0", "field /article/headline"."""
    if tree == "claims":
        return "claims' extractor" if key == "0" else f"claim {int(key) - 1}"
    return f"{tree.removesuffix('s')} {key}"


def _positions(trees: Mapping[str, Pairs], disclosure: Disclosure) -> set[str]:
    """Every position that there is; of the records only their number is known here."""
    named = {f"{tree}:{key}" for tree, pairs in trees.items() for key, _ in pairs}
    return named | {f"records:{index}" for index in range(len(disclosure.leaves.records))}


def _is_null(document: Mapping[str, Any], position: str, nulls: Container[str]) -> bool:
    tree, _, key = position.partition(":")
    if tree == "fields":
        _, name, member = key.split("/")
        return bool(document.get(name)) and document[name].get(member, "") is None
    if tree == "records":
        return True  # judged with the segment
    return position in nulls


def _nulls(trees: Mapping[str, Pairs]) -> list[str]:
    listed = ((tree, pairs) for tree, pairs in trees.items() if tree != "fields")  # a field may be null and there
    return [f"{tree}:{key}" for tree, pairs in listed for key, digest in pairs if digest is None]
