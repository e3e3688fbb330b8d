"""Signed trust files: what follows is accepted, and every file that does not is refused beside one that does."""

import base64
import json
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import pytest

from archiver.errors import ArchiverError, FormatError, LimitError, SuccessionError, UsageError
from archiver.flows.roots import first_root, holder_of, join, next_list, next_root, sign, standings
from archiver.model.digest import sha256
from archiver.sign import dsse, keys, roots, succession, trust
from archiver.sign.canonical import canonical, layout
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


def test_the_first_is_accepted_and_says_which_sets_count() -> None:
    accepted = pinned()
    assert [members.name for members in accepted.list.model.sets] == ["desk-0"]
    assert accepted.root.model.version == accepted.list.model.version == 1
    assert [one.missing for one in standings(first(), WHAT)] == [(), ()]


def test_the_same_again_is_accepted() -> None:
    assert follows(first(), pinned()).list.octets == pinned().list.octets


def test_roots_and_lists_follow_one_another() -> None:
    second, third = two(), later_list(three(), "anna", "dora")
    assert follows(second, pinned()).root.model.version == 2
    assert follows(third, pinned()).root.model.version == 3, "from 1 to 3, since 2 is in the file"
    assert follows(third, pinned(second)).list.model.version == 2


def test_a_root_in_between_may_have_expired_and_the_last_may_not() -> None:
    short = later_root(first(), "anna", "ben", "dora", expires="2026-06-01T00:00:00.000000Z")
    after = later_root(short, "anna", "dora", add=[], remove=["ben"])
    assert follows(after, pinned(), now="2026-07-01T00:00:00.000000Z").root.model.version == 3
    with pytest.raises(SuccessionError, match="root 2 to be good today"):
        follows(short, pinned(), now="2026-07-01T00:00:00.000000Z")


def first_root_alone() -> Published:
    return first().model_copy(update={"trust": None})


def skipping() -> Published:
    made = three()
    return made.model_copy(update={"roots": (made.roots[0], made.roots[2])})


def only_last(published: Published) -> Published:
    return published.model_copy(update={"roots": published.roots[-1:]})


# What must not be accepted after root 1 and list 1, or after `after`, and what is said; each beside its intact twin.
Refusal = tuple[str, Callable[[], Published], str, Callable[[], Published], Callable[[], Published]]


def _stolen_list() -> Published:
    """A list by one holder who signs with both of her keys, and once more with the first."""
    made = next_list(first(), sets_of(stranger_keys()), LATER, WHAT)
    assert made.trust
    extra = dsse.seal(dsse.payload_of(made.trust), [*pair("anna"), pair("anna")[0]], roots.LIST_TYPE)
    return made.model_copy(update={"trust": extra})


def _one_kind_of_key() -> Published:
    """A list that the P-256 keys of everybody signed, and no ML-DSA key."""
    made = next_list(first(), sets_of(stranger_keys()), LATER, WHAT)
    assert made.trust
    halves = [pair(name)[0] for name in PEOPLE[:3]]
    return made.model_copy(update={"trust": dsse.seal(dsse.payload_of(made.trust), halves, roots.LIST_TYPE)})


def _statement_for_a_list() -> Published:
    """Good signatures over the payload of a list, made for another type of payload."""
    made = next_list(first(), sets_of(stranger_keys()), LATER, WHAT)
    assert made.trust
    pairs = [key for name in PEOPLE[:2] for key in pair(name)]
    other = dsse.seal(dsse.payload_of(made.trust), pairs, "application/vnd.in-toto+json")
    return made.model_copy(update={"trust": other.model_copy(update={"payload_type": roots.LIST_TYPE})})


def _another_archive(root: dict[str, Any]) -> None:
    root["name"] = "other-archive"


