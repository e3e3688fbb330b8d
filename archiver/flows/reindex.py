"""The index from the packages alone: all of them, or those that it has not seen."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from archiver.bundle import sidecar
from archiver.bundle.naming import SIDECAR, in_folder_of_its_day
from archiver.errors import InputError, ResourceError
from archiver.flows.rows import row_of, warc_name
from archiver.index.interface import Index, Row
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.interface import Store
from archiver.store.rolled import readable, unreadable
from archiver.verify.statement import read_statement


@dataclass(frozen=True)
class Rebuilt:
    """How many packages were indexed, and what was passed over and why."""

    indexed: int
    skipped: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Passed:
    """A package that has no row, and why."""

    name: str
    reason: str


Reading = Callable[[Iterable[str]], Iterator[Row | Passed | None]]  # names of sidecars -> what is said of each


def rebuild(
    store: Store, index: Index, progress: Callable[[int], None] = lambda _: None, reading: Reading | None = None
) -> Rebuilt:
    """Empties the index and fills it from every package in the store; `reading` may share the work among processes."""
    index.clear()
    return _fill(store, index, progress, reading)


def read_again(
    store: Store,
    index: Index,
    names: Sequence[str],
    progress: Callable[[int], None] = lambda _: None,
    reading: Reading | None = None,
) -> Rebuilt:
    """Rows of the sidecars `names` alone, in the place of those that they had; what is no package is skipped."""
    there, missing = list[str](), list[tuple[str, str]]()
    for name in names:
        if in_folder_of_its_day(name) and store.exists(name):
            there.append(name)
        else:
            missing.append((name, "expected a package of that name, found none"))
    done = _fill(store, index, progress, reading, there)
    return Rebuilt(done.indexed, (*done.skipped, *missing))


def catch_up(store: Store, index: Index) -> Rebuilt:
    """Adds what a run that was killed put into the store and not into the index."""
    return _fill(store, index, lambda _: None, None)


def unseen(store: Store, index: Index, folders: Iterable[str]) -> list[Row]:
    """The rows of the packages in some days' folders (`2026/11/22`) that the index lacks."""
    names = (name for folder in folders for name in store.list(SIDECAR, folder, deep=False))
    rows = (row for name in names if in_folder_of_its_day(name) and (row := row_in(store, name)))
    return [row for row in rows if index.by_statement(row.statement_id) is None]


def read_rows(opening: Callable[[], Store], names: Sequence[str]) -> list[Row | Passed | None]:
    """The work of one process: a row for each name; None for a sidecar whose segment is not there."""
    store = opening()
    return [_read(store, name) for name in names]


def heard(reading: Reading, hear: Callable[[Row], None], names: Iterable[str]) -> Iterator[Row | Passed | None]:
    """What `reading` says of each name, each row told to `hear` as well."""
    for one in reading(names):
        if isinstance(one, Row):
            hear(one)
        yield one


def _fill(
    store: Store,
    index: Index,
    progress: Callable[[int], None],
    reading: Reading | None,
    some: Sequence[str] | None = None,
) -> Rebuilt:
    skipped: list[tuple[str, str]] = []
    names = iter(some) if some is not None else filter(in_folder_of_its_day, readable(store, SIDECAR))
    found = reading(names) if reading else map(partial(_read, store), names)
    indexed = index.add_many(_counted(_rows(found, skipped), progress))
    return Rebuilt(indexed, (*skipped, *unreadable(store)))


def _counted(rows: Iterator[Row], progress: Callable[[int], None]) -> Iterator[Row]:
    for count, row in enumerate(rows, start=1):
        yield row
        progress(count)


def row_in(store: Store, name: str) -> Row | None:
    """The row of the package with the sidecar `name`; None where it is none or its segment is not there."""
    found = _read(store, name)
    return None if isinstance(found, Passed) else found


def _read(store: Store, name: str) -> Row | Passed | None:
    try:
        return read_row(store, name) if store.exists(warc_name(name)) else None  # of a rolled WARC, `broken` tells
    except (InputError, ResourceError) as e:
        return Passed(name, str(e))


def _rows(found: Iterable[Row | Passed | None], skipped: list[tuple[str, str]]) -> Iterator[Row]:
    for one in found:
        if isinstance(one, Passed):
            skipped.append((one.name, one.reason))
        elif one:
            yield one


def read_row(store: Store, name: str) -> Row:
    """The row of the package with the sidecar `name`; raises InputError for what is none, ResourceError unread."""
    model = sidecar.read(store.read(name, MAX_JSON_BYTES)).model
    statement = read_statement(model.provenance.capture)
    return row_of(name, model, statement.model, statement.id, store.locate(warc_name(name)))
