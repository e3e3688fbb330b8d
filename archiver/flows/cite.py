"""A package -> a citation of it, and of one passage in it.

citation = cite(open_version(files), quote="We agreed.")
"""

from archiver.bundle import parts
from archiver.compare.citing.citation import Citation, Quote, place_of
from archiver.compare.citing.proof import Proof, Provable
from archiver.errors import UsageError
from archiver.flows.compare import OpenVersion
from archiver.model.claim import Claim
from archiver.model.sidecar import Sidecar
from archiver.tlog import merkle
from archiver.tlog.parts import salts_from_seed


def cite(version: OpenVersion, quote: str | None) -> Citation:
    """The citation; raises UsageError when `quote` does not stand in exactly one place."""
    model, predicate = version.model, version.statement.model.predicate
    article = model.article
    context = article.context if article else None
    authors = (
        context.authors if context and context.authors else (article.byline,) if article and article.byline else ()
    )
    return Citation(
        title=(article.headline if article else None) or predicate.url,
        authors=authors,
        publisher=context.publisher if context else None,
        published=article.published if article else None,
        url=predicate.url,
        captured_at=predicate.captured_at,
        statement_id=version.statement.id,
        archive=predicate.archive,
        sequence=predicate.sequence,
        quote=_quote(model, quote) if quote is not None else None,
    )


def _quote(model: Sidecar, exact: str) -> Quote:
    if not model.text:
        raise UsageError("--quote: expected a version with text, found a capture without an article")
    block, start, end = place_of(model.text, exact)
    found = _claim_at(model, block, start, end)
    if found is None:
        return Quote(exact, block, start, end, None, prove(model, "blocks", block))
    number, claim = found
    return Quote(exact, block, start, end, claim.id, prove(model, "claims", number + 1))


def _claim_at(model: Sidecar, block: int, start: int, end: int) -> tuple[int, Claim] | None:
    """The shortest claim one of whose parts holds the passage."""
    items = model.claims[0].items if model.claims else ()
    holding = [
        (len(claim.exact), number)
        for number, claim in enumerate(items)
        if claim and any(there == block and a <= start and end <= b for there, a, b in claim.parts)
    ]
    if not holding:
        return None
    number = min(holding)[1]
    claim = items[number]
    return (number, claim) if claim else None


def prove(model: Sidecar, tree: Provable, index: int) -> Proof | None:
    """The path of one part to its root; None where the package does not disclose it."""
    document = model.document()
    pairs = parts.claim_pairs(document) if tree == "claims" else parts.block_pairs(document)
    leaves = [bytes.fromhex(leaf) for leaf in getattr(model.disclosure.leaves, tree)]
    salt = _salt(model, tree, str(index))
    digest = pairs[index][1] if index < len(pairs) else None
    if salt is None or digest is None or index >= len(leaves):
        return None
    path = tuple(sibling.hex() for sibling in merkle.path(leaves, index))
    return Proof(tree, str(index), digest, salt, len(leaves), path)


def _salt(model: Sidecar, tree: Provable, key: str) -> str | None:
    disclosure = model.disclosure
    if disclosure.seed:
        return salts_from_seed(bytes.fromhex(disclosure.seed))(tree, key)
    return (disclosure.salts or {}).get(f"{tree}:{key}")
