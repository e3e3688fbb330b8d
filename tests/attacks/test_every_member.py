"""Every member of capture, article, text and claims[0]: changed, nulled, removed, added, moved; the report names it."""

import itertools
from pathlib import Path
from typing import Any

import pytest

from archiver.bundle.sidecar import read
from archiver.errors import FormatError
from archiver.sign.canonical import layout
from tests.support.again import again
from tests.support.attack import alone
from tests.support.build import package
from tests.support.forge import Document, edited

DOCUMENT = package("http").document
FIELDS = [(name, member) for name in ("article", "capture") for member in sorted(DOCUMENT[name])]
CLAIMS = range(len(DOCUMENT["claims"][0]["items"]))
BLOCKS = range(len(DOCUMENT["text"]))
CLAIM_MEMBERS = sorted(DOCUMENT["claims"][0]["items"][0])


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of every scalar in plain JSON values."""
    if isinstance(value, dict):
        return [leaf for key in sorted(value) for leaf in leaves(value[key], (*path, key))]
    if isinstance(value, list):
        return [leaf for index, item in enumerate(value) for leaf in leaves(item, (*path, index))]
    return [path]


def put(document: Document, path: tuple[str | int, ...], value: Any) -> None:
    """Sets the value at `path`."""
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value


def at(document: Document, path: tuple[str | int, ...]) -> Any:
    """The value at `path`."""
    place: Any = document
    for step in path:
        place = place[step]
    return place


def other(value: Any) -> Any:
    """Another value of the same shape."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value - 1 if value else 1
    if value is None:
        return None
    if value.startswith("sha256:"):
        return "sha256:" + ("0" if value[7] != "0" else "1") + value[8:]
    return value[:-1] + ("0" if value[-1:] != "0" else "1")


PATHS = [
    path
    for root in (("article",), ("capture",), ("claims", 0), ("text",))
    for path in leaves(at(DOCUMENT, root), root)
    if at(DOCUMENT, path) is not None
]


def part_of(path: tuple[str | int, ...]) -> str:
    """How a report names the part that holds `path`."""
    if path[0] == "text":
        return f"block {path[1]}"
    if path[0] == "claims":
        return "claims' extractor" if path[2] == "extractor" else f"claim {path[3]}"
    return f"field /{path[0]}/{path[1]}"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: "/".join(map(str, path)))
def test_no_value_can_be_changed(path: tuple[str | int, ...], tmp_path: Path) -> None:
    changed = edited(package("http"), lambda d: put(d, path, other(at(d, path))))
    ran = alone(changed).verify(tmp_path, "--quick")
    if ran.found("E002", "fail"):  # the changed value is none that the member can have
        assert (ran.status, ran.report["verdict"]) == (7, "indeterminate")
        return
    assert (ran.status, ran.report["verdict"]) == (1, "tampered")
    trees = [check["part"] for code in ("E301", "E302", "E303") for check in ran.found(code, "fail")]
    assert trees == [part_of(path)]


LATER = again().document
LATER_PATHS = [path for path in leaves(LATER["claims"][1], ("claims", 1)) if at(LATER, path) is not None]


@pytest.mark.parametrize("path", LATER_PATHS, ids=lambda path: "/".join(map(str, path)))
def test_no_value_of_a_later_set_can_be_changed(path: tuple[str | int, ...], tmp_path: Path) -> None:
    changed = edited(again(), lambda d: put(d, path, other(at(d, path))))
    ran = alone(changed).verify(tmp_path, "--quick")
    if ran.found("E002", "fail"):
        assert (ran.status, ran.report["verdict"]) == (7, "indeterminate")
        return
    assert (ran.status, ran.report["verdict"]) == (1, "tampered")
    named = "extractor" if path[2] == "extractor" else f"claim {path[3]}"
    assert {check["part"] for check in ran.found("E706", "fail")} == {f"later 0, claims[1] {named}"}
    assert ran.report["packages"][0]["current_claims"] == 0


