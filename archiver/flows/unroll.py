"""Single packages out of rolled WARCs, with the octets that they had before: beside the archive, or back into it."""

import io
from collections.abc import Callable, Iterable
from typing import BinaryIO

from archiver.bundle import rolled
from archiver.errors import InputError, ResourceError
from archiver.flows.reindex import read_row
from archiver.flows.rolled import (
    Member,
    all_single,
    digest_of,
    members_of,
    read_back,
    remove_rolled,
    require_all_listed,
    rolled_sidecar,
    segment_of,
)
from archiver.flows.rows import warc_name
from archiver.index.interface import Row
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.interface import Store
from archiver.store.opening import opened, read_sidecar
from archiver.store.packages import PackageFiles
from archiver.store.rolled import RolledStore


def give(files: PackageFiles, target: Store) -> str:
    """Copies a package, rolled or not, into `target`, under the name of its sidecar without folders; returns that.

    What is there with the same octets is left, as after a copy that was interrupted. Raises InputError for half a
    package, ResourceError when there is another one of its name in `target`.
    """
    if files.sidecar is None or files.warc is None or files.problem:
        raise InputError(f"{files.name}: expected a sidecar and its WARC, found {files.problem or 'one of them'}")
    octets, base = read_sidecar(files.sidecar, MAX_JSON_BYTES), files.sidecar.name
    with opened(files.warc) as segment:
        both: list[tuple[str, BinaryIO]] = [(warc_name(base), segment), (base, io.BytesIO(octets))]
        target.put_new([(name, file) for name, file in both if not _is_there(target, name, file)])
    return base


def _is_there(target: Store, name: str, file: BinaryIO) -> bool:
    if not target.exists(name):
        return False
    with target.open(name) as other:
        same = digest_of(other) == digest_of(file)
    file.seek(0)
    return same


def undo(
    contents: str, store: RolledStore, add: Callable[[Iterable[Row]], None], progress: Callable[[], None] = lambda: None
) -> int:
    """Makes every package of a rolled WARC single files again, then removes the rolled files; how many packages.

    `add` hears where they are now.

    Killed half-way, it leaves packages that are there twice, with the same octets; once more, and it ends. Raises
    ResourceError, and removes nothing, where a package cannot be given back as it was.
    """
    members = members_of(contents, store)
    require_all_listed(contents, store)
    if store.inner.exists(rolled.rolled_warc(contents)):
        for member in members:
            _single(member, store)
            progress()
    elif not all_single(contents, store):
        raise ResourceError(f"expected {rolled.rolled_warc(contents)!r}, found none: restore it from a copy")
    remove_rolled(contents, store)
    add(read_row(store, member.name) for member in members)
    return len(members)


def _single(member: Member, store: RolledStore) -> None:
    """The segment before the sidecar, as when a package is made; a sidecar that was changed since stays."""
    inner, segment = store.inner, warc_name(member.name)
    expected, octets = read_back(member, store), rolled_sidecar(member, store)
    if not inner.exists(segment):
        with segment_of(member, store) as octets_of_it:
            inner.put_new([(segment, octets_of_it)])
    with inner.open(segment) as single:
        digest, _ = digest_of(single)
    if digest != expected:
        raise ResourceError(
            f"expected {segment!r} with {expected}, found {digest} in a single file of that name: run `archiver audit`"
        )
    if not inner.exists(member.name):
        inner.put_new([(member.name, io.BytesIO(octets))])
