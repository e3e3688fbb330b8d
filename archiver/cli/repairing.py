"""`archiver audit --repair-from`: what was damaged or is missing, taken back from another copy."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

from archiver.bundle.naming import SIDECAR
from archiver.cli import wiring
from archiver.errors import ResourceError, UsageError
from archiver.flows.audit import Audited
from archiver.flows.checking import Job
from archiver.flows.repair import Bench, repair
from archiver.index.interface import Index
from archiver.model.audit import RepairEvent
from archiver.store.addresses import is_address, store_at
from archiver.store.interface import Store
from archiver.store.local import LocalStore
from archiver.store.lock import locked
from archiver.store.paths import mount
from archiver.store.rolled import RolledStore

_DIGITS = 8  # of the capture id, at the end of a package's name (`archiver.bundle.naming`)


def repaired(job: Job, done: Audited, index: Index, copy: Path) -> list[RepairEvent]:
    """What was taken back from `copy`; the lock of the archive is held meanwhile, so that nobody writes there."""
    store, stamp = wiring.store_of(job.root).inner, f".damaged-{wiring.now().translate(str.maketrans('', '', ':-.'))}"
    with locked(job.root, wiring.now()), job.neighbours(job.root) as neighbours, _index_of(copy) as theirs:
        bench = Bench(
            root=job.root,
            other=copy,
            trusted=job.trusted(),
            neighbours=neighbours,
            options=job.options,
            set_aside=lambda name: _set_aside(store, name, stamp),
            store=store,
            now=wiring.now,
            known=partial(_known, index),
            named=partial(_named, theirs),
        )
        return list(repair(done.findings, done.summary, bench))


def copy_at(other: str, root: Path) -> Path:
    """Where another copy is; raises UsageError when it is none, or the archive itself."""
    path = Path(other)
    if is_address(other):
        mount(path, RolledStore(store_at(other)))
    elif not path.is_dir() or path.resolve() == root.resolve():
        raise UsageError(f"--repair-from: expected the folder of another copy of the archive, found {other}")
    else:
        wiring.reach(path)
    return path


def _set_aside(store: Store, name: str, stamp: str) -> None:
    """Renames a damaged file on disk; raises ResourceError for one that is kept elsewhere."""
    if not store.exists(name):
        return
    if not isinstance(store, LocalStore):
        raise ResourceError(
            f"expected {name!r} missing, or on a disk, found it damaged in a store where nothing is renamed: keep a"
            " copy of it, remove it with the store's own tools, and run this again"
        )
    store.set_aside(name, stamp)


def _known(index: Index, name: str) -> list[str]:
    """The statements that the index has under a sidecar's name."""
    rows = index.by_capture_prefix(name.removesuffix(SIDECAR)[-_DIGITS:])
    return [row.statement_id for row in rows if row.sidecar == name]


def _named(index: Index | None, statement: str) -> str | None:
    row = index.by_statement(statement) if index else None
    return row.sidecar if row else None


@contextmanager
def _index_of(copy: Path) -> Iterator[Index | None]:
    """The index of another copy, which only says where to look; None where there is none that can be read."""
    with ExitStack() as stack:
        index: Index | None = None
        with suppress(ResourceError):
            opened = stack.enter_context(wiring.read_index(copy))
            opened.count()
            index = opened
        yield index
