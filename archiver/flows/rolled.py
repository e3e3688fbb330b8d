"""What rolling and unrolling have in common: the packages of one rolled WARC, read back and held against signatures."""

import hashlib
from dataclasses import dataclass
from typing import BinaryIO

from archiver.bundle import rolled, sidecar
from archiver.bundle.naming import SIDECAR
from archiver.errors import InputError, ResourceError
from archiver.flows.rows import warc_name
from archiver.model.digest import PREFIX, Digest, sha256
from archiver.model.rolled import Coding, RolledMember
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.rolled import RolledStore
from archiver.store.window import window
from archiver.verify.statement import Statement, read_statement

CODINGS: tuple[Coding | None, ...] = (None, "zstd")
PIECE = 1 << 20  # octets hashed at a time


@dataclass(frozen=True)
class Member:
    """A rolled package under the name that its sidecar has in the archive, and the contents that list it."""

    name: str
    listed: RolledMember
    contents: str
    coding: Coding | None


def members_of(contents: str, store: RolledStore) -> list[Member]:
    """The packages of one rolled WARC, by name; raises ResourceError where its contents cannot be read."""
    folder = contents.rpartition("/")[0]
    try:
        header, listed = store.catalogue.members(contents)
    except InputError as e:
        raise ResourceError(f"{e}: restore {contents!r} from a copy of the archive") from e
    return [Member(f"{folder}/{stem}{SIDECAR}", member, contents, header.sidecars) for stem, member in listed.items()]


def statement_in(octets: bytes) -> Statement:
    """The statement of a sidecar, nothing of it verified; raises InputError where there is none."""
    return read_statement(sidecar.read(octets).model.provenance.capture)


def signed_digest(statement: Statement) -> Digest:
    """The digest of the segment that a statement is about."""
    return PREFIX + statement.model.subject[0].digest.sha256


def digest_of(file: BinaryIO) -> tuple[Digest, int]:
    """SHA-256 and length of what is left to read in a file."""
    whole, length = hashlib.sha256(), 0
    while piece := file.read(PIECE):
        whole.update(piece)
        length += len(piece)
    return PREFIX + whole.hexdigest(), length


def is_grown(before: bytes, after: bytes) -> bool:
    """Whether a sidecar is another one with nothing but additions: statements, sets of claims, stamps, proofs.

    Raises InputError for what is no sidecar.
    """
    old, new = (sidecar.read(octets).model for octets in (before, after))
    grew = ("claims", "provenance")
    if old.model_copy(update={name: getattr(new, name) for name in grew}) != new:
        return False
    later, claims = new.provenance.later[: len(old.provenance.later)], new.claims[: len(old.claims)]
    return (later, claims, new.provenance.capture) == (old.provenance.later, old.claims, old.provenance.capture)


def read_back(member: Member, store: RolledStore) -> Digest:
    """The digest of a segment as it lies in the rolled WARC.

    Raises ResourceError when segment or sidecar are not, octet for octet, what they were as files of their own.
    """
    octets = rolled_sidecar(member, store)
    with segment_of(member, store) as segment:
        found, _ = digest_of(segment)
    signed = signed_digest(statement_in(octets))
    if found != signed:
        raise ResourceError(
            f"expected the segment of {member.name!r} with {signed} in its rolled WARC, found {found}: check the"
            " medium, restore the rolled file from a copy; originals that are still there stay"
        )
    return found


def segment_of(member: Member, store: RolledStore) -> BinaryIO:
    """The octets of a segment in the rolled WARC; raises ResourceError without one."""
    return window(store.inner.open(rolled.rolled_warc(member.contents)), *member.listed.segment)


def rolled_sidecar(member: Member, store: RolledStore) -> bytes:
    """The sidecar as it was when it was rolled; raises ResourceError when it is another one now."""
    if member.listed.line is None:
        return store.read(member.name, MAX_JSON_BYTES)
    file = store.inner.open(rolled.rolled_sidecars(member.contents, member.coding))
    with window(file, *member.listed.line) as line:
        octets = _had_back(line.read(), member)
    if sha256(octets) != member.listed.sidecar:
        raise ResourceError(
            f"expected {member.name!r} with {member.listed.sidecar} among the rolled sidecars, found"
            f" {sha256(octets)}: restore the file of sidecars from a copy"
        )
    return octets


def require_all_listed(contents: str, store: RolledStore) -> None:
    """Raises ResourceError where a rolled WARC holds more than its contents list: nothing else may name the rest."""
    try:
        more = store.catalogue.unlisted(contents)
    except InputError as e:
        raise ResourceError(f"{e}: restore {contents!r} from a copy of the archive") from e
    if more:
        raise ResourceError(more)


def remove_rolled(contents: str, store: RolledStore) -> None:
    """Takes away a rolled WARC whose packages are all there as single files: the WARC first, its contents last."""
    inner = store.inner
    sidecars = (rolled.rolled_sidecars(contents, coding) for coding in CODINGS)
    for name in (rolled.rolled_warc(contents), *sidecars, contents):
        if inner.exists(name):
            with inner.open(name) as file:
                found, _ = digest_of(file)
            inner.discard([(name, found)])
    store.catalogue.forget()


def all_single(contents: str, store: RolledStore) -> bool:
    """Whether every package of a rolled WARC is there as files of its own, with a segment of the same length."""
    inner = store.inner
    for member in members_of(contents, store):
        segment = warc_name(member.name)
        if not (inner.exists(member.name) and inner.exists(segment)):
            return False
        if inner.size(segment) != member.listed.segment[1]:
            return False
    return True


def _had_back(line: bytes, member: Member) -> bytes:
    try:
        return rolled.sidecar_of(line, member.coding)
    except InputError as e:
        raise ResourceError(
            f"expected the line of {member.name!r}, found {e}: restore the file of sidecars from a copy"
        ) from e
