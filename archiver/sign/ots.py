r"""OpenTimestamps: a proof that a digest went into something that others dated, read strictly and executed here.

    00 "OpenTimestamps" 00 00 "Proof" 00 bf 89 e2 e8 84 e8 92 94      the magic
    01                                                                version
    08 <32 octets>                                                    SHA-256 of what was stamped
    f0 10 <16 octets> 08 …                                            append, hash, … : each step makes a new message
    ff                                                                a fork: this message has one branch more
    00 <8 octets> <length> <payload>                                  an attestation: the end of a branch

    proof = read(octets)
    proof.digest                      what was stamped
    proof.attestations[0]             pending at a calendar, or in the Bitcoin block of a height, with the message there

Nothing is trusted here, and nothing is dated: an attestation says where to look. Each step commits to what was before
it as long as its digest is SHA-256. Branches through SHA-1, RIPEMD-160 or Keccak are read and not followed: their
message is None. A step that nobody knew when this was written ends the reading: its argument cannot be measured.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from archiver.errors import FormatError

MAX_PROOF = 32 << 10  # octets; an honest one takes 200 while pending and about 1,500 in the end
MAX_ANSWER = 10_000  # octets that a calendar may answer, as its own client has it
MAX_STEPS = 2_000  # in all branches together
MAX_DEPTH = 255  # steps from the digest to an attestation
MAX_FORKS = 64  # that are open at the same time
MAX_ATTESTATIONS = 64
MAX_MESSAGE = 4096  # octets before and after each step
MAX_PAYLOAD = 8192  # octets of an attestation
MAX_URI = 1000
MAX_NUMBER = 1 << 32  # of a length or of a block's height

MAGIC = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94"
VERSION = 1
DIGEST = 32
NONCE = 16
SHA256, APPEND, PREPEND, REVERSE, HEX = 0x08, 0xF0, 0xF1, 0xF2, 0xF3
OTHER_DIGESTS = frozenset((0x02, 0x03, 0x67))  # SHA-1, RIPEMD-160, Keccak-256
_ATTESTATION, _FORK = 0x00, 0xFF
BITCOIN, PENDING = bytes.fromhex("0588960d73d71901"), bytes.fromhex("83dfe30d2ef90c8e")
_TAG = 8
_URI = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._/:")


@dataclass(frozen=True)
class Attestation:
    """The end of a branch: `message` is what the steps came to, None where one of them is not followed.

    `height` is a Bitcoin block's, `uri` the calendar's that owes the rest; `start` and `end` are its place in octets.
    """

    kind: Literal["bitcoin", "pending", "unknown"]
    message: bytes | None
    start: int
    end: int
    height: int | None = None
    uri: str | None = None


@dataclass(frozen=True)
class Proof:
    """A proof file: the SHA-256 of what was stamped, and every attestation in the order of the file."""

    digest: bytes
    attestations: tuple[Attestation, ...]

    @property
    def complete(self) -> bool:
        """Whether it leads to a Bitcoin block, so that no calendar is needed any more."""
        return any(one.kind == "bitcoin" for one in self.attestations)

    def pending_at(self, uri: str) -> Attestation | None:
        """What a calendar owes, None when it owes nothing."""
        return next((one for one in self.attestations if one.kind == "pending" and same_uri(one.uri or "", uri)), None)


class _Reader:
    """Octets with a place in them; every read raises FormatError at the end."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data, self.at = data, at

    def take(self, count: int) -> bytes:
        if count > len(self.data) - self.at:
            raise FormatError(f"expected {count} octets more of the proof at {self.at}, found its end: it is cut short")
        self.at += count
        return self.data[self.at - count : self.at]

    def octet(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        """LEB128 without sign, in its shortest form."""
        value, shift = 0, 0
        while True:
            octet = self.octet()
            value |= (octet & 0x7F) << shift
            if value >= MAX_NUMBER or (shift and not octet):
                raise FormatError(f"expected a number below {MAX_NUMBER} in its shortest form, found another")
            if octet < 0x80:
                return value
            shift += 7

    def string(self, limit: int, least: int = 0) -> bytes:
        length = self.number()
        if not least <= length <= limit:
            raise FormatError(f"expected {least} to {limit} octets in a member of the proof, found {length}")
        return self.take(length)

    def end(self) -> None:
        if self.at != len(self.data):
            raise FormatError(f"expected the end at octet {self.at}, found {len(self.data) - self.at} octets more")


def is_proof(octets: bytes) -> bool:
    """Whether these octets begin as an OpenTimestamps proof does; a TimeStampResp never does."""
    return octets.startswith(MAGIC)


def read(octets: bytes) -> Proof:
    """The proof in a detached .ots file over a SHA-256 digest; raises FormatError for anything else."""
    if len(octets) > MAX_PROOF:
        raise FormatError(f"expected a proof of at most {MAX_PROOF} octets, found {len(octets)}")
    reader = _Reader(octets)
    if reader.data[: len(MAGIC)] != MAGIC:
        raise FormatError("expected an OpenTimestamps proof, found no such magic number")
    reader.at = len(MAGIC)
    if (version := reader.number()) != VERSION:
        raise FormatError(f"expected version {VERSION} of OpenTimestamps, found {version}")
    if (kind := reader.octet()) != SHA256:
        raise FormatError(f"expected a proof over a SHA-256 digest, found the digest {kind:#04x}")
    digest = reader.take(DIGEST)
    return Proof(digest, _attestations(reader, digest))


def read_answer(octets: bytes, message: bytes) -> tuple[Attestation, ...]:
    """The attestations in what a calendar answers about `message`; raises FormatError."""
    if len(octets) > MAX_ANSWER:
        raise FormatError(f"expected an answer of at most {MAX_ANSWER} octets, found {len(octets)}")
    return _attestations(_Reader(octets), message)


def _attestations(reader: _Reader, message: bytes) -> tuple[Attestation, ...]:
    """Walks all branches, without recursion: a fork keeps its message until the branch before has ended."""
    found: list[Attestation] = []
    forks: list[tuple[bytes | None, int]] = []
    here: tuple[bytes | None, int] = (message, 0)
    steps = 0
    while True:
        start, tag = reader.at, reader.octet()
        if tag == _FORK:
            forks.append(here)
            tag = reader.octet()
        if tag == _ATTESTATION:
            found.append(_attestation(reader, here[0], start))
            if not forks:
                break
            here = forks.pop()
        else:
            here, steps = (_step(reader, tag, here[0]), here[1] + 1), steps + 1
        _bounded(steps, here[1], len(forks), len(found))
    reader.end()
    return tuple(found)


def _bounded(steps: int, depth: int, forks: int, found: int) -> None:
    if steps > MAX_STEPS or depth > MAX_DEPTH or forks > MAX_FORKS or found > MAX_ATTESTATIONS:
        raise FormatError(
            f"expected at most {MAX_STEPS} steps, {MAX_DEPTH} deep, {MAX_FORKS} forks and {MAX_ATTESTATIONS}"
            f" attestations, found {steps}, {depth}, {forks} and {found}"
        )


_PLAIN: dict[int, Callable[[bytes], bytes]] = {
    SHA256: lambda message: sha256(message).digest(),
    REVERSE: lambda message: message[::-1],
    HEX: lambda message: message.hex().encode("ascii"),
}


def _step(reader: _Reader, tag: int, message: bytes | None) -> bytes | None:
    if tag in (APPEND, PREPEND):
        argument = reader.string(MAX_MESSAGE, least=1)
        if message is None:
            return None
        made = message + argument if tag == APPEND else argument + message
    elif tag in OTHER_DIGESTS:
        return None
    elif tag in _PLAIN:
        if message is None:
            return None
        made = _PLAIN[tag](message)
    else:
        raise FormatError(f"expected a step of OpenTimestamps at octet {reader.at - 1}, found the unknown {tag:#04x}")
    if len(made) > MAX_MESSAGE:
        raise FormatError(f"expected messages of at most {MAX_MESSAGE} octets, found {len(made)}")
    return made


def _attestation(reader: _Reader, message: bytes | None, start: int) -> Attestation:
    tag = reader.take(_TAG)
    payload = _Reader(reader.string(MAX_PAYLOAD))
    if tag == BITCOIN:
        height = payload.number()
        payload.end()
        return Attestation("bitcoin", message, start, reader.at, height=height)
    if tag == PENDING:
        uri = payload.string(MAX_URI)
        payload.end()
        if not _URI.issuperset(uri):
            raise FormatError("expected the plain address of a calendar, found other characters in it")
        return Attestation("pending", message, start, reader.at, uri=uri.decode("ascii"))
    return Attestation("unknown", message, start, reader.at)


def same_uri(one: str, other: str) -> bool:
    """Whether two addresses are one calendar's: a slash at the end makes no difference."""
    return one.rstrip("/") == other.rstrip("/")


def commitment(digest: bytes, nonce: bytes) -> bytes:
    """What a calendar is given: it does not learn the digest, and nobody else finds it in the calendar's own list."""
    return sha256(digest + nonce).digest()


def write(digest: bytes, nonce: bytes, answer: bytes) -> bytes:
    """The proof file around a calendar's answer about `commitment(digest, nonce)`; raises FormatError."""
    read_answer(answer, commitment(digest, nonce))
    proof = MAGIC + bytes((VERSION, SHA256)) + digest + bytes((APPEND, len(nonce))) + nonce + bytes((SHA256,)) + answer
    read(proof)
    return proof


def upgraded(proof: bytes, pending: Attestation, answer: bytes) -> bytes:
    """The proof with a calendar's later answer about the message of `pending` as one branch more; raises FormatError.

    Nothing is taken out of it. A pending attestation that is not the last thing in the file stays as it is: our own
    proofs have one branch, and those of others are upgraded by whoever made them.
    """
    if pending.message is None or pending.end != len(proof) or proof[pending.start] != _ATTESTATION:
        raise FormatError("expected a proof that ends with what its calendar owes, found another")
    read_answer(answer, pending.message)
    grown = proof[: pending.start] + bytes((_FORK,)) + proof[pending.start :] + answer
    read(grown)
    return grown
