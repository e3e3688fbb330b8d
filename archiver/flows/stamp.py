"""Time stamps for a package: its P-256 signature goes to each authority, what comes back goes into the sidecar.

    read -> which signature -> ask each authority -> amend the sidecar -> replace

An authority that is down loses nothing: the package stands as it is, and the stamp is *pending*.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archiver.bundle import sidecar
from archiver.errors import AuthorityError, ContentError, FormatError, SignatureError
from archiver.model.digest import sha256
from archiver.model.sidecar import Sidecar, Timestamp
from archiver.sign import dsse, tsp
from archiver.sign.keys import P256
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.interface import Store
from archiver.verify.statement import read_statement

Ask = Callable[[str, bytes], bytes]


@dataclass(frozen=True)
class Stamped:
    """What became of one package: the times of its new stamps by authority, and why others gave none."""

    name: str
    added: tuple[tuple[str, str], ...]
    failed: tuple[tuple[str, str], ...]
    held: int  # stamps over this signature that it has now


def stamp_package(name: str, store: Store, authorities: Sequence[str], ask: Ask) -> Stamped:
    """Stamps the package whose sidecar is `name`, unless it has a stamp for each of `authorities`.

    Raises FormatError for what is no package, ContentError for one that is not signed, ResourceError when it cannot be
    written or was changed meanwhile.
    """
    octets = store.read(name, MAX_JSON_BYTES)
    model = sidecar.read(octets).model
    over, signature = stamped_signature(name, model)
    held = _signers(model, signature)
    if len(held) >= len(authorities):
        return Stamped(name, (), (), len(held))
    added: list[tuple[str, str]] = []
    failed: list[tuple[str, str]] = []
    stamps: list[Timestamp] = []
    for url in authorities:
        try:
            token = ask(url, signature)
        except AuthorityError as e:
            failed.append((url, str(e)))
            continue
        read = tsp.read(token)
        chain = tsp.certificates_in(read)
        if chain[0] not in held:
            held.add(chain[0])
            added.append((url, read.time))
            stamps.append(timestamp(over, token, chain))
    if stamps:
        store.replace(name, sidecar.write(with_stamps(model, stamps)), sha256(octets))
    return Stamped(name, tuple(added), tuple(failed), len(held))


def stamped_signature(name: str, model: Sidecar) -> tuple[str, bytes]:
    """Key id and octets of the capture's P-256 signature; raises ContentError when there is none."""
    statement = read_statement(model.provenance.capture).model
    wanted = {signer.keyid for signer in statement.predicate.required_signers if signer.algorithm == P256}
    for signature in model.provenance.capture.signatures:
        if signature.keyid in wanted:
            return signature.keyid, dsse.decode64(signature.sig)
    raise ContentError(f"{name}: expected a signed package, found no P-256 signature that could be stamped")


def _signers(model: Sidecar, signature: bytes) -> set[bytes]:
    """The certificates whose stamps over `signature` the package has already."""
    found, imprint = set(), bytes.fromhex(sha256(signature).removeprefix("sha256:"))
    for stamp in model.provenance.timestamps:
        try:
            read = tsp.read(dsse.decode64(stamp.token))
        except (FormatError, SignatureError):  # the verifier reports it; it does not keep a good one from being added
            continue
        if read.imprint == imprint:
            found.add(tsp.certificates_in(read)[0])
    return found


def timestamp(over: str, token: bytes, chain: Sequence[bytes]) -> Timestamp:
    """A stamp as the sidecar holds it."""
    return Timestamp(over=over, token=dsse.encode64(token), chain=tuple(map(dsse.encode64, chain)))


def with_stamps(model: Sidecar, stamps: Sequence[Timestamp]) -> Sidecar:
    """The sidecar with more stamps; one that is there already is not doubled."""
    known = {stamp.token for stamp in model.provenance.timestamps}
    more = (*model.provenance.timestamps, *(stamp for stamp in stamps if stamp.token not in known))
    return model.model_copy(update={"provenance": model.provenance.model_copy(update={"timestamps": more})})
