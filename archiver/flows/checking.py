"""The work of one process of an audit: packages in, an event each out.

    check(job, packages)        packages as files
    Lists(job)(lists)           lists of them, or of what lies side by side
    Checker.held(held)          one package in hand, from wherever its octets come

With a log most packages pass by `archiver.flows.shortcut`; whatever does not is verified as
`archiver verify` does it, so that a finding names the part.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from io import SEEK_END, FileIO
from pathlib import Path

from archiver.bundle.naming import SIDECAR
from archiver.errors import ResourceError
from archiver.flows import shelf, shortcut
from archiver.flows.shortcut import Glanced, Held, Quick, Shortcut
from archiver.flows.stretch import Stretches
from archiver.flows.verify import Outcome, verify_files
from archiver.model.audit import CheckEvent, FixityEvent, How, TogetherEvent
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.opening import open_part, read_sidecar
from archiver.store.packages import PackageFiles
from archiver.store.parts import Parts
from archiver.store.stretches import Shelf, Stretch, Together
from archiver.verify.chain import Neighbours
from archiver.verify.envelope import Trusted
from archiver.verify.package import Opened, Options, Package, exit_code, open_sidecar, verify_opened


@dataclass(frozen=True)
class Job:
    """What a process needs to check packages: everything in it goes to other processes as it is."""

    root: Path
    trusted: Callable[[], Trusted]
    neighbours: Callable[[Path], AbstractContextManager[Neighbours]]
    options: Options
    now: Callable[[], str]
    shortcut: Shortcut | None = None


def check(job: Job, packages: Sequence[PackageFiles]) -> list[FixityEvent]:
    """A batch of packages, each an event. Trust and index are opened once a batch, and only where they are needed."""
    with checking(job) as checker:
        return [checker.files(files) for files in packages]


class Lists:
    """As `check`, a list of events for each list of packages.

    Trust, index, seals and leaves stay open from one call to the next, until `close`; packages are opened anew. It goes
    to other processes as its job.
    """

    def __init__(self, job: Job) -> None:
        self._job, self._stack = job, ExitStack()
        self._checker: Checker | None = None

    def __reduce__(self) -> tuple[type["Lists"], tuple[Job]]:
        return Lists, (self._job,)

    def __call__(self, lists: Sequence[Sequence[PackageFiles | Together]]) -> list[list[CheckEvent]]:
        """The events of each list."""
        if self._checker is None:
            self._checker = self._stack.enter_context(checking(self._job))
        try:
            return [self._checker.events(some) for some in lists]
        finally:
            self._checker.release()

    def close(self) -> None:
        """Closes what is open."""
        self._checker = None
        self._stack.close()


@contextmanager
def checking(job: Job) -> Iterator["Checker"]:
    """A checker for as long as its files are open."""
    with ExitStack() as stack:
        quick = stack.enter_context(shortcut.opened(job.shortcut, deep=job.options.deep)) if job.shortcut else None
        yield Checker(job, quick, stack)


class Checker:
    """Checks one package after the other."""

    def __init__(self, job: Job, quick: Quick | None, stack: ExitStack) -> None:
        self._job, self._quick, self._stack = job, quick, stack
        self._parts = stack.enter_context(Parts())

    def release(self) -> None:
        """Closes the files of packages: what is asked for next is what then lies there."""
        self._parts.close()

    @cached_property
    def _trusted(self) -> Trusted:
        return self._job.trusted()

    @cached_property
    def _neighbours(self) -> Neighbours:
        return self._stack.enter_context(self._job.neighbours(self._job.root))

    @cached_property
    def _stretches(self) -> Stretches | None:
        return Stretches(self._quick, self._parts, self._job.root, self._job.now) if self._quick else None

    def events(self, some: Sequence[PackageFiles | Together]) -> list[CheckEvent]:
        """Of packages, stretches and shelves, in their order.

        A stretch has one event if its seal fits and nothing of it is drawn, else more. A shelf has one event for all
        that pass by their seals. What is left of several is verified side by side.
        """
        passed = [self._passes(one) for one in some]
        return [event for each in zip(some, passed, strict=True) for event in self._each(*each)]

    def _passes(self, one: PackageFiles | Together) -> tuple[TogetherEvent | None, Sequence[int]] | None:
        """The event of what passes together, and the places of what does not; None where all goes the long way."""
        if isinstance(one, Shelf) and self._quick:
            return shelf.passes(self._quick, one, folder_of(self._job.root, one.folder), self._job.now)
        if isinstance(one, Stretch) and self._stretches:
            event = self._stretches.passes(one, self._parts.stretch(one))
            return (event, event.drawn) if event else None
        return None

    def _each(
        self, one: PackageFiles | Together, passed: tuple[TogetherEvent | None, Sequence[int]] | None
    ) -> Sequence[CheckEvent]:
        if isinstance(one, PackageFiles):
            return [self.files(one)]
        event, others = passed or (None, range(len(one)))
        events = [self.files(one.files(at)) for at in others]
        if event:
            ahead = _ahead(others) if isinstance(one, Shelf) else 0
            return [*events[:ahead], event, *events[ahead:]]
        if isinstance(one, Stretch) and self._stretches and _all_sealed(events):
            self._stretches.seal(one, self._parts.stretch(one))
        return events

    def files(self, files: PackageFiles) -> FixityEvent:
        """A package on disk."""
        if files.sidecar is None or files.problem:
            return self._unheld(files)
        try:
            name, (line, rolled) = name_of(self._job.root, files), self._parts.of(files)
            octets = read_sidecar(files.sidecar, MAX_JSON_BYTES) if line is None else line
            if rolled:
                within = f"{name.rpartition('/')[0]}/{rolled.warc}".removeprefix("/"), rolled.offset
                return self.held(Held(name, octets, rolled.stream, line is not None, within))
            if files.warc is None:
                return self.held(Held(name, octets, None, line is not None))
            with open_part(files.warc) as segment:
                event = self.held(Held(name, octets, segment, line is not None))
            # of a part of a larger file the length alone is no place, which an index row is held against
            return event if isinstance(segment, FileIO) else event.model_copy(update={"octets": None})
        except (ResourceError, OSError):  # said in full by whoever tries again
            return self._unheld(files)

    def held(self, held: Held) -> FixityEvent:
        """A package in hand; raises ResourceError when its segment cannot be read."""
        deep, quick, options = self._job.options.deep, self._quick, self._job.options
        draws = quick is None or quick.shortcut.draws(held.name)
        if quick and not draws and (passed := quick.passes(held)):
            return self._passed(held, passed)
        opened = open_sidecar(held.sidecar)
        place = quick.logged(opened) if quick else None
        how: How = "deep" if deep else "full"
        if quick and place and not deep and quick.shortcut.share is not None:
            how = "sample" if draws else "log"
            options = options if draws else replace(options, admitted=quick.shortcut.vouches(place.index))
        event = self._in_full(held, opened, how, options, leaf=place.index if place else None)
        if quick and place and event.outcome == "verified":
            quick.seal(held, place)
        return event

    def _passed(self, held: Held, passed: Glanced) -> FixityEvent:
        return FixityEvent(
            event="fixity check", at=self._job.now(), package=held.name, statement=passed.statement,
            outcome="verified", status=0, how="deep-seal" if self._job.options.deep else "seal", leaf=passed.leaf,
            octets=passed.octets, within=held.within, findings=(),
        )  # fmt: skip

    def _in_full(self, held: Held, opened: Opened, how: How, options: Options, leaf: int | None) -> FixityEvent:
        octets = None
        if held.segment:
            octets = held.segment.seek(0, SEEK_END)
            held.segment.seek(0)
        package = Package(held.name, held.sidecar, held.segment)
        report = verify_opened(opened, package, self._trusted, options, self._neighbours)
        event = self._event(held.name, Outcome(report, exit_code(report)), how, leaf, octets)
        return event.model_copy(update={"within": held.within}) if held.within else event

    def _unheld(self, files: PackageFiles) -> FixityEvent:
        """What cannot be opened, as `archiver verify` says it."""
        outcome = verify_files(files, self._trusted, self._job.options, self._neighbours)
        how: How = "deep" if self._job.options.deep else "full"
        return self._event(name_of(self._job.root, files), outcome, how, None, None)

    def _event(self, name: str, outcome: Outcome, how: How, leaf: int | None, octets: int | None) -> FixityEvent:
        report = outcome.report
        return FixityEvent(
            event="fixity check", at=self._job.now(), package=name, statement=report.statement_id,
            outcome=report.verdict, status=outcome.status, how=how, leaf=leaf, octets=octets,
            findings=tuple(check for check in report.checks if check.status in ("fail", "cannot-check")),
        )  # fmt: skip


def _all_sealed(events: Sequence[FixityEvent]) -> bool:
    return all(event.outcome == "verified" and event.leaf is not None for event in events)


def _ahead(others: Sequence[int]) -> int:
    """How many of the places are before the first that is none of them: a record is read in the order of a listing."""
    return next((number for number, at in enumerate(others) if number != at), len(others))


def name_of(root: Path, files: PackageFiles) -> str:
    """The name in the store; a folder outside of it is named in full."""
    name, above = files.name, _above(root)
    if above != "." and name.startswith(above) and name[len(above) :].startswith("/"):
        return name[len(above) + 1 :]
    return name


@lru_cache
def folder_of(root: Path, folder: str) -> str:
    """As `name_of`, of a folder."""
    return name_of(root, PackageFiles(Path(folder, SIDECAR), None)).rpartition("/")[0]


@lru_cache
def _above(root: Path) -> str:
    return PackageFiles(root, None).name
