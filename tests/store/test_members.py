"""What contents list comes back as it was, by stem and side by side."""

from collections.abc import Iterator

import pytest

from archiver.errors import FormatError
from archiver.model.digest import sha256
from archiver.model.rolled import RolledMember
from archiver.store.members import Found, Listed, Members


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
    assert members.get("w") is None
    assert [stem for stem in members if members.has_line(stem)] == ["x", "z"]


def test_they_come_by_contents(members: Members) -> None:
    assert list(members.by_contents()) == [
        ("a.contents.jsonl", ["x", "y"]), ("empty.contents.jsonl", []), ("b.contents.jsonl", ["z"])
    ]  # fmt: skip
    assert list(Members().by_contents()) == []


def test_all_that_contents_list_is_counted(members: Members) -> None:
    assert members.taken("a.contents.jsonl") == (None, 2**41, 9)
    assert members.taken("empty.contents.jsonl") == (None, 0, 0)
    assert members.taken("b.contents.jsonl") == ("zstd", 2**41, 18)  # x as well, which counts elsewhere


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
    assert "d.contents.jsonl" not in dict(members.by_contents())
    members.add("e.contents.jsonl", None, [member("v", 5)])
    assert members["v"] == found("e.contents.jsonl", "v", 5)
