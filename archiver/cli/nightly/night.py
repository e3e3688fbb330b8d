"""One run at work: sources are read, what they name joins, what is due is captured, settled and reported.

    report = Night(opened, desk, orders, budget, run, log).work()

Signals: the first SIGTERM or SIGINT lets what has been asked for be finished, for at most GRACE seconds; then fetching
is given up, and what is being written is still written to its end.
"""

import asyncio
import signal
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from archiver.agenda.interface import RunRow
from archiver.cli.capturing.orders import Orders
from archiver.cli.capturing.run import Run
from archiver.cli.nightly.budget import Budget, free_space
from archiver.cli.nightly.logs import Log
from archiver.cli.nightly.reading import SourceReader
from archiver.cli.nightly.ways import Ways
from archiver.cli.wiring import OpenArchive
from archiver.errors import ArchiverError, ResourceError, SourceError
from archiver.flows import nightly
from archiver.flows.capture import Tried
from archiver.flows.nightly import BATCH, Desk, Done, Ended
from archiver.flows.reindex import catch_up
from archiver.index.interface import Row
from archiver.model import instant
from archiver.model.run import RunReport
from archiver.model.watch import SOURCES, Watched

GRACE = 20.0  # seconds
LOOK_EVERY = 0.5  # seconds between two looks at the budgets


class Night:
    """One run of one archive. Hears from `Run` what comes of every address.

    `settled`: all that was packaged is counted; where the medium forbade it, the next run goes on with this one.
    """

    def __init__(
        self, opened: OpenArchive, desk: Desk, orders: Orders, ways: Ways, budget: Budget, run: RunRow, log: Log
    ) -> None:
        self._opened = opened
        self._desk = desk
        self._orders = orders
        self._ways = ways
        self._budget = budget
        self._run = run
        self._log = log
        self._ended = Ended()
        self._batch: list[Done] = []
        self._waiting: dict[str, Watched] = {}  # by URL: planned, and nothing heard of
        self._used = 0
        self.settled = True

    def work(self) -> RunReport:
        """Does the run; raises only for what keeps it from being told (no agenda, a defect)."""
        counted = nightly.recover(self._desk, self._run)
        self._used = sum(one.octets for one in self._desk.agenda.outcomes(self._run.id))
        self._log.event("start", resumed=self._run.resumed, recovered=counted)
        try:
            asyncio.run(self._night())
            self._finish()
        except ResourceError as e:
            self._fail(e)
        try:
            self._make_up()
        except ResourceError as e:
            self._fail(e)
            self.settled = False
        return self._report()

    def _fail(self, error: ResourceError) -> None:
        self._ended = Ended("resource", str(error))
        self._log.event("resource", error=str(error))

    def _make_up(self) -> None:
        """Counts what was packaged while the run was being ended; an index that failed may lag behind."""
        if self._ended.how == "resource":
            catch_up(self._desk.shop.store, self._desk.shop.index)
        nightly.recover(self._desk, self._run)

    async def _night(self) -> None:
        stop, hard = asyncio.Event(), asyncio.Event()
        with _heeding_signals(lambda: self._halt(Ended("stopped", "a signal asked the run to end"), stop, hard)):
            watcher = asyncio.create_task(self._watch(stop))
            try:
                await _until(hard, self._capture_all(stop))
            finally:
                watcher.cancel()
                await asyncio.gather(watcher, return_exceptions=True)

    async def _capture_all(self, stop: asyncio.Event) -> None:
        due = [watched for watched, _ in nightly.overdue(self._desk, self._now())]
        reader = SourceReader(self._opened, self._desk, self._run, self._orders, self._log)
        await reader.over([one for one in due if one.wish.kind in SOURCES], stop)
        self._used += sum(one.octets for one in self._desk.agenda.sources(self._run.id))
        articles = [one for one, _ in nightly.overdue(self._desk, self._now()) if one.wish.kind not in SOURCES]
        self._waiting = {one.wish.url: one for one in articles}
        nightly.plan(self._desk, self._run, articles)
        if articles and not stop.is_set():
            capturing = Run(self._opened, self._orders, self)
            await capturing.over([one.wish.url for one in articles], ways=self._ways.of(articles), stop=stop)

    async def _watch(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            spent = self._budget.spent(time.monotonic(), free_space(self._opened.root), self._used)
            if spent:
                self._ended = Ended(*spent)
                self._log.event("budget", ending=spent[0], detail=spent[1])
                stop.set()
            await asyncio.sleep(LOOK_EVERY)

    def _halt(self, ended: Ended, stop: asyncio.Event, hard: asyncio.Event) -> None:
        self._log.event("signal", grace=GRACE)
        if stop.is_set() and self._ended.how == "stopped":
            hard.set()  # asked twice
            return
        self._ended = ended
        stop.set()
        asyncio.get_running_loop().call_later(GRACE, hard.set)

    def tell(self, tried: Tried) -> None:
        """One more package."""
        self._heard(tried.kept.row.url, lambda watched: Done(watched, tried.kept.row))

    def bear(self, url: str, error: Exception) -> bool:
        """One article cannot be packaged: the others are. A disk or an index that fails is another matter."""
        if isinstance(error, ResourceError) and not isinstance(error, SourceError) and error.__cause__ is not None:
            return False
        cause = _cause(error)
        self._log.event("not packaged", url=url, cause=cause, error=str(error))
        self._heard(url, lambda watched: Done(watched, None, cause, str(error).splitlines()[-1]))
        return True

    def _heard(self, url: str, make: Callable[[Watched], Done]) -> None:
        watched = self._waiting.pop(url, None)
        if watched is None:
            return
        done = make(watched)
        self._used += self._size(done.row) if done.row else 0
        self._batch.append(done)
        if len(self._batch) >= BATCH:
            self._finish()

    def _size(self, row: Row) -> int:
        """Octets of a package; of one whose sidecar cannot be read back, of its segment."""
        with suppress(ResourceError):
            return row.length + self._desk.shop.store.size(row.sidecar)
        return row.length

    def _finish(self) -> None:
        batch, self._batch = self._batch, []
        if batch:
            nightly.finish_batch(batch, self._desk, self._run)
            self._log.event("batch", packages=len(batch), waiting=len(self._waiting))

    def _report(self) -> RunReport:
        late = sum(one.wish.kind not in SOURCES for one, _ in nightly.overdue(self._desk, self._now()))
        return nightly.close(
            self._desk,
            self._run,
            self._ended,
            archive_name=self._opened.settings.name,
            free=free_space(self._opened.root),
            reserve=self._budget.reserve,
            not_reached=late if self._ended.how != "complete" else len(self._waiting),
        )

    def _now(self) -> datetime:
        return instant.parse(self._desk.shop.now())


def _cause(error: Exception) -> str:
    if isinstance(error, SourceError):
        return nightly.MEDIUM
    return "not packaged" if isinstance(error, ArchiverError) else "defect"


@contextmanager
def _heeding_signals(halt: Callable[[], None]) -> Iterator[None]:
    """SIGTERM and SIGINT call `halt`; as before at the end."""
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGTERM, signal.SIGINT) if threading.current_thread() is threading.main_thread() else ()
    for number in numbers:
        loop.add_signal_handler(number, halt)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


async def _until(hard: asyncio.Event, work: Coroutine[None, None, None]) -> None:
    """Does `work`, and gives it up when `hard` is set; raises what it raises."""
    working, cut = asyncio.ensure_future(work), asyncio.ensure_future(hard.wait())
    try:
        await asyncio.wait({working, cut}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            working.cancel()
        with suppress(asyncio.CancelledError):
            await working
    finally:
        cut.cancel()