REFUSED: tuple[Refusal, ...] = (
    ("rolled back list", first, "list 2 or a later one, found 1", lambda: later_list(first(), "anna", "ben"), lambda: later_list(first(), "anna", "ben")),
    ("rolled back root", first, "root 2 or a later one, found 1", two, two),
    ("another list of one version", lambda: signed(next_list(first_root_alone(), sets_of(stranger_keys()), LATER, WHAT), "anna", "ben"), "another of that version", first, first),
    ("another root of one version", lambda: resigned(two(), lambda root: root.update(threshold=1), "anna", "ben", "dora"), "another of that version", two, two),
    ("list by too few", lambda: later_list(first(), "anna"), "list 2 to be signed by 2 of the 3 holders of root 1, found 1: 'anna'", first, lambda: later_list(first(), "anna", "ben")),
    ("list by nobody", lambda: later_list(first()), "found 0", first, lambda: later_list(first(), "anna", "ben")),
    ("list by one who signs twice", _stolen_list, "found 0", first, lambda: later_list(first(), "anna", "ben")),
    ("list by half of everybody's keys", _one_kind_of_key, "found 0", first, lambda: later_list(first(), "anna", "ben")),
    ("list by signatures for another payload type", _statement_for_a_list, "found 0", first, lambda: later_list(first(), "anna", "ben")),
    ("list by a holder who left", lambda: later_list(three(), "anna", "ben"), "of root 3, found 1: 'anna'", first, lambda: later_list(three(), "anna", "dora")),
    ("root by the new holders alone", lambda: later_root(first(), "anna", "dora"), "root 2 to be signed by 2 of the 3 holders of root 1, found 1: 'anna'", first, two),
    ("root by the old holders alone", lambda: resigned(two(), lambda root: root.update(holders=[holder("dora").document(), holder("chris").document()]), "anna", "ben"), "holders of root 2, found 0", first, two),
    ("root by strangers", lambda: resigned(two(), lambda root: root.update(holders=[holder("dora").document()], threshold=1), "dora"), "holders of root 1, found 0", first, two),
    ("root that is left out in the file", skipping, "expected root 2 after root 1, found 3", first, three),
    ("root that is left out before the file", lambda: only_last(three()), "expected root 2, which follows the one that you trust, found 3", first, lambda: only_last(two())),
    ("root of another archive", lambda: resigned(two(), _another_archive, "anna", "ben", "dora"), "'example-archive', found", first, two),
    ("expired list", lambda: later_list(first(), "anna", "ben", expires=PAST), "list 2 to be good today", first, lambda: later_list(first(), "anna", "ben")),
    ("no list", lambda: first().model_copy(update={"trust": None}), "found none", first, first),
)  # fmt: skip


@pytest.mark.parametrize(("name", "attack", "says", "after", "twin"), REFUSED, ids=[case[0] for case in REFUSED])
def test_refused(
    name: str, attack: Callable[[], Published], says: str, after: Callable[[], Published], twin: Callable[[], Published]
) -> None:
    follows(twin(), pinned(after()))
    with pytest.raises(SuccessionError) as e:
        follows(attack(), pinned(after()))
    assert says in str(e.value)


def test_what_was_good_yesterday_is_refused_when_nothing_newer_comes() -> None:
    """A freeze: whoever shows the same file for ever is noticed on the day that it expires."""
    assert follows(first(), pinned(), now="2026-12-31T23:59:59.000000Z")
    with pytest.raises(SuccessionError, match="list 1 to be good today, found that it expired at 2027-01-01"):
        follows(first(), pinned(), now=LATER)


def _root(change: Callable[[dict[str, Any]], object]) -> Published:
    return resigned(first(), change, "anna", "ben")


def _lie(root: dict[str, Any]) -> None:
    """Chris's place goes to a key of somebody else under chris's id."""
    root["holders"][2]["keys"][0]["spki"] = base64.b64encode(stranger_keys()[0].spki).decode()


def _twice(root: dict[str, Any]) -> None:
    root["holders"][2]["keys"] = root["holders"][0]["keys"]


def _half_twice(root: dict[str, Any]) -> None:
    root["holders"][2]["keys"] = root["holders"][0]["keys"][:1]


