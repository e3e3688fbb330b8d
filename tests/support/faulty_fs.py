"""A file system in user space that passes everything on to a folder, and fails with EIO where it is told to.

    python -m tests.support.faulty_fs SOURCE MOUNT RULES STRUCK

RULES is read anew at every operation, one rule a line: operation, pattern of the path, how many to let pass first.

    write *.json 2           the third and every later write to a sidecar fails
    fsync * 0

Each failure adds a line to STRUCK. The kernel hands EIO to the program as it would from a medium that breaks.
"""

import errno
import os
import sys
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import mfusepy


class Faulty(mfusepy.Operations):  # type: ignore[misc]  # untyped
    """Operations on a path below the mount are done below `source`."""

    use_ns = True

    def __init__(self, source: Path, rules: Path, struck: Path) -> None:
        self._source = source
        self._rules = rules
        self._struck = struck
        self._seen: Counter[str] = Counter()

    def _strike(self, operation: str, path: str) -> None:
        for rule in self._rules.read_text().splitlines():
            name, pattern, after = rule.split()
            if name == operation and fnmatch(path, pattern):
                self._seen[rule] += 1
                if self._seen[rule] > int(after):
                    with self._struck.open("a") as file:
                        file.write(f"{operation} {path}\n")
                    raise mfusepy.FuseOSError(errno.EIO)

    def _at(self, path: str) -> Path:
        return Path(f"{self._source}{path}")

    def access(self, path: str, amode: int) -> int:
        if not os.access(self._at(path), amode):
            raise mfusepy.FuseOSError(errno.EACCES)
        return 0

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        status = self._at(path).lstat()
        names = ("st_mode", "st_nlink", "st_uid", "st_gid", "st_size", "st_blocks")
        times = {f"st_{one}time": getattr(status, f"st_{one}time_ns") for one in "amc"}
        return {name: getattr(status, name) for name in names} | times

    def create(self, path: str, mode: int, fi: Any = None) -> int:
        self._strike("create", path)
        return os.open(self._at(path), os.O_RDWR | os.O_CREAT | os.O_TRUNC, mode)

    def open(self, path: str, flags: int) -> int:
        self._strike("open", path)
        return os.open(self._at(path), flags & ~os.O_NOFOLLOW)

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        self._strike("read", path)
        return os.pread(fh, size, offset)

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        self._strike("write", path)
        return os.pwrite(fh, data, offset)

    def truncate(self, path: str, length: int, fh: int | None = None) -> int:
        self._strike("truncate", path)
        os.truncate(self._at(path), length)
        return 0

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        self._strike("fsync", path)
        os.fsync(fh)
        return 0

    def fsyncdir(self, path: str, datasync: int, fh: int) -> int:
        self._strike("fsync", path)
        return 0

    def release(self, path: str, fh: int) -> int:
        os.close(fh)
        return 0

    def readdir(self, path: str, fh: int) -> list[str]:
        self._strike("readdir", path)
        return [".", "..", *(entry.name for entry in self._at(path).iterdir())]

    def mkdir(self, path: str, mode: int) -> int:
        self._strike("mkdir", path)
        self._at(path).mkdir(mode)
        return 0

    def rmdir(self, path: str) -> int:
        self._at(path).rmdir()
        return 0

    def unlink(self, path: str) -> int:
        self._strike("unlink", path)
        self._at(path).unlink()
        return 0

    def rename(self, old: str, new: str) -> int:
        self._strike("rename", new)
        self._at(old).rename(self._at(new))
        return 0

    def link(self, target: str, source: str) -> int:
        self._strike("link", target)
        self._at(target).hardlink_to(self._at(source))
        return 0

    def chmod(self, path: str, mode: int) -> int:
        self._at(path).chmod(mode)
        return 0

    def utimens(self, path: str, times: Any = None) -> int:
        os.utime(self._at(path), ns=times)
        return 0

    def statfs(self, path: str) -> dict[str, int]:
        found = os.statvfs(self._source)
        return {name: getattr(found, name) for name in dir(found) if name.startswith("f_") and name != "f_fsid"}


if __name__ == "__main__":
    source, mount, rules, struck = map(Path, sys.argv[1:])
    mfusepy.FUSE(Faulty(source, rules, struck), str(mount), foreground=True, nothreads=True)
