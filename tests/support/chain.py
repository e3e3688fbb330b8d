"""Chains: packages that follow one another in a series."""

from archiver.model.digest import sha256
from archiver.model.statement import Previous
from archiver.sign.canonical import canonical
from tests.support.build import Built, archive_keys, contents, pack
from tests.support.forge import statement_of

LATER = "2026-11-23T07:15:02.000000Z"


def statement_id(built: Built) -> str:
    """sha256 of the signed payload."""
    return sha256(canonical(statement_of(built.document)))


def follow(
    before: Built, *, base: str = "english", seed: str = "later", sequence: int = 1, packaged_at: str = LATER
) -> Built:
    """The package after `before`: the same page, packaged again."""
    previous = Previous(statements=(statement_id(before),), relation="unchanged")
    made = contents(base, seed=seed, sequence=sequence, previous=previous, packaged_at=packaged_at)
    return pack(made, archive_keys())
