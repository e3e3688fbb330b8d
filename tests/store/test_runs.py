"""Records sorted on disk come back as a sort in memory gives them, also when they fill several pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.store import runs
from archiver.store.runs import Lines, Runs


@given(st.lists(st.binary(min_size=3, max_size=3), max_size=60), st.integers(1, 9), st.integers(1, 5))
def test_in_order_whatever_fits_into_memory(records: list[bytes], run: int, read: int) -> None:
    with pytest.MonkeyPatch.context() as patch, Runs(3) as made:
        patch.setattr(runs, "RUN", run)
        patch.setattr(runs, "READ", read)
        for record in records:
            made.add(record)
        assert list(made.merged()) == sorted(records)


@given(st.lists(st.text() | st.just("a\nb") | st.just("2026/\udcff.json")))
def test_texts_are_found_by_their_number(texts: list[str]) -> None:
    usable = [
        text for text in texts if not any("\ud800" <= c < "\udc80" or (c > "\udcff" and c < "\ue000") for c in text)
    ]
    with Lines() as lines:
        numbers = [lines.add(text) for text in usable]
        assert [lines.at(number) for number in reversed(numbers)] == usable[::-1]
