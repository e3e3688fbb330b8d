"""The index from the packages alone: all of them, or those that it has not seen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archiver.bundle import sidecar
from archiver.bundle.naming import SIDECAR, in_folder_of_its_day
from archiver.errors import InputError, ResourceError
from archiver.flows.rows import row_of, warc_name
from archiver.index.interface import Index, Row
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.interface import Store
from archiver.verify.statement import read_statement


@dataclass(frozen=True)
class Rebuilt:
    """How many packages were indexed, and what was passed over and why."""

    indexed: int
    skipped: tuple[tuple[str, str], ...]


def rebuild(store: Store, index: Index, progress: Callable[[int], None] = lambda _: None) -> Rebuilt:
    """Empties the index and fills it from every package in the store."""
    index.clear()
    return _fill(store, index, progress)


def catch_up(store: Store, index: Index) -> Rebuilt:
    """Adds what a run that was killed put into the store and not into the index."""
    return _fill(store, index, lambda _: None)


def _fill(store: Store, index: Index, progress: Callable[[int], None]) -> Rebuilt:
    skipped: list[tuple[str, str]] = []
    return Rebuilt(index.add_many(_counted(_rows(store, skipped), progress)), tuple(skipped))


def _counted(rows: Iterator[Row], progress: Callable[[int], None]) -> Iterator[Row]:
    for count, row in enumerate(rows, start=1):
        yield row
        progress(count)


def row_in(store: Store, name: str) -> Row | None:
    """The row of the package with the sidecar `name`; None where it is none or its segment is not there."""
    try:
        return read_row(store, name) if store.exists(warc_name(name)) else None
    except (InputError, ResourceError):
        return None


def _rows(store: Store, skipped: list[tuple[str, str]]) -> Iterator[Row]:
    for name in store.list(SIDECAR):
        if not in_folder_of_its_day(name) or not store.exists(warc_name(name)):
            continue
        try:
            yield read_row(store, name)
        except (InputError, ResourceError) as e:
            skipped.append((name, str(e)))


def read_row(store: Store, name: str) -> Row:
    """The row of the package with the sidecar `name`; raises InputError for what is none, ResourceError unread."""
    model = sidecar.read(store.read(name, MAX_JSON_BYTES)).model
    statement = read_statement(model.provenance.capture)
    return row_of(name, model, statement.model, statement.id, store.locate(warc_name(name)))
