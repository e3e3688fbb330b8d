"""E304: the records of the segment are those that were signed; digests that an attacker recomputes do not help."""

from collections.abc import Callable

from tests.support.attack import Attack, on
from tests.support.build import Built, package
from tests.support.forge import (
    Document,
    edited,
    number_of,
    records_of,
    redacted,
    split,
    with_block,
    with_field,
    with_records,
)

Records = list[bytes]


def _records(change: Callable[[Records], object]) -> Callable[[Built], Built]:
    return lambda built: with_records(built, change)


def _rewritten(old: bytes, new: bytes, *kinds: bytes) -> Callable[[Built], Built]:
    """A word replaced in records, lengths and digests recomputed: `warcio check` exits 0."""

    def change(records: Records) -> None:
        for kind in kinds:
            at = number_of(records, kind)
            block = split(records[at])[1]
            assert old in block
            records[at] = with_block(records[at], block.replace(old, new))

    return _records(change)


def _field(at: int, name: bytes, value: bytes | None) -> Callable[[Built], Built]:
    return _records(lambda records: records.__setitem__(at, with_field(records[at], name, value)))


def _swap(records: Records) -> None:
    records[1], records[2] = records[2], records[1]


def _spacing(records: Records) -> None:
    """The same fields and values, spelled with one more space."""
    records[1] = records[1].replace(b"WARC-Date: ", b"WARC-Date:  ")


def _case(records: Records) -> None:
    records[1] = records[1].replace(b"Content-Type:", b"content-type:", 1)


def _other(records: Records) -> None:
    records[1] = records_of(package("text").segment)[1]


def _forged_withheld(built: Built) -> Built:
    """A redaction that also withholds a record under a hash that was never signed."""

    def change(document: Document) -> None:
        document["disclosure"]["withheld"][-1]["hash"] = "ab" * 32

    return edited(redacted(built, ["blocks:2", "records:1"]), change)


NONCE = 3


def _withheld_beyond(built: Built) -> Built:
    held = {"position": "records:99", "hash": "ab" * 32}
    return edited(redacted(built, ["blocks:2"]), lambda d: d["disclosure"]["withheld"].append(held))


def _withheld_leaves(built: Built) -> Built:
    """The list of leaves is made to agree with the forged hash."""

    def change(document: Document) -> None:
        document["disclosure"]["leaves"]["records"][1] = "ab" * 32

    return edited(_forged_withheld(built), change)


ATTACKS: tuple[Attack, ...] = (
    Attack("source rewritten", _rewritten(b"2,400", b"1,400", b"resource"), part="record 1"),
    Attack("source and text rewritten", _rewritten(b"2,400", b"1,400", b"resource", b"conversion"), part="record 2"),
    Attack("text rewritten", _rewritten(b"2,400", b"1,400", b"conversion"), part="record 2"),
    on("http", Attack("a response's body rewritten", _rewritten(b"euros", b"pound", b"response"), part="record 1")),
    on(
        "http",
        Attack("a response's field rewritten", _rewritten(b"server:x", b"server:y", b"response"), part="record 1"),
    ),
    Attack("warcinfo rewritten", _rewritten(b"archiver/", b"recorder/", b"warcinfo"), part="record 0"),
    Attack("record appended", _records(lambda r: r.append(r[1])), part="record 4"),
    Attack("record put in", _records(lambda r: r.insert(1, r[1])), part="record 2"),
    Attack("last record taken out", _records(lambda r: r.pop())),
    Attack("source taken out", _records(lambda r: r.pop(1)), part="record 1"),
    Attack("two exchanged", _records(_swap), part="record 1"),
    Attack("reversed", _records(lambda r: r.reverse()), part="record 0"),
    Attack("replaced by another's", _records(_other), part="record 1"),
    Attack("block digest dropped", _field(1, b"WARC-Block-Digest", None), part="record 1"),
    Attack("payload digest dropped", _field(2, b"WARC-Payload-Digest", None), part="record 2"),
    Attack("date changed", _field(1, b"WARC-Date", b"2020-01-01T00:00:00Z"), part="record 1"),
    Attack("record id changed", _field(NONCE, b"WARC-Record-ID", b"<urn:x:1>"), part=f"record {NONCE}"),
    Attack("a field added", _field(1, b"WARC-Truncated", b"length"), part="record 1"),
    Attack("a space in the head", _records(_spacing), part="record 1"),
    Attack("case of a field's name", _records(_case), part="record 1"),
    Attack("withheld under a forged hash", _forged_withheld, part="record 1", quick=True),
    Attack("withheld under a forged hash, leaves too", _withheld_leaves, quick=True),
    Attack("withheld beyond the last", _withheld_beyond, part="record 99", quick=True),
)
