"""Roots, their holders and the files that they sign, for tests."""

from collections.abc import Callable
from functools import cache
from typing import Any

from archiver.flows.roots import first_root, holder_of, next_list, next_root, sign
from archiver.sign import dsse, keys, roots, succession, trust
from archiver.sign.canonical import canonical
from archiver.sign.roots import Holder, Published
from archiver.sign.succession import Accepted
from archiver.sign.trust import SignerSet
from tests.support.build import archive_keys, stranger_keys

NOW, LATER, MUCH_LATER = (f"202{year}-01-01T00:00:00.000000Z" for year in (6, 7, 8))
PAST = "2025-01-01T00:00:00.000000Z"
PEOPLE = ("anna", "ben", "chris", "dora")
WHAT = "signed.json"


@cache
def pair(name: str) -> tuple[keys.KeyPair, ...]:
    return tuple(keys.generate(algorithm) for algorithm in keys.ALGORITHMS)


def holder(name: str) -> Holder:
    return holder_of(name, pair(name)).holder


def signed(published: Published, *names: str) -> Published:
    for name in names:
        published = sign(published, pair(name), WHAT)[0]
    return published


def sets_of(*signers: tuple[keys.KeyPair, ...]) -> list[SignerSet]:
    return [trust.set_of(f"desk-{n}", pairs) for n, pairs in enumerate(signers)]


@cache
def first(expires: str = LATER) -> Published:
    """Root 1 (2 of anna, ben, chris) and list 1, both signed by anna and ben."""
    proposed = first_root("example-archive", [holder(name) for name in PEOPLE[:3]], 2, MUCH_LATER)
    return signed(next_list(proposed, sets_of(archive_keys()), expires, WHAT), "anna", "ben")


def later_root(published: Published, *by: str, **how: Any) -> Published:
    """The next root, with dora for chris unless told otherwise, signed by these people; the list signed again."""
    wanted = {"add": [holder("dora")], "remove": ["chris"], "threshold": None, "expires": MUCH_LATER, **how}
    return signed(next_root(published, WHAT, **wanted), *by)


def later_list(published: Published, *by: str, expires: str = LATER) -> Published:
    return signed(next_list(published, sets_of(archive_keys(), stranger_keys()), expires, WHAT), *by)


def pinned(published: Published | None = None) -> Accepted:
    """What somebody accepted who met `published` first."""
    published = published or first()
    return succession.follow(published, succession.begin(published, None, WHAT), None, now=NOW, what=WHAT)


def follows(published: Published, after: Accepted, now: str = NOW) -> Accepted:
    read = roots.read(roots.write(published), what=WHAT)
    return succession.follow(read, after.root, after.list, now=now, what=WHAT)


def resigned(published: Published, change: Callable[[Any], object], *by: str, at: int = -1) -> Published:
    """The file with `change` done to root `at`, signed again by these people alone."""
    root = succession.open_roots(published, WHAT)[at].model.document()
    change(root)
    return with_roots(published, {at: sealed(root, *by)})


def sealed(root: Any, *by: str, kind: str = roots.ROOT_TYPE) -> Any:
    return dsse.seal(canonical(root), [key for name in by for key in pair(name)], kind)


def with_roots(published: Published, changed: dict[int, Any]) -> Published:
    envelopes = list(published.roots)
    for at, envelope in changed.items():
        envelopes[at] = envelope
    return published.model_copy(update={"roots": tuple(envelopes)})


def two() -> Published:
    return later_root(first(), "anna", "ben", "dora")


def three() -> Published:
    return later_root(two(), "anna", "dora", add=[], remove=["ben"])
