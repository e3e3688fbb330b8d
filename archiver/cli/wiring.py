"""Names the concrete classes: which store, which index, which clock. Everything else speaks of interfaces."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib import metadata
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO

from archiver import __version__
from archiver.batch.child import Child, cores
from archiver.batch.engine import Engine
from archiver.batch.pool import ReaderPool
from archiver.bundle.naming import SIDECAR, in_folder_of_its_day
from archiver.cli import unlocking
from archiver.database.sqlite import schema_of
from archiver.errors import ResourceError, UsageError
from archiver.flows.archive import Workshop
from archiver.flows.neighbours import ArchiveNeighbours
from archiver.flows.reindex import Rebuilt, catch_up, heard, read_again, read_rows, rebuild
from archiver.index.ahead import IndexAhead, IndexInBatches
from archiver.index.interface import Row
from archiver.index.schema import SCHEMA_VERSION
from archiver.index.sqlite import INDEX_NAME, SqliteIndex, rebuilt
from archiver.model.capture import Software
from archiver.model.digest import sha256
from archiver.model.instant import format_instant
from archiver.model.statement import Tool
from archiver.settings import durable, identity
from archiver.settings.archive import SETTINGS_NAME, ArchiveSettings, dump_settings, load_settings
from archiver.sign import keys
from archiver.store.local import LocalStore
from archiver.store.lock import locked
from archiver.store.paths import mount, mounted
from archiver.store.rolled import RolledStore
from archiver.verify.chain import Neighbours

if TYPE_CHECKING:
    from archiver.flows.compare import Readers

SCRATCH_IN_MEMORY = 16 * 1024 * 1024
TOOL = Tool(name="archiver", version=__version__)
# Programs whose version can change what a package holds (FRE 902(13): the process).
SOFTWARE = ("trafilatura", "lxml", "charset-normalizer", "h11", "cryptography", "orjson", "pydantic", "zlib-ng")


def now() -> str:
    """The system clock as an `Instant`."""
    return format_instant(datetime.now(UTC))


def scratch() -> BinaryIO:
    """An empty file that stays in memory while it is small."""
    return SpooledTemporaryFile(max_size=SCRATCH_IN_MEMORY)  # type: ignore[return-value]  # it is one in all but name


@dataclass(frozen=True)
class OpenArchive:
    """An archive that this run alone writes to. `caught_up` counts packages that a killed run left unindexed.

    `reader` is the wall that hostile pages are read behind.
    """

    root: Path
    settings: ArchiveSettings
    workshop: Workshop
    caught_up: int
    reader: ReaderPool


def store_of(root: Path) -> RolledStore:
    """Where the packages of the archive `root` are kept; raises UsageError where its settings are wrong about that."""
    address = load_settings(root).store if (root / SETTINGS_NAME).is_file() else None
    if address is None:
        return RolledStore(LocalStore(root))
    from archiver.store.addresses import store_at

    if found := mounted(root):
        return found[0]
    if days := sorted(path.name for path in root.glob("[0-9][0-9][0-9][0-9]")):
        raise UsageError(
            f"{root}: expected all packages in {address}, as {SETTINGS_NAME} says, found some here, under {days[0]}:"
            " copy them into the store and move them away, or remove `store`"
        )
    store = RolledStore(store_at(address))
    mount(root, store)
    return store


def reach(root: Path) -> None:
    """Lets paths of the archive that the user named lead to where its packages are kept.

    Never of an archive that was only come across: its settings are its maker's, and would have us call on a server.
    """
    path = root / SETTINGS_NAME
    if not path.is_file():
        return
    with durable.wrapped("read the settings", path):
        lines = path.read_bytes().splitlines()
    if any(b"store" in line and not line.startswith(b"#") for line in lines):
        store_of(root)


@contextmanager
def open_for_writing(root: Path, started: Sequence[Child] = (), *, in_batches: bool = False) -> Iterator[OpenArchive]:
    """Takes the lock and puts a `Workshop` together; raises ResourceError or UsageError when that cannot be done.

    `started` are children that are to read pages; more are started when they are needed. `in_batches`: rows of the
    index are kept back until a batch is finished.
    """
    settings = load_settings(root)
    pairs = unlocking.signers(settings.signers)
    store = store_of(root)
    with (
        locked(root, now()) as ended_well,
        index_for_writing(root, IndexInBatches if in_batches else SqliteIndex) as index,
        ReaderPool(cores(), started=started) as reader,
    ):
        before = index.count()
        if not ended_well:
            _sweep(root, store)
            catch_up(store, index)
        workshop = _workshop(settings, pairs, store, index, reader)
        yield OpenArchive(root, settings, workshop, index.count() - before, reader)


def _sweep(root: Path, store: RolledStore) -> None:
    """Removes what a killed run left behind, here and where the packages are kept."""
    from archiver.store.sftp import SftpStore

    LocalStore(root).sweep(datetime.now(UTC))
    if isinstance(store.inner, SftpStore):
        store.inner.sweep()


@contextmanager
def open_beside(root: Path) -> Iterator[OpenArchive]:
    """As `open_for_writing`, for a process of a run that holds the lock and writes the index itself."""
    settings = load_settings(root)
    pairs = unlocking.signers(settings.signers)
    with IndexAhead(root / INDEX_NAME) as index, ReaderPool(cores()) as reader:
        yield OpenArchive(root, settings, _workshop(settings, pairs, store_of(root), index, reader), 0, reader)


def _workshop(
    settings: ArchiveSettings, pairs: Sequence[keys.Signer], store: RolledStore, index: SqliteIndex, reader: ReaderPool
) -> Workshop:
    return Workshop(
        archive=settings.archive,
        extract=reader.extract,
        find_claims=reader.find_claims,
        store=store,
        index=index,
        signers=pairs,
        now=now,
        entropy=os.urandom,
        scratch=scratch,
        tool=TOOL,
        software=software(settings),
        markers=identity.markers(os.environ),
    )


@contextmanager
def open_for_amending(root: Path) -> Iterator[RolledStore]:
    """Takes the lock for adding to packages that are there; no key is needed."""
    store = store_of(root)
    with locked(root, now()) as ended_well:
        if not ended_well:
            _sweep(root, store)
            with index_for_writing(root) as index:
                catch_up(store, index)
        yield store


def index_for_writing(root: Path, kind: Callable[[Path], SqliteIndex] = SqliteIndex) -> SqliteIndex:
    """The index of an archive whose lock this run holds; one that is missing or of an older version is made anew first.

    In an empty one every chain would begin again, and fork.
    """
    if reason := _why_anew(root):
        from archiver.cli.output import note, progress, safe

        note(f"archiver: {reason}; it is made anew from the packages")
        with progress("indexing", None, quiet=False) as count:
            done = rebuild_index(root, lambda _: count())
        for name, why in done.skipped:
            note(f"skipped {safe(name)}: {safe(why)}")
    return kind(root / INDEX_NAME)


def _why_anew(root: Path) -> str | None:
    path = root / INDEX_NAME
    if path.is_file() and path.stat().st_size:
        found = schema_of(path)
        return f"the index is of an older version (schema {found})" if 0 < found < SCHEMA_VERSION else None
    there = any(in_folder_of_its_day(name) for name in store_of(root).list_readable(SIDECAR))
    return f"{path}: expected an index beside the packages, found none" if there else None


def rebuild_index(
    root: Path,
    progress: Callable[[int], None],
    engine: Engine | None = None,
    names: Sequence[str] | None = None,
    hear: Callable[[Row], None] = lambda _: None,
) -> Rebuilt:
    """The index anew, from the packages alone; the old one answers until the new one is whole.

    The caller holds the archive's lock. `progress` is told how many packages were read. An `engine` reads them in
    other processes, which see the archive under the same path; `hear` is told each row. With `names` of sidecars
    only those are read again, into the index that is there.
    """
    opening = partial(store_of, root.absolute())
    reading = partial(heard, partial(engine.in_batches, partial(read_rows, opening)), hear) if engine else None
    if names is not None:
        with index_for_writing(root) as index:
            return read_again(store_of(root), index, names, progress, reading)
    with rebuilt(root / INDEX_NAME) as index:
        return rebuild(store_of(root), index, progress, reading)


@contextmanager
def readers() -> "Iterator[Readers]":
    """What reads old texts again: a child behind a wall, started when it is first needed."""
    from archiver.flows.compare import Readers

    with ReaderPool(1) as pool:
        yield Readers(extract=pool.extract, find_claims=pool.find_claims)


def software(settings: ArchiveSettings) -> tuple[Software, ...]:
    """The programs that take part, with their versions."""
    own = Software(
        name=TOOL.name,
        version=TOOL.version,
        sha256=None,
        config_sha256=sha256(dump_settings(settings)),
        lock_sha256=None,
    )
    python = Software(name="python", version=sys.version.split()[0], sha256=None, config_sha256=None, lock_sha256=None)
    others = (
        Software(name=name, version=metadata.version(name), sha256=None, config_sha256=None, lock_sha256=None)
        for name in SOFTWARE
    )
    return (own, python, *others)


def read_index(root: Path) -> SqliteIndex:
    """The index of an archive, for looking things up; raises ResourceError when it is missing or damaged."""
    path = root / INDEX_NAME
    if not path.is_file():  # a named pipe would wait for a writer
        raise ResourceError(f"{path}: expected an index, found none; run `archiver index rebuild --archive {root}`")
    return SqliteIndex(path, read_only=True)


@contextmanager
def archive_neighbours(root: Path) -> Iterator[Neighbours]:
    """The statements of one archive that the user named, by its index; another process can call it by name."""
    reach(root)
    with read_index(root) as index:
        yield ArchiveNeighbours(root, index)


def require_archive(root: Path) -> Path:
    """`root` if it is an archive; raises UsageError that says how to make one."""
    if not (root / SETTINGS_NAME).is_file():
        raise UsageError(f"{root}: expected an archive, found none; make one with `archiver init {root}`")
    reach(root)
    return root