MALFORMED: dict[str, tuple[Callable[[], Published], str]] = {
    "a key id that lies": (lambda: _root(_lie), "expected the key id sha256:"),
    "one key for two holders": (lambda: _root(_twice), "stands for two holders"),
    "one key of two for two holders": (lambda: _root(_half_twice), "stands for two holders"),
    "one name for two holders": (lambda: _root(lambda root: root["holders"][2].update(name="anna")), "two holders"),
    "two keys of one kind": (
        lambda: _root(lambda root: root["holders"][2].update(keys=[holder(n).keys[0].document() for n in ("chris", "dora")])),
        "one key of each algorithm",
    ),
    "a threshold of nobody": (lambda: _root(lambda root: root.update(threshold=0)), "threshold"),
    "a threshold above the holders": (lambda: _root(lambda root: root.update(threshold=4)), "4 signatures asked for"),
    "an unknown member": (lambda: _root(lambda root: root.update(more=1)), "more"),
    "version nought": (lambda: _root(lambda root: root.update(version=0)), "version"),
    "a list in the place of a root": (
        lambda: with_roots(first(), {0: first().trust}), "expected a payload of type application/vnd.archiver.root+json"
    ),
    "a witness in the list": (lambda: _list(roles=("witness",), algorithm="ed25519"), "who watches an archive"),
    "another spelling of the payload": (lambda: with_roots(first(), {0: _spelled()}), "canonical JSON"),
}  # fmt: skip


def _spelled() -> Any:
    pairs = [key for name in PEOPLE[:2] for key in pair(name)]
    return dsse.seal(layout(succession.open_roots(first(), WHAT)[0].model.document()), pairs, roots.ROOT_TYPE)


def _list(roles: Sequence[str], algorithm: str) -> Published:
    from archiver.sign import notekey

    key = notekey.generate()
    public = {"keyid": key.keyid, "algorithm": algorithm, "spki": base64.b64encode(key.spki).decode()}
    members = {
        "name": "eye.example.net",
        "roles": list(roles),
        "keys": [public],
        "from": None,
        "until": None,
        "revoked": None,
    }
    document = succession.open_list(first(), WHAT).model.document() | {"sets": [members], "version": 2}
    made = dsse.seal(canonical(document), [key for name in PEOPLE[:2] for key in pair(name)], roots.LIST_TYPE)
    return first().model_copy(update={"trust": made})


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed(name: str) -> None:
    make, says = MALFORMED[name]
    with pytest.raises(FormatError) as e:
        follows(make(), pinned())
    assert says in str(e.value)


def test_too_many_signatures_are_not_looked_at() -> None:
    envelope = first().roots[0]
    many = tuple(
        envelope.signatures[0].model_copy(update={"keyid": sha256(str(n).encode())})
        for n in range(roots.MAX_SIGNATURES + 1)
    )
    with pytest.raises(LimitError):
        succession.open_roots(with_roots(first(), {0: envelope.model_copy(update={"signatures": many})}), WHAT)


@pytest.mark.parametrize(
    "octets", [b"", b"{}", b"[]", b'{"format": "archiver/signed-trust/v1"}', b"\xff", b'{"a":1,"a":2}']
)
def test_anything_else_is_refused_and_never_a_crash(octets: bytes) -> None:
    for read in (roots.read, roots.read_pinned, roots.read_holder):
        with pytest.raises(ArchiverError):
            read(octets, what=WHAT)


def test_every_octet_of_what_is_signed_counts() -> None:
    good = bytearray(dsse.payload_of(first().roots[0]))
    for at in range(0, len(good), 97):
        changed = bytearray(good)
        changed[at] ^= 1
        envelope = first().roots[0].model_copy(update={"payload": dsse.encode64(bytes(changed))})
        with pytest.raises((SuccessionError, FormatError)):
            pinned(with_roots(first(), {0: envelope}))


def test_signatures_made_apart_are_joined() -> None:
    proposed = next_root(first(), WHAT, add=[holder("dora")], remove=["chris"], threshold=None, expires=MUCH_LATER)
    apart = [signed(proposed, name) for name in ("anna", "ben", "dora")]
    for half in apart:
        with pytest.raises(SuccessionError):
            follows(half, pinned())
    assert follows(join(apart, WHAT), pinned()).root.model.version == 2


