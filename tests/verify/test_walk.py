"""A chain as a whole: gaps, forks, cycles, wrong order, a missing tail."""

import pytest

from archiver.verify.walk import Fork, Link, Walk, walk


def _link(name: str, sequence: int, *previous: str, time: int | None = None) -> Link:
    return Link(name, sequence, f"2026-01-{(sequence + 1 if time is None else time):02}", previous)


STRAIGHT = (_link("a", 0), _link("b", 1, "a"), _link("c", 2, "b"))


def _seen(*links: Link, **known: int) -> Walk:
    return walk(links, known)


def test_a_straight_chain_is_whole() -> None:
    seen = _seen(*STRAIGHT)
    assert (seen.heads, seen.whole) == (("c",), True)


def test_no_chain_is_whole() -> None:
    assert _seen() == Walk((), (), (), (), (), (), ())


def test_a_gap_is_named_by_id_and_by_number() -> None:
    seen = _seen(STRAIGHT[0], STRAIGHT[2])
    assert (seen.missing, seen.absent, seen.whole) == (("b",), (1,), False)
    assert seen.disorder == ()


def test_a_missing_beginning() -> None:
    seen = _seen(*STRAIGHT[1:])
    assert (seen.missing, seen.absent) == (("a",), (0,))


def test_an_open_fork_and_one_that_was_joined() -> None:
    fork = (_link("a", 0), _link("b", 1, "a"), _link("x", 1, "a"))
    assert _seen(*fork).forks == (Fork(1, ("b", "x"), None),)
    assert not _seen(*fork).whole
    joined = _seen(*fork, _link("j", 2, "b", "x"))
    assert joined.forks == (Fork(1, ("b", "x"), "j"),)
    assert (joined.heads, joined.whole) == (("j",), True)


def test_a_join_that_forgets_one_is_none() -> None:
    seen = _seen(_link("a", 0), _link("b", 1, "a"), _link("x", 1, "a"), _link("j", 2, "b"))
    assert (seen.forks[0].joined, seen.heads, seen.whole) == (None, ("j", "x"), False)


def test_a_cycle_is_found_and_ends_the_walk() -> None:
    seen = _seen(_link("a", 0), _link("b", 1, "c"), _link("c", 2, "b"), _link("d", 3, "c"))
    assert (seen.cycles, seen.whole) == (("b", "c"), False)


def test_a_link_to_itself_is_a_cycle() -> None:
    assert _seen(_link("a", 1, "a")).cycles == ("a",)


@pytest.mark.parametrize(
    "link",
    [_link("c", 3, "b"), _link("c", 1, "b"), _link("c", 2, "b", time=1), _link("c", 2, "b", time=2), _link("c", 2)],
    ids=["number jumps", "number stands", "time goes back", "time stands", "names nothing"],
)
def test_wrong_order(link: Link) -> None:
    assert _seen(*STRAIGHT[:2], link).disorder == ("c",)


def test_a_tail_that_others_know_of_is_missing() -> None:
    seen = _seen(*STRAIGHT, c=2, z=5)
    assert (seen.beyond, seen.whole) == (("z",), False)
    assert _seen(*STRAIGHT, z=1).beyond == ()


def test_ten_thousand_links_in_one_line_are_walked() -> None:
    links = [Link(str(n), n, f"{n:06}", (str(n - 1),) if n else ()) for n in range(10_000)]
    assert walk(links, {}).whole


def test_a_number_beyond_all_bounds_costs_nothing() -> None:
    assert len(walk([Link("a", 2**53 - 1, "t", ())], {}).absent) == 20
