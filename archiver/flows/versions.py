"""All versions of one article, from the index alone: each with its kind of change, and what the chain looks like.

series = versions_of("https://www.example.org/pell", index)
series.chains[0].rows[1].relation == "text"
"""

from collections.abc import Sequence
from dataclasses import dataclass

from archiver.index.interface import Index, Row
from archiver.model.url import surt
from archiver.verify.walk import Link, Walk, walk


@dataclass(frozen=True)
class Chain:
    """The versions of one archive, by number, and how they hang together as the index has it."""

    archive: str
    rows: tuple[Row, ...]
    seen: Walk


def versions_of(url: str, index: Index) -> tuple[Chain, ...]:
    """The chains about `url`, one an archive; none when the index has no version of it."""
    rows = index.versions(surt(url))
    return tuple(_chain(archive, rows) for archive in dict.fromkeys(row.archive for row in rows))


def _chain(archive: str, rows: Sequence[Row]) -> Chain:
    own = tuple(row for row in rows if row.archive == archive)
    links = [Link(row.statement_id, row.sequence, row.packaged_at, row.previous) for row in own]
    return Chain(archive, own, walk(links, {}))
