"""Roots that this user trusts: a signed trust file is accepted when it follows the last one, and kept whole.

    published -> which root is pinned -> follow (archiver.sign.succession) -> keep

Their signer sets are trusted beside those in the user's own trust file. A plain file cannot change them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archiver.errors import SuccessionError
from archiver.settings import rootfile
from archiver.sign import roots, succession
from archiver.sign.roots import Payload, Pinned, Published, Root, TrustList
from archiver.sign.trust import SignerSet, Trust


@dataclass(frozen=True)
class PinnedRoot:
    """A root as it was accepted last."""

    root: Payload[Root]
    list: Payload[TrustList]
    source: str


def pinned_roots(user: Path) -> Iterator[PinnedRoot]:
    """The roots that the user trusts; raises ResourceError, FormatError or SuccessionError for a damaged file."""
    for path, data in rootfile.read_all(user):
        yield _opened(roots.read_pinned(data, what=str(path)), str(path))


def with_roots(user: Path, own: Trust) -> Trust:
    """`own` and the signer sets of all roots that the user trusts."""
    sets = (members for pinned in pinned_roots(user) for members in pinned.list.model.sets)
    return own.model_copy(update={"sets": (*own.sets, *sets)})


def sets_in(data: bytes, *, what: str) -> tuple[SignerSet, ...]:
    """The signer sets of a signed file that its user chose by name; raises as `succession` does, but not for age."""
    published = roots.read(data, what=what)
    root = succession.begin(published, None, what)
    found = succession.open_list(published, what)
    succession.require(found, root.model, what)
    return found.model.sets


def accept(
    user: Path, published: Published, *, source: str, fingerprint: str | None, now: str, what: str
) -> tuple[PinnedRoot, PinnedRoot | None]:
    """Keeps a signed trust file that follows what the user accepted last; what is accepted now, and what was before.

    For a root that is new to the user `fingerprint` names the one to start from, None stands for the last. Raises
    SuccessionError for one that does not follow, FormatError or LimitError for what cannot be read.
    """
    name = succession.open_roots(published, what)[-1].model.name
    others = list(pinned_roots(user))
    before = next((one for one in others if one.root.model.name == name), None)
    start = before.root if before else succession.begin(published, fingerprint, what)
    made = succession.follow(published, start, before.list if before else None, now=now, what=what)
    _refuse_keys_of_others(made.list.model, [one for one in others if one is not before], what)
    kept = Pinned(format="archiver/pinned-root/v1", published=published, source=source)
    rootfile.write(rootfile.path_of(user, name), roots.write(kept))
    return PinnedRoot(made.root, made.list, source), before


def refuse_unsigned(user: Path, plain: Trust, what: str) -> None:
    """Raises SuccessionError for a plain trust file that speaks of a root's name, of its log or of its keys.

    Names of other sets decide nothing: most archives call theirs `default`.
    """
    for pinned in pinned_roots(user):
        name, listed = pinned.root.model.name, pinned.list.model.sets
        names = {name} | {members.name for members in listed if "log" in members.roles}
        ids = {keyid for members in listed for keyid in members.key_ids()}
        for members in plain.sets:
            if members.name in names or ids & members.key_ids():
                raise SuccessionError(
                    f"{what}: expected a file that the holders of the root {name!a} signed, found an unsigned one that"
                    f" speaks of its signer set {members.name!a}; get the signed file, and run `archiver trust update`"
                )


def expired(user: Path, now: str) -> Iterator[str]:
    """What to tell whoever relies on a root whose newest list is no longer good: something new may be held back."""
    for pinned in pinned_roots(user):
        name, at = pinned.root.model.name, min(pinned.root.model.expires, pinned.list.model.expires)
        if at <= now:
            yield (
                f"the list of signers of {name!a} expired at {at}, so that a newer one may be missing here;"
                " run `archiver trust update`"
            )


def _refuse_keys_of_others(found: TrustList, others: list[PinnedRoot], what: str) -> None:
    for other in others:
        ids = {keyid for members in other.list.model.sets for keyid in members.key_ids()}
        for members in found.sets:
            if ids & members.key_ids():
                raise SuccessionError(
                    f"{what}: expected signer sets of its own, found {members.name!a} with a key that the root"
                    f" {other.root.model.name!a} speaks for"
                )


def _opened(pinned: Pinned, what: str) -> PinnedRoot:
    root = succession.open_roots(pinned.published, what)[-1]
    found = succession.open_list(pinned.published, what)
    succession.require(found, root.model, what)
    return PinnedRoot(root, found, pinned.source)
