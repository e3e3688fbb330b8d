"""E103: each record agrees with the digests in its own head, all of them.

The signed digests would say the same sooner; this holds for a packer with a defect, and for imported records.
"""

from collections.abc import Callable
from dataclasses import replace

from archiver.model.digest import sha256
from tests.support.attack import Attack, on
from tests.support.build import Built
from tests.support.forge import records_of, resigned, split, with_field


def _record(make: Callable[[bytes], bytes], at: int = 1) -> Callable[[Built], Built]:
    def recipe(built: Built) -> Built:
        records = records_of(built.segment)
        records[at] = make(records[at])
        return resigned(built, records=records)

    return recipe


def _label(name: bytes, value: bytes) -> Callable[[bytes], bytes]:
    return lambda record: with_field(record, name, value)


def _beside(line: bytes) -> Callable[[bytes], bytes]:
    return lambda record: record.replace(b"\r\n", b"\r\n" + line + b"\r\n", 1)


def _flipped(record: bytes) -> bytes:
    return record.replace(b"in a short notice", b"in a secret cable")


WRONG = sha256(b"something else").encode()
BLOCK, PAYLOAD = b"WARC-Block-Digest", b"WARC-Payload-Digest"
PART = "record 1 <urn:uuid:"

ATTACKS: tuple[Attack, ...] = tuple(
    replace(attack, part=attack.part or PART)
    for attack in (
        Attack("wrong block digest", _record(_label(BLOCK, WRONG))),
        Attack("wrong payload digest", _record(_label(PAYLOAD, WRONG))),
        Attack("wrong digest beside the right one", _record(_beside(BLOCK + b": " + WRONG))),
        Attack("wrong sha1 beside the right sha256", _record(_beside(BLOCK + b": sha1:" + b"A" * 32))),
        Attack("wrong md5 in hex", _record(_beside(BLOCK + b": md5:" + b"0" * 32))),
        Attack("an unknown algorithm", _record(_label(BLOCK, b"crc32:00000000"))),
        Attack("no algorithm", _record(_label(BLOCK, WRONG.partition(b":")[2]))),
        Attack("a digest cut short", _record(_label(BLOCK, WRONG[:-2]))),
        Attack("an empty digest", _record(_label(PAYLOAD, b""))),
        Attack("warcinfo's digest", _record(_label(BLOCK, WRONG), at=0), part="record 0"),
        Attack("the nonce's digest", _record(_label(PAYLOAD, WRONG), at=3), part="record 3"),
        Attack("a word changed, digests left", _record(_flipped)),
        on("http", Attack("payload of a chunked response", _record(_label(PAYLOAD, WRONG)))),
        on(
            "http",
            Attack(
                "digest of the whole block given for the payload",
                _record(lambda record: with_field(record, PAYLOAD, sha256(split(record)[1]).encode())),
            ),
        ),
    )
)
