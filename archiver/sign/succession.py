"""Which signed trust file may follow which: the rules of The Update Framework (TUF 5.3), as python-tuf has them.

    accepted = follow(published, start, last, now=now)

* Root N + 1 is signed by a threshold of the holders of root N *and* by a threshold of its own. No version is left out.
* The list is signed by a threshold of the last root.
* No version goes back, and one version has one content: else somebody shows different things to different people.
* What has expired is not accepted: whoever holds back what is new can do so until then, and no longer.

An older root in between may have expired: only the last one has to be good today.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from archiver.errors import SuccessionError
from archiver.sign import roots
from archiver.sign.roots import Payload, Published, Root, TrustList


@dataclass(frozen=True)
class Accepted:
    """A chain that holds, from the root that was pinned to the list that the last one vouches for."""

    root: Payload[Root]
    list: Payload[TrustList]
    published: Published


def open_roots(published: Published, what: str) -> list[Payload[Root]]:
    """The roots in a file, in order, whoever signed them; raises SuccessionError when a version is left out."""
    found = [roots.root_in(envelope, what=f"{what}: root {n + 1}") for n, envelope in enumerate(published.roots)]
    for before, after in pairwise(found):
        if after.model.version != before.model.version + 1:
            raise SuccessionError(
                f"{what}: expected root {before.model.version + 1} after root {before.model.version}, found"
                f" {after.model.version}; ask for a file that holds every version"
            )
        if after.model.name != before.model.name:
            raise SuccessionError(f"{what}: expected roots of {before.model.name!a}, found one of {after.model.name!a}")
    return found


def open_list(published: Published, what: str) -> Payload[TrustList]:
    """The list in a file, whoever signed it; raises SuccessionError when there is none."""
    if published.trust is None:
        raise SuccessionError(f"{what}: expected a list of signer sets, found none: nobody has made one yet")
    return roots.list_in(published.trust, what=f"{what}: the list")


def begin(published: Published, fingerprint: str | None, what: str) -> Payload[Root]:
    """The root of a file to start from: the one with this fingerprint, the last without one.

    `fingerprint` has no white space. Raises SuccessionError when there is no such root, when its own holders did not
    sign it, and for a last one that does not follow from the others.
    """
    found = open_roots(published, what)
    fits = [one for one in found if fingerprint in (None, one.fingerprint.replace(" ", ""))]
    if not fits:
        raise SuccessionError(f"{what}: expected a root with the fingerprint {fingerprint!a}, found others")
    require(fits[0], fits[0].model, what)
    return fits[0] if fingerprint else climb(found, fits[0], what)


def follow(
    published: Published, start: Payload[Root], last: Payload[TrustList] | None, *, now: str, what: str
) -> Accepted:
    """What `published` comes to for somebody who trusts the root `start` and accepted the list `last` before.

    Raises SuccessionError for anything that does not follow, FormatError or LimitError for what cannot be read.
    """
    root = climb(open_roots(published, what), start, what)
    found = open_list(published, what)
    require(found, root.model, what)
    if found.model.name != root.model.name:
        raise SuccessionError(f"{what}: expected a list of {root.model.name!a}, found one of {found.model.name!a}")
    if last is not None:
        _not_back(found.model.version, last.model.version, "list", what)
        _same(found, last, what)
    for one in (root, found):
        _not_expired(one, now, what)
    return Accepted(root, found, published)


def climb(chain: Sequence[Payload[Root]], start: Payload[Root], what: str) -> Payload[Root]:
    """The last root of a chain, reached from `start` one version at a time; raises SuccessionError."""
    trusted = start
    _not_back(chain[-1].model.version, start.model.version, "root", what)
    for one in chain:
        if one.model.version <= start.model.version:
            if one.model.version == start.model.version:
                _same(one, start, what)
            continue
        if one.model.version != trusted.model.version + 1:
            raise SuccessionError(
                f"{what}: expected root {trusted.model.version + 1}, which follows the one that you trust, found"
                f" {one.model.version}; ask for a file that holds the versions between"
            )
        if one.model.name != trusted.model.name:
            raise SuccessionError(f"{what}: expected a root of {trusted.model.name!a}, found {one.model.name!a}")
        require(one, trusted.model, what)
        require(one, one.model, what)
        trusted = one
    return trusted


def require(payload: Payload[Root] | Payload[TrustList], root: Root, what: str) -> None:
    """Returns when enough holders of `root` signed; raises SuccessionError that says who did."""
    signed = payload.signed_by(root)
    if len(signed) < root.threshold:
        raise SuccessionError(
            f"{what}: expected {called(payload)} to be signed by {root.threshold} of the {len(root.holders)} holders of"
            f" root {root.version}, found {len(signed)}{': ' if signed else ''}{', '.join(map(ascii, signed))}"
        )


def called(payload: Payload[Root] | Payload[TrustList]) -> str:
    """A root or list by its kind and version."""
    return f"{'root' if isinstance(payload.model, Root) else 'list'} {payload.model.version}"


def _not_back(found: int, last: int, kind: str, what: str) -> None:
    if found < last:
        raise SuccessionError(
            f"{what}: expected {kind} {last} or a later one, found {found}: an old file was put in the place of a newer"
            " one; you keep what you have"
        )


def _same(found: Payload[Root] | Payload[TrustList], known: Payload[Root] | Payload[TrustList], what: str) -> None:
    if found.model.version == known.model.version and found.octets != known.octets:
        raise SuccessionError(
            f"{what}: expected the {called(known)} that you accepted ({known.fingerprint}), found another of that"
            " version: somebody shows different people different things; keep both files, and ask the archive"
        )


def _not_expired(one: Payload[Root] | Payload[TrustList], now: str, what: str) -> None:
    if one.model.expires <= now:
        raise SuccessionError(
            f"{what}: expected {called(one)} to be good today, found that it expired at {one.model.expires}: you were"
            " given an old file, or nobody signed a new one in time; you keep what you have"
        )
