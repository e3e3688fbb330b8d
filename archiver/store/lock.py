"""One writer at a time: an advisory lock (flock(2)) on `<archive>/.lock`.

    4711 2026-11-22T07:15:01.000000Z        process id and the time since when, for the message of the one who waits

The kernel drops the lock with the process that held it, however that ended. A run that ends well empties the file; what
a killed one left in it tells the next run that something may be half done. The file itself stays; removing it would let
two runs lock two files of one name.
"""

import errno
import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from archiver.errors import ResourceError
from archiver.model.instant import Instant

LOCK_NAME = ".lock"
LOCKS = Path("/proc/locks")
MAX_CONTENT = 64  # octets: a process id and an Instant
_REMEDY = {
    errno.ENOSPC: "free some space and run this again",
    errno.EDQUOT: "free some of the quota and run this again",
    errno.EIO: "the medium is failing: check it, and restore from a copy",
}

_CONTENT = re.compile(rb"([0-9]{1,10}) ([0-9TZ:.-]{27})\n")


@contextmanager
def locked(archive: Path, since: Instant) -> Iterator[bool]:
    """Hold the lock of the folder `archive`; `since` tells others when this run began.

    The value says whether the run before ended well; where it did not, the index may lag behind the packages.

    Raises ResourceError, naming process and time, when another run holds it, and when the file cannot be written.
    """
    path = archive / LOCK_NAME
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise _not_usable(path, error) from error
    try:
        yield _acquire(descriptor, path, since)
        with suppress(OSError):  # a medium that breaks now: the next run looks after what may be half done
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def is_locked(archive: Path) -> bool | None:
    """Whether a run holds the lock now; None where the kernel does not tell (proc_locks(5)). Takes no lock itself.

    Trying to lock, even for a moment and shared, could turn away a run that begins at that moment. The file system's
    number is left out: btrfs and overlayfs tell `stat` another one.
    """
    try:
        with _looking(archive) as descriptor:
            there, found = os.fstat(descriptor), _CONTENT.fullmatch(os.pread(descriptor, MAX_CONTENT, 0))
        held = LOCKS.read_text()
    except FileNotFoundError:
        return False if LOCKS.exists() else None
    except OSError:
        return None
    process = found[1].decode() if found else ""
    locks = [fields for line in held.splitlines() if "FLOCK" in (fields := line.split())]
    return any(process in fields[4:5] or fields[5].endswith(f":{there.st_ino}") for fields in locks)


def unfinished(archive: Path) -> str | None:
    """Who writes to the folder `archive`, or was cut off while writing; None where the last run ended well.

    Takes no lock, and says nothing of a folder that cannot be read.
    """
    try:
        with _looking(archive) as descriptor:
            return _holder(descriptor) if os.fstat(descriptor).st_size else None
    except OSError:
        return None


@contextmanager
def _looking(archive: Path) -> Iterator[int]:
    """The lock's file to read from, locked by nobody; a pipe that somebody put in its place holds nobody up."""
    descriptor = os.open(archive / LOCK_NAME, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, path: Path, since: Instant) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        ended_well = os.fstat(descriptor).st_size == 0
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()} {since}\n".encode(), 0)
        os.fsync(descriptor)
        return ended_well
    except BlockingIOError as error:
        raise ResourceError(
            f"expected to be the only run that writes to {str(path.parent)!r}, found {_holder(descriptor)}: "
            "wait until it ends, or end it"
        ) from error
    except OSError as error:
        raise _not_usable(path, error) from error


def _holder(descriptor: int) -> str:
    found = _CONTENT.fullmatch(os.pread(descriptor, MAX_CONTENT, 0))
    return f"process {int(found[1])} since {found[2].decode()}" if found else "another one"


def _not_usable(path: Path, error: OSError) -> ResourceError:
    remedy = _REMEDY.get(error.errno or 0, "make the archive writable for this user")
    return ResourceError(f"expected to lock {str(path)!r}, found {error.strerror}: {remedy}")
