"""What an interrupted audit has on record: each event is handed out once, wherever a shelf ends now."""

import random
from collections.abc import Sequence

import pytest

from archiver.flows.recorded import Recorded
from archiver.flows.together import only
from archiver.model.audit import CheckEvent, FixityEvent, ShelfEvent
from archiver.model.digest import sha256
from archiver.store.stretches import Shelf

FOLDER = "2026/11/22"
AT = "2026-11-27T07:15:01.000000Z"


def sidecar(number: int) -> str:
    return f"20261122T071501Z-example.org-{number:08x}.json"


def shelf_event(*numbers: int, folder: str = FOLDER) -> ShelfEvent:
    leaves = tuple((10 * number, 1) for number in numbers)
    return ShelfEvent(
        event="fixity check", at=AT, folder=folder, sidecars=tuple(map(sidecar, numbers)),
        octets=tuple(100 + number for number in numbers), leaves=leaves, outcome="verified", how="seal",
    )  # fmt: skip


def event(number: int, folder: str = FOLDER) -> FixityEvent:
    return FixityEvent(
        event="fixity check", at=AT, package=f"{folder}/{sidecar(number)}", statement=sha256(b""), outcome="verified",
        status=0, how="sample", leaf=10 * number, octets=100 + number, findings=(),
    )  # fmt: skip


def shelf(*numbers: int) -> Shelf:
    return Shelf(f"/archive/{FOLDER}", tuple(map(sidecar, numbers)))


def numbers_in(events: Sequence[CheckEvent]) -> list[int]:
    names = [name for one in events for name in (one.sidecars if isinstance(one, ShelfEvent) else [one.package])]  # type: ignore[union-attr]  # no stretch here
    return [int(name[-13:-5], 16) for name in names]


def left_of(left: Sequence[object]) -> list[int]:
    return [int(name[-13:-5], 16) for one in left if isinstance(one, Shelf) for name in one.sidecars]


def test_an_event_without_some_of_its_packages_keeps_what_is_said_of_the_others() -> None:
    whole = shelf_event(1, 2, 3, 4)
    part = only(whole, lambda name: name in (sidecar(2), sidecar(4)))
    assert part == shelf_event(2, 4)
    assert only(whole, lambda _: True) is whole
    assert only(whole, lambda _: False) is None


def test_a_shelf_that_is_on_record_is_not_due() -> None:
    recorded = Recorded(iter([shelf_event(1, 2, 4), event(3)]))
    known, left = recorded.of_together(shelf(1, 2, 3, 4), FOLDER)
    assert (numbers_in(known), left) == ([1, 2, 4, 3], [])


def test_a_shelf_that_ends_elsewhere_now() -> None:
    recorded = Recorded(iter([shelf_event(1, 3, 4, 6), event(5), shelf_event(8, 9)]))
    known, left = recorded.of_together(shelf(1, 2, 3), FOLDER)
    assert (numbers_in(known), left_of(left)) == ([1, 3], [2])
    known, left = recorded.of_together(shelf(4, 5, 6), FOLDER)
    assert (sorted(numbers_in(known)), left) == ([4, 5, 6], [])
    known, left = recorded.of_together(shelf(7, 8, 9), FOLDER)
    assert (numbers_in(known), left_of(left)) == ([8, 9], [7])


def test_a_package_that_lies_on_no_shelf_now() -> None:
    recorded = Recorded(iter([shelf_event(1, 2, 3)]))
    assert recorded.of_package(f"{FOLDER}/{sidecar(2)}") == shelf_event(2)
    assert recorded.of_package(f"{FOLDER}/{sidecar(2)}") is None
    assert recorded.of_package(f"{FOLDER}/{sidecar(3)}") == shelf_event(3)


def test_the_same_names_in_another_folder_are_others() -> None:
    recorded = Recorded(iter([shelf_event(1, 2, folder="2026/11/21")]))
    known, left = recorded.of_together(shelf(1, 2), FOLDER)
    assert (known, left_of(left)) == ([], [1, 2])


@pytest.mark.parametrize("seed", range(60))
def test_whatever_comes_and_goes_nothing_is_due_that_is_known_and_nothing_is_counted_twice(seed: int) -> None:
    drawn = random.Random(seed)  # a test's own cases
    before = sorted(drawn.sample(range(60), 40))
    cut = drawn.randrange(len(before) + 1)
    events: list[CheckEvent] = []
    for first in range(0, cut, 7):
        some = before[first : min(first + 7, cut)]
        apart = [one for one in some[1:] if drawn.random() < 0.2]
        events += [shelf_event(*(one for one in some if one not in apart)), *map(event, apart)]
    after = sorted(set(drawn.sample(before, 30)) | {one for one in range(60) if drawn.random() < 0.1})
    recorded, size = Recorded(iter(events)), drawn.choice([1, 5, 7, 9])
    met, due = list[int](), list[int]()
    for first in range(0, len(after), size):
        known, left = recorded.of_together(shelf(*after[first : first + size]), FOLDER)
        met += numbers_in(known)
        due += left_of(left)
    assert sorted(met + due) == after
    assert set(met) <= set(before[:cut])
    if not any(isinstance(one, FixityEvent) for one in events):
        assert set(met) == set(before[:cut]) & set(after)
