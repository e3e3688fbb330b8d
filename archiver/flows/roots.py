"""A signed trust file in the making: a root or a list is proposed, people sign it far apart, their files are joined.

    first_root -> next_list -> sign (each holder, offline) -> join -> publish
    next_root  -> sign (old holders and new) -> join -> publish

Nothing here is accepted by anybody: `archiver.sign.succession` decides that, on the machines of those who rely on it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archiver.errors import FormatError, SignatureError, SuccessionError, UsageError
from archiver.model.refusal import expected
from archiver.model.statement import Envelope, Signature
from archiver.sign import dsse, keys, roots
from archiver.sign.roots import Holder, Payload, Published, Root, TrustList
from archiver.sign.succession import called, open_roots
from archiver.sign.trust import ED25519, PinnedKey, SignerSet


@dataclass(frozen=True)
class Standing:
    """How far one root or list is: who signed, and what is missing in words, empty when it can be published."""

    payload: Payload[Root] | Payload[TrustList]
    signed_by: tuple[str, ...]
    missing: tuple[str, ...]


def holder_of(name: str, signers: Iterable[keys.Signer]) -> roots.HolderFile:
    """The public halves of somebody's root keys."""
    public = tuple(
        PinnedKey(keyid=keys.key_id(one.spki), algorithm=one.algorithm, spki=dsse.encode64(one.spki)) for one in signers
    )
    return roots.HolderFile(format="archiver/root-holder/v1", holder=Holder(keys=public, name=name))


def first_root(name: str, holders: Sequence[Holder], threshold: int, expires: str) -> Published:
    """A file with root 1, which nobody has signed; raises UsageError for what cannot be a root."""
    root = _root(name=name, holders=tuple(holders), threshold=threshold, expires=expires, version=1)
    return Published(format=roots.PUBLISHED_FORMAT, roots=(roots.envelope_of(root),), trust=None)


def next_root(
    published: Published,
    what: str,
    *,
    add: Sequence[Holder],
    remove: Sequence[str],
    threshold: int | None,
    expires: str,
) -> Published:
    """The file with a root more, made of the last; a last one that nobody has signed yet is made anew.

    Raises UsageError when somebody has signed a last one that is not complete, or for what cannot be a root.
    """
    chain = open_roots(published, what)
    last = chain[-1]
    kept = published.roots
    if missing := _missing_of(chain, len(chain) - 1):
        if last.envelope.signatures:
            raise UsageError(
                f"{what}: expected a last root that is complete, found {called(last)} with {missing[0]}; have it"
                " signed, or start from the file that you published last"
            )
        kept, last = kept[:-1], chain[-2] if len(chain) > 1 else last
    unknown = set(remove) - {holder.name for holder in last.model.holders}
    if unknown:
        raise UsageError(f"{what}: expected the names of holders to remove, found {', '.join(map(ascii, unknown))}")
    staying = tuple(holder for holder in last.model.holders if holder.name not in remove)
    made = _root(
        name=last.model.name,
        holders=(*staying, *add),
        threshold=threshold or last.model.threshold,
        expires=expires,
        version=last.model.version + 1 if kept else last.model.version,
    )
    return published.model_copy(update={"roots": (*kept, roots.envelope_of(made))})


def next_list(published: Published, sets: Sequence[SignerSet], expires: str, what: str) -> Published:
    """The file with another list, which nobody has signed; its version is one more than that of the list before."""
    root = open_roots(published, what)[-1].model
    before = roots.list_in(published.trust, what=what).model.version if published.trust else 0
    try:
        made = TrustList(
            expires=expires, format="archiver/trust-list/v1", name=root.name, sets=tuple(sets), version=before + 1
        )
    except ValueError as e:
        raise UsageError(f"{what}: expected signer sets of an archive: {_reason(e)}") from e
    return published.model_copy(update={"trust": roots.envelope_of(made)})


def sign(published: Published, signers: Sequence[keys.Signer], what: str) -> tuple[Published, list[str]]:
    """The file with signatures under the last root and the list, and what was signed in words.

    Raises UsageError when the keys are not those of a holder who has something to sign here.
    """
    chain = open_roots(published, what)
    for n, one in enumerate(chain[:-1]):
        if missing := _missing_of(chain, n):
            raise UsageError(f"{what}: expected {called(one)} to be complete before another, found {missing[0]}")
    done: list[str] = []
    updated = published
    if own := _own(signers, _judges(chain, len(chain) - 1)):
        updated = updated.model_copy(update={"roots": (*published.roots[:-1], _with(chain[-1].envelope, own))})
        done.append(called(chain[-1]))
    if published.trust and (own := _own(signers, (chain[-1].model,))):
        found = roots.list_in(published.trust, what=what)
        updated = updated.model_copy(update={"trust": _with(found.envelope, own)})
        done.append(called(found))
    if not done:
        raise UsageError(f"{what}: expected the keys of a holder of the last root or the one before, found others")
    return updated, done


