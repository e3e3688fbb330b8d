"""A log against the packages: every leaf hashed again, every package looked up, in memory that does not grow with them.

    leaves -> tiles and root made anew ┐
                                       ├> records in the order of their statements -> those of one statement together
    packages -> names in a file        ┘

The records are sorted on disk (`archiver.store.runs`): 72 octets a leaf, 72 and the name a package. In memory are some
50 MB, whatever the number of either.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from archiver.errors import ResourceError
from archiver.store.logfolder import LogFolder
from archiver.store.runs import Lines, Runs
from archiver.tlog import checkpoint, tiles
from archiver.tlog.checkpoint import Checkpoint

ENVELOPES = 1_000  # of one statement that a package may be in; an honest log has one
_ID = checkpoint.HASH_OCTETS
_NUMBER = 8  # octets of a leaf's index, or of where a package's name is kept
_RECORD = _ID + _NUMBER + _ID  # statement, number, envelope
_OF_PACKAGE = 1 << 63  # added to the number: of one statement, leaves come before packages


@dataclass(frozen=True)
class Finding:
    """Something that `log check` found: a kind, and where."""

    kind: str  # missing, doubled, altered, unlogged, tree, history
    where: str


def check_log(log: LogFolder, newest: Checkpoint, packages: Iterable[tuple[str, bytes]]) -> Iterator[Finding]:
    """What is wrong between the log and `packages` (name and leaf); raises ResourceError for a lost tile."""
    with Runs(_RECORD) as logged, Runs(_RECORD) as met, Lines() as names:
        yield from _tree(log, newest, logged)
        for name, leaf in packages:
            met.add(_record(leaf, _OF_PACKAGE + names.add(name)))
        both = heapq.merge(logged.merged(), met.merged())
        for statement, records in groupby(both, key=lambda record: record[:_ID]):
            yield from _of_one(statement, records, names)


def _record(leaf: bytes, number: int) -> bytes:
    return leaf[:_ID] + number.to_bytes(_NUMBER, "big") + leaf[_ID:]


def _tree(log: LogFolder, newest: Checkpoint, logged: Runs) -> Iterator[Finding]:
    """The tiles and the root, made again from the leaves; O(log n) in memory."""
    grown = tiles.Growth(0)
    for index, leaf in log.leaves(0, newest.size):
        for name, octets in grown.add([leaf]):
            yield from _tile(log, name, octets)
        if len(leaf) == checkpoint.ENTRY_OCTETS:
            logged.add(_record(leaf, index))
        else:
            yield Finding("tree", f"leaf {index} has {len(leaf)} octets, not {checkpoint.ENTRY_OCTETS}")
    for name, octets in grown.rest():
        yield from _tile(log, name, octets)
    if grown.root() != newest.root:
        yield Finding("tree", "the leaves do not lead to the root of the checkpoint")


def _tile(log: LogFolder, name: str, octets: bytes) -> Iterator[Finding]:
    """Whether the log has these octets there: what it hands out to others, who make proofs from it."""
    try:
        if log.tile(*tiles.place(name)) != octets:
            yield Finding("tree", name)
    except ResourceError as e:
        yield Finding("tree", str(e))


def _of_one(statement: bytes, records: Iterable[bytes], names: Lines) -> Iterator[Finding]:
    """What is wrong with the leaves and packages of one statement."""
    logged: set[bytes] = set()
    met = 0
    for record in records:
        number, envelope = int.from_bytes(record[_ID : _ID + _NUMBER], "big"), record[_ID + _NUMBER :]
        if number < _OF_PACKAGE:
            if logged:
                yield Finding("doubled", f"leaf {number}, statement sha256:{statement.hex()}")
            if len(logged) < ENVELOPES:
                logged.add(envelope)
            continue
        name, met = names.at(number - _OF_PACKAGE), met + 1
        if met > 1:
            yield Finding("doubled", f"{name}: another package holds the same statement")
        if not logged:
            yield Finding("unlogged", name)
        elif envelope not in logged:
            yield Finding("altered", f"{name}: its envelope is not the one in the log")
    if not met:
        yield Finding("missing", f"statement sha256:{statement.hex()}")
