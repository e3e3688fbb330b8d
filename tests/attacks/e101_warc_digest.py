"""E101: the segment has the digest that was signed."""

from collections.abc import Callable

from tests.support.attack import Attack, Scene, undecided
from tests.support.build import Built, package
from tests.support.forge import members_of


def _segment(make: Callable[[bytes], bytes]) -> Callable[[Built], Built]:
    return lambda built: built.with_segment(make(built.segment))


def _flip(at: int) -> Callable[[Built], Built]:
    def make(data: bytes) -> bytes:
        octets = bytearray(data)
        octets[at] ^= 0x01
        return bytes(octets)

    return _segment(make)


def _cut(members: int) -> Callable[[Built], Built]:
    """Cut between two members: every record that is left is whole, and `warcio check` exits 0."""
    return _segment(lambda data: b"".join(members_of(data)[:members]))


def _without(_: Built) -> Scene:
    built = package()
    return Scene({f"p/{built.stem}.json": built.sidecar})


ATTACKS: tuple[Attack, ...] = (
    Attack("first octet", _flip(0)),
    Attack("octet of the mtime", _flip(4)),
    Attack("octet in the middle", _flip(1000)),
    Attack("last octet", _flip(-1)),
    Attack("sidecar of A with WARC of B", lambda built: built.with_segment(package("ukrainian").segment)),
    Attack("cut after the first record", _cut(1)),
    Attack("cut before the last record", _cut(3)),
    Attack("empty segment", _segment(lambda data: b"")),
    Attack("a member appended", _segment(lambda data: data + members_of(data)[-1])),
    Attack("a member in front", _segment(lambda data: members_of(data)[0] + data)),
    Attack("zeros appended", _segment(lambda data: data + bytes(512))),
    Attack("the segment twice", _segment(lambda data: data + data)),
    undecided("the WARC is not at hand", _without),
)
