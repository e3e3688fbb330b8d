"""`archiver capture --engine spark`: the addresses of one host go to one worker, which keeps to that host's pace.

    one process a host    fetches, reads, signs with the keys of its own machine, writes the package
    here                  holds the archive's lock, tells, writes the index

No key travels. A worker that is lost takes its host's captures with it: they are made again, and what it had written
already is found in the archive at the end and indexed as well, as a fork that the next capture joins.
"""

import asyncio
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archiver.batch.engine import Engine
from archiver.cli.capturing.options import Asked
from archiver.cli.capturing.orders import Orders
from archiver.cli.capturing.run import Run
from archiver.cli.wiring import OpenArchive, open_beside
from archiver.errors import ArchiverError, ResourceError
from archiver.flows.capture import Tried
from archiver.model.url import check_url, surt


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
        """What became of each address, host by host; raises InputError for one that is none."""
        for found in engine.in_batches(self.hosts, by_host(urls), size=1):
            yield from found

    def hosts(self, batch: Sequence[tuple[str, ...]]) -> list[tuple[Tried | Failed, ...]]:
        """The work of one process: the addresses of one host after the other."""
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
