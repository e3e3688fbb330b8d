"""All versions of one article, from the index alone: each with its kind of change, and what the chain looks like.

series = versions_of("https://www.example.org/pell", index)
series.chains[0].rows[1].relation == "text"
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from archiver.index.interface import Index, Row
from archiver.model.url import surt
from archiver.verify.chain import LogView
from archiver.verify.walk import Link, Walk, walk

Known = Mapping[tuple[str, str], Mapping[str, int]]


@dataclass(frozen=True)
class Chain:
    """The versions of one archive, by number, and how they hang together as the index has it; `log` if it was asked."""

    archive: str
    rows: tuple[Row, ...]
    seen: Walk
    log: LogView | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is missing or wrong, as far as index, citations and log tell."""
        return self.seen.whole and not (self.log and (self.log.problem or self.log.absent))


Ask = Callable[[str, str], LogView | None]


def versions_of(url: str, index: Index, known: Known | None = None, ask: Ask | None = None) -> tuple[Chain, ...]:
    """The chains about `url`, one an archive; none when the index has no version of it.

    `known` is what a bibliography cites: archive and series -> statement id -> number. `ask` tells what the log of an
    archive knows of a series.
    """
    series = surt(url)
    rows = index.versions(series)
    archives = dict.fromkeys(row.archive for row in rows)
    return tuple(_chain(archive, series, rows, (known or {}).get((archive, series), {}), ask) for archive in archives)


def _chain(archive: str, series: str, rows: Sequence[Row], cited: Mapping[str, int], ask: Ask | None) -> Chain:
    own = tuple(row for row in rows if row.archive == archive)
    links = [Link(row.statement_id, row.sequence, row.packaged_at, row.previous) for row in own]
    return Chain(archive, own, walk(links, cited), ask(archive, series) if ask else None)
