"""Archives as files: packages in the folders of their days, settings, an index, and a log over what was once there.

scene = asked(URL, shelved(first, second), logged(first, second, third))      a log that knows one package more
"""

import hashlib
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from archiver.flows.logbook import entry_of
from archiver.flows.reindex import rebuild
from archiver.index.interface import Row
from archiver.index.sqlite import INDEX_NAME, SqliteIndex
from archiver.settings.archive import SETTINGS_NAME, ArchiveSettings, dump_settings
from archiver.sign import trust
from archiver.store.local import LocalStore
from archiver.tlog import checkpoint, note
from archiver.tlog.note import ED25519, Verifier
from tests.support.attack import Scene
from tests.support.build import ARCHIVE, Built, archive_keys, trust_of
from tests.support.cli import write_files
from tests.support.vouch import leaf, log_key, with_entry
from tests.tlog.memory import MemoryTiles

Files = dict[str, bytes]
Rows = Callable[[list[Row]], list[Row]]
SETTINGS = ArchiveSettings(version=1, archive=ARCHIVE, name="Desk", signers="desk", authorities="")


def name_of(built: Built) -> str:
    """Where the sidecar lies in its archive."""
    return f"{built.stem[:4]}/{built.stem[4:6]}/{built.stem[6:8]}/{built.stem}.json"


def shelved(*packages: Built, rows: Rows = lambda found: found) -> Files:
    """An archive in the folder `p`; `rows` may make something else of the index's rows."""
    files = {SETTINGS_NAME: dump_settings(SETTINGS)}
    for built in packages:
        name = name_of(built)
        files |= {name: built.sidecar, name.removesuffix(".json") + ".warc.gz": built.segment}
    with tempfile.TemporaryDirectory() as folder:
        root = write_files(Path(folder), files)
        with SqliteIndex(root / INDEX_NAME) as index:
            rebuild(LocalStore(root), index)
            listed = rows(list(index.rows()))
            index.clear()
            index.add(listed)
        files[INDEX_NAME] = (root / INDEX_NAME).read_bytes()
    return {f"p/{name}": octets for name, octets in files.items()}


def note_of(tiles: MemoryTiles) -> str:
    """The checkpoint of a log, signed by the tests' key under the archive's name."""
    text = checkpoint.body(ARCHIVE, tiles.size, tiles.root)
    return note.Note(text, (note.signed(text, Verifier(ARCHIVE, ED25519, log_key().public), log_key().sign),)).whole()


def tiles_of(*packages: Built) -> MemoryTiles:
    """The tree over these packages."""
    return MemoryTiles.of([leaf(built) for built in packages])


def logged(*packages: Built) -> Files:
    """The folder of the log that holds these packages."""
    tiles = tiles_of(*packages)
    files = {"checkpoint": note_of(tiles).encode(), **tiles.files}
    return {f"p/log/{name}": octets for name, octets in files.items()}


def kept(*packages: Built) -> Files:
    """The checkpoint of that log as its keeper's home has it."""
    name = hashlib.sha256(ARCHIVE.encode()).hexdigest()[:32]
    return {f"home/checkpoints/{name}.checkpoint": note_of(tiles_of(*packages)).encode()}


def proven(built: Built, *packages: Built) -> Built:
    """The package with its proof in the log that holds `packages`."""
    tiles = tiles_of(*packages)
    entry = entry_of(tiles, checkpoint.read(note_of(tiles)), packages.index(built))
    return with_entry(built, entry.document())


def asked(url: str, *files: Mapping[str, bytes], trusting_log: bool = True) -> Scene:
    """`archiver verify URL` in the archive, under a trust file that pins its signers and its log."""
    log = trust.note_set(ARCHIVE, "log", log_key().spki)
    base = trust_of(archive_keys())
    pinned = base.model_copy(update={"sets": (*base.sets, log)}) if trusting_log else base
    whole = {name: octets for some in files for name, octets in some.items()}
    return Scene(whole, targets=(url,), trust=trust.write(pinned), flags=("--archive", "p"))


def relabelled(of: str, like: str) -> Rows:
    """Rows in which the statement `of`, whose package is gone, lies where the one of `like` does."""

    def change(rows: list[Row]) -> list[Row]:
        model = next(row for row in rows if row.statement_id == like)
        return [*rows, model._replace(statement_id=of, capture_id=model.capture_id[:-1] + "f")]

    return change
