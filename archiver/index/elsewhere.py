"""Captures that somebody else holds, by their CDXJ: known, found beside the packages, and never taken for one.

    <archive>/cdxj/NAME.cdxj      what `archiver index import` was given: each line as it came, sorted, once

A file of sorted lines is an index already: a look-up halves it until it stands before the first line. Nothing of it is
in `index.sqlite`, which is made from packages alone (docs/adr/0027).
"""

import gzip
import os
import re
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader
from itertools import groupby
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import orjson

from archiver.database.fresh import put_in_place
from archiver.errors import FormatError, InputError, LimitError, ResourceError, UsageError
from archiver.index.cdxj import in_order, key_of
from archiver.index.finding import Span, span_of
from archiver.index.interface import Query

FOLDER = "cdxj"
SUFFIX = ".cdxj"
MAX_LINE = 64 * 1024  # octets; longer than any URL that is taken, twice
MAX_OCTETS = 16 * 2**30  # of one file, unpacked
MAX_NAMED = 20  # lines that could not be read and are named
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")

_KEY = re.compile(rb"[\x21-\x7e]+")
_MOMENT = re.compile(rb"[0-9]{14}")
_HEADERS = (b"!", b"@", b"#")
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One record that a CDXJ of somebody else names; its values are as they stand there, None where there are none."""

    source: str
    url: str
    captured_at: str  # to the second: 2026-11-22T07:15:01Z
    status: str | None
    media_type: str | None
    digest: str | None
    filename: str | None


@dataclass(frozen=True)
class Imported:
    """What came of a file: lines kept, those under a key that this program would not make, and refused ones, named."""

    lines: int
    other_keys: int
    refused: int
    faults: tuple[str, ...]


class Reading:
    """The lines of a CDXJ that can be used, one after the other; counts what it meets."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.lines = self.other_keys = self.refused = 0
        self.faults: list[str] = []

    def __iter__(self) -> Iterator[str]:
        octets = 0
        for number, line in enumerate(iter(lambda: self._stream.readline(MAX_LINE + 1), b""), start=1):
            octets += len(line)
            if len(line) > MAX_LINE or octets > MAX_OCTETS:
                raise LimitError(
                    f"line {number}: expected lines of at most {MAX_LINE} octets and {MAX_OCTETS} in all, found more:"
                    " is it a CDXJ file? Import it in parts"
                )
            if line.strip() and not line.startswith(_HEADERS):
                yield from self._checked(number, line.rstrip(b"\r\n"))

    def _checked(self, number: int, line: bytes) -> Iterator[str]:
        try:
            key, _, fields = parse(line)
        except FormatError as e:
            self.refused += 1
            if len(self.faults) < MAX_NAMED:
                self.faults.append(f"line {number}: {e}")
            return
        self.lines += 1
        self.other_keys += key_of(str(fields["url"])) != key
        yield line.decode("utf-8")


def parse(line: bytes) -> tuple[str, str, dict[str, Any]]:
    """Key, moment (14 digits) and fields of a line; raises FormatError for what no replay program could use."""
    key, _, rest = line.partition(b" ")
    moment, _, document = rest.partition(b" ")
    if not (_KEY.fullmatch(key) and _MOMENT.fullmatch(moment) and document.startswith(b"{")):
        raise FormatError(
            f"expected a key, 14 digits and a JSON object, found {line[:60]!r}; CDX with fixed columns is turned into"
            " CDXJ by pywb: `wb-manager cdx-convert`"
        )
    try:
        datetime.strptime(moment.decode(), "%Y%m%d%H%M%S")  # only whether there is such a moment
        fields = orjson.loads(document)
    except ValueError as e:
        raise FormatError(f"expected a moment and JSON, found {e}") from e
    if not isinstance(fields.get("url"), str) or any(isinstance(value, dict | list) for value in fields.values()):
        raise FormatError("expected a member url and plain values, found something else")
    return key.decode(), moment.decode(), fields


def keep(archive: Path, name: str, stream: BufferedReader) -> Imported:
    """Puts the lines of a CDXJ, plain or gzip, into the archive under `name`, in the place of an earlier one.

    Raises UsageError for a name that is none, InputError when no line can be used, ResourceError for the disk.
    """
    if not NAME.fullmatch(name):
        raise UsageError(f"--name: expected up to 80 letters, digits, '.', '_' and '-', found {name!r}")
    path = archive / FOLDER / (name + SUFFIX)
    with _unpacked(stream) as plain, _writing(path) as out:
        reading = Reading(plain)
        for line, _ in groupby(in_order(reading)):
            out.write(f"{line}\n")
        if not reading.lines:
            why = f", found {reading.faults[0]}" if reading.faults else ", found none"
            raise InputError(f"expected lines of CDXJ{why}")
    return Imported(reading.lines, reading.other_keys, reading.refused, tuple(reading.faults))


