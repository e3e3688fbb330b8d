"""Packages that somebody vouches for: stamped by the tests' time authority, held by the tests' log, seen by a witness.

stamped(built)                         a stamp by the shared authority over the P-256 signature
demanding(scene, authorities=1)        the scene under a trust file that pins it, with a policy
"""

import base64
import hashlib
from dataclasses import replace
from functools import cache
from typing import Any

from archiver.flows.logbook import entry_of
from archiver.flows.stamp import timestamp
from archiver.model.statement import Envelope
from archiver.sign import notekey, ots, trust, tsp
from archiver.sign.canonical import layout
from archiver.sign.trust import Authority, Bitcoin, Policy, SignerSet
from archiver.tlog import checkpoint, note
from archiver.tlog.note import COSIGNATURE, ED25519, Line, Verifier
from archiver.verify.log import leaf_of
from archiver.verify.statement import read_statement
from tests.support.attack import TRUST, Scene, alone
from tests.support.blocks import Chain
from tests.support.build import Built, archive_keys, trust_of
from tests.support.calendar import Calendar, written
from tests.support.forge import Document, edited
from tests.support.tsa import shared, shared_reply
from tests.tlog.memory import MemoryTiles

ORIGIN, EYE = "log.example.org/desk", "eye.example.net"
SEEN_AT = 1_590_000_000  # 2020-05-20


def p256_of(built: Built) -> tuple[str, bytes]:
    """Key id and octets of the package's P-256 signature."""
    signature = built.document["provenance"]["capture"]["signatures"][0]
    return signature["keyid"], base64.b64decode(signature["sig"])


def with_stamp(built: Built, token: bytes, over: str | None = None) -> Built:
    """The package with one stamp more."""
    entry = timestamp(over or p256_of(built)[0], token, ()).document()

    def change(document: Document) -> None:
        document["provenance"]["timestamps"].append(entry)

    return edited(built, change)


def stamped(built: Built) -> Built:
    """The package with a stamp by the shared authority."""
    token = shared_reply(p256_of(built)[1])
    made = timestamp(p256_of(built)[0], token, tsp.certificates_in(tsp.read(token)))

    def change(document: Document) -> None:
        document["provenance"]["timestamps"].append(made.document())

    return edited(built, change)


def under(scene: Scene, *authorities: Authority, sets: tuple[SignerSet, ...] = (), **policy: Any) -> Scene:
    """The scene with a trust file that pins the archive's set, these authorities and sets, and this policy."""
    wanted = {"require_independent_time": False, **policy}
    base = trust_of(archive_keys())
    made = base.model_copy(update={"authorities": authorities, "policy": Policy(**wanted), "sets": (*base.sets, *sets)})
    return replace(scene, trust=trust.write(made))


def trusting_stamps(built: Built, **policy: Any) -> Scene:
    """The package alone, under a trust file that pins the shared authority."""
    return under(alone(built), shared().pinned(), **policy)


@cache
def log_key() -> notekey.NoteKey:
    """The key of the tests' log."""
    return notekey.generate()


@cache
def witness_key() -> notekey.NoteKey:
    """The key of the tests' witness."""
    return notekey.generate()


def log_set(**members: Any) -> SignerSet:
    """The log as a trust file pins it."""
    return trust.note_set(ORIGIN, "log", log_key().spki).model_copy(update=members)


def witness_set(**members: Any) -> SignerSet:
    """The witness as a trust file pins it."""
    return trust.note_set(EYE, "witness", witness_key().spki).model_copy(update=members)


def leaf(built: Built) -> bytes:
    """What a log holds of the package."""
    envelope = Envelope.model_validate_json(layout(built.document["provenance"]["capture"]))
    return leaf_of(read_statement(envelope).id, envelope)


def signed_by_log(text: str) -> Line:
    """The log's signature."""
    return note.signed(text, Verifier(ORIGIN, ED25519, log_key().public), log_key().sign)


def seen_by_witness(text: str, seconds: int = SEEN_AT) -> Line:
    """The witness's signature."""
    return note.cosigned(text, Verifier(EYE, COSIGNATURE, witness_key().public), witness_key().sign, seconds)


def entry(built: Built, *more: bytes, sign: Any = signed_by_log, cosign: Any = None) -> dict[str, Any]:
    """An entry of a log that holds the package as leaf 3 of some, signed by `sign` and by `cosign`."""
    tiles = MemoryTiles.of([b"a", b"b", b"c", leaf(built), b"d", *more])
    text = checkpoint.body(ORIGIN, tiles.size, tiles.root)
    lines = tuple(make(text) for make in (sign, cosign) if make)
    made = checkpoint.read(note.Note(text, lines).whole())
    return entry_of(tiles, made, 3).document()


def with_entry(built: Built, made: dict[str, Any]) -> Built:
    """The package with an entry of a log."""

    def change(document: Document) -> None:
        document["provenance"]["log"].append(made)

    return edited(built, change)


def logged(built: Built, **how: Any) -> Built:
    """The package in the tests' log."""
    return with_entry(built, entry(built, **how))


def trusting_log(built: Built, *sets: SignerSet, **policy: Any) -> Scene:
    """The package alone, under a trust file that pins log and witness unless others are given."""
    return under(alone(built), shared().pinned(), sets=sets or (log_set(), witness_set()), **policy)


def with_proof(built: Built, proof: bytes, over: str | None = None) -> Built:
    """The package with one OpenTimestamps proof more."""
    entry = {"kind": "opentimestamps", "over": over or p256_of(built)[0], "proof": base64.b64encode(proof).decode()}

    def change(document: Document) -> None:
        document["provenance"]["timestamps"].append(entry)

    return edited(built, change)


def promise(signature: bytes, desk: Calendar) -> bytes:
    """A calendar's promise about a signature."""
    digest, nonce = hashlib.sha256(signature).digest(), b"n" * ots.NONCE
    return ots.write(digest, nonce, desk.submit(ots.commitment(digest, nonce)))


def date(proof: bytes, desk: Calendar) -> bytes:
    """The proof with what the calendar knows of it by now."""
    pending = ots.read(proof).pending_at(desk.url)
    assert pending is not None
    assert pending.message is not None
    return ots.upgraded(proof, pending, written(desk.dated[pending.message]))


def dated(signature: bytes, *, bury: bool = True) -> tuple[bytes, Chain]:
    """A whole proof over a signature, and the blocks that it leads into."""
    desk = Calendar(Chain())
    proof = promise(signature, desk)
    desk.confirm(bury=bury)
    return date(proof, desk), desk.chain


def trusting_blocks(built: Built, chain: Chain, **policy: Any) -> Scene:
    """The package alone, under a trust file that names the headers of a chain."""
    scene = under(alone(built), bitcoin=True, **policy)
    assert scene.trust is not None
    named = Bitcoin(hash=chain.checkpoint.hash, headers="headers", height=chain.first)
    made = trust.read(scene.trust, what="trust").model_copy(update={"bitcoin": named})
    beside = TRUST.replace("trust.json", "headers")
    return replace(scene, trust=trust.write(made), files={**scene.files, beside: chain.octets})
