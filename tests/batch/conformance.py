"""What every engine must do (`archiver.batch.engine.Engine`)."""

import os
from collections.abc import Iterator
from functools import partial

import pytest

from archiver.batch.engine import BATCH, Engine
from archiver.errors import InputError


def squares(numbers: list[int]) -> list[int]:
    return [number * number for number in numbers]


def process_of(numbers: list[int]) -> list[int]:
    return [os.getpid()] * len(numbers)


def failing(bad: int, numbers: list[int]) -> list[int]:
    if bad in numbers:
        raise InputError(f"expected anything but {bad}")
    return numbers


class EngineConformance:
    """Derive, and give `engine` as a fixture; `ahead` is the most items that it may take before they are asked for."""

    ahead: int

    @pytest.mark.parametrize("count", [0, 1, BATCH, 10 * BATCH + 1])
    def test_results_come_in_the_order_of_the_items(self, engine: Engine, count: int) -> None:
        assert list(engine.in_batches(squares, range(count))) == [number * number for number in range(count)]

    def test_no_more_items_are_taken_than_are_under_way(self, engine: Engine) -> None:
        taken = 0

        def items() -> Iterator[int]:
            nonlocal taken
            for number in range(1000 * BATCH):
                taken += 1
                yield number

        results = engine.in_batches(squares, items())
        assert next(results) == 0
        assert taken <= self.ahead
        results.close()  # type: ignore[attr-defined]  # a generator

    def test_an_error_of_the_work_arrives_as_it_is_after_what_came_before(self, engine: Engine) -> None:
        results = engine.in_batches(partial(failing, 5 * BATCH), range(10 * BATCH))
        assert [next(results) for _ in range(5 * BATCH)] == list(range(5 * BATCH))
        with pytest.raises(InputError, match="anything but"):
            next(results)

    def test_the_size_of_a_batch_can_be_chosen(self, engine: Engine) -> None:
        assert list(engine.in_batches(length_of, range(10), size=3)) == [3] * 9 + [1]


def length_of(numbers: list[int]) -> list[int]:
    return [len(numbers)] * len(numbers)
