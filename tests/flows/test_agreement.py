"""Rows and what an audit has met: equal sums are taken for agreement, and nothing else is."""

import pytest

from archiver.flows.agreement import PENDING, Agreement
from archiver.index.interface import Row
from archiver.model.audit import FixityEvent, StretchEvent
from archiver.store.members import Found, Listed
from tests.index.conformance import row
from tests.index.memory import MemoryIndex

FOLDER = "2026/11/22"
SIZE = 4  # packages of one WARC
AT = "2026-11-27T07:15:01.000000Z"


def warc(number: int) -> str:
    return f"{FOLDER}/archiver-20261127081500-{number:05}-0b8f0f0e.warc.gz"


def rows_of(number: int) -> list[Row]:
    numbers = range(SIZE * number, SIZE * (number + 1))
    return [row(one, one)._replace(warc=warc(number), offset=one, length=7) for one in numbers]


def members(rows: list[Row]) -> list[tuple[str, Found, int, bytes]]:
    return [
        (
            one.sidecar.removeprefix(f"{FOLDER}/").removesuffix(".json"),
            Found("", Listed((one.offset, one.length), None, "")),
            one.offset,
            bytes.fromhex(one.statement_id[7:]),
        )
        for one in rows
    ]


def stretch(number: int, *drawn: int) -> StretchEvent:
    return StretchEvent(
        event="fixity check", at=AT, warc=warc(number), first=0, of=SIZE, drawn=drawn, leaves=((SIZE * number, SIZE),),
        outcome="verified", how="seal",
    )  # fmt: skip


def alone(one: Row) -> FixityEvent:
    return FixityEvent(
        event="fixity check", at=AT, package=one.sidecar, statement=one.statement_id, outcome="verified", status=0,
        how="sample", leaf=one.offset, octets=one.length, within=(one.warc, one.offset), findings=(),
    )  # fmt: skip


class Met:
    """An agreement over an index of so many WARCs, and the stretches that were handed on to be looked at closer."""

    def __init__(self, count: int, *changed: Row) -> None:
        index = MemoryIndex()
        index.add([one for number in range(count) for one in rows_of(number)])
        index.add(changed)
        self.closer: list[tuple[str, bool]] = []
        self.agreement = Agreement(index, lambda event, earlier: self.closer.append((event.warc, earlier)))

    def meet(self, number: int, *drawn: int, earlier: bool = False) -> None:
        met = [one for at, one in enumerate(members(rows_of(number))) if at not in drawn]
        self.agreement.meet_stretch(stretch(number, *drawn), met, earlier=earlier)


def test_what_was_met_and_what_the_rows_say_is_the_same() -> None:
    met = Met(3)
    met.agreement.meet(alone(rows_of(1)[2]))
    met.meet(0)
    met.meet(1, 2)
    met.meet(2, earlier=True)
    met.agreement.finish()
    assert met.closer == []
    assert met.agreement.rows == SIZE + SIZE - 1  # one was looked at by itself, and four in the run before


@pytest.mark.parametrize("field", ["offset", "length", "sidecar", "warc"])
def test_a_row_that_says_something_else_has_its_warc_looked_at_and_no_other(field: str) -> None:
    other = {"offset": 99, "length": 8, "sidecar": "2026/11/22/x.json", "warc": "2026/11/22/x.warc.gz"}
    met = Met(3, rows_of(1)[0]._replace(**{field: other[field]}))  # type: ignore[arg-type]  # a field's own kind
    for number in range(3):
        met.meet(number)
    met.agreement.finish()
    assert met.closer == [(warc(1), False)]
    assert met.agreement.rows == 2 * SIZE


def test_a_package_that_was_drawn_and_not_met_is_not_taken_for_well() -> None:
    met = Met(1)
    met.meet(0, 1)
    met.agreement.finish()
    assert met.closer == [(warc(0), False)]


def test_no_more_than_a_few_warcs_wait() -> None:
    met = Met(2 * PENDING, rows_of(0)[0]._replace(offset=99))
    for number in range(PENDING):
        met.meet(number)
    assert met.closer == []
    met.meet(PENDING, earlier=True)
    assert met.closer == [(warc(0), False)]
