"""Signed notes (C2SP signed-note v1, golang.org/x/mod/sumdb/note): a text, an empty line, and a line a signature.

    archive.example/log
    8
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — archive.example/log Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=

Signed is the text with its last newline. The base64 holds four octets of key hash and the signature: Ed25519 for the
log itself (0x01), and for a witness (0x04, C2SP tlog-cosignature v1) eight octets of POSIX time before it. Those by
somebody unknown are passed over; a wrong one by somebody known spoils the note.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from archiver.errors import FormatError, SignatureError

MAX_NOTE = 1 << 20  # octets
MAX_SIGNATURES = 100
ED25519, COSIGNATURE = 0x01, 0x04
HASH_OCTETS, TIME_OCTETS, SIGNATURE_OCTETS = 4, 8, 64
KEPT = 16  # notes whose signature held: as many logs and witnesses as one batch may have
_DASH = "— "
_SEPARATOR = "\n\n"


@dataclass(frozen=True)
class Verifier:
    """Who may have signed: a name, the kind of signature, and the 32 octets of the Ed25519 key."""

    name: str
    kind: int
    public: bytes

    @property
    def hash(self) -> bytes:
        """The four octets that a signature line carries for this key."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes((self.kind,)) + self.public).digest()[:HASH_OCTETS]

    def vkey(self) -> str:
        """The key as others take it: name, hash in hex, kind and key in base64."""
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(bytes((self.kind,)) + self.public).decode()}"


@dataclass(frozen=True)
class Line:
    """One signature: the signer's name, the hash of the key, and the octets after it."""

    name: str
    hash: bytes
    octets: bytes

    @property
    def signature(self) -> bytes:
        """The signature alone, without a cosignature's time."""
        return self.octets[-SIGNATURE_OCTETS:]

    def text(self) -> str:
        """The line as it stands in the note."""
        return f"{_DASH}{self.name} {base64.b64encode(self.hash + self.octets).decode()}\n"


@dataclass(frozen=True)
class Note:
    """A note taken apart; nothing is verified yet."""

    text: str
    lines: tuple[Line, ...]

    def whole(self) -> str:
        """The note as it is written."""
        return self.text + "\n" + "".join(line.text() for line in self.lines)


def parse(note: str) -> Note:
    """The parts of a note; raises FormatError."""
    text, separator, rest = note.rpartition(_SEPARATOR)
    if len(note.encode("utf-8", "surrogatepass")) > MAX_NOTE or not separator or not rest.endswith("\n"):
        raise FormatError("expected a signed note: a text, an empty line, and lines of signatures")
    if any((ord(c) < 0x20 and c != "\n") or 0xD800 <= ord(c) < 0xE000 for c in note):
        raise FormatError("expected a note of printable lines, found a control character")
    lines = rest[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise FormatError(f"expected at most {MAX_SIGNATURES} signatures, found {len(lines)}")
    return Note(text + "\n", tuple(map(_line, lines)))


def _line(line: str) -> Line:
    dash, name, encoded = line[: len(_DASH)], *line[len(_DASH) :].partition(" ")[::2]
    octets = _decode(encoded)
    if dash != _DASH or not is_name(name) or len(octets) <= HASH_OCTETS:
        raise FormatError("expected a line of a signature: a dash, a name, and base64")
    return Line(name, octets[:HASH_OCTETS], octets[HASH_OCTETS:])


def is_name(name: str) -> bool:
    """Whether a key may have this name."""
    return bool(name) and "+" not in name and not any(map(str.isspace, name))


def _decode(text: str) -> bytes:
    try:
        octets = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as e:
        raise FormatError(f"expected standard base64: {e}") from e
    if base64.b64encode(octets).decode() != text:
        raise FormatError("expected base64 in its one spelling")
    return octets


def read_vkey(text: str) -> Verifier:
    """The verifier that `vkey` spells; raises FormatError."""
    name, digest, encoded = [*text.strip().split("+", 2), "", ""][:3]
    octets = _decode(encoded)
    if not is_name(name) or len(octets) != 33 or octets[0] not in (ED25519, COSIGNATURE):
        raise FormatError("expected a key as name+hash+base64 for Ed25519 (signed-note, tlog-cosignature)")
    verifier = Verifier(name, octets[0], octets[1:])
    if verifier.hash.hex() != digest:
        raise FormatError(f"expected the key hash {verifier.hash.hex()}, found {digest[:20]!a}")
    return verifier


def signed(text: str, verifier: Verifier, sign: Callable[[bytes], bytes]) -> Line:
    """The signature line of a log over a note's text."""
    return Line(verifier.name, verifier.hash, sign(text.encode()))


def cosigned(text: str, verifier: Verifier, sign: Callable[[bytes], bytes], seconds: int) -> Line:
    """The line of a witness that vouches for a checkpoint at a POSIX time."""
    return Line(
        verifier.name, verifier.hash, seconds.to_bytes(TIME_OCTETS, "big") + sign(_cosigned_message(text, seconds))
    )


def _cosigned_message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def check(note: Note, verifier: Verifier) -> Line | None:
    """The verified line of `verifier`, None when there is none; raises SignatureError for a wrong or doubled one."""
    lines = [line for line in note.lines if (line.name, line.hash) == (verifier.name, verifier.hash)]
    if not lines:
        return None
    if len(lines) > 1:
        raise SignatureError(f"expected one signature of {verifier.name!a}, found {len(lines)}")
    (line,) = lines
    message, size = note.text.encode(), SIGNATURE_OCTETS
    if verifier.kind == COSIGNATURE:
        message, size = _cosigned_message(note.text, seconds_of(line)), SIGNATURE_OCTETS + TIME_OCTETS
    try:
        if len(line.octets) != size:
            raise SignatureError(f"expected {size} octets of a signature, found {len(line.octets)}")
        _verify(verifier.public, line.signature, message)
    except (InvalidSignature, ValueError) as e:
        raise SignatureError(f"the signature of {verifier.name!a} over the checkpoint does not verify") from e
    return line


@lru_cache(maxsize=KEPT)
def _verify(public: bytes, signature: bytes, message: bytes) -> None:
    """Raises for a signature that does not hold; packages that were logged together bear the same ones."""
    Ed25519PublicKey.from_public_bytes(public).verify(signature, message)


def seconds_of(line: Line) -> int:
    """The POSIX time in a cosignature."""
    return int.from_bytes(line.octets[:TIME_OCTETS], "big")
