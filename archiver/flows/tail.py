"""What a transparency log knows of an archive that its packages do not hold: versions that somebody took away.

    shelf = Shelf(root, index, deep=True)
    view = LogView(archive, leaves=12, absent=("sha256:…",))    one statement of the log is not at hand

A leaf is a statement's id and no address, so that any statement that is not at hand may be a newer version of any
series; only one that another logged statement names as what came before it cannot be the last of its own. Nothing here
rests on the index, which may be somebody else's: whatever it says of a statement is looked up in the sidecar
(`deep`), and the leaves have to lead to the root that the log has signed.
"""

import hashlib
import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from archiver.bundle import sidecar
from archiver.errors import FormatError, InputError, ResourceError, SignatureError
from archiver.flows import logbook
from archiver.flows.neighbours import statement_in
from archiver.index.interface import Index
from archiver.model.digest import PREFIX
from archiver.model.statement import CapturePredicate, CaptureStatement
from archiver.sign import strict
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.sign.trust import Trust
from archiver.store.interface import components
from archiver.store.logfolder import LOG_NAME, LogFolder
from archiver.store.opening import read_sidecar
from archiver.tlog import checkpoint, note, tiles
from archiver.tlog.checkpoint import ENTRY_OCTETS, HASH_OCTETS, Checkpoint
from archiver.tlog.note import Verifier
from archiver.verify.chain import LogView
from archiver.verify.log import verifier_of

MAX_ABSENT = 10_000  # statements that are not at hand which are told apart; of an archive with more, some are named
_PAYLOAD = re.compile(rb'"payload": "([A-Za-z0-9+/]+={0,2})"')  # as the format's layout writes it
Stated = tuple[str, str, tuple[str, ...]]


class Shelf:
    """The statements of the archive in the folder `root`: found by its index, and read, or believed when not `deep`."""

    def __init__(self, root: Path, index: Index, *, deep: bool) -> None:
        self._root, self._index, self._deep = root, index, deep

    def stated(self, statement_id: str) -> Stated | None:
        """Archive, series and what came before of a statement that is at hand where the index has it, else None."""
        row = self._index.by_statement(statement_id)
        if row is None:
            return None
        try:
            path = self._root.joinpath(*components(row.sidecar))
            found = _read(path, self._root, row.sidecar, statement_id) if self._deep else None
        except ResourceError:
            return None
        said = (row.archive, row.series, row.previous)
        if not self._deep:
            return said if path.is_file() else None
        return found if found and found[:2] == said[:2] else None

    def checkpoints(self, archive: str, series: str) -> Iterator[str]:
        """The checkpoints of the archive's own log that the packages of a series came with."""
        for row in self._index.versions(series):
            try:
                octets = read_sidecar(self._root.joinpath(*components(row.sidecar)), MAX_JSON_BYTES)
                entries = sidecar.read(octets).model.provenance.log
            except (InputError, ResourceError):  # its own verification says why
                continue
            yield from (entry.checkpoint for entry in entries if entry.origin == archive)


def _read(path: Path, root: Path, name: str, statement_id: str) -> Stated | None:
    """What the statement of that id says, from its own octets; the id is a digest, so that it needs no other check."""
    octets = read_sidecar(path, MAX_JSON_BYTES)
    for found in _PAYLOAD.finditer(octets):
        payload = b64decode(found[1]) if len(found[1]) % 4 == 0 else b""
        if PREFIX + hashlib.sha256(payload).hexdigest() == statement_id:
            try:
                return _said(strict.parse_as(payload, CaptureStatement, what=name).model.predicate)
            except (InputError, ValidationError):  # logged, and no statement of ours
                return None
    statement = statement_in(root, name)  # a sidecar in another layout
    return _said(statement.model.predicate) if statement and statement.id == statement_id else None


def _said(predicate: CapturePredicate) -> Stated:
    return predicate.archive, predicate.series, predicate.previous.statements if predicate.previous else ()


class Logs:
    """What the log beside the packages knows, under the keys of the trust file; asked once an archive."""

    def __init__(self, root: Path, shelf: Shelf, trust: Trust, kept: Callable[[str], str | None]) -> None:
        self._folder = LogFolder(root / LOG_NAME)
        self._shelf, self._trust, self._kept = shelf, trust, kept
        self._found: dict[str, LogView] = {}

    def view(self, archive: str, series: str) -> LogView | None:
        """What the log of an archive knows of statements that are not at hand; None where no log is known of.

        The log has to carry on from the checkpoint that its keeper kept and from those in the sidecars of `series`:
        else `problem` says so, as an older copy of a log knows nothing of what came later.
        """
        verifiers = [verifier_of(one, "log") for one in self._trust.sets_for("log") if one.name == archive]
        if not verifiers:
            return None
        try:
            newest = self._folder.newest()
            seen = [text for text in (self._kept(archive), self._largest(archive, series, verifiers)) if text]
            if newest is None and not seen:
                return None
            verifier = _signer(newest, verifiers)
            wanted: Sequence[str | None] = seen or (None,)
            for text in wanted:  # which raises where there is no log and should be one
                logbook.checked(newest, text, self._folder, verifier)
            if newest and archive not in self._found:
                self._found[archive] = LogView(archive, newest.size, self._absent(newest))
            return self._found[archive]
        except (InputError, ResourceError, SignatureError) as e:
            return LogView(archive, 0, (), str(e))

    def _largest(self, archive: str, series: str, verifiers: Sequence[Verifier]) -> str | None:
        """The largest checkpoint in the sidecars of the series that the log has signed."""
        found: dict[str, int] = {}
        for text in set(self._shelf.checkpoints(archive, series)):
            try:
                read = checkpoint.read(text)
                if any(note.check(read.note, one) for one in verifiers):
                    found[text] = read.size
            except (FormatError, SignatureError):  # E802 and E805 say so
                continue
        return max(found, key=lambda text: found[text], default=None)

    def _absent(self, newest: Checkpoint) -> tuple[str, ...]:
        """The statements of the log that are not at hand and may be the last of their series; raises ResourceError."""
        absent: dict[str, None] = {}
        grown = tiles.Growth(0)
        for statement_id, leaf in _statements(self._folder, newest.size):
            for _ in grown.add([leaf]):  # tiles that are complete: only the root counts here
                pass
            if statement_id and len(absent) < MAX_ABSENT and self._shelf.stated(statement_id) is None:
                absent[statement_id] = None
        if grown.root() != newest.root:
            raise ResourceError(
                f"{self._folder.root}: expected leaves that lead to the root of the checkpoint, found others: "
                "restore the log's folder"
            )
        for statement_id, _ in _statements(self._folder, newest.size) if absent else ():
            stated = self._shelf.stated(statement_id) if statement_id else None
            for name in stated[2] if stated else ():
                absent.pop(name, None)
        return tuple(absent)


def _signer(newest: Checkpoint | None, verifiers: Sequence[Verifier]) -> Verifier:
    """The key that signed the checkpoint, the first where none has."""
    return next((one for one in verifiers if newest and note.check(newest.note, one)), verifiers[0])


def _statements(folder: LogFolder, size: int) -> Iterator[tuple[str, bytes]]:
    """Statement id ("" for what is none) and octets of every leaf."""
    for _, leaf in folder.leaves(0, size):
        yield (PREFIX + leaf[:HASH_OCTETS].hex() if len(leaf) == ENTRY_OCTETS else ""), leaf
