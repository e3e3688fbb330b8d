"""A series as a whole: where its chain begins and ends, and what is missing, doubled or out of order in it.

    seen = walk([Link(id, sequence=0, packaged_at=..., previous=()), ...], known={})
    seen.heads, seen.missing, seen.forks, seen.cycles, seen.disorder, seen.beyond

Each link is looked at once, so that no made-up chain is walked for ever. Nothing here is proof: what a package says of
its own place is checked with its signature (`chain`); this says how those places fit together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MAX_NAMED = 20  # findings of one kind that are named


@dataclass(frozen=True)
class Link:
    """One statement in a chain; `previous` are the ids that it names."""

    id: str
    sequence: int
    packaged_at: str
    previous: tuple[str, ...]


@dataclass(frozen=True)
class Fork:
    """Statements that claim one place; `joined` is the one that names them all as what came before it."""

    sequence: int
    statements: tuple[str, ...]
    joined: str | None


@dataclass(frozen=True)
class Walk:
    """What a chain looks like.

    `heads` are not named by any other; `missing` is named and not at hand; `absent` are numbers between the first and
    the last that nobody has; `disorder` names links whose number or time does not follow from what they name; `beyond`
    are ids that others know of, newer than every link at hand.
    """

    heads: tuple[str, ...]
    missing: tuple[str, ...]
    absent: tuple[int, ...]
    forks: tuple[Fork, ...]
    cycles: tuple[str, ...]
    disorder: tuple[str, ...]
    beyond: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether it is one chain from its first link to its last; a fork that was joined is no fault."""
        unjoined = [fork for fork in self.forks if fork.joined is None]
        return not (self.missing or self.absent or unjoined or self.cycles or self.disorder or self.beyond)


def walk(links: Sequence[Link], known: Mapping[str, int]) -> Walk:
    """Looks at the statements of one archive about one series; `known` are ids that others cite, with their numbers."""
    by_id = {link.id: link for link in links}
    named = {previous for link in by_id.values() for previous in link.previous}
    last = max((link.sequence for link in by_id.values()), default=-1)
    cycles = _cycles(by_id)
    return Walk(
        heads=tuple(sorted(by_id.keys() - named)),
        missing=tuple(sorted(named - by_id.keys())),
        absent=_absent({link.sequence for link in by_id.values()}),
        forks=tuple(_forks(by_id.values())),
        cycles=cycles,
        disorder=tuple(
            sorted(link.id for link in by_id.values() if link.id not in cycles and not _follows(link, by_id))
        ),
        beyond=tuple(sorted(id_ for id_, sequence in known.items() if id_ not in by_id and sequence > last)),
    )


def _absent(numbers: set[int]) -> tuple[int, ...]:
    """The first numbers below the highest that nobody has."""
    found: list[int] = []
    expected = 0
    for number in sorted(numbers):
        found.extend(range(expected, min(number, expected + MAX_NAMED)))
        expected = number + 1
    return tuple(found[:MAX_NAMED])


def _forks(links: Iterable[Link]) -> Iterable[Fork]:
    places: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        places[link.sequence].append(link)
    for sequence, there in sorted(places.items()):
        if len(there) > 1:
            ids = {link.id for link in there}
            joined = next((link.id for link in places.get(sequence + 1, ()) if ids <= set(link.previous)), None)
            yield Fork(sequence, tuple(sorted(ids)), joined)


def _follows(link: Link, by_id: Mapping[str, Link]) -> bool:
    """Whether number and time follow from what the link names, as far as that is at hand."""
    before = [by_id[name] for name in link.previous if name in by_id]
    if not link.previous:
        return link.sequence == 0
    if len(before) < len(link.previous):
        return all(link.sequence > other.sequence and link.packaged_at > other.packaged_at for other in before)
    highest = max(other.sequence for other in before)
    return link.sequence == highest + 1 and all(link.packaged_at > other.packaged_at for other in before)


def _cycles(by_id: Mapping[str, Link]) -> tuple[str, ...]:
    """Links that lead back to themselves: what is left when ends are taken off, again and again, from both sides.

    An id is a digest over the ids that it names, so that only a broken digest, or a false index, makes a cycle.
    """
    left = {id_: {name for name in link.previous if name in by_id} for id_, link in by_id.items()}
    for _ in range(2):
        waiting = [id_ for id_, names in left.items() if not names]
        after: dict[str, list[str]] = defaultdict(list)
        for id_, names in left.items():
            for name in names:
                after[name].append(id_)
        while waiting:
            done = waiting.pop()
            left.pop(done, None)
            for id_ in after.get(done, ()):
                if id_ in left:
                    left[id_].discard(done)
                    waiting += [id_] if not left[id_] else []
        left = {id_: {other for other, names in left.items() if id_ in names} for id_ in left}
    return tuple(sorted(left))
