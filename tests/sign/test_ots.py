"""OpenTimestamps proofs: what is taken and what is refused, beside the independent library over the same octets."""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation, UnknownAttestation
from opentimestamps.core.op import OpAppend, OpHexlify, OpPrepend, OpReverse, OpSHA1, OpSHA256
from opentimestamps.core.serialize import DeserializationError
from opentimestamps.core.timestamp import DetachedTimestampFile, Timestamp

from archiver.errors import FormatError
from archiver.sign import ots
from tests.support.blocks import Chain
from tests.support.calendar import Calendar, detached, written

DIGEST = hashlib.sha256(b"the octets of a signature").digest()
NONCE = b"n" * ots.NONCE
HEAD = ots.MAGIC + b"\x01\x08" + DIGEST
PENDING_END = b"\x00" + ots.PENDING + b"\x17\x16https://cal.example.or"
BLOCK_END = b"\x00" + ots.BITCOIN + b"\x01\x65"


def library(proof: bytes) -> list[tuple[bytes, str, int | str | None]] | None:
    """Message and attestation of each branch as the library reads them, None for what it refuses."""
    try:
        read = detached(proof)
    except (DeserializationError, ValueError):
        return None
    found: list[tuple[bytes, str, int | str | None]] = []
    for message, one in read.timestamp.all_attestations():
        if isinstance(one, PendingAttestation):
            found.append((message, "pending", one.uri))
        elif isinstance(one, BitcoinBlockHeaderAttestation):
            found.append((message, "bitcoin", one.height))
        else:
            found.append((message, "unknown", None))
    return sorted(found, key=repr)


def ours(proof: bytes) -> list[tuple[bytes | None, str, int | str | None]] | None:
    try:
        read = ots.read(proof)
    except FormatError:
        return None
    found = [(one.message, one.kind, one.uri if one.height is None else one.height) for one in read.attestations]
    return sorted(found, key=repr)


def _promised() -> bytes:
    return ots.write(DIGEST, NONCE, Calendar(Chain()).submit(ots.commitment(DIGEST, NONCE)))


def _dated() -> bytes:
    desk = Calendar(Chain())
    proof = ots.write(DIGEST, NONCE, desk.submit(ots.commitment(DIGEST, NONCE)))
    pending = ots.read(proof).pending_at(desk.url)
    desk.confirm()
    assert pending is not None
    assert pending.message is not None
    return ots.upgraded(proof, pending, written(desk.dated[pending.message]))


def _of_library(build: Callable[[Timestamp], Timestamp]) -> Callable[[], bytes]:
    """A proof that the library writes; `build` returns the node that a block attests."""

    def make() -> bytes:
        stamp = Timestamp(DIGEST)
        build(stamp).attestations.add(BitcoinBlockHeaderAttestation(7))
        return written(DetachedTimestampFile(OpSHA256(), stamp))

    return make


def _forked() -> bytes:
    stamp = Timestamp(DIGEST)
    stamp.attestations.add(PendingAttestation("https://a.example.org"))
    stamp.attestations.add(UnknownAttestation(b"\x06\x86\x9a\x0d\x73\xd7\x1b\x46", b"who knows"))
    left = stamp.ops.add(OpAppend(b"left")).ops.add(OpSHA256())
    left.attestations.add(BitcoinBlockHeaderAttestation(700_000))
    right = stamp.ops.add(OpPrepend(b"right")).ops.add(OpSHA256())
    for number in range(5):
        right.ops.add(OpAppend(bytes((number,)))).attestations.add(BitcoinBlockHeaderAttestation(number))
    return written(DetachedTimestampFile(OpSHA256(), stamp))


@dataclass(frozen=True)
class Case:
    """A proof, whether it is read here, and where the library is of another opinion why that is right."""

    name: str
    make: Callable[[], bytes]
    reads: bool
    differs: str | None = None


