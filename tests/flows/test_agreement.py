"""Rows and what an audit has met: equal sums are taken for agreement, and nothing else is."""

import pytest

from archiver.flows.agreement import PENDING, Agreement
from archiver.flows.together import One
from archiver.index.interface import Row
from archiver.model.audit import FixityEvent, ShelfEvent, StretchEvent, TogetherEvent
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


def met_at(rows: list[Row]) -> list[One]:
    return [One(one.sidecar, one.offset, bytes.fromhex(one.statement_id[7:]), one.offset, one.length) for one in rows]


def stretch(number: int, *drawn: int) -> StretchEvent:
    return StretchEvent(
        event="fixity check", at=AT, warc=warc(number), first=0, of=SIZE, drawn=drawn, leaves=((SIZE * number, SIZE),),
        outcome="verified", how="seal",
    )  # fmt: skip


def by_itself(one: Row) -> FixityEvent:
    return FixityEvent(
        event="fixity check", at=AT, package=one.sidecar, statement=one.statement_id, outcome="verified", status=0,
        how="sample", leaf=one.offset, octets=one.length, within=(one.warc, one.offset), findings=(),
    )  # fmt: skip


def where(event: TogetherEvent) -> str:
    return event.warc if isinstance(event, StretchEvent) else event.folder


class Met:
    """An agreement over an index of so many WARCs, and the stretches that were handed on to be looked at closer."""

    def __init__(self, count: int, *changed: Row) -> None:
        index = MemoryIndex()
        index.add([one for number in range(count) for one in rows_of(number)])
        index.add(changed)
        self.closer: list[tuple[str, bool]] = []
        self.agreement = Agreement(index, lambda event, earlier: self.closer.append((where(event), earlier)))

    def meet(self, number: int, *drawn: int, earlier: bool = False) -> None:
        met = [one for at, one in enumerate(met_at(rows_of(number))) if at not in drawn]
        self.agreement.meet_together(stretch(number, *drawn), met, earlier=earlier)


def test_what_was_met_and_what_the_rows_say_is_the_same() -> None:
    met = Met(3)
    met.agreement.meet(by_itself(rows_of(1)[2]))
    met.meet(0)
    met.meet(1, 2)
    met.meet(2, earlier=True)
    met.agreement.finish()
    assert met.closer == []
    assert met.agreement.rows == SIZE + SIZE - 1  # one was looked at by itself, and four in the run before


def test_packages_that_cannot_be_told_any_more_count_for_no_row() -> None:
    """The contents were altered, or the log was, after they were checked: nobody held their rows against them."""
    met = Met(1)
    met.agreement.meet_together(stretch(1), [], earlier=False)
    met.agreement.finish()
    assert (met.closer, met.agreement.rows) == ([], 0)


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


def single(*days: int) -> list[Row]:
    rows = [row(10 * day + number, number) for day in days for number in range(SIZE)]
    names = [f"2026/11/{10 + number // SIZE}/{number}.json" for number in range(len(rows))]
    return [
        one._replace(sidecar=name, warc=name.replace(".json", ".warc.gz"), offset=0, length=7)
        for one, name in zip(rows, names, strict=True)
    ]


def shelf(rows: list[Row]) -> ShelfEvent:
    sidecars = tuple(one.sidecar.rpartition("/")[2] for one in rows)
    return ShelfEvent(
        event="fixity check", at=AT, folder=rows[0].sidecar.rpartition("/")[0], sidecars=sidecars,
        octets=tuple(one.length for one in rows), leaves=((0, len(rows)),), outcome="verified", how="seal",
    )  # fmt: skip


def over_files(rows: list[Row], *said: Row) -> tuple[Agreement, list[tuple[str, bool]]]:
    index, closer = MemoryIndex(), list[tuple[str, bool]]()
    index.add([*rows, *said])
    return Agreement(index, lambda event, earlier: closer.append((where(event), earlier))), closer


def test_files_of_a_folder_are_summed_up_whoever_met_them() -> None:
    rows = single(1, 2)
    agreement, closer = over_files(rows)
    agreement.meet(by_itself(rows[1]).model_copy(update={"within": None}))
    for some in ([rows[0], *rows[2:4]], rows[4:6], rows[6:8]):
        agreement.meet_together(shelf(some), met_at(some), earlier=False)
    agreement.finish()
    assert closer == []
    assert agreement.rows == len(rows) - 1


@pytest.mark.parametrize("change", [{"length": 8}, {"offset": 1}, {"warc": "2026/11/22/x.warc.gz"}])
def test_a_row_that_says_something_else_has_its_folder_looked_at_and_no_other(change: dict[str, object]) -> None:
    rows = single(1, 2)
    agreement, closer = over_files(rows, rows[5]._replace(**change))  # type: ignore[arg-type]  # a field's own kind
    for some in (rows[:4], rows[4:]):
        agreement.meet_together(shelf(some), met_at(some), earlier=False)
    agreement.finish()
    assert closer == [("2026/11/11", False)]
    assert agreement.rows == SIZE


def test_a_row_too_many_has_its_folder_looked_at() -> None:
    rows = single(1)
    agreement, closer = over_files(rows)
    agreement.meet_together(shelf(rows[:3]), met_at(rows[:3]), earlier=True)
    agreement.finish()
    assert closer == [("2026/11/10", True)]
    assert agreement.rows == 0
