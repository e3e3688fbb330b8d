"""What contents list comes back as it was, by stem and side by side."""

import pickle
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import FormatError
from archiver.model.digest import sha256
from archiver.model.rolled import RolledMember
from archiver.store.members import LONGEST, Found, Listed, Members, Stems

STEMS = st.one_of(
    st.integers(0, 600).map("{:03}".format),  # as rolling names them, many in order
    st.text("0123456789abcXYZ_-", min_size=1, max_size=5),
)


def member(stem: str, at: int = 0, *, line: bool = True) -> RolledMember:
    return RolledMember(
        stem=stem, segment=(at, 2**40), line=(at + 7, 9) if line else None, sidecar=sha256(stem.encode())
    )


def found(contents: str, stem: str, at: int = 0, *, line: bool = True, zstd: bool = False) -> Found:
    listed = Listed((at, 2**40), (at + 7, 9) if line else None, sha256(stem.encode()))
    return Found(contents, listed, "zstd" if zstd else None)


@pytest.fixture
def members() -> Members:
    made = Members()
    made.add("a.contents.jsonl", None, [member("x", 1), member("y", 2, line=False)])
    made.add("empty.contents.jsonl", None, [])
    made.add("b.contents.jsonl", "zstd", [member("x", 3), member("z", 0)])
    return made


def test_each_is_as_its_contents_say_and_the_first_one_counts(members: Members) -> None:
    assert dict(members) == {
        "x": found("a.contents.jsonl", "x", 1),
        "y": found("a.contents.jsonl", "y", 2, line=False),
        "z": found("b.contents.jsonl", "z", zstd=True),
    }
    assert [members.get(stem) for stem in ("", "w", "xx", "zz")] == [None] * 4
    assert [stem in members for stem in ("x", "z", "w", "")] == [True, True, False, False]
    assert len(members) == 3


def test_they_come_by_contents(members: Members) -> None:
    by_contents = list(members.by_contents())
    lines = [(one.name, list(one), [line for side in one.sides for line in side.lines()]) for one in by_contents]
    assert lines == [
        ("a.contents.jsonl", ["x", "y"], [True, False]),
        ("empty.contents.jsonl", [], []),
        ("b.contents.jsonl", ["z"], [True]),
    ]
    assert list(Members().by_contents()) == []
    assert Members().get("") is None


def test_all_that_contents_list_is_counted(members: Members) -> None:
    assert members.taken("a.contents.jsonl") == (None, 2**41, 9)
    assert members.taken("empty.contents.jsonl") == (None, 0, 0)
    assert members.taken("b.contents.jsonl") == ("zstd", 2**41, 18)  # x as well, which counts elsewhere
    assert members.taken("c.contents.jsonl") is None


def test_names_are_a_sequence_here_and_a_tuple_elsewhere() -> None:
    stems = Stems("abcde")
    assert (list(stems), len(stems), stems[0], stems[-1], stems[1:3]) == (list("abcde"), 5, "a", "e", ["b", "c"])
    assert (list(reversed(stems)), stems.index("c"), "f" in stems) == (list("edcba"), 2, False)
    assert pickle.loads(pickle.dumps(stems)) == ("a", "b", "c", "d", "e")
    with pytest.raises(IndexError):
        stems[5]
    assert (list(Stems(())), len(Stems(()))) == ([], 0)
    longest = ["x" * 200] * LONGEST
    assert list(Stems(longest)) == longest


@given(st.lists(st.lists(STEMS, unique=True), max_size=4))
def test_any_contents_in_any_order(listed: list[list[str]]) -> None:
    """Sorted or not, about the same hours or others: as a dictionary has them."""
    members, expected = Members(), dict[str, Found]()
    for number, stems in enumerate(listed):
        name = f"{number}.contents.jsonl"
        members.add(name, None, (member(stem, at) for at, stem in enumerate(stems)))
        new = {stem: found(name, stem, at) for at, stem in enumerate(stems) if stem not in expected}
        expected |= new
        assert members.stretch(name, 0, len(stems)) == list(new.items())
    assert {stem: members[stem] for stem in expected} == expected
    assert list(members.items()) == list(expected.items())
    asked = {stem + more for stem in expected for more in ("-", "0", "\n", "\udc80")} - expected.keys()
    asked |= {stem[1:] for stem in expected} - expected.keys()
    assert not any(stem in members for stem in asked)


@pytest.mark.parametrize("step", [1, -1, 7])
def test_more_than_lie_side_by_side(step: int) -> None:
    count = 2 * LONGEST + 9
    stems = [f"{step * number % count:04}" for number in range(count)]
    members = Members()
    members.add("a.contents.jsonl", None, (member(stem, at) for at, stem in enumerate(stems)))
    expected = {stem: found("a.contents.jsonl", stem, at) for at, stem in enumerate(stems)}
    assert list(members.items()) == list(expected.items())
    for first, many in ((LONGEST - 1, 2), (LONGEST, LONGEST), (0, count + 1), (5, 2 * LONGEST), (count - 1, 2)):
        assert members.stretch("a.contents.jsonl", first, many) == list(expected.items())[first : first + many]


@pytest.mark.parametrize("stems", [["a", "b", "b"], ["b", "a", "b"], ["b", "b"], ["c", *"abd" * 200]])
def test_one_that_is_listed_twice(stems: list[str]) -> None:
    members = Members()
    with pytest.raises(FormatError, match=r"a\.contents\.jsonl: expected each package once"):
        members.add("a.contents.jsonl", None, map(member, stems))
    assert not list(members.by_contents())


def test_a_stretch_ends_with_its_contents(members: Members) -> None:
    assert members.stretch("a.contents.jsonl", 1, 5) == [("y", members["y"])]
    assert members.stretch("b.contents.jsonl", 0, 1) == [("z", members["z"])]
    for name, first in (("empty.contents.jsonl", 0), ("a.contents.jsonl", 2), ("c.contents.jsonl", 0)):
        assert members.stretch(name, first, 5) == []


def test_contents_that_break_off_are_not_there(members: Members) -> None:
    def broken() -> Iterator[RolledMember]:
        yield member("v", 4)
        raise FormatError("another file")

    before = dict(members)
    with pytest.raises(FormatError):
        members.add("d.contents.jsonl", None, broken())
    assert dict(members) == before
    assert "d.contents.jsonl" not in [one.name for one in members.by_contents()]
    members.add("e.contents.jsonl", None, [member("v", 5)])
    assert members["v"] == found("e.contents.jsonl", "v", 5)