def test_most_values_are_changed_to_another_that_the_member_can_have() -> None:
    refused = 0
    for path in PATHS:
        document = package("http").document
        put(document, path, other(at(document, path)))
        try:
            read(layout(document))
        except FormatError:
            refused += 1
    assert refused < len(PATHS) / 4


@pytest.mark.parametrize(("name", "member"), FIELDS, ids=str)
def test_a_member_of_article_or_capture_removed_nulled_or_moved(name: str, member: str, tmp_path: Path) -> None:
    intact = package("http")
    removed = alone(edited(intact, lambda d: d[name].pop(member))).verify(tmp_path / "removed")
    assert (removed.status, removed.report["verdict"]) == (7, "indeterminate")
    moved = alone(edited(intact, lambda d: d.update({member: d[name].pop(member)}))).verify(tmp_path / "moved")
    assert (moved.status, bool(moved.found("E002", "fail"))) == (7, True)
    if DOCUMENT[name][member] is not None:
        nulled = alone(edited(intact, lambda d: d[name].update({member: None}))).verify(tmp_path / "nulled")
        assert (nulled.status, nulled.report["verdict"]) == (1, "tampered")
        assert f"field /{name}/{member}" in [check["part"] for check in nulled.found("E301", "fail")]


@pytest.mark.parametrize("member", CLAIM_MEMBERS)
def test_a_member_of_a_claim_removed(member: str, tmp_path: Path) -> None:
    ran = alone(edited(package("http"), lambda d: d["claims"][0]["items"][0].pop(member))).verify(tmp_path)
    assert (ran.status, bool(ran.found("E002", "fail"))) == (7, True)


@pytest.mark.parametrize("number", BLOCKS)
def test_a_block_removed_or_doubled(number: int, tmp_path: Path) -> None:
    removed = alone(edited(package("http"), lambda d: d["text"].pop(number))).verify(tmp_path / "removed")
    doubled = alone(edited(package("http"), lambda d: d["text"].insert(number, d["text"][number]))).verify(
        tmp_path / "2"
    )
    for ran in (removed, doubled):
        assert (ran.status, ran.report["verdict"]) == (1, "tampered")
        assert ran.found("E302", "fail")
    assert f"block {number + 1}" in [check["part"] for check in doubled.found("E302", "fail")]


@pytest.mark.parametrize("number", CLAIMS)
def test_a_claim_removed(number: int, tmp_path: Path) -> None:
    ran = alone(edited(package("http"), lambda d: d["claims"][0]["items"].pop(number))).verify(tmp_path)
    assert (ran.status, bool(ran.found("E303", "fail"))) == (1, True)


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(BLOCKS, 2)))
def test_two_blocks_exchanged_are_both_named(first: int, second: int, tmp_path: Path) -> None:
    def swap(document: Document) -> None:
        text = document["text"]
        text[first], text[second] = text[second], text[first]

    ran = alone(edited(package("http"), swap)).verify(tmp_path, "--quick")
    assert ran.status == 1
    assert [check["part"] for check in ran.found("E302", "fail")] == [f"block {first}", f"block {second}"]


@pytest.mark.parametrize("tree", ["fields", "blocks", "claims", "records"])
@pytest.mark.parametrize("size", [0, 2**53 - 1, -1])
def test_a_forged_count_breaks_the_signature(tree: str, size: int, tmp_path: Path) -> None:
    from archiver.sign.canonical import canonical
    from archiver.sign.dsse import encode64
    from tests.support.forge import statement_of

    def change(document: Document) -> None:
        statement = statement_of(document)
        statement["predicate"]["parts"][tree]["size"] = size
        document["provenance"]["capture"]["payload"] = encode64(canonical(statement))

    ran = alone(edited(package("http"), change)).verify(tmp_path)
    expected = ("E004", 7) if size < 0 else ("E201", 1)
    assert (bool(ran.found(expected[0], "fail")), ran.status) == (True, expected[1])