CASES = (
    Case("a promise", _promised, True),
    Case("a date", _dated, True),
    Case("forks", _forked, True),
    Case("reversed and in hex", _of_library(lambda s: s.ops.add(OpReverse()).ops.add(OpHexlify())), True),
    Case("255 steps deep", lambda: HEAD + b"\x08" * 255 + BLOCK_END, True),
    Case("through SHA-1", _of_library(lambda s: s.ops.add(OpSHA1())), True, "nobody should count it any more"),
    Case("through RIPEMD-160", lambda: HEAD + b"\x03\x08" + BLOCK_END, True, "the same"),
    Case("through Keccak-256", lambda: HEAD + b"\x67\xf0\x01a" + BLOCK_END, True, "no calendar writes it"),
    Case("256 steps deep", lambda: HEAD + b"\x08" * 256 + BLOCK_END, False),
    Case("more steps than anybody needs", lambda: HEAD + (b"\xff" + b"\x08" * 200 + BLOCK_END) * 20 + BLOCK_END, False,
         "it bounds depth and not the whole"),
    Case("more forks than anybody needs", lambda: HEAD + b"\xff\x08" * 65 + BLOCK_END * 66, False, "the same"),
    Case("more attestations than anybody needs", lambda: HEAD + (b"\xff" + BLOCK_END) * 65 + BLOCK_END, False, "the same"),
    Case("too long a message", lambda: HEAD + (b"\xf0\x80\x1f" + b"x" * 3968) * 2 + BLOCK_END, False),
    Case("hex of too long a message", lambda: HEAD + b"\xf3" * 8 + BLOCK_END, False),
    Case("an empty argument", lambda: HEAD + b"\xf0\x00" + BLOCK_END, False),
    Case("an argument over the limit", lambda: HEAD + b"\xf0\x81\x20" + b"x" * 4097 + BLOCK_END, False),
    Case("an unknown step", lambda: HEAD + b"\x09" + BLOCK_END, False),
    Case("a fork of a fork", lambda: HEAD + b"\xff\xff\x08" + BLOCK_END * 3, False),
    Case("an unknown version", lambda: HEAD.replace(b"\x01\x08", b"\x02\x08", 1) + BLOCK_END, False),
    Case("over SHA-1 of the signature", lambda: ots.MAGIC + b"\x01\x02" + DIGEST[:20] + BLOCK_END, False,
         "it knows files by other digests"),
    Case("no magic", lambda: HEAD[1:] + BLOCK_END, False),
    Case("octets behind", lambda: HEAD + BLOCK_END + b"\0", False),
    Case("octets behind a height", lambda: HEAD + b"\x00" + ots.BITCOIN + b"\x02\x65\x00", False),
    Case("no attestation", lambda: HEAD + b"\x08", False),
    Case("nothing behind the digest", lambda: HEAD, False),
    Case("a height in two octets that fits in one", lambda: HEAD + b"\x00" + ots.BITCOIN + b"\x02\xe5\x00", False,
         "one height, one form"),
    Case("a height beyond all blocks", lambda: HEAD + b"\x00" + ots.BITCOIN + b"\x05\xff\xff\xff\xff\x7f", False,
         "it reads numbers without end"),
    Case("an endless number", lambda: HEAD + b"\xf0" + b"\x80" * 200, False),
    Case("a calendar with a query", lambda: HEAD + b"\x00" + ots.PENDING + b"\x05\x04a?b=", False),
    Case("a calendar of too many letters", lambda: HEAD + b"\x00" + ots.PENDING + b"\xec\x07\xea\x07" + b"a" * 1002, False),
    Case("larger than anything honest", lambda: HEAD + (b"\xff" + b"\x00" + b"x" * 8 + b"\x80\x40" + b"x" * 8192) * 5
         + BLOCK_END, False, "it bounds no file"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_agrees_with_the_library(case: Case) -> None:
    proof = case.make()
    mine, others = ours(proof), library(proof)
    assert (mine is not None) is case.reads
    assert (mine == others) is (case.differs is None), others


@pytest.mark.parametrize("tag", [2, 3, 0x67])
def test_what_goes_through_a_weak_digest_leads_nowhere(tag: int) -> None:
    (one,) = ots.read(HEAD + bytes((tag,)) + b"\xf1\x01x\xf2\xf3\x08" + BLOCK_END).attestations
    assert (one.kind, one.message, one.height) == ("bitcoin", None, 0x65)


@pytest.mark.parametrize("make", [_promised, _dated, _forked], ids=["promise", "date", "forks"])
def test_cut_short_anywhere_it_is_no_proof(make: Callable[[], bytes]) -> None:
    proof = make()
    for length in range(len(proof)):
        with pytest.raises(FormatError):
            ots.read(proof[:length])
        assert library(proof[:length]) is None


@given(st.data())
def test_no_change_makes_it_crash_or_read_more_than_the_library(data: st.DataObject) -> None:
    proof = bytearray(_forked())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(len(ots.MAGIC) + 2 + ots.DIGEST, len(proof) - 1))
        proof[at] = data.draw(st.integers(0, 255))
    mine = ours(bytes(proof))
    if mine is not None and all(message is not None for message, _, _ in mine):
        others = library(bytes(proof))
        assert others is not None
        assert set(others) <= set(mine), "the library keeps one of two branches that begin alike; here both are read"


def test_the_librarys_form_is_ours() -> None:
    for proof in (_promised(), _dated()):
        assert written(detached(proof)) == proof


def test_a_promise_and_its_date_are_over_the_digest_through_the_nonce() -> None:
    proof = ots.read(_dated())
    assert proof.digest == DIGEST
    assert proof.complete
    assert [one.kind for one in proof.attestations] == ["pending", "bitcoin"]
    other = ots.write(DIGEST, b"m" * 16, Calendar(Chain()).submit(ots.commitment(DIGEST, b"m" * 16)))
    assert ots.read(other).attestations[0].message != proof.attestations[0].message


def test_only_the_last_thing_in_a_file_grows() -> None:
    proof = _forked()
    pending = ots.read(proof).pending_at("https://a.example.org/")
    assert pending is not None
    with pytest.raises(FormatError, match="ends with what its calendar owes"):
        ots.upgraded(proof, pending, BLOCK_END)


def test_an_answer_that_is_none_grows_nothing() -> None:
    proof = _promised()
    pending = ots.read(proof).attestations[0]
    for answer in (b"", b"<html>", BLOCK_END + b"x", b"\x09" + BLOCK_END, b"\x08" * 256 + BLOCK_END):
        with pytest.raises(FormatError):
            ots.upgraded(proof, pending, answer)


@pytest.mark.parametrize("make", [_promised, _dated], ids=["promise", "date"])
def test_the_independent_client_reads_it(make: Callable[[], bytes], tmp_path: Path) -> None:
    (tmp_path / "signature.ots").write_bytes(make())
    client = Path(sys.executable).with_name("ots")
    told = subprocess.run([client, "info", "signature.ots"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert f"File sha256 hash: {DIGEST.hex()}" in told.stdout
    assert ("verify BitcoinBlockHeaderAttestation(101)" in told.stdout) is (make is _dated)
