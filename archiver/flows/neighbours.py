"""The other statements at hand when a package is verified: in an archive by its index, else in the files given.

An index only says where to look. What counts is read from the sidecars themselves, and the verifier trusts neither.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from archiver.bundle import sidecar
from archiver.errors import InputError, ResourceError
from archiver.index.interface import Index
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.interface import components
from archiver.store.opening import read_sidecar
from archiver.store.packages import PackageFiles
from archiver.verify.chain import LogView, Neighbours
from archiver.verify.statement import Statement, read_statement

KEPT_PLACES = 4  # that are kept: all siblings of a fork ask about their place, and about the next
KEPT_STATEMENTS = 256  # of siblings, and of the versions before that chains are walked along


class ArchiveNeighbours:
    """Statements of one archive, found by its index."""

    def __init__(self, root: Path, index: Index) -> None:
        self._root = root
        self._index = index
        self._places: OrderedDict[tuple[str, str, int], dict[str, str]] = OrderedDict()
        self._read: OrderedDict[str, Statement | None] = OrderedDict()

    def by_id(self, statement_id: str) -> Statement | None:
        """The statement, if its package is still where the index says."""
        row = self._index.by_statement(statement_id)
        found = self._statement(row.sidecar) if row else None
        return found if found and found.id == statement_id else None

    def at_place(self, archive: str, series: str, sequence: int, besides: str) -> Sequence[Statement]:
        """The other statements of one place in a chain."""
        there = self._there((archive, series, sequence))
        others = (self._statement(name) for id_, name in there.items() if id_ != besides)
        return [statement for statement in others if statement and statement.id != besides]

    def _there(self, place: tuple[str, str, int]) -> dict[str, str]:
        """The sidecars of a place, by the statement that the index says is in each."""
        if place not in self._places:
            archive, series, sequence = place
            rows = (row for row in self._index.versions(series) if (row.archive, row.sequence) == (archive, sequence))
            self._places[place] = {row.statement_id: row.sidecar for row in rows}
            if len(self._places) > KEPT_PLACES:
                self._places.popitem(last=False)
        return self._places[place]

    def _statement(self, name: str) -> Statement | None:
        """Read once, although all siblings of a fork ask for it."""
        if name not in self._read:
            self._read[name] = statement_in(self._root, name)
            if len(self._read) > KEPT_STATEMENTS:
                self._read.popitem(last=False)
        return self._read[name]

    def cited(self, archive: str, series: str) -> Mapping[str, int]:
        """None: an index knows packages."""
        return {}

    def logged(self, archive: str, series: str) -> LogView | None:
        """None: an index knows packages."""
        return None


class AnyNeighbours:
    """Several sources of statements, one after the other."""

    def __init__(self, sources: Sequence[Neighbours]) -> None:
        self._sources = sources

    def by_id(self, statement_id: str) -> Statement | None:
        """The statement, from the first source that has it."""
        return next((found for source in self._sources if (found := source.by_id(statement_id))), None)

    def at_place(self, archive: str, series: str, sequence: int, besides: str) -> Sequence[Statement]:
        """The other statements of one place in a chain, from all sources."""
        return [s for source in self._sources for s in source.at_place(archive, series, sequence, besides)]

    def cited(self, archive: str, series: str) -> Mapping[str, int]:
        """What any source has cited."""
        return {name: at for source in self._sources for name, at in source.cited(archive, series).items()}

    def logged(self, archive: str, series: str) -> LogView | None:
        """What the first source that was asked for it knows of the log."""
        return next((view for source in self._sources if (view := source.logged(archive, series))), None)


class CitedNeighbours:
    """No statements, but what a bibliography knows of chains: archive and series -> id -> number."""

    def __init__(self, known: Mapping[tuple[str, str], Mapping[str, int]]) -> None:
        self._known = known

    def by_id(self, statement_id: str) -> Statement | None:
        """None: a citation holds no statement."""
        return None

    def at_place(self, archive: str, series: str, sequence: int, besides: str) -> Sequence[Statement]:
        """None."""
        return ()

    def cited(self, archive: str, series: str) -> Mapping[str, int]:
        """What is cited of that chain."""
        return self._known.get((archive, series), {})

    def logged(self, archive: str, series: str) -> LogView | None:
        """None."""
        return None


class LogNeighbours:
    """No statements, but what logs know of chains: archive and series -> view."""

    def __init__(self, views: Mapping[tuple[str, str], LogView]) -> None:
        self._views = views

    def by_id(self, statement_id: str) -> Statement | None:
        """None: a log holds digests."""
        return None

    def at_place(self, archive: str, series: str, sequence: int, besides: str) -> Sequence[Statement]:
        """None."""
        return ()

    def cited(self, archive: str, series: str) -> Mapping[str, int]:
        """None."""
        return {}

    def logged(self, archive: str, series: str) -> LogView | None:
        """What the log knows, for the chains that are looked at as a whole."""
        return self._views.get((archive, series))


class FolderNeighbours:
    """Statements of packages that lie together, read once, when first asked for."""

    def __init__(self, files: Iterable[PackageFiles]) -> None:
        self._files = files
        self._loaded = False
        self._fault: ResourceError | None = None
        self._by_id: dict[str, Statement] = {}
        self._by_place: dict[tuple[str, str, int], list[Statement]] = {}

    def by_id(self, statement_id: str) -> Statement | None:
        """The statement, if one of the packages holds it."""
        return self._load().get(statement_id)

    def at_place(self, archive: str, series: str, sequence: int, besides: str) -> Sequence[Statement]:
        """The other statements of one place in a chain."""
        self._load()
        return [s for s in self._by_place.get((archive, series, sequence), ()) if s.id != besides]

    def cited(self, archive: str, series: str) -> Mapping[str, int]:
        """None: packages cite nothing."""
        return {}

    def logged(self, archive: str, series: str) -> LogView | None:
        """None: a log lies in an archive."""
        return None

    def _load(self) -> dict[str, Statement]:
        if not self._loaded:
            self._loaded = True
            try:
                for files in self._files:
                    statement = _statement(files.sidecar) if files.sidecar and not files.problem else None
                    if statement:
                        self._add(statement)
            except ResourceError as e:
                self._fault = e
        if self._fault:  # every time: the packages after the first one lack as much
            raise self._fault
        return self._by_id

    def _add(self, statement: Statement) -> None:
        """A statement with other signatures is kept beside one it equals: a copy must not hide a genuine fork."""
        self._by_id.setdefault(statement.id, statement)
        predicate = statement.model.predicate
        there = self._by_place.setdefault((predicate.archive, predicate.series, predicate.sequence), [])
        if statement not in there:
            there.append(statement)


def statement_in(root: Path, name: str) -> Statement | None:
    """The statement in the sidecar `name` of the archive `root`, None when it holds none.

    Raises ResourceError for a name that leads out of the archive: an index may be somebody else's.
    """
    return _statement(root.joinpath(*components(name)))


def _statement(path: Path) -> Statement | None:
    """None for what is no package: its own verification says why."""
    try:
        return read_statement(sidecar.read(read_sidecar(path, MAX_JSON_BYTES)).model.provenance.capture)
    except (InputError, ResourceError):
        return None
