"""Many packages in one WARC: names, and the contents that say where each segment is (`archiver.model.rolled`).

    archiver-20261127081500-00000-0b8f0f0e.warc.gz        prefix, time (UTC), serial number, where it was made

as ISO 28500:2017, Annex C, recommends. The last part is the beginning of the archive's id, where the annex has the name
of a machine: no machine is named in an archive (docs/adr/0024).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from archiver.bundle.naming import WARC
from archiver.errors import FormatError, LimitError
from archiver.model.rolled import ROLLED_FORMAT, Coding, RolledHeader, RolledMember
from archiver.sign import strict
from archiver.sign.canonical import canonical, layout

CONTENTS = ".contents.jsonl"
SIDECARS = ".sidecars.jsonl"
ZSTD = ".zst"  # of a file of sidecars in which each line is a frame of its own
ZSTD_LEVEL = 3  # zstd's own: 19 takes forty times the time to save 2 per cent more
ROLL_SIZE = 10**9  # octets of one rolled WARC: what ISO 28500:2017, Annex C, recommends
ROLL_PREFIX = "archiver"
MAX_MEMBERS = 250_000  # packages in one rolled WARC
MAX_CONTENTS = 64 * 1024 * 1024  # octets; a line takes about 250,
MAX_LINE = 16 * 1024  # and never as many as this


def rolled_name(prefix: str, at: str, serial: int, archive: str) -> str:
    """The name before its suffix; `at` is an `Instant`, `archive` a urn:uuid."""
    moment = "".join(filter(str.isdigit, at[:19]))
    return f"{prefix}-{moment}-{serial:05}-{archive.removeprefix('urn:uuid:')[:8]}"


def rolled_warc(contents: str) -> str:
    """The name of the WARC that the file `contents` is about."""
    return contents.removesuffix(CONTENTS) + WARC


def rolled_sidecars(contents: str, coding: Coding | None = None) -> str:
    """The name of the file of sidecars beside the file `contents`."""
    return contents.removesuffix(CONTENTS) + SIDECARS + (ZSTD if coding else "")


def write_contents(archive: str, at: str, members: Iterable[RolledMember], coding: Coding | None = None) -> bytes:
    """The contents as they lie on disk, sorted by stem."""
    header = RolledHeader(format=ROLLED_FORMAT, archive=archive, rolled=at, sidecars=coding)
    lines = [header, *sorted(members, key=lambda member: member.stem)]
    return b"".join(canonical(line.document()) + b"\n" for line in lines)


def read_contents(data: bytes, what: str) -> tuple[RolledHeader, dict[str, RolledMember]]:
    """Header and members by stem; raises FormatError or LimitError, whose message names `what`."""
    header, listed = read_lines([data], what)
    members = dict[str, RolledMember]()
    for member in listed:
        if member.stem in members:
            raise twice(what)
        members[member.stem] = member
    return header, members


def read_lines(blocks: Iterable[bytes], what: str) -> tuple[RolledHeader, Iterator[RolledMember]]:
    """Header and members of contents that come in blocks of octets; what is wrong is raised when it is reached.

    Whether one is listed twice is for the caller to see.
    """
    lines = _lines(blocks, what)
    with _told(what):
        header = RolledHeader.model_validate_json(next(lines, b""))
    return header, _members(lines, what)


def twice(what: str) -> FormatError:
    """The error of contents that list a package twice."""
    return FormatError(f"{what}: expected each package once, found one twice")


def _members(lines: Iterator[bytes], what: str) -> Iterator[RolledMember]:
    with _told(what):
        for line in lines:
            yield RolledMember.model_validate_json(line)


def _lines(blocks: Iterable[bytes], what: str) -> Iterator[bytes]:
    octets, count, rest = 0, 0, b""
    for block in blocks:
        octets += len(block)
        *whole, rest = (rest + block).split(b"\n")
        count += len(whole)
        if octets > MAX_CONTENTS or count > MAX_MEMBERS + 1:
            raise LimitError(f"{what}: expected the contents of at most {MAX_MEMBERS} packages, found more")
        if len(rest) > MAX_LINE:
            raise FormatError(f"{what}: expected lines of at most {MAX_LINE} octets, found a longer one")
        yield from whole
    if rest:
        yield rest


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except ValidationError as e:
        raise FormatError(
            f"{what}: expected the contents of a rolled WARC ({ROLLED_FORMAT}), found another file"
        ) from e


def line_of(sidecar: bytes, coding: Coding | None = None) -> bytes | None:
    """A sidecar's octets as a line, or as a frame; None where they could not be had back from it, octet for octet."""
    value = strict.parse(sidecar, what="sidecar")
    line = canonical(value) + b"\n"
    if layout(value) != sidecar:
        return None
    return _frame(line) if coding else line


def sidecar_of(line: bytes, coding: Coding | None = None) -> bytes:
    """The sidecar's octets, for a strict reader; raises FormatError or LimitError where there is no JSON."""
    line = line_in(line) if coding else line
    return strict.in_layout(line, what="a line of sidecars", write=lambda value: canonical(value) + b"\n")


def _frame(line: bytes) -> bytes:
    import zstandard

    return zstandard.ZstdCompressor(level=ZSTD_LEVEL, write_checksum=False).compress(line)


def line_in(frame: bytes) -> bytes:
    """The line in one frame, which needs no dictionary and says how long it is: so much is set aside, no more.

    Raises FormatError for anything else, LimitError for a longer one than a sidecar may be.
    """
    import zstandard

    try:
        said = zstandard.get_frame_parameters(frame)
        if said.content_size == zstandard.CONTENTSIZE_UNKNOWN or said.dict_id:
            raise FormatError("a line of sidecars: expected a zstd frame that says its size and needs nothing else")
        if said.content_size > strict.MAX_JSON_BYTES:
            raise LimitError(
                f"a line of sidecars: expected at most {strict.MAX_JSON_BYTES} octets, found more announced"
            )
        return zstandard.ZstdDecompressor().decompress(frame, allow_extra_data=False)
    except zstandard.ZstdError as e:
        raise FormatError(f"a line of sidecars: expected one zstd frame, found a damaged one or more ({e})") from e
