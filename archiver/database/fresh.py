"""A database made anew beside the old one, and put in its place when it is whole.

index.sqlite                the old one: everybody who reads goes on with it
.tmp-index.sqlite           the new one, without a log and without a sync, until it is finished
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from archiver.database.sqlite import LOG, SHARED, Database, Kind
from archiver.errors import ResourceError


@contextmanager
def fresh(path: Path, kind: Kind, finish: Sequence[str]) -> Iterator[Database]:
    """An empty scratch database of `kind`; when the block ends well, `finish` is done and it takes the place of `path`.

    The schema of `kind` and `finish` together are what the file is compared with afterwards. Nobody else may write to
    `path` meanwhile. Raises ResourceError where the file cannot be written.
    """
    made = path.with_name(f".tmp-{path.name}")  # the name of what a killed run leaves
    _remove(made)
    try:
        with Database(made, kind, scratch=True) as database:
            yield database
            with database.transaction() as connection:
                for statement in finish:
                    connection.execute(statement)
            database.read("PRAGMA journal_mode = WAL")  # which is kept in the file
        _take_over(made, path, replace(kind, schema=(*kind.schema, *finish)))
    finally:
        _remove(made)


def _take_over(made: Path, path: Path, kind: Kind) -> None:
    """The log of the old file goes first: read with the new file, it would be taken for that one's."""
    if path.exists():
        with suppress(ResourceError):
            Database(path, kind).close()  # the last one out brings the log into the file, and removes it
    try:
        for suffix in (LOG, SHARED):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        put_in_place(made, path)
    except OSError as e:
        raise ResourceError(
            f"expected to put a new {kind.noun} in the place of {str(path)!r}, found {e.strerror}: check permission"
            " and disk"
        ) from e


def put_in_place(made: Path, path: Path) -> None:
    """A finished file in the place of another one, durably and at once; raises OSError."""
    _sync(made)
    made.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(made: Path) -> None:
    for suffix in ("", LOG, SHARED, "-journal"):
        with suppress(OSError):
            Path(f"{made}{suffix}").unlink(missing_ok=True)
