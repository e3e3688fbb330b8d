"""Whom the user trusts for time and as log or witness, and what their policy asks for: in their own trust file."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from archiver.errors import FormatError, SignatureError, UsageError
from archiver.flows.setup import change_trust
from archiver.model.digest import sha256
from archiver.sign import notekey
from archiver.sign.dsse import encode64
from archiver.sign.trust import Authority, Bitcoin, Policy, Revocation, SignerSet, Trust, note_set
from archiver.tlog import note

MAX_ROOTS = 8


@dataclass(frozen=True)
class Made:
    """An authority, with subject and SHA-256 of each of its certificates for comparison."""

    authority: Authority
    certificates: tuple[tuple[str, str], ...]


def authority_of(name: str, pem: bytes, *, what: str) -> Made:
    """The authority with the certificates in a PEM file; raises FormatError when there are none or too many."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        roots = x509.load_pem_x509_certificates(pem)
    except ValueError as e:
        raise FormatError(f"{what}: expected certificates in PEM: {e}") from e
    if len(roots) > MAX_ROOTS or not 0 < len(name) <= 200:
        raise FormatError(f"{what}: expected a name and at most {MAX_ROOTS} certificates, found {len(roots)}")
    octets = [root.public_bytes(Encoding.DER) for root in roots]
    shown = zip((root.subject.rfc4514_string() for root in roots), map(sha256, octets), strict=True)
    pinned = Authority(name=name, roots=tuple(map(encode64, octets)), until=None, revoked=None)
    return Made(pinned, tuple((ascii(subject)[1:-1], digest.removeprefix("sha256:")) for subject, digest in shown))


def set_of_vkey(text: str) -> SignerSet:
    """The signer set of a log or a witness from its public key as text; raises FormatError."""
    verifier = note.read_vkey(text)
    try:
        spki = notekey.spki_of(verifier.public)
        notekey.raw_of(spki)
    except SignatureError as e:
        raise FormatError(f"expected an Ed25519 key: {e}") from e
    return note_set(verifier.name, "witness" if verifier.kind == note.COSIGNATURE else "log", spki)


def trust_authority(user: Path, authority: Authority) -> Trust:
    """Pins an authority in the user's trust file, in the place of one of its name.

    Raises UsageError for a root of one that was revoked: pinning it again would undo that.
    """

    def change(current: Trust) -> Trust:
        for one in current.authorities:
            if one.revoked and set(one.roots) & set(authority.roots):
                raise UsageError(
                    f"expected a root that is good, found that of {one.name!a}, revoked at {one.revoked.at}"
                )
        return current.with_authority(authority)

    return change_trust(user, change)


def revoke_authority(user: Path, name: str, revocation: Revocation) -> Authority:
    """Ends an authority in the user's trust file: none of its stamps counts, whatever time they state.

    Raises UsageError when there is none of that name. One that is revoked already stays as it is.
    """

    def change(current: Trust) -> Trust:
        for one in current.authorities:
            if one.name == name:
                return current.with_authority(one.model_copy(update={"revoked": one.revoked or revocation}))
        raise UsageError(f"{name!a}: expected a time authority of your trust file, found none of that name")

    changed = change_trust(user, change)
    return next(one for one in changed.authorities if one.name == name)


def trust_bitcoin(user: Path, headers: Bitcoin) -> Trust:
    """Names the user's own Bitcoin block headers in their trust file, in the place of any before."""
    return change_trust(user, lambda current: current.model_copy(update={"bitcoin": headers}))


def set_policy(user: Path, wanted: Mapping[str, object]) -> Policy:
    """The policy in the user's trust file after `wanted` members are set."""
    changed = change_trust(
        user, lambda trust: trust.model_copy(update={"policy": trust.policy.model_copy(update=dict(wanted))})
    )
    return changed.policy
