"""Time stamps for a package: its P-256 signatures go to each authority, what comes back goes into the sidecar.

    read -> which signatures -> ask each authority -> amend the sidecar -> replace

The capture is stamped, and so is every statement that was made afterwards: each is as old as its own signature.

An authority that is down loses nothing: the package stands as it is, and the stamp is *pending*.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archiver.bundle import sidecar
from archiver.errors import AuthorityError, ContentError, FormatError, SignatureError
from archiver.model.digest import sha256
from archiver.model.sidecar import Sidecar, Timestamp
from archiver.model.statement import Envelope, RequiredSigner
from archiver.sign import dsse, tsp
from archiver.sign.keys import P256
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.interface import Store
from archiver.verify.later import read_all
from archiver.verify.statement import read_statement

Ask = Callable[[str, bytes], bytes]


@dataclass(frozen=True)
class Stamped:
    """What became of one package: the times of its new stamps by authority, and why others gave none."""

    name: str
    added: tuple[tuple[str, str], ...]
    failed: tuple[tuple[str, str], ...]
    held: int  # stamps over its signatures that it has now


@dataclass(frozen=True)
class _Got:
    """What the authorities made of one signature."""

    stamps: tuple[Timestamp, ...]
    added: tuple[tuple[str, str], ...]
    failed: tuple[tuple[str, str], ...]
    held: int


def stamp_package(name: str, store: Store, authorities: Sequence[str], ask: Ask) -> Stamped:
    """Stamps the package whose sidecar is `name`: each of its statements, unless it has a stamp for each authority.

    Raises FormatError for what is no package, ContentError for one that is not signed, ResourceError when it cannot be
    written or was changed meanwhile.
    """
    octets = store.read(name, MAX_JSON_BYTES)
    model = sidecar.read(octets).model
    got = [_stamp(model, over, sig, authorities, ask) for over, sig in stamped_signatures(name, model)]
    if stamps := [stamp for one in got for stamp in one.stamps]:
        store.replace(name, sidecar.write(with_stamps(model, stamps)), sha256(octets))
    failed = tuple(dict.fromkeys(fault for one in got for fault in one.failed))
    return Stamped(name, tuple(each for one in got for each in one.added), failed, sum(one.held for one in got))


def _stamp(model: Sidecar, over: str, signature: bytes, authorities: Sequence[str], ask: Ask) -> _Got:
    held = _issuers(model, signature)
    stamps: list[Timestamp] = []
    added: list[tuple[str, str]] = []
    failed: list[tuple[str, str]] = []
    for url in authorities if len(held) < len(authorities) else ():
        try:
            token = ask(url, signature)
        except AuthorityError as e:
            failed.append((url, str(e)))
            continue
        read = tsp.read(token)
        issuer = read.signer.issuer.public_bytes()
        if issuer not in held:
            held.add(issuer)
            added.append((url, read.time))
            stamps.append(timestamp(over, token, tsp.certificates_in(read)))
    return _Got(tuple(stamps), tuple(added), tuple(failed), len(held))


def stamped_signatures(name: str, model: Sidecar) -> list[tuple[str, bytes]]:
    """Key id and octets of the P-256 signature of the capture, then of each later statement that can be read.

    Raises ContentError when the capture has none.
    """
    statement = read_statement(model.provenance.capture)
    own = _p256(statement.envelope, statement.model.predicate.required_signers)
    if not own:
        raise ContentError(f"{name}: expected a signed package, found no P-256 signature that could be stamped")
    later = (_p256(one.envelope, one.model.predicate.required_signers) for one in read_all(model.provenance.later)[0])
    return [*own, *(found for each in later for found in each)]


def waits_for_later(name: str, store: Store) -> bool:
    """Whether no authority has stamped a statement that was made about the package afterwards."""
    model = sidecar.read(store.read(name, MAX_JSON_BYTES)).model
    return any(not _issuers(model, signature) for _, signature in stamped_signatures(name, model)[1:])


def _p256(envelope: Envelope, required: Sequence[RequiredSigner]) -> list[tuple[str, bytes]]:
    wanted = {signer.keyid for signer in required if signer.algorithm == P256}
    found = (one for one in envelope.signatures if one.keyid in wanted)
    return [(one.keyid, dsse.decode64(one.sig)) for one in found][:1]


def _issuers(model: Sidecar, signature: bytes) -> set[bytes]:
    """Who issued the certificates whose stamps over `signature` the package has already: one authority each.

    An authority changes its own certificate every year and may have several at once: a second stamp by it must not
    pass for that of another one, which was down.
    """
    found, imprint = set(), bytes.fromhex(sha256(signature).removeprefix("sha256:"))
    for stamp in model.provenance.tokens().values():
        try:
            read = tsp.read(dsse.decode64(stamp.token))
        except (FormatError, SignatureError):  # the verifier reports it; it does not keep a good one from being added
            continue
        if read.imprint == imprint:
            found.add(read.signer.issuer.public_bytes())
    return found


def stamp_of(over: str, token: bytes) -> Timestamp:
    """A stamp with the certificates that came with it; raises FormatError or SignatureError for one that is none."""
    return timestamp(over, token, tsp.certificates_in(tsp.read(token)))


def timestamp(over: str, token: bytes, chain: Sequence[bytes]) -> Timestamp:
    """A stamp as the sidecar holds it."""
    return Timestamp(over=over, token=dsse.encode64(token), chain=tuple(map(dsse.encode64, chain)))


def with_stamps(model: Sidecar, stamps: Sequence[Timestamp]) -> Sidecar:
    """The sidecar with more stamps; one that is there already is not doubled."""
    known = {stamp.token for stamp in model.provenance.tokens().values()}
    more = (*model.provenance.timestamps, *(stamp for stamp in stamps if stamp.token not in known))
    return model.model_copy(update={"provenance": model.provenance.model_copy(update={"timestamps": more})})
