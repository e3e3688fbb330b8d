"""The records of audits: JSON Lines that only grow, `<archive>/audits/20261127T081500.123456Z.jsonl`.

Each batch of lines is on the medium before the audit goes on. What a killed run leaves is whole lines and perhaps a
part of one, which is cut off when the file is taken up again. The file is locked (flock(2)) while it is written.
"""

import errno
import fcntl
import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from archiver.errors import FormatError, LimitError, ResourceError
from archiver.model.audit import AuditHeader, AuditLine, CheckEvent, CheckRecord
from archiver.model.base import Frozen
from archiver.model.instant import parse
from archiver.sign.canonical import canonical

FOLDER = "audits"
SUFFIX = ".jsonl"
MAX_RECORD = 4 * 1024 * 1024 * 1024  # octets of one record; ten million packages that verify take half of it
MAX_LINE = 1024 * 1024
LOOKED_BACK = 100  # records, newest first, for one to go on with
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SUMMARY = b'"finished":'  # in no other line: a quotation mark within a text has a backslash before it
M = TypeVar("M", bound=BaseModel)


class AuditLog:
    """One audit's record, open for adding to it; a context manager that closes it."""

    def __init__(self, path: Path, header: AuditHeader, already: int, descriptor: int) -> None:
        self.path = path
        self.header = header
        self.already = already  # events of the run before, where this one goes on, and
        self.packages = 0  # how many packages they are about
        self._descriptor = descriptor

    def events(self) -> Iterator[CheckEvent]:
        """The events of the run before, one at a time; raises FormatError for a line that is none."""
        return islice(events_in(self.path), self.already)

    def __enter__(self) -> "AuditLog":
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def add(self, lines: Iterable[AuditLine]) -> None:
        """Adds `lines`, on the medium when this returns; raises ResourceError when that cannot be done."""
        _append(self._descriptor, self.path, lines)


def begin(archive: Path, header: AuditHeader) -> AuditLog:
    """A new record; raises ResourceError when it cannot be written or is there already."""
    folder = archive / FOLDER
    path = folder / f"{parse(header.started):%Y%m%dT%H%M%S.%fZ}{SUFFIX}"
    try:
        folder.mkdir(exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    except OSError as e:
        raise _not_written(path, e) from e
    try:
        _lock(descriptor, path)
        _append(descriptor, path, [header])
    except ResourceError:
        os.close(descriptor)
        path.unlink(missing_ok=True)  # without its first line it is no record
        raise
    return AuditLog(path, header, 0, descriptor)


def events_in(path: Path) -> Iterator[CheckEvent]:
    """The events of a record, one at a time, up to its summary; raises FormatError for a line that is none."""
    for line, _ in islice(_lines(path), 1, None):
        if _SUMMARY in line:
            return
        yield _read(path, line, CheckRecord).root


def unfinished(archive: Path, like: AuditHeader) -> AuditLog | None:
    """The newest record that asked for the same as `like`, opened to go on if it has no end; else None.

    Audits that asked for something else may lie between, at most LOOKED_BACK records are looked at. Raises FormatError,
    LimitError or ResourceError for the record that would be gone on with, and for a newest one, that cannot be read.
    """
    paths = sorted((archive / FOLDER).glob(f"[0-9]*{SUFFIX}"))[-LOOKED_BACK:]
    path = next((path for path in reversed(paths) if _asks_for(path, like, newest=path == paths[-1])), None)
    if path is None:
        return None
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as e:
        raise _not_written(path, e) from e
    log = None
    try:
        log = _taken_up(path, descriptor)
        return log
    finally:
        if log is None:
            os.close(descriptor)


def _asks_for(path: Path, like: AuditHeader, *, newest: bool) -> bool:
    if not path.is_file() or path.is_symlink():
        return False
    try:
        first, _ = next(_lines(path), (b"", 0))
        header = _read(path, first, AuditHeader) if first else None
    except (FormatError, LimitError):
        if newest:
            raise
        return False
    return header is not None and header.model_copy(update={"started": like.started, "seed": like.seed}) == like


def _taken_up(path: Path, descriptor: int) -> AuditLog | None:
    _lock(descriptor, path)
    header = _read(path, next(_lines(path))[0], AuditHeader)
    count, whole = 0, 0
    for line, whole in _lines(path):  # noqa: B007  # where the last whole line ends is used below
        count += 1
        if _SUMMARY in line:
            return None
    log = AuditLog(path, header, count - 1, descriptor)
    log.packages = sum(event.packages for event in log.events())  # all are read before anything is checked
    os.ftruncate(descriptor, whole)
    return log


def _lock(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as e:
        raise ResourceError(
            f"expected to be the only audit that writes {str(path)!r}, found another: wait for it"
        ) from e


def _lines(path: Path) -> Iterator[tuple[bytes, int]]:
    """Each whole line of a record, and how many octets the record has up to its end."""
    if path.stat().st_size > MAX_RECORD:
        raise LimitError(f"{path}: expected at most {MAX_RECORD} octets, found more; move it away")
    end = 0
    with path.open("rb") as file:
        while (line := file.readline(MAX_LINE)).endswith(b"\n"):
            end += len(line)
            yield line, end


def _read(path: Path, line: bytes, model: type[M]) -> M:
    try:
        return model.model_validate_json(line)
    except ValidationError as e:
        raise FormatError(f"{path}: expected lines of an audit's record, found another one; move it away") from e


def _append(descriptor: int, path: Path, lines: Iterable[Frozen]) -> None:
    data = b"".join(canonical(line.document()) + b"\n" for line in lines)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    except OSError as e:
        raise _not_written(path, e) from e


def _not_written(path: Path, e: OSError) -> ResourceError:
    todo = "make room for it" if e.errno in _FULL else "allow it; `archiver verify FOLDER` checks and writes nothing"
    return ResourceError(f"expected to write the audit's record {str(path)!r}, found {e.strerror}: {todo}")
