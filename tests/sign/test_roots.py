"""Signed trust files: what follows is accepted, and every file that does not is refused beside one that does."""

from collections.abc import Callable
from typing import Any

import pytest

from archiver.errors import SuccessionError, UsageError
from archiver.flows.roots import join, next_list, next_root, sign, standings
from archiver.sign import dsse, roots, succession
from archiver.sign.roots import Published
from tests.sign.holders import (
    LATER,
    MUCH_LATER,
    NOW,
    PAST,
    PEOPLE,
    WHAT,
    first,
    follows,
    holder,
    later_list,
    later_root,
    pair,
    pinned,
    resigned,
    sets_of,
    signed,
    three,
    two,
)
from tests.support.build import archive_keys, stranger_keys


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
