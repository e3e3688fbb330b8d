"""What an audit takes from the archive's log and from its own seals, and how much of it is checked all the same.

    envelope = a leaf under the log's signed root      its signatures were checked when it was admitted
    sidecar  = the one that was sealed with that leaf  its parts were checked when it was sealed
    segment  = the digest in the statement             always hashed
    records  = the digests in their heads              a deep audit: always read and recomputed

A deep audit takes no seal but that of a deep check. What it then leaves out are signatures, parts and the text in its
source, all of which follow from octets that are the same.

The checkpoint is verified once, under the log's key in the trust file; each bundle of leaves is led to its root before
one of them counts. A share of the packages, drawn at random anew in every audit, is checked as if there were no log.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
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
from archiver.store.seals import Seals, seals_in
from archiver.tlog.checkpoint import HASH_OCTETS, Checkpoint
from archiver.tlog.proven import ProvenLeaves
from archiver.verify.log import verifier_of
from archiver.verify.package import Opened
from archiver.verify.seal import SEAL_OCTETS, Sealable, Sealer, glance, same, strictly
from archiver.verify.segment import check_length, recompute_digests

BUFFER = 1 << 18  # octets of a segment that are hashed at a time: what fits into the second cache
PER_CENT = 1_000  # shares have up to three decimals


@dataclass(frozen=True)
class Shortcut:
    """Plain values, so that it goes to other processes: the log's verified checkpoint, where the seals are, the draw.

    `seals` is the folder of the audits, None where this user can keep none. `share` is in thousandths of a per cent;
    None where neither log nor seals count for anything, so that all is checked.
    """

    log: Path
    origin: str
    size: int
    root: bytes
    seals: Path | None
    sealer: Sealer | None = field(repr=False)
    seed: str
    share: int | None

    def draws(self, name: str) -> bool:
        """Whether that package is checked all the same."""
        return self.share is None or drawn(f"{self.seed}:signatures:{name}", self.share)

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
    """Looks at packages by way of `shortcut`; `opened` makes one. With `deep` it asks for seals of deep checks."""

    def __init__(self, shortcut: Shortcut, leaves: ProvenLeaves, seals: Mapping[bool, Seals], *, deep: bool) -> None:
        self.shortcut, self.deep = shortcut, deep
        self._leaves, self._seals = leaves, seals  # seals by whether they are of deep checks
        self._buffer = memoryview(bytearray(BUFFER))

    def passes(self, held: Held) -> Glanced | None:
        """The package, if log, seal and digests all say that it is as it was; None means only: look closer."""
        index = glance(held.octets, self.shortcut.origin, line=held.line)
        if index is None or held.segment is None:
            return None
        over, kept = self._kept(index)
        if over is None:
            return None
        usual = self._fits(kept, over, held.octets, line=held.line)
        if not usual and not (held.line and self._fits(kept, over, held.sidecar, line=False)):
            return None
        found = self._read(held.segment)
        if found is None or found[0] != over.segment:
            return None
        if not usual:  # sealed as a file, rolled since
            self.seal(held, over)
        return Glanced(index, f"{PREFIX}{over.leaf[:HASH_OCTETS].hex()}", found[1])

    def sealed(self, line: bytes, digest: bytes) -> int | None:
        """The number of the leaf of a rolled package that passes: its line, and the digest of its segment."""
        index = glance(line, self.shortcut.origin, line=True)
        over, kept = self._kept(index) if index is not None else (None, b"")
        if over is None or digest != over.segment:
            return None
        return index if self._fits(kept, over, line, line=True) else None

    def logged(self, opened: Opened) -> Sealable | None:
        """The package's place, if the log holds this very envelope; by the strict reader."""
        if opened.sidecar is None or opened.statement is None:
            return None
        over = strictly(opened.sidecar.model.provenance, opened.statement, self.shortcut.origin)
        return over if over and self.leaf(over.index) == over.leaf else None

    def seal(self, held: Held, over: Sealable) -> None:
        """Keeps that the sidecar was checked in full, and is well; a deep check is a quick one as well."""
        sealer = self.shortcut.sealer
        for deep, seals in self._seals.items():
            if sealer:
                seals.put(over.index, over.segment, sealer.seal(over, held.octets, line=held.line, deep=deep))

    def leaf(self, index: int) -> bytes | None:
        """A leaf that the log's root vouches for."""
        try:
            return self._leaves.at(index)
        except (InputError, ResourceError):  # a log that is damaged there vouches for nothing there
            return None

    def leaves(self, indices: Sequence[int]) -> list[tuple[int, bytes]]:
        """The leaves at those places, each with its own; none where the log's root does not vouch for all of them."""
        try:
            found = [(index, leaf) for index, leaf in zip(indices, self._leaves.all_at(indices), strict=True) if leaf]
        except (InputError, ResourceError):
            return []
        return found if len(found) == len(indices) else []

    def _read(self, segment: BinaryIO) -> tuple[bytes, int] | None:
        """Digest and length in octets of a segment.

        None where a deep look finds a record that cannot be read, or a digest in a head that does not hold.
        """
        if self.deep and check_length(segment):
            return None
        whole = hashlib.sha256()
        if self.deep:
            return (whole.digest(), segment.tell()) if recompute_digests(segment, whole.update) else None
        octets = 0
        while count := segment.readinto(self._buffer):  # type: ignore[attr-defined]  # every binary reader has it
            whole.update(self._buffer[:count])
            octets += count
        return whole.digest(), octets

    def _kept(self, index: int) -> tuple[Sealable | None, bytes]:
        """What the seal at a leaf has to be over, and the seal; None without one that could count."""
        seals, leaf = self._seals.get(self.deep), self.leaf(index)
        if seals is None or leaf is None:
            return None, b""
        segment, kept = seals.at(index)
        return (Sealable(index, leaf, segment) if len(kept) == SEAL_OCTETS else None), kept

    def _fits(self, kept: bytes, over: Sealable, octets: bytes, *, line: bool) -> bool:
        sealer = self.shortcut.sealer
        return sealer is not None and same(kept, sealer.seal(over, octets, line=line, deep=self.deep))


@contextmanager
def opened(shortcut: Shortcut, *, deep: bool) -> Iterator[Quick]:
    """A process's own view of log and seals."""
    with ExitStack() as stack:
        kinds = (False, True) if deep else (False,)
        paths = {kind: seals_in(shortcut.seals, deep=kind) for kind in kinds} if shortcut.seals else {}
        seals = {kind: stack.enter_context(Seals(path)) for kind, path in paths.items()}
        leaves = ProvenLeaves(LogFolder(shortcut.log), shortcut.size, shortcut.root)
        yield Quick(shortcut, leaves, seals, deep=deep)
