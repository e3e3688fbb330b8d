"""What an audit checked together, taken apart: each package of a stretch of a rolled WARC, or of a shelf of files.

    ones(event, members_of, log, size)     each with its leaf, its statement and its place
    alone(event, one)                      the event that it would have had by itself

Statements are not on record there. They are what the log says at the number of each leaf, which was led to the log's
root when the packages were checked.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from archiver.bundle.naming import SIDECAR
from archiver.model.audit import FixityEvent, ShelfEvent, StretchEvent, TogetherEvent
from archiver.model.digest import PREFIX
from archiver.store.logfolder import LogFolder
from archiver.store.members import Found
from archiver.tlog.checkpoint import HASH_OCTETS

MembersOf = Callable[[StretchEvent], Sequence[tuple[str, Found]]]


class One(NamedTuple):
    """A package: the name of its sidecar in the store, its leaf, its statement's 32 octets, where its segment lies."""

    name: str
    leaf: int
    statement: bytes
    offset: int
    octets: int


def ones(event: TogetherEvent, members_of: MembersOf, log: LogFolder, size: int) -> list[One]:
    """The packages of an event in their order, those that have events of their own as well.

    Fewer where the contents of a rolled WARC say something else now. Raises FormatError or ResourceError where a log of
    `size` leaves does not have theirs.
    """
    prefix = prefix_of(event)
    if isinstance(event, ShelfEvent):
        places: list[tuple[str, int, int]] = [
            (name, 0, octets) for name, octets in zip(event.sidecars, event.octets, strict=False)
        ]
    else:
        places = [(stem + SIDECAR, *found.member.segment) for stem, found in members_of(event)]
    each = zip(places, _leaves(event.leaves, log, size), strict=False)
    return [One(prefix + name, *leaf, offset, octets) for (name, offset, octets), leaf in each]


def alone(event: TogetherEvent, one: One) -> FixityEvent:
    """The event of one package."""
    return FixityEvent(
        event="fixity check", at=event.at, package=one.name, statement=PREFIX + one.statement.hex(), outcome="verified",
        status=0, how=event.how, leaf=one.leaf, octets=one.octets,
        within=(event.warc, one.offset) if isinstance(event, StretchEvent) else None, findings=(),
    )  # fmt: skip


def prefix_of(event: TogetherEvent) -> str:
    """What the names of its packages begin with: their folder in the store and a `/`, nothing at the very top."""
    folder = event.folder if isinstance(event, ShelfEvent) else event.warc.rpartition("/")[0]
    return f"{folder}/" if folder else ""


def runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Numbers as runs of (first, how many)."""
    start = count = 0
    for number in numbers:
        if count and number == start + count:
            count += 1
            continue
        if count:
            yield start, count
        start, count = number, 1
    if count:
        yield start, count


def only(event: ShelfEvent, wanted: Callable[[str], bool]) -> ShelfEvent | None:
    """The event without the packages whose sidecar is not `wanted`; None where nothing is left of it."""
    numbers = (number for first, many in event.leaves for number in range(first, first + many))
    left = [one for one in zip(event.sidecars, event.octets, numbers, strict=False) if wanted(one[0])]
    if not left:
        return None
    if len(left) == len(event.sidecars):
        return event
    sidecars, octets, leaves = zip(*left, strict=True)
    return event.model_copy(update={"sidecars": sidecars, "octets": octets, "leaves": tuple(runs(leaves))})


def _leaves(leaves: Sequence[tuple[int, int]], log: LogFolder, size: int) -> Iterator[tuple[int, bytes]]:
    for first, many in leaves:
        for index, leaf in islice(log.leaves(first, size), many):
            yield index, leaf[:HASH_OCTETS]