def lines(archive: Path) -> Iterator[str]:
    """Every line that was imported, file by file."""
    for path in kept(archive):
        with _reading(path) as file:
            for line in iter(lambda: _line(file), b""):  # it is read before the next file is opened
                yield line.decode("utf-8", "replace").rstrip("\n")


def kept(archive: Path) -> list[Path]:
    """The files, by name."""
    folder = archive / FOLDER
    return sorted(path for path in folder.glob(f"*{SUFFIX}") if path.is_file() and not path.is_symlink())


def find(archive: Path, query: Query) -> Iterator[Elsewhere]:
    """What others hold of the addresses that are asked for, by file, address and time.

    Nothing where something is asked for that a CDXJ does not know: words, a case, a verdict, a digest.
    """
    span = span_of(query)
    if span is None or query.for_passages or query.case_id or query.quality or query.digest:
        return
    for path in kept(archive):
        with _reading(path) as file:
            for line in _in_span(file, span):
                found = _elsewhere(path.name.removesuffix(SUFFIX), line)
                if (query.since or "") <= found.captured_at and (not query.until or found.captured_at < query.until):
                    yield found


def _in_span(file: BinaryIO, span: Span) -> Iterator[bytes]:
    for line in _from(file, span.low.encode()):
        key = line.partition(b" ")[0].decode("utf-8", "replace")
        if key >= span.high:
            return
        if span.holds(key):
            yield line.rstrip(b"\n")


def _from(file: BinaryIO, low: bytes) -> Iterator[bytes]:
    """The lines from the first one on that is not before `low`, found by halving."""
    first, last = 0, file.seek(0, 2)
    while first < last:
        middle = (first + last) // 2
        file.seek(max(middle - 1, 0))
        if middle:
            _line(file)  # the end of the line before, or only its last octet
        if (line := _line(file)) and line < low:
            first = file.tell()
        else:
            last = middle
    file.seek(first)
    return iter(lambda: _line(file), b"")


def _line(file: BinaryIO) -> bytes:
    if len(line := file.readline(MAX_LINE + 1)) > MAX_LINE:
        raise ResourceError(f"{FOLDER}: expected lines of at most {MAX_LINE} octets, found more: import the file again")
    return line


def _elsewhere(source: str, line: bytes) -> Elsewhere:
    """Raises ResourceError where somebody changed the file by hand."""
    try:
        _, moment, fields = parse(line)
    except FormatError as e:
        raise ResourceError(f"{FOLDER}/{source}{SUFFIX}: {e}; import it again, or remove the file") from e
    when = f"{moment[:4]}-{moment[4:6]}-{moment[6:8]}T{moment[8:10]}:{moment[10:12]}:{moment[12:]}Z"
    values = (fields.get(name) for name in ("status", "mime", "digest", "filename"))
    status, media_type, digest, filename = (None if value in (None, "-") else str(value) for value in values)
    return Elsewhere(source, fields["url"], when, status, media_type, digest, filename)


@contextmanager
def _unpacked(stream: BufferedReader) -> Iterator[BinaryIO]:
    packed = stream.peek(len(_GZIP))[: len(_GZIP)] == _GZIP
    try:
        yield cast(BinaryIO, gzip.GzipFile(fileobj=stream)) if packed else stream
    except (gzip.BadGzipFile, zlib.error, EOFError) as e:
        raise InputError(f"expected a whole gzip file, found {e}") from e


@contextmanager
def _writing(path: Path) -> Iterator[IO[str]]:
    """A temporary file that takes the place of `path` at the end, if that is reached."""
    try:
        path.parent.mkdir(exist_ok=True)
        descriptor, made = tempfile.mkstemp(prefix=".tmp-", dir=path.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as out:
                yield out
            Path(made).chmod(0o644)
            put_in_place(Path(made), path)
        finally:
            Path(made).unlink(missing_ok=True)
    except OSError as e:
        raise ResourceError(f"expected to write {str(path)!r}, found {e.strerror}: check permission and disk") from e


@contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except OSError as e:
        raise ResourceError(f"expected to read {str(path)!r}, found {e.strerror}: check permission") from e
