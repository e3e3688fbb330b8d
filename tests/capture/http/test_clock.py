"""The offset of the clock, from every kind of Date."""

import pytest

from archiver.capture.http.clock import compared
from archiver.capture.http.exchange import Head
from archiver.model.capture import Clock

NOW = "2026-11-22T07:15:01.250000Z"
DATE = ("Date", "Sun, 22 Nov 2026 07:15:01 GMT")


@pytest.mark.parametrize(
    ("fields", "offset"),
    [
        ((DATE,), -250),
        ((("date", "Sun, 22 Nov 2026 07:16:01 GMT"),), 59_750),
        ((DATE, ("Age", "60")), 59_750),
        ((DATE, ("Age", "soon")), -250),
        ((("Date", "Sunday, 22-Nov-26 07:15:01 GMT"),), -250),  # RFC 850
        ((("Date", "Sun, 22 Nov 2026 09:15:01 +0200"),), -250),
    ],
)
def test_the_date_of_an_answer(fields: tuple[tuple[str, str], ...], offset: int) -> None:
    found = compared(Head("1.1", 200, fields, 0, 0), NOW)
    assert found == Clock(source="http-date", offset_ms=offset, synchronised=None, checked_at=NOW)


@pytest.mark.parametrize(
    "fields", [(), (("Date", "yesterday"),), (("Date", "Sun, 22 Nov 2026 07:15:01 -0000"),), (DATE, DATE)]
)
def test_no_date_no_offset(fields: tuple[tuple[str, str], ...]) -> None:
    assert compared(Head("1.1", 200, fields, 0, 0), NOW) is None


def test_no_answer_no_offset() -> None:
    assert compared(None, NOW) is compared(Head("1.1", 200, (DATE,), 0, 0), None) is None
