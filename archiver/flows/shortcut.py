"""What a quick audit takes from the archive's log and from its own seals, and how much of it is checked all the same.

    envelope = a leaf under the log's signed root      its signatures were checked when it was admitted
    sidecar  = the one that was sealed with that leaf  its parts were checked when it was sealed
    segment  = the digest in the statement             always hashed

The checkpoint is verified once, under the log's key in the trust file; each bundle of leaves is led to its root before
one of them counts. A share of the packages, drawn at random anew in every audit, is checked as if there were no log.
"""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from archiver.errors import InputError, ResourceError
from archiver.flows.logbook import checked
from archiver.model.audit import Standing
from archiver.model.digest import PREFIX
from archiver.sign.trust import Trust
from archiver.store.logfolder import LogFolder
from archiver.store.rolled import file_of
from archiver.store.seals import Seals
from archiver.tlog.checkpoint import HASH_OCTETS, Checkpoint
from archiver.tlog.proven import ProvenLeaves
from archiver.verify.log import verifier_of
from archiver.verify.seal import SEAL_OCTETS, Sealable, Sealer, glance, same, strictly

BUFFER = 1 << 20  # octets of a segment that are hashed at a time
PER_CENT = 1_000  # shares have up to three decimals


@dataclass(frozen=True)
class Shortcut:
    """Plain values, so that it goes to other processes: the log's verified checkpoint, where the seals are, the draw.

    `seals` is None where this user can keep none. `share` is in thousandths of a per cent.
    """

    log: Path
    origin: str
    size: int
    root: bytes
    seals: Path | None
    sealer: Sealer | None = field(repr=False)
    seed: str
    share: int

    def draws(self, name: str) -> bool:
        """Whether the signatures of that package are checked all the same."""
        return drawn(f"{self.seed}:signatures:{name}", self.share)

    def vouches(self, index: int) -> str:
        """What a report says in the place of the signatures."""
        return f"not checked again: leaf {index} of {self.size} in the log {self.origin}, whose checkpoint holds"


@dataclass(frozen=True)
class Held:
    """A package in hand: its name, the sidecar's octets, its segment (at the first octet), None without one.

    With `line` the octets are those of a rolled sidecar's line. `within` is the rolled WARC that the segment is in, as
    the store names it, and where it begins there; None for a file of its own.
    """

    name: str
    octets: bytes
    segment: BinaryIO | None
    line: bool = False
    within: tuple[str, int] | None = None

    @cached_property
    def sidecar(self) -> bytes:
        """The sidecar as the file that it is or was."""
        return file_of(self.octets) if self.line else self.octets


@dataclass(frozen=True)
class Glanced:
    """A package that passed: the number of its leaf, its statement's id, the length of its segment in octets."""

    leaf: int
    statement: str
    octets: int


def standing_of(newest: Checkpoint, folder: LogFolder, trust: Trust, kept: str | None) -> tuple[Standing, str | None]:
    """Whether the log's newest checkpoint holds under its key in the trust file, and what speaks against it.

    `kept` is the newest one that this user has seen: a log that went back or departed from it contradicts itself.
    """
    for members in trust.sets_for("log"):
        verifier = verifier_of(members, "log")
        if members.name != newest.origin:
            continue
        if not any((line.name, line.hash) == (verifier.name, verifier.hash) for line in newest.note.lines):
            continue
        try:
            checked(newest, kept, folder, verifier)
        except (ResourceError, InputError) as e:
            return "contradicts", str(e)
        if members.end():
            return "unknown", f"its key counts only before {members.end()}, and nobody says when this was signed"
        return "holds", None
    return "unknown", "nobody in your trust file signed its checkpoint as this log"


def drawn(text: str, share: int) -> bool:
    """Whether a draw by `text` hits a share, in thousandths of a per cent: by digest, so that it can be drawn again."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
    return int.from_bytes(digest[:8], "big") % (100 * PER_CENT) < share


class Quick:
    """Looks at packages by way of `shortcut`; `opened` makes one."""

    def __init__(self, shortcut: Shortcut, leaves: ProvenLeaves, seals: Seals | None) -> None:
        self.shortcut = shortcut
        self._leaves, self._seals = leaves, seals
        self._buffer = memoryview(bytearray(BUFFER))

    def passes(self, held: Held) -> Glanced | None:
        """The package, if log, seal and digest all say that it is as it was; None means only: look closer."""
        sealer, index = self.shortcut.sealer, glance(held.octets, self.shortcut.origin, line=held.line)
        if index is None or held.segment is None or self._seals is None or sealer is None:
            return None
        leaf, (segment, kept) = self.leaf(index), self._seals.at(index)
        if leaf is None or len(kept) != SEAL_OCTETS:
            return None
        over = Sealable(index, leaf, segment)
        usual = same(kept, sealer.seal(over, held.octets, line=held.line))
        if not usual and not (held.line and same(kept, sealer.seal(over, held.sidecar))):
            return None
        digest, octets = self._digest(held.segment)
        if digest != segment:
            return None
        if not usual:  # sealed as a file, rolled since
            self.seal(held, over)
        return Glanced(index, f"{PREFIX}{leaf[:HASH_OCTETS].hex()}", octets)

    def sealed(self, line: bytes, digest: bytes) -> int | None:
        """The number of the leaf of a rolled package that passes: its line, and the digest of its segment."""
        sealer, index = self.shortcut.sealer, glance(line, self.shortcut.origin, line=True)
        if index is None or self._seals is None or sealer is None:
            return None
        leaf, (segment, kept) = self.leaf(index), self._seals.at(index)
        if leaf is None or digest != segment:
            return None
        return index if same(kept, sealer.seal(Sealable(index, leaf, segment), line, line=True)) else None

    def logged(self, held: Held) -> Sealable | None:
        """The package's place, if the log holds this very envelope; by the strict reader."""
        over = strictly(held.sidecar, self.shortcut.origin)
        return over if over and self.leaf(over.index) == over.leaf else None

    def seal(self, held: Held, over: Sealable) -> None:
        """Keeps that the sidecar was checked in full, and is well."""
        if self._seals and self.shortcut.sealer:
            seal = self.shortcut.sealer.seal(over, held.octets, line=held.line)
            self._seals.put(over.index, over.segment, seal)

    def leaf(self, index: int) -> bytes | None:
        """A leaf that the log's root vouches for."""
        try:
            return self._leaves.at(index)
        except (InputError, ResourceError):  # a log that is damaged there vouches for nothing there
            return None

    def _digest(self, segment: BinaryIO) -> tuple[bytes, int]:
        whole, octets = hashlib.sha256(), 0
        while count := segment.readinto(self._buffer):  # type: ignore[attr-defined]  # every binary reader has it
            whole.update(self._buffer[:count])
            octets += count
        return whole.digest(), octets


@contextmanager
def opened(shortcut: Shortcut) -> Iterator[Quick]:
    """A process's own view of log and seals."""
    with ExitStack() as stack:
        seals = stack.enter_context(Seals(shortcut.seals)) if shortcut.seals else None
        leaves = ProvenLeaves(LogFolder(shortcut.log), shortcut.size, shortcut.root)
        yield Quick(shortcut, leaves, seals)
