"""`archiver capture --engine spark`: the addresses of one host go to one worker, which keeps to that host's pace.

    a process for some hosts    fetches, reads, signs with the keys of its own machine, writes the package
    here                        holds the archive's lock, tells, writes the index

A process takes several hosts at the same time: one alone would wait for a host's pace, and its children would be
started for a single article.

No key travels. A worker that is lost takes its host's captures with it: they are made again, and what it had written
already is found in the archive at the end and indexed as well, as a fork that the next capture joins.
"""

import asyncio
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from archiver.batch.engine import Engine, in_lists
from archiver.cli.capturing.options import Asked
from archiver.cli.capturing.orders import Orders
from archiver.cli.capturing.run import Run
from archiver.cli.wiring import OpenArchive, open_beside
from archiver.errors import ArchiverError, ResourceError
from archiver.flows.capture import Tried
from archiver.model.url import check_url, surt

SHARES = 16  # at least, where there are as many hosts: two for each core of a small cluster


@dataclass(frozen=True)
class Failed:
    """An address of which there is no package, why, and the exit status of that."""

    url: str
    reason: str
    status: int


@dataclass(frozen=True)
class Sharing:
    """The captures of one call as a step of an engine; goes to other machines as it is."""

    root: Path
    asked: Asked

    def over(self, urls: Iterable[str], engine: Engine) -> Iterator[Tried | Failed]:
        """What became of each address, as it came; raises InputError for one that is none."""
        for found in engine.in_batches(self.shares, in_shares(by_host(urls), self.asked.jobs), size=1):
            yield from found

    def shares(self, batch: Sequence[tuple[str, ...]]) -> list[tuple[Tried | Failed, ...]]:
        """The work of one process: one share after the other."""
        orders = Orders.of(self.asked, os.environ)
        with open_beside(self.root) as opened:
            return [_captured(urls, orders, opened) for urls in batch]


def _captured(urls: tuple[str, ...], orders: Orders, opened: OpenArchive) -> tuple[Tried | Failed, ...]:
    heard = _Heard()
    asyncio.run(Run(opened, orders, heard).over(urls))
    return tuple(heard.found)


class _Heard:
    """Remembers what came of every address; one that fails costs no other."""

    def __init__(self) -> None:
        self.found: list[Tried | Failed] = []

    def tell(self, tried: Tried) -> None:
        """One more package."""
        self.found.append(tried)

    def bear(self, url: str, error: Exception) -> bool:
        """All but a lack of keys, settings or disk, which every other address would meet as well."""
        if isinstance(error, ResourceError) or not isinstance(error, ArchiverError):
            return False
        self.found.append(Failed(url, str(error), error.exit_code))
        return True


def by_host(urls: Iterable[str]) -> list[tuple[str, ...]]:
    """The addresses in groups of one host, as SURT tells hosts apart; each in the order in which it was given."""
    hosts: dict[str, list[str]] = {}
    for url in urls:
        check_url(url)
        hosts.setdefault(surt(url).partition(")")[0], []).append(url)
    return [tuple(found) for found in hosts.values()]


def in_shares(hosts: Sequence[tuple[str, ...]], at_once: int) -> list[tuple[str, ...]]:
    """Some hosts together, at most as many as one process captures from at a time, their addresses in turn.

    Few hosts are not put together, so that every worker has one.
    """
    size = max(1, min(at_once, len(hosts) // SHARES))
    return [
        tuple(url for turn in zip_longest(*some) for url in turn if url is not None) for some in in_lists(hosts, size)
    ]
