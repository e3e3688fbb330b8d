"""Block headers: what follows from a checkpoint and what does not, beside python-bitcoinlib over the same octets."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import bitcoin
import pytest
from bitcoin.core import CBlockHeader, CheckBlockHeader, ValidationError, compact_from_uint256, uint256_from_compact
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import FormatError, LimitError
from archiver.sign import bitcoin as headers
from archiver.sign.bitcoin import BURIED, PERIOD, Checkpoint, Headers, block_hash, check
from tests.support.blocks import BEGAN, BITS, SPACING, Chain, hash_of, mine

# The first two blocks of Bitcoin itself.
GENESIS = bytes.fromhex(
    "01000000"
    + "00" * 32
    + "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a"
    + "29ab5f49ffff001d1dac2b7c"
)
SECOND = bytes.fromhex(
    "010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000"
    "982051fd1e4ba744bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299"
)
GENESIS_HASH = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"


@pytest.fixture(autouse=True)
def _easy() -> Iterator[None]:
    bitcoin.SelectParams("regtest")
    yield
    bitcoin.SelectParams("mainnet")


def followed(chain: Chain) -> Headers:
    return check(chain.octets, chain.checkpoint)


def library(octets: bytes) -> bool:
    """Whether the library finds work in each header, and each names the one before."""
    previous = None
    for at in range(0, len(octets), 80):
        header = CBlockHeader.deserialize(octets[at : at + 80])
        try:
            CheckBlockHeader(header, fCheckPoW=True, cur_time=2**32)
        except ValidationError:
            return False
        if previous is not None and header.hashPrevBlock != previous:
            return False
        previous = header.GetHash()
    return True


def test_bitcoins_own_first_blocks() -> None:
    bitcoin.SelectParams("mainnet")
    found = check(GENESIS + SECOND, Checkpoint(0, GENESIS_HASH))
    assert library(GENESIS + SECOND)
    assert (found.first, found.last, found.time(0), found.time(1)) == (0, 1, 1231006505, 1231469665)
    assert block_hash(SECOND) == "00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048"
    assert found.root(1) == CBlockHeader.deserialize(SECOND).hashMerkleRoot
    assert (found.root(2), found.root(-1), found.known_by(1)) == (None, None, None)


def test_the_time_is_the_median_of_the_eleven_after_it() -> None:
    chain = Chain()
    height = chain.add()
    chain.bury(BURIED - 1)
    assert followed(chain).known_by(height) is None
    chain.bury(1)
    assert followed(chain).known_by(height) == BEGAN + SPACING * (1 + 6)


def test_a_miner_who_dates_a_block_back_changes_nothing() -> None:
    chain = Chain()
    chain.bury()
    height = chain.add(time=BEGAN + SPACING * 7)  # just after the median of the eleven before
    chain.bury()
    known = followed(chain).known_by(height)
    assert followed(chain).time(height) == BEGAN + SPACING * 7
    assert known == BEGAN + SPACING * (12 + 6)


def test_a_time_ahead_of_all_later_ones_is_kept() -> None:
    chain = Chain()
    height = chain.add(time=BEGAN + 7200)
    chain.bury()
    assert followed(chain).known_by(height) == BEGAN + 7200


@dataclass(frozen=True)
class Case:
    name: str
    make: Callable[[], Chain]
    said: str
    library: bool = False


def _with(*changes: Callable[[Chain], object]) -> Callable[[], Chain]:
    def make() -> Chain:
        chain = Chain()
        chain.bury()
        for change in changes:
            change(chain)
        return chain

    return make


def _altered(at: int, place: int) -> Callable[[Chain], object]:
    def change(chain: Chain) -> None:
        header = bytearray(chain.headers[at])
        header[place] ^= 1
        chain.headers[at] = bytes(header)

    return change


def _without_work(chain: Chain) -> None:
    chain.headers.append(mine(hash_of(chain.headers[-1]), bytes(32), BEGAN + 9000, good=False))


CASES = (
    Case("another root", _with(_altered(4, 40)), "block 10[45]"),
    Case("another block between", _with(lambda c: c.headers.pop(5)), "block 105: expected it to name the block before"),
    Case("two blocks changed about", _with(lambda c: c.headers.insert(3, c.headers.pop(4))), "block 103"),
    Case("too little work", _with(_without_work), "block 112: expected a hash that meets its target"),
    Case("a time before the median", _with(lambda c: c.add(time=BEGAN + SPACING * 6)), "block 112: expected a time", True),
    Case("an easier target", _with(lambda c: c.add(bits=0x207FFFFE)), "block 112: expected the bits", True),
    Case("a target beyond all numbers", _with(lambda c: c.headers.append(c.headers[-1][:72] + b"\xff\xff\x7f\xff" + bytes(4))),
         "block 112"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_does_not_follow(case: Case) -> None:
    chain = case.make()
    with pytest.raises(FormatError, match=case.said):
        followed(chain)
    assert library(chain.octets) is case.library, "the library knows no rules of targets and times"


def test_what_follows_follows_for_the_library_too() -> None:
    chain = _with()()
    assert followed(chain).last == 111
    assert library(chain.octets)


@pytest.mark.parametrize("octets", [b"", b"\0" * 79, b"\0" * 81])
def test_no_headers(octets: bytes) -> None:
    with pytest.raises(FormatError, match="80 octets each"):
        check(octets, Checkpoint(0, GENESIS_HASH))


def test_a_checkpoint_that_is_another_block() -> None:
    with pytest.raises(FormatError, match=f"expected the block {'0' * 64} first"):
        check(GENESIS, Checkpoint(0, "0" * 64))


def test_more_than_there_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headers, "MAX_HEADERS", 5)
    chain = Chain()
    chain.bury()
    with pytest.raises(LimitError):
        followed(chain)


def _period(seconds: int, first: int = PERIOD) -> Chain:
    """A whole period whose blocks took so long together, with a target that leaves room for an easier one."""
    chain = Chain(first, bits=0x2000FFFF)
    for number in range(1, PERIOD - first % PERIOD):
        chain.add(time=BEGAN + seconds * number // (PERIOD - 1))
    return chain


QUICK = 300 * (PERIOD - 1)  # half of what it should take


def test_a_target_follows_from_the_period_before() -> None:
    chain = _period(QUICK)
    old = (0xFFFF) << 8 * 0x1D
    wanted = headers.compact(old * QUICK // headers.TIMESPAN)
    chain.add(time=BEGAN + QUICK + 600, bits=wanted)
    assert followed(chain).last == 2 * PERIOD
    for bits in (wanted + 1, wanted - 1, chain.bits):
        chain.headers.pop()
        chain.add(time=BEGAN + QUICK + 600, bits=bits)
        with pytest.raises(FormatError, match=f"block {2 * PERIOD}: expected the target that follows"):
            followed(chain)


def test_a_period_whose_beginning_is_not_at_hand_bounds_the_target() -> None:
    chain = Chain(2 * PERIOD - 3, bits=0x2000FFFF)
    chain.bury(2)
    old = 0xFFFF << 8 * 0x1D
    for target, good in ((old // 4, True), (old, True), (old // 5, False), (old * 2, False)):
        chain.add(bits=headers.compact(target))
        if good:
            assert followed(chain).last == 2 * PERIOD
        else:
            with pytest.raises(FormatError, match="expected the target"):
                followed(chain)
        chain.headers.pop()


@given(st.integers(1, (1 << 255) - 1))
def test_short_forms_are_the_librarys(target: int) -> None:
    bits = headers.compact(target)
    assert bits == compact_from_uint256(target)
    assert headers._target(bits, 0) == uint256_from_compact(bits)


def test_a_header_is_what_the_library_writes() -> None:
    header = mine(bytes(32), b"r" * 32, BEGAN)
    assert CBlockHeader.deserialize(header).nBits == BITS
    assert struct.unpack_from("<I", header, 68)[0] == BEGAN
