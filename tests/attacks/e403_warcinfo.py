"""E403: the segment's warcinfo names this capture."""

from collections.abc import Callable

from tests.support.attack import Attack
from tests.support.build import Built, package
from tests.support.forge import number_of, records_of, resigned, split, with_block

Records = list[bytes]


def _signed(change: Callable[[Records], object]) -> Callable[[Built], Built]:
    """Signed by the archive's keys: a packer with a defect, or an insider."""

    def recipe(built: Built) -> Built:
        records = records_of(built.segment)
        change(records)
        return resigned(built, records=records)

    return recipe


def _line(name: bytes, value: bytes | None) -> Callable[[Records], object]:
    def change(records: Records) -> None:
        at = number_of(records, b"warcinfo")
        lines = [line for line in split(records[at])[1].splitlines() if not line.startswith(name + b":")]
        lines += [name + b": " + value] if value is not None else []
        records[at] = with_block(records[at], b"\r\n".join(lines) + b"\r\n")

    return change


def _of_another(records: Records) -> None:
    records[0] = records_of(package("text").segment)[0]


ATTACKS: tuple[Attack, ...] = (
    Attack("another capture", _signed(_line(b"captureId", b"urn:uuid:0")), part="captureId"),
    Attack("no capture", _signed(_line(b"captureId", None)), part="captureId"),
    Attack("another sidecar", _signed(_line(b"sidecar", b"other.json")), part="sidecar"),
    Attack("warcinfo of another package", _signed(_of_another), part="captureId"),
    Attack("no warcinfo", _signed(lambda records: records.pop(0))),
)
