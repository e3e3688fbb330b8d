"""OpenTimestamps for a package: a new proof is a calendar's promise, and later becomes the way to a Bitcoin block.

    read -> which signatures -> ask each calendar that has promised nothing yet -> ask again for what it promised
    -> amend the sidecar -> replace

What is stamped is what the time authorities stamp. A calendar that is down, or has nothing to tell yet, takes nothing
away: the package stands.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from archiver.bundle import sidecar
from archiver.errors import AuthorityError, FormatError
from archiver.flows.stamp import stamped_signatures
from archiver.model.digest import sha256
from archiver.model.sidecar import OtsProof, Sidecar
from archiver.sign import ots
from archiver.sign.dsse import decode64, encode64
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.interface import Store

KIND: Literal["opentimestamps"] = "opentimestamps"


@dataclass(frozen=True)
class Calendars:
    """Those that the user named. `submit` and `fetch` ask one and raise AuthorityError; `entropy` makes octets."""

    urls: tuple[str, ...]
    submit: Callable[[str, bytes], bytes]
    fetch: Callable[[str, bytes], bytes | None]
    entropy: Callable[[int], bytes]


@dataclass(frozen=True)
class Proved:
    """What became of one package, by calendar: new promises, blocks, what is still owed, and why something failed."""

    name: str
    promised: tuple[str, ...] = ()
    blocks: tuple[tuple[str, int], ...] = ()
    owed: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    held: int = 0  # proofs that it has now


@dataclass
class _Work:
    """The proofs of a sidecar while they change."""

    entries: list[tuple[OtsProof, ots.Proof | None]]
    promised: list[str] = field(default_factory=list)
    blocks: list[tuple[str, int]] = field(default_factory=list)
    owed: list[str] = field(default_factory=list)
    failed: dict[tuple[str, str], None] = field(default_factory=dict)


def prove(over: str, signature: bytes, url: str, calendars: Calendars) -> OtsProof:
    """A new proof over a signature, pending at `url`; raises AuthorityError."""
    digest, nonce = bytes.fromhex(sha256(signature).removeprefix("sha256:")), calendars.entropy(ots.NONCE)
    answer = calendars.submit(url, ots.commitment(digest, nonce))
    return OtsProof(kind=KIND, over=over, proof=encode64(ots.write(digest, nonce, answer)))


def prove_package(name: str, store: Store, calendars: Calendars, *, new: bool) -> Proved:
    """Completes the proofs of the package whose sidecar is `name`, and with `new` begins those that it lacks.

    Raises FormatError for what is no package, ContentError for one that is not signed, ResourceError when it cannot be
    written or was changed meanwhile.
    """
    octets = store.read(name, MAX_JSON_BYTES)
    model = sidecar.read(octets).model
    before = tuple(model.provenance.proofs().values())
    work = _Work([(one, _read(one)) for one in before])
    for number, (entry, proof) in enumerate(work.entries):
        if proof is not None and not proof.complete:
            work.entries[number] = _completed(entry, proof, calendars, work)
    for over, signature in stamped_signatures(name, model) if new else ():
        for url in _lacking(signature, calendars, work):
            _begin(over, signature, url, calendars, work)
    after = tuple(entry for entry, _ in work.entries)
    if after != before:
        store.replace(name, sidecar.write(_with(model, after)), sha256(octets))
    return Proved(
        name,
        tuple(work.promised),
        tuple(dict.fromkeys(work.blocks)),
        tuple(dict.fromkeys(work.owed)),
        tuple(work.failed),
        len(after),
    )


def _read(entry: OtsProof) -> ots.Proof | None:
    try:
        return ots.read(decode64(entry.proof))
    except FormatError:  # the verifier reports it; it does not keep a good one from being added
        return None


def _completed(
    entry: OtsProof, proof: ots.Proof, calendars: Calendars, work: _Work
) -> tuple[OtsProof, ots.Proof | None]:
    """The entry with what its calendar knows more; only calendars that the user named are asked."""
    for url in calendars.urls:
        pending = proof.pending_at(url)
        if pending is None or pending.message is None:
            continue
        try:
            answer = calendars.fetch(url, pending.message)
            if answer is not None:
                grown = ots.upgraded(decode64(entry.proof), pending, answer)
                found = ots.read(grown)
                work.blocks += [(url, one.height) for one in found.attestations if one.height is not None]
                return entry.model_copy(update={"proof": encode64(grown)}), found
            work.owed.append(url)
        except AuthorityError as e:
            work.failed[url, str(e)] = None
        except FormatError as e:
            work.failed[url, f"{url}: {e}"] = None
        return entry, proof
    owing = next((one.uri for one in proof.attestations if one.uri), "nobody")
    work.owed.append(owing)
    return entry, proof


def _lacking(signature: bytes, calendars: Calendars, work: _Work) -> list[str]:
    """The calendars that have promised nothing for a signature."""
    digest = bytes.fromhex(sha256(signature).removeprefix("sha256:"))
    held = [proof for _, proof in work.entries if proof is not None and proof.digest == digest]
    return [url for url in calendars.urls if all(proof.pending_at(url) is None for proof in held)]


def _begin(over: str, signature: bytes, url: str, calendars: Calendars, work: _Work) -> None:
    try:
        entry = prove(over, signature, url, calendars)
    except AuthorityError as e:
        work.failed[url, str(e)] = None
        return
    work.entries.append((entry, _read(entry)))
    work.promised.append(url)
    work.owed.append(url)


def _with(model: Sidecar, proofs: Sequence[OtsProof]) -> Sidecar:
    """The sidecar with its proofs replaced, each in its place, and the new ones behind everything."""
    remaining = iter(proofs)
    kept = [next(remaining) if isinstance(one, OtsProof) else one for one in model.provenance.timestamps]
    stamps = (*kept, *remaining)
    return model.model_copy(update={"provenance": model.provenance.model_copy(update={"timestamps": stamps})})
