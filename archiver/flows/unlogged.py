"""The packages that have no proof of a log yet, found without reading those that were found to have one.

    names in the store - names that were taken down -> read -> a proof: taken down
                                                               none: for the next batch
                                                               unreadable: named, and read again the next time

What is taken down is a name. A sidecar that loses its proof afterwards, as one from an old copy has none, keeps its
leaf; an audit names it as unlogged, and has its name taken out again.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Protocol

from archiver.bundle import sidecar
from archiver.bundle.naming import SIDECAR, is_stem
from archiver.errors import FormatError, InputError, LimitError, ResourceError
from archiver.flows.logbook import Log, checked
from archiver.flows.rows import warc_name
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.interface import Store
from archiver.store.rolled import readable
from archiver.tlog.checkpoint import Checkpoint

MAX_FAULTS = 10  # sidecars in a row that the medium does not give: with more it is not them


class Names(Protocol):
    """What was taken down (`archiver.settings.logged`); raises ResourceError."""

    def checkpoint(self) -> str | None:
        """The checkpoint of the log that the names are of."""

    def keep(self, text: str) -> None:
        """Puts a checkpoint in the place of the one before it."""

    def clear(self) -> None:
        """Forgets all."""

    def of(self, folder: str) -> frozenset[str]:
        """The names in one folder, without it."""

    def add(self, names: Iterable[str]) -> None:
        """Takes down names."""


class Unlogged:
    """The names of the packages that have no proof of a log yet; what is no package is passed over.

    `unread` are those that look like packages and cannot be read, or contents of rolled WARCs, and why. `problem` says
    why names could not be taken down: none is missed, and all are read again the next time. Raises ResourceError where
    the store is not to be read.
    """

    def __init__(self, store: Store, log: Log, names: Names) -> None:
        self._store, self._log, self._names = store, log, names
        self._begun = False
        self._faults = 0  # one after the other
        self.unread: list[tuple[str, str]] = []
        self.problem: str | None = None

    def __iter__(self) -> Iterator[str]:
        """Found while iterating; what was yielded may be logged meanwhile."""
        self._begin()
        for folder, listed in groupby(
            readable(self._store, SIDECAR, self.unread), key=lambda name: name.rpartition("/")[0]
        ):
            known, proven = self._known(folder), list[str]()
            for name in listed:
                if name.rpartition("/")[2] in known:
                    continue
                proof = self._has_proof(name)
                if proof is False:
                    yield name
                proven += [name] if proof else []
            self._take_down(proven)

    def logged(self, names: Sequence[str], checkpoint: Checkpoint) -> None:
        """Takes down what has its proof now, under that checkpoint."""
        self._begin()
        with self._noting():
            if self.problem is None:
                self._names.add(names)
                self._names.keep(checkpoint.note.whole())

    def _begin(self) -> None:
        """Names that are of a log from which this one does not carry on say nothing."""
        if self._begun:
            return
        self._begun, newest = True, self._log.folder.newest()
        with self._noting():
            if newest and self._carries_on(newest):
                return
            self._names.clear()
            if newest:
                self._names.keep(newest.note.whole())

    def _carries_on(self, newest: Checkpoint) -> bool:
        text = self._names.checkpoint()
        try:
            checked(newest, text, self._log.folder, self._log.verifier)
        except (InputError, ResourceError):
            return False
        return text is not None

    def _known(self, folder: str) -> frozenset[str]:
        with self._noting():
            if self.problem is None:
                return self._names.of(folder)
        return frozenset()

    def _take_down(self, names: Sequence[str]) -> None:
        with self._noting():
            if self.problem is None:
                self._names.add(names)

    @contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except ResourceError as e:
            self.problem = self.problem or str(e)

    def _has_proof(self, name: str) -> bool | None:
        """Whether a sidecar holds a proof of the log; None for what cannot be read, or is none."""
        try:
            entries = sidecar.read(self._store.read(name, MAX_JSON_BYTES)).model.provenance.log
        except (FormatError, LimitError) as e:
            if is_stem(name.rpartition("/")[2].removesuffix(SIDECAR)) or self._store.exists(warc_name(name)):
                self.unread.append((name, str(e)))
            return None
        except ResourceError as e:
            self._faults += self._store.exists(name)  # else a rolled file is lost, and all in it
            if self._faults > MAX_FAULTS:
                raise
            self.unread.append((name, str(e)))
            return None
        self._faults = 0
        return any(entry.origin == self._log.origin for entry in entries)
