"""A question to an archive: what its index knows of packages, and what it was told that others hold."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from archiver.index import elsewhere
from archiver.index.elsewhere import Elsewhere
from archiver.index.interface import Hit, Index, Query


@dataclass(frozen=True)
class Answer:
    """One page of packages, whether there is another one, and the first of what others hold of the same addresses.

    What is held `elsewhere` is known by CDXJ alone: no package, and nothing of it is verified.
    """

    hits: tuple[Hit, ...]
    more: bool
    elsewhere: tuple[Elsewhere, ...]
    elsewhere_more: bool


def search(archive: Path, query: Query, index: Index) -> Answer:
    """Answers `query`; others are asked for on its first page. Raises UsageError for a question without a meaning."""
    found = index.search(query)
    others = list(islice(elsewhere.find(archive, query), query.limit + 1)) if not query.offset else []
    return Answer(found.hits, found.more, tuple(others[: query.limit]), len(others) > query.limit)
