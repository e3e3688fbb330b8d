"""E404: the segment holds the records of this format in their order, although the archive's keys signed another."""

from collections.abc import Callable

from tests.support.attack import Attack
from tests.support.build import Built
from tests.support.forge import records_of, resigned

Records = list[bytes]


def _signed(change: Callable[[Records], object]) -> Callable[[Built], Built]:
    def recipe(built: Built) -> Built:
        records = records_of(built.segment)
        change(records)
        return resigned(built, records=records)

    return recipe


def _swap(first: int, second: int) -> Callable[[Records], None]:
    def change(records: Records) -> None:
        records[first], records[second] = records[second], records[first]

    return change


ATTACKS: tuple[Attack, ...] = (
    Attack("text before its source", _signed(_swap(1, 2))),
    Attack("nonce before the text", _signed(_swap(2, 3))),
    Attack("warcinfo last", _signed(_swap(0, 3))),
    Attack("text twice", _signed(lambda records: records.insert(2, records[2]))),
    Attack("no text record", _signed(lambda records: records.pop(2))),
    Attack("no nonce", _signed(lambda records: records.pop(3))),
    Attack("warcinfo alone", _signed(lambda records: records.__delitem__(slice(1, None)))),
)
