"""E409: the segment ends with this capture's nonce."""

from collections.abc import Callable

from tests.support.attack import Attack
from tests.support.build import Built, package
from tests.support.forge import records_of, resigned, with_block, with_field


def _signed(make: Callable[[bytes], bytes]) -> Callable[[Built], Built]:
    def recipe(built: Built) -> Built:
        records = records_of(built.segment)
        records[-1] = make(records[-1])
        return resigned(built, records=records)

    return recipe


ATTACKS: tuple[Attack, ...] = (
    Attack("too short", _signed(lambda r: with_block(r, bytes(31)))),
    Attack("too long", _signed(lambda r: with_block(r, bytes(33)))),
    Attack("of another capture", _signed(lambda r: records_of(package("text").segment)[-1])),
    Attack("under another name", _signed(lambda r: with_field(r, b"WARC-Target-URI", b"urn:archiver:nonce:x"))),
    Attack("without a name", _signed(lambda r: with_field(r, b"WARC-Target-URI", None))),
)
