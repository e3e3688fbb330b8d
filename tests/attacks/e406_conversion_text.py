"""E406: the text is the one in the segment's conversion record."""

from collections.abc import Callable

from tests.support.attack import Attack
from tests.support.build import Built, package
from tests.support.forge import number_of, records_of, resigned, split, with_block, with_field

Make = Callable[[bytes], bytes]


def _signed(make: Make) -> Callable[[Built], Built]:
    """Another conversion record, signed by the archive's keys; the sidecar's text is left."""

    def recipe(built: Built) -> Built:
        records = records_of(built.segment)
        at = number_of(records, b"conversion")
        records[at] = make(records[at])
        return resigned(built, records=records)

    return recipe


def _text(make: Make) -> Make:
    return lambda record: with_block(record, make(split(record)[1]))


def _swapped(built: Built) -> Built:
    """Text of B in the sidecar of A, claims taken away, signed anew."""

    def change(document: dict[str, object]) -> None:
        document["text"] = package("ukrainian").document["text"]

    return resigned(built, change)


def _unsigned(built: Built) -> Built:
    """As `sed` would do it: one word in the sidecar."""
    return built.with_sidecar(built.sidecar.replace(b"eleven months", b"twelve months"))


ATTACKS: tuple[Attack, ...] = (
    Attack("a word in the sidecar", _unsigned, part="block 1"),
    Attack("a word in the record", _signed(_text(lambda t: t.replace(b"2,400", b"1,400"))), part="block 2"),
    Attack("a block more", _signed(_text(lambda t: t + b"\nMore.\n"))),
    Attack("no final newline", _signed(_text(lambda t: t[:-1]))),
    Attack("empty", _signed(_text(lambda t: b""))),
    Attack("malformed UTF-8", _signed(_text(lambda t: t.replace(b"ferry", b"f\xffrry", 1))), part="block 1"),
    Attack("made from another record", _signed(lambda r: with_field(r, b"WARC-Refers-To", b"<urn:x:1>"))),
    Attack("made from nothing", _signed(lambda r: with_field(r, b"WARC-Refers-To", None))),
    Attack("text of another package", _swapped, part="block 0"),
)
