"""What block headers make of a proof, beside the independent client that asks a node about the same blocks."""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from archiver.model.sidecar import OtsProof
from archiver.sign import ots
from archiver.sign.bitcoin import Headers, check
from archiver.sign.dsse import encode64
from archiver.verify.ots import Confirmed, check_proofs
from archiver.verify.timestamps import Imprints
from tests.support.blocks import Chain
from tests.support.calendar import Calendar
from tests.support.node import node
from tests.support.vouch import dated, promise

SIGNATURE = b"the octets of a signature"
DIGEST = hashlib.sha256(SIGNATURE).digest()
KEY = "sha256:" + "1" * 64
CLIENT = Path(sys.executable).with_name("ots")


def ours(
    proof: bytes, known: Headers | str, now: str | None = None
) -> tuple[list[Confirmed], dict[str, tuple[str, str]]]:
    entry = OtsProof(kind="opentimestamps", over=KEY, proof=encode64(proof))
    imprints = Imprints({KEY: frozenset((DIGEST,))}, frozenset())
    confirmed, checks = check_proofs({0: entry}, imprints, lambda: known, now, counts=True)
    return confirmed, {one.code: (one.status, one.detail or "") for one in checks}


def client(proof: bytes, chain: Chain, folder: Path) -> bool:
    """Whether `ots verify` accepts the proof, with a node that has these blocks."""
    (folder / "it.ots").write_bytes(proof)
    with node(chain) as url:
        arguments = ["--no-cache", "--btc-regtest", "--bitcoin-node", url, "verify", "-d", DIGEST.hex(), "it.ots"]
        told = subprocess.run([CLIENT, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert "Traceback" not in told.stderr, told.stderr
    return told.returncode == 0


def followed(chain: Chain) -> Headers:
    return check(chain.octets, chain.checkpoint)


@dataclass(frozen=True)
class Case:
    """A proof and blocks; what E809 says; where the client is of another opinion why that is right."""

    name: str
    make: Callable[[], tuple[bytes, Chain]]
    status: str
    said: str
    accepted: bool = False


def _pending() -> tuple[bytes, Chain]:
    return promise(SIGNATURE, Calendar(Chain())), Chain()


def _another_branch() -> tuple[bytes, Chain]:
    other = Chain()
    other.bury(20)
    return dated(SIGNATURE)[0], other


def _not_there() -> tuple[bytes, Chain]:
    return dated(SIGNATURE)[0], Chain()


def _other_digest() -> tuple[bytes, Chain]:
    return dated(b"something else")


def _cut() -> tuple[bytes, Chain]:
    proof, chain = dated(SIGNATURE)
    return proof[:-3], chain


def _weak() -> tuple[bytes, Chain]:
    """All the way by SHA-256, but for one step that is none of a digest that holds."""
    end = b"\x00" + ots.BITCOIN + b"\x01\x65"
    chain = Chain()
    message = hashlib.sha256(hashlib.sha1(DIGEST).digest()).digest()
    chain.add(message)
    chain.bury()
    return ots.MAGIC + b"\x01\x08" + DIGEST + b"\x02\x08" + end, chain


CASES = (
    Case("in a block", lambda: dated(SIGNATURE), "pass", "in block 101, known by 2020-05-20T19:50:00.000000Z", True),
    Case("not buried yet", lambda: dated(SIGNATURE, bury=False), "not-applicable", "not buried yet", True),
    Case("pending", _pending, "not-applicable", "pending at https://calendar.example.org"),
    Case("another branch", _another_branch, "cannot-check", "does not lead to the Merkle root of block 101"),
    Case("a block that is not at hand", _not_there, "not-applicable", "those from 100 to 100"),
    Case("through SHA-1", _weak, "not-applicable", "a digest other than SHA-256", True),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_beside_the_client(case: Case, tmp_path: Path) -> None:
    proof, chain = case.make()
    confirmed, checks = ours(proof, followed(chain))
    assert checks["E808"][0] == "pass"
    assert (checks["E809"][0], case.said in checks["E809"][1]) == (case.status, True), checks
    assert bool(confirmed) is (case.status == "pass")
    assert client(proof, chain, tmp_path) is case.accepted


@pytest.mark.parametrize(("make", "status"), [(_other_digest, "fail"), (_cut, "cannot-check")], ids=["other", "cut"])
def test_what_is_over_nothing_here_is_asked_no_block(
    make: Callable[[], tuple[bytes, Chain]], status: str, tmp_path: Path
) -> None:
    proof, chain = make()
    confirmed, checks = ours(proof, followed(chain))
    assert (confirmed, checks["E808"][0], checks["E809"][0]) == ([], status, "not-applicable")
    assert not client(proof, chain, tmp_path)


def test_without_headers_nothing_is_said() -> None:
    confirmed, checks = ours(dated(SIGNATURE)[0], "none")
    assert (confirmed, checks["E809"]) == (
        [],
        ("not-applicable", "it leads to Bitcoin's block 101, not checkable here: none"),
    )


def test_a_block_from_the_future_is_none() -> None:
    proof, chain = dated(SIGNATURE)
    confirmed, checks = ours(proof, followed(chain), "2019-01-01T00:00:00.000000Z")
    assert (confirmed, "still to come" in checks["E809"][1]) == ([], True)