def join(files: Sequence[Published], what: str) -> Published:
    """One file with the good signatures of all; raises SuccessionError when they are not copies of one file."""
    first = files[0]
    for other in files[1:]:
        if _contents(other) != _contents(first):
            raise SuccessionError(f"{what}: expected copies of one file that others signed, found other roots or lists")
    chain = open_roots(first, what)
    joined = tuple(
        _merged(envelope, [other.roots[n] for other in files], _judges(chain, n))
        for n, envelope in enumerate(first.roots)
    )
    lists = [other.trust for other in files if other.trust]
    merged = _merged(lists[0], lists, (chain[-1].model,)) if lists else None
    return first.model_copy(update={"roots": joined, "trust": merged})


def standings(published: Published, what: str) -> list[Standing]:
    """Each root and the list, and what is missing before the file can be published."""
    chain = open_roots(published, what)
    found = [Standing(one, _names(one, _judges(chain, n)), tuple(_missing_of(chain, n))) for n, one in enumerate(chain)]
    if published.trust:
        listed = roots.list_in(published.trust, what=what)
        last = (chain[-1].model,)
        found.append(Standing(listed, _names(listed, last), tuple(_missing(listed, last))))
    return found


def _root(**members: object) -> Root:
    try:
        return Root(format="archiver/trust-root/v1", **members)  # type: ignore[arg-type]
    except ValueError as e:
        raise UsageError(f"expected holders and a threshold that make a root: {_reason(e)}") from e


def _reason(e: ValueError) -> str:
    from pydantic import ValidationError

    return expected(e.errors()[0]) if isinstance(e, ValidationError) else str(e)


def _judges(chain: Sequence[Payload[Root]], n: int) -> tuple[Root, ...]:
    """Whose signatures root `n` of a chain needs: the root's before it, and its own."""
    return tuple(one.model for one in chain[max(0, n - 1) : n + 1])


def _missing_of(chain: Sequence[Payload[Root]], n: int) -> list[str]:
    return list(_missing(chain[n], _judges(chain, n)))


def _missing(payload: Payload[Root] | Payload[TrustList], judges: Sequence[Root]) -> Iterable[str]:
    for root in judges:
        signed = payload.signed_by(root)
        if len(signed) < root.threshold:
            yield f"{len(signed)} of the {root.threshold} signatures that root {root.version} asks for"


def _names(payload: Payload[Root] | Payload[TrustList], judges: Sequence[Root]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for root in judges for name in payload.signed_by(root)))


def _own(signers: Sequence[keys.Signer], judges: Sequence[Root]) -> tuple[keys.Signer, ...]:
    """`signers`, when together they are a holder of one of the roots."""
    ids = {keys.key_id(signer.spki) for signer in signers}
    holders = (holder for root in judges for holder in root.holders)
    return tuple(signers) if any(holder.key_ids() <= ids for holder in holders) else ()


def _with(envelope: Envelope, signers: Sequence[keys.Signer]) -> Envelope:
    made = dsse.seal(dsse.payload_of(envelope), signers, envelope.payload_type).signatures
    ids = {one.keyid for one in made}
    others = tuple(one for one in envelope.signatures if one.keyid not in ids)
    return envelope.model_copy(update={"signatures": (*others, *made)})


def _contents(published: Published) -> tuple[object, ...]:
    everything = (*published.roots, *((published.trust,) if published.trust else ()))
    return tuple((one.payload_type, one.payload) for one in everything)


def _merged(envelope: Envelope, copies: Sequence[Envelope], judges: Sequence[Root]) -> Envelope:
    """The envelope with one good signature a key of `judges`, whichever copy holds it."""
    message = dsse.pae(envelope.payload_type, dsse.payload_of(envelope))
    known = {key.keyid: key for root in judges for holder in root.holders for key in holder.keys}
    good: dict[str, Signature] = {}
    for signature in (one for copy in copies for one in copy.signatures):
        key = known.get(signature.keyid)
        if key and signature.keyid not in good and _holds(key, message, signature):
            good[signature.keyid] = signature
    return envelope.model_copy(update={"signatures": tuple(good[keyid] for keyid in sorted(good))})


def _holds(key: PinnedKey, message: bytes, signature: Signature) -> bool:
    if key.algorithm == ED25519:
        return False
    try:
        keys.verify(keys.load_public(dsse.decode64(key.spki), key.algorithm), message, dsse.decode64(signature.sig))
    except (SignatureError, FormatError):
        return False
    return True
