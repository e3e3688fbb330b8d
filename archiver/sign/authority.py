"""Whether a time stamp comes from an authority that the user trusts: a path to one of its pinned roots, at genTime.

The time of checking plays no part: a certificate that has expired since is as good as on the day of the stamp. The
path is built here from certificates that issued each other, with limits; `rfc3161-client` (OpenSSL) then checks path
and signature again. That library takes any self-signed certificate it is handed for a root, so it gets none but the
pinned one.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from archiver.errors import SignatureError
from archiver.sign.tsp import Stamp

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

MAX_PATH = 6  # certificates from the signer to the root


def path_fault(stamp: Stamp, roots: Sequence["Certificate"], chain: Sequence["Certificate"]) -> str | None:
    """None when one of `roots` vouches for the signer of `stamp`, else why none does.

    `chain` are further certificates at hand; nothing in it or in the stamp is trusted. Raises SignatureError when there
    is a path and the stamp is not what its signer signed.
    """
    pool = [one for one in (*stamp.others, *chain) if one.issuer != one.subject]
    reasons: list[str] = []
    for root in roots:
        path = _path(stamp.signer, root, pool, stamp.generated, reasons)
        if path is not None:
            _verify(stamp, root, path)
            return None
    return reasons[0] if reasons else "its certificate does not lead to a root of the trust file"


def _path(
    signer: "Certificate",
    root: "Certificate",
    pool: Sequence["Certificate"],
    at: datetime,
    reasons: list[str],
) -> list["Certificate"] | None:
    """The certificates between signer and root (exclusive), None without a path; each issuer is tried once."""
    path: list[Certificate] = []
    current, left = signer, list(pool)
    while len(path) <= MAX_PATH:
        if fault := _not_valid(current, at):
            reasons.append(fault)
            return None
        if _issued(root, current):
            if fault := _not_valid(root, at) or _no_issuer(root, len(path)):
                reasons.append(fault)
                return None
            return path
        issuer = next((one for one in left if _issued(one, current)), None)
        if issuer is None:
            return None
        if fault := _no_issuer(issuer, len(path)):
            reasons.append(fault)
            return None
        left.remove(issuer)
        path.append(issuer)
        current = issuer
    return None


def _issued(issuer: "Certificate", issued: "Certificate") -> bool:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    try:
        issued.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def _not_valid(certificate: "Certificate", at: datetime) -> str | None:
    name = certificate.subject.rfc4514_string()[:80]
    if at < certificate.not_valid_before_utc:
        return f"the certificate {name!a} was not yet valid when it stamped"
    if at > certificate.not_valid_after_utc:
        return f"the certificate {name!a} had expired when it stamped"
    return None


def _no_issuer(certificate: "Certificate", below: int) -> str | None:
    """Why a certificate may not issue others (RFC 5280 4.2.1.9 and 4.2.1.3), with `below` issuers under it."""
    from cryptography import x509

    name = certificate.subject.rfc4514_string()[:80]
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = next((one.value for one in certificate.extensions if isinstance(one.value, x509.KeyUsage)), None)
    except x509.ExtensionNotFound:
        return f"the certificate {name!a} does not say that it may issue others"
    if not basic.ca or (usage and not usage.key_cert_sign):
        return f"the certificate {name!a} may not issue others"
    if basic.path_length is not None and below > basic.path_length:
        return f"the certificate {name!a} may not issue so many below it"
    return None


def _verify(stamp: Stamp, root: "Certificate", path: Sequence["Certificate"]) -> None:
    from rfc3161_client import VerificationError, VerifierBuilder

    try:
        verifier = VerifierBuilder(roots=[root], intermediates=list(path)).build()
        verifier.verify(stamp.response, stamp.imprint)
    except (VerificationError, ValueError) as e:
        raise SignatureError(f"the stamp's signature does not verify: {str(e)[:200]}") from e
