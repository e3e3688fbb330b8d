"""What could be saved without making a package depend on another one, measured on packages as they are.

    rolling         no rest of a block after every file, and sidecars without their layout
    zstd            sidecars and segments, each compressed alone; the same octets are given back
    pruning         what can be made again, or is left of a killed run

Deflated data hardly shrinks. Inflating segments and deflating them again when they are read would save more, and would
give back other octets as soon as the library is another one; that is not counted (docs/adr/0029).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import PurePosixPath

from archiver.agenda.sqlite import AGENDA_NAME
from archiver.bundle.naming import SIDECAR, WARC, in_folder_of_its_day
from archiver.bundle.rolled import CONTENTS, SIDECARS, ZSTD, ZSTD_LEVEL, line_of
from archiver.flows.growth import Growth, Piece
from archiver.index import elsewhere
from archiver.index.sqlite import INDEX_NAME
from archiver.model.digest import sha256
from archiver.model.rolled import RolledMember
from archiver.sign.canonical import canonical
from archiver.store import audits
from archiver.store.atomic import TEMPORARY
from archiver.store.census import Taken
from archiver.store.logfolder import LOG_NAME

SAMPLE = 200  # packages that are read and compressed
MAX_SAMPLED = 64 * 1024 * 1024  # octets of a file that is compressed to see what that saves

LEFT = "left of killed runs"
ASIDE = "damaged, set aside"
INDEX = "index"
AREAS = (
    "segments",
    "sidecars",
    "rolled",
    INDEX,
    "watch list",
    "log",
    "audits",
    "reports",
    "cdxj",
    LEFT,
    ASIDE,
    "other",
)
PRUNABLE = {
    LEFT: "delete, when no run is writing",
    ASIDE: "delete, once the copy that was taken back verifies",
    INDEX: "made again by `archiver index rebuild`; every command wants it",
    "audits": "records of fixity: keep the last, move older ones away",
    "reports": "no evidence; may be deleted",
    "cdxj": "imported from others; may be imported again",
}

DAMAGED = ".damaged-"  # what `audit --repair-from` puts behind the name of a file that it sets aside

_PLACES = {
    INDEX_NAME: INDEX,
    AGENDA_NAME: "watch list",
    LOG_NAME: "log",
    audits.FOLDER: "audits",
    elsewhere.FOLDER: "cdxj",
    "reports": "reports",
}
_SINGLE = re.compile(r"[0-9]{8}T[0-9]{6}Z-")


@dataclass(frozen=True, slots=True)
class Measured:
    """One package of the sample, in octets.

    `file` is its sidecar as a file, `line` as a line of rolled sidecars, `frame` that line
    compressed, `kept` whichever it is now; `contents` is its
    line in the contents of a rolled WARC.
    """

    file: int
    line: int
    frame: int
    contents: int
    kept: int
    kept_zstd: int
    segment: int
    segment_zstd: int


@dataclass(frozen=True, slots=True)
class Savings:
    """Octets that would be saved of a period's packages, and files fewer; `sample` packages were measured.

    `rolling` can be negative: contents take room as well. `rolling_zstd` is of rolling with compressed sidecars.
    """

    sample: int
    rolling: int
    rolling_zstd: int
    fewer_files: int
    zstd_sidecars: int
    zstd_segments: int


@dataclass(frozen=True, slots=True)
class Area:
    """What the files of one kind take up; see `Taken`."""

    files: int = 0
    octets: int = 0
    allocated: int = 0

    def plus(self, one: Taken) -> "Area":
        """With one file more."""
        return Area(self.files + 1, self.octets + one.octets, self.allocated + one.allocated)


def sample(pieces: Iterable[Piece], size: int = SAMPLE) -> Sequence[Piece]:
    """`size` packages by the order of their statement ids: as good as drawn, and the same each time."""
    return nsmallest(size, pieces, key=lambda piece: piece.statement_id)


def measured(piece: Piece, sidecar: bytes, segment: bytes) -> Measured:
    """One package from the octets of its files as they were made."""
    line = line_of(sidecar) or sidecar
    frame, kept = _compressed(line), piece.sidecar.octets
    return Measured(
        file=len(sidecar),
        line=len(line),
        frame=frame,
        contents=_contents_line(piece.sidecar.name, len(line), len(segment)),
        kept=kept,
        kept_zstd=min(kept, frame if piece.sidecar.rolled else _compressed(sidecar)),
        segment=len(segment),
        segment_zstd=_compressed(segment),
    )


def _compressed(data: bytes) -> int:
    import zstandard

    return len(zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(data))


def _contents_line(name: str, line: int, segment: int) -> int:
    """Octets of a package's line in the contents, as it would be in the middle of a rolled WARC of a thousand."""
    member = RolledMember(
        stem=PurePosixPath(name).name.removesuffix(SIDECAR),
        segment=(500 * segment, segment),
        line=(500 * line, line),
        sidecar=sha256(b""),
    )
    return len(canonical(member.document())) + 1


def savings(of: Growth, sampled: Sequence[Measured]) -> Savings:
    """What the sample says of the whole: octets in proportion, lines of contents by number."""
    lines = _saved((one.file for one in sampled), (one.line for one in sampled))
    frames = _saved((one.file for one in sampled), (one.frame for one in sampled))
    contents = of.singles / 2 * sum(one.contents for one in sampled) / max(1, len(sampled))
    sidecars = _saved((one.kept for one in sampled), (one.kept_zstd for one in sampled))
    segments = _saved((one.segment for one in sampled), (one.segment_zstd for one in sampled))
    return Savings(
        sample=len(sampled),
        rolling=round(of.slack + of.single_sidecars * lines - contents),
        rolling_zstd=round(of.slack + of.single_sidecars * frames - contents),
        fewer_files=of.singles,
        zstd_sidecars=round(of.total.sidecars * sidecars),
        zstd_segments=round(of.total.segments * segments),
    )


def _saved(before: Iterable[int], after: Iterable[int]) -> float:
    """Which part of it all goes; negative where it grows."""
    whole = sum(before)
    return 1 - sum(after) / whole if whole else 0.0


def areas(files: Iterable[Taken]) -> dict[str, Area]:
    """What lies in an archive's folder, by what it is; all of AREAS, in their order."""
    found = dict.fromkeys(AREAS, Area())
    for one in files:
        kind = area(one.name)
        found[kind] = found[kind].plus(one)
    return found


def area(name: str) -> str:
    """Which of AREAS a file belongs to, by its name below the archive."""
    base = name.rpartition("/")[2]
    if base.startswith(TEMPORARY):
        return LEFT
    if DAMAGED in base:
        return ASIDE
    if in_folder_of_its_day(name):
        return _in_a_day(base)
    first = name.partition("/")[0]
    return next((kind for start, kind in _PLACES.items() if first.startswith(start)), "other")


def _in_a_day(base: str) -> str:
    if base.endswith((CONTENTS, SIDECARS, SIDECARS + ZSTD)) or (base.endswith(WARC) and not _SINGLE.match(base)):
        return "rolled"
    return "segments" if base.endswith(WARC) else "sidecars" if base.endswith(SIDECAR) else "other"
