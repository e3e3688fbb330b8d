"""Later sets of claims (E706): what a statement says of `claims[n]`, held against `claims[n]`.

Such a statement signs the leaves themselves, so that a difference is named without a list that nobody signed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from archiver.bundle.parts import Pairs
from archiver.model.claim import ClaimSet
from archiver.model.later import ClaimsPredicate, LaterStatement, WithdrawalPredicate
from archiver.model.report import Check
from archiver.tlog import parts
from archiver.verify import codes
from archiver.verify.trees import Disclosed


@dataclass(frozen=True)
class Sets:
    """The sets of claims of a package: `trees` are those after the first, `ids` those of the statements of each."""

    trees: Mapping[str, Pairs]
    models: Sequence[ClaimSet]
    disclosed: Disclosed
    ids: Mapping[int, set[str]]

    def check(self, statement: LaterStatement) -> list[Check]:
        """Whether the set that the statement is about is the one that it means."""
        predicate = statement.predicate
        where = f"claims[{predicate.position}]"
        if predicate.position >= len(self.models):
            return [codes.LATER_CLAIMS.failed("there is no such set of claims", part=where)]
        if isinstance(predicate, WithdrawalPredicate):
            return [self._withdrawal(predicate, where)]
        faults = [*_extractor(predicate, self.models[predicate.position], where), *self._leaves(predicate, where)]
        return faults or [codes.LATER_CLAIMS.passed(f"{where}, {predicate.parts.claims.size} parts")]

    def _withdrawal(self, predicate: WithdrawalPredicate, where: str) -> Check:
        signed_by = self.ids.get(predicate.position, set())
        if predicate.statement in signed_by:
            return codes.LATER_CLAIMS.passed(f"withdraws {where}")
        return codes.LATER_CLAIMS.failed(
            "withdraws what another statement signed",
            expected=", ".join(sorted(signed_by)) or "a statement in this package",
            found=predicate.statement,
            part=where,
        )

    def _leaves(self, predicate: ClaimsPredicate, where: str) -> list[Check]:
        signed, root = predicate.leaves, predicate.parts.claims
        if parts.signed_root(tuple(map(bytes.fromhex, signed))) != root:
            detail = "the statement contradicts itself: its leaves do not lead to its root"
            return [codes.LATER_CLAIMS.failed(detail, expected=f"{root.root} over {root.size}", part=where)]
        tree = f"claims/{predicate.position}"
        pairs = self.trees[tree]
        differing = [n for n, leaf in enumerate(self._computed(tree, pairs)) if n >= len(signed) or leaf != signed[n]]
        checks = [_differing(n, signed, where) for n in differing[: codes.MAX_NAMED]]
        if len(pairs) < len(signed):
            detail = f"{len(signed) - len(pairs)} of {len(signed)} parts are missing"
            checks.append(
                codes.LATER_CLAIMS.failed(detail, expected=str(len(signed)), found=str(len(pairs)), part=where)
            )
        if len(differing) > codes.MAX_NAMED:
            checks.append(codes.LATER_CLAIMS.failed(f"and {len(differing) - codes.MAX_NAMED} more", part=where))
        return checks

    def _computed(self, tree: str, pairs: Pairs) -> Iterator[str | None]:
        """The leaf of each part in hex: the listed one where it is withheld, None where it cannot be computed."""
        for key, digest in pairs:
            salt = self.disclosed.salt(tree, key)
            withheld = self.disclosed.withheld.get(f"{tree}:{key}")
            computed = parts.part_leaf(salt, tree, key, digest).hex() if digest and salt else None
            yield withheld or computed


def _extractor(predicate: ClaimsPredicate, found: ClaimSet, where: str) -> Iterator[Check]:
    if found.extractor is not None and found.extractor != predicate.extractor:
        yield codes.LATER_CLAIMS.failed(
            "found by another extractor than the statement says",
            expected=f"{predicate.extractor.name} {predicate.extractor.version}",
            found=f"{found.extractor.name} {found.extractor.version}",
            part=f"{where} extractor",
        )


def _differing(n: int, signed: Sequence[str], where: str) -> Check:
    return codes.LATER_CLAIMS.failed(
        "not the part that was signed" if n < len(signed) else "was not there when the set was signed",
        expected=signed[n] if n < len(signed) else None,
        part=f"{where} claim {n - 1}" if n else f"{where} extractor",
    )
