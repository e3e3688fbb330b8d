"""An instant is read from its one form, and from no other that names the same moment."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.model.instant import format_instant, parse


@given(st.datetimes(timezones=st.just(UTC)))
def test_what_was_written_is_read(moment: datetime) -> None:
    assert parse(format_instant(moment)) == moment
    assert parse(format_instant(moment)).tzinfo == UTC


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T07:15:01.123456+00:00",
        "2026-11-22T08:15:01.123456+01:00",
        "2026-11-22 07:15:01.123456Z",
        "2026-11-22T07:15:01.123456",
        "2026-11-22T07:15:01.123456z",
        "2026-11-22T07:15:01,123456Z",
        "2026-11-22T07:15:01.123Z",
        "2026-W47-7T07:15:01.123456Z",
        "20261122T071501.123456Z",
        "2026-11-22",
        "2026-13-22T07:15:01.123456Z",
        "2026-11-22T07:15:61.123456Z",
        "",
    ],
)
def test_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(text)
