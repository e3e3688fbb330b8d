"""Batches on several processes: the same results in the same order, whatever happens to the processes."""

import os
import signal
from collections.abc import Iterator
from functools import partial

import pytest

from archiver.batch.local import AHEAD, BATCH, in_batches
from archiver.errors import InputError, ResourceError


def squares(numbers: list[int]) -> list[int]:
    return [number * number for number in numbers]


def process_of(numbers: list[int]) -> list[int]:
    return [os.getpid()] * len(numbers)


def failing(bad: int, numbers: list[int]) -> list[int]:
    if bad in numbers:
        raise InputError(f"expected anything but {bad}")
    return numbers


def dying(bad: int, numbers: list[int]) -> list[int]:
    if bad in numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    return numbers


@pytest.mark.parametrize("count", [0, 1, BATCH, 10 * BATCH + 1])
@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_items(count: int, jobs: int) -> None:
    assert list(in_batches(squares, range(count), jobs=jobs)) == [number * number for number in range(count)]


def test_many_items_are_shared_and_few_are_not() -> None:
    assert set(in_batches(process_of, range(BATCH), jobs=2)) == {os.getpid()}
    several = set(in_batches(process_of, range(20 * BATCH), jobs=2))
    assert os.getpid() not in several


def test_no_more_items_are_taken_than_are_under_way() -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(1000 * BATCH):
            taken += 1
            yield number

    results = in_batches(squares, items(), jobs=2)
    assert next(results) == 0
    assert taken <= (2 * AHEAD + 5) * BATCH
    results.close()  # type: ignore[attr-defined]  # a generator


def test_an_error_of_the_work_arrives_as_it_is_after_what_came_before() -> None:
    results = in_batches(partial(failing, 5 * BATCH), range(10 * BATCH), jobs=2)
    assert [next(results) for _ in range(5 * BATCH)] == list(range(5 * BATCH))
    with pytest.raises(InputError, match="anything but"):
        next(results)


def test_a_killed_process_is_no_result() -> None:
    with pytest.raises(ResourceError, match="--jobs 1"):
        list(in_batches(partial(dying, 6 * BATCH), range(10 * BATCH), jobs=2))