def test_a_bad_signature_in_one_copy_does_not_hide_a_good_one_in_another() -> None:
    proposed = next_list(first_root_alone(), sets_of(archive_keys()), LATER, WHAT)
    good = signed(proposed, "anna", "ben")
    assert good.trust
    spoilt = tuple(one.model_copy(update={"sig": dsse.encode64(b"\0" * 70)}) for one in good.trust.signatures)
    bad = good.model_copy(update={"trust": good.trust.model_copy(update={"signatures": spoilt})})
    assert pinned(join([bad, good], WHAT))
    with pytest.raises(SuccessionError, match="found 0"):
        pinned(join([bad, bad], WHAT))


def test_copies_of_different_files_are_not_joined() -> None:
    with pytest.raises(SuccessionError, match="copies of one file"):
        join([first(), later_list(first(), "anna")], WHAT)


def test_a_root_that_somebody_signed_is_not_made_anew() -> None:
    half = later_root(first(), "anna")
    with pytest.raises(UsageError, match=r"expected a last root that is complete, found root 2 with 1 of the 2"):
        later_root(half, "anna", "ben", "dora")
    unsigned = later_root(first())
    assert follows(later_root(unsigned, "anna", "ben", "dora"), pinned()).root.model.version == 2


def test_only_holders_sign() -> None:
    with pytest.raises(UsageError, match="expected the keys of a holder"):
        sign(first(), stranger_keys(), WHAT)
    with pytest.raises(UsageError, match="expected the keys of a holder"):
        sign(first(), pair("anna")[:1], WHAT)


def test_an_older_fingerprint_still_leads_to_today() -> None:
    made = three()
    old = succession.open_roots(made, WHAT)[0].fingerprint.replace(" ", "")
    start = succession.begin(made, old, WHAT)
    assert succession.follow(made, start, None, now=NOW, what=WHAT).root.model.version == 3
    with pytest.raises(SuccessionError, match="expected a root with the fingerprint"):
        succession.begin(made, "00" * 32, WHAT)


def test_parse_then_write_gives_the_same_octets() -> None:
    octets = roots.write(three())
    assert roots.write(roots.read(octets, what=WHAT)) == octets


SWAPS: tuple[Any, ...] = (None, 0, -1, 2**60, "", "x" * 300, [], {}, True, "sha256:" + "00" * 32, "AA==", "A")


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, below in inner for found in _places(below, (*path, key)))]


def _with(value: Any, path: tuple[Any, ...], swap: Any) -> Any:
    if not path:
        return swap
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[path[0]] = _with(value[path[0]], path[1:], swap)
    return copied


def test_no_other_file_is_accepted_or_a_crash() -> None:
    """Every value of the file, and of the payloads in it, in exchange for every one that is out of place."""
    document = first().model_copy(update={"roots": (*two().roots,)}).document()
    variants = [_with(document, path, swap) for path in _places(document) for swap in SWAPS]
    for at, kind in (("roots", roots.ROOT_TYPE), ("trust", roots.LIST_TYPE)):
        envelope = document[at][-1] if at == "roots" else document[at]
        payload = json.loads(base64.b64decode(envelope["payload"]))
        for path in _places(payload):
            for swap in SWAPS:
                made = {
                    **envelope,
                    "payload": base64.b64encode(canonical(_with(payload, path, swap))).decode(),
                    "payloadType": kind,
                }
                variants.append({**document, at: [document[at][0], made] if at == "roots" else made})
    good = pinned()
    assert follows(Published.model_validate_json(layout(document)), good).root.model.version == 2
    for variant in variants:
        if variant == document:
            continue
        try:
            read = roots.read(layout(variant), what=WHAT)
            accepted = succession.follow(read, good.root, good.list, now=NOW, what=WHAT)
        except ArchiverError:
            continue
        assert accepted.list.octets == good.list.octets, variant
