"""Checkpoints (C2SP tlog-checkpoint) and inclusion proofs (C2SP tlog-proof), as text.

    c2sp.org/tlog-proof@v1
    index 3
    gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=          the siblings, from the leaf's up (RFC 6962 2.1.1)

    archive.example/log                                   origin
    8                                                     number of leaves
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=          root

    — archive.example/log Az3grlgtzPIC…

A leaf of our logs is 64 octets: the statement id, then the SHA-256 of the envelope in RFC 8785 form.
"""

import base64
import binascii
import re
from dataclasses import dataclass

from archiver.errors import FormatError
from archiver.tlog import merkle, note
from archiver.tlog.note import Note

HASH_OCTETS = 32
ENTRY_OCTETS = 64
MAX_PROOF_LINES = 64  # a path in a tree of 2^63 leaves
MAX_SIZE = (1 << 53) - 1  # leaves: an index has to fit into JSON (RFC 8785 3.2.2.3)
_MAGIC = "c2sp.org/tlog-proof@v1"
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class Checkpoint:
    """What a log says about itself; `note` carries the signatures."""

    origin: str
    size: int
    root: bytes
    note: Note


@dataclass(frozen=True)
class Proof:
    """That something is leaf number `index` of the checkpoint's tree."""

    index: int
    siblings: tuple[bytes, ...]
    checkpoint: Checkpoint

    def holds(self, entry: bytes) -> bool:
        """Whether it shows that `entry` is in the log."""
        found = merkle.root_from_path(merkle.leaf(entry), self.index, self.checkpoint.size, self.siblings)
        return found == self.checkpoint.root


def body(origin: str, size: int, root: bytes) -> str:
    """The text that a log signs."""
    return f"{origin}\n{size}\n{_encode(root)}\n"


def read(text: str) -> Checkpoint:
    """A checkpoint; raises FormatError. Lines of extensions are kept in the note and mean nothing here."""
    parsed = note.parse(text)
    lines = parsed.text[:-1].split("\n")
    if len(lines) < 3 or not lines[0] or not _DECIMAL.fullmatch(lines[1]) or int(lines[1]) > MAX_SIZE:
        raise FormatError("expected a checkpoint: origin, number of leaves, root")
    checkpoint = Checkpoint(lines[0], int(lines[1]), _hash(lines[2]), parsed)
    if checkpoint.size == 0 and checkpoint.root != merkle.EMPTY_ROOT:
        raise FormatError("expected the root of the empty tree in a checkpoint of no leaves")
    return checkpoint


def read_proof(text: str) -> Proof:
    """An inclusion proof with the checkpoint in it; raises FormatError. Opaque extra data is passed over."""
    head, separator, rest = text.partition("\n\n")
    lines = head.split("\n")
    if lines[0] != _MAGIC or not separator:
        raise FormatError(f"expected a proof that begins with {_MAGIC}")
    lines = lines[2:] if len(lines) > 1 and lines[1].startswith("extra ") else lines[1:]
    word, _, number = lines[0].partition(" ") if lines else ("", "", "")
    if word != "index" or not _DECIMAL.fullmatch(number) or int(number) > MAX_SIZE:
        raise FormatError("expected `index` and a number in the proof")
    if len(lines) - 1 > MAX_PROOF_LINES:
        raise FormatError(f"expected at most {MAX_PROOF_LINES} hashes in a proof, found {len(lines) - 1}")
    return Proof(int(number), tuple(map(_hash, lines[1:])), read(rest))


def write_proof(index: int, siblings: tuple[bytes, ...], checkpoint: str) -> str:
    """The proof as text around a checkpoint."""
    hashes = "".join(f"{_encode(sibling)}\n" for sibling in siblings)
    return f"{_MAGIC}\nindex {index}\n{hashes}\n{checkpoint}"


def entry(statement_id: str, envelope_sha256: str) -> bytes:
    """The leaf of a package: both arguments are `sha256:` digests."""
    return bytes.fromhex(statement_id.removeprefix("sha256:") + envelope_sha256.removeprefix("sha256:"))


def _encode(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


def _hash(text: str) -> bytes:
    try:
        octets = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as e:
        raise FormatError(f"expected a hash in standard base64: {e}") from e
    if len(octets) != HASH_OCTETS or _encode(octets) != text:
        raise FormatError(f"expected {HASH_OCTETS} octets in standard base64, found {len(octets)}")
    return octets
