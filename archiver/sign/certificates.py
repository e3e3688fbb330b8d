"""Certificates (RFC 5280) from hostile octets: loaded and looked through at once; no later question can fail."""

import warnings
from typing import TYPE_CHECKING

from archiver.errors import FormatError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

MAX_CERTIFICATE = 32 << 10  # octets


def load(octets: bytes) -> "Certificate":
    """The DER certificate in `octets`; raises FormatError when it is none, or one that cannot be read throughout."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm

    if len(octets) > MAX_CERTIFICATE:
        raise FormatError(f"expected a certificate of at most {MAX_CERTIFICATE} octets, found {len(octets)}")
    try:
        with warnings.catch_warnings(action="ignore"):  # a serial number of 0, which old roots have, is no news here
            certificate = x509.load_der_x509_certificate(octets)
            _ask(certificate)
    except (
        ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension,
        x509.UnsupportedGeneralNameType,
    ) as e:  # fmt: skip
        raise FormatError(f"expected a DER certificate that can be read: {str(e)[:200]}") from e
    return certificate


def _ask(certificate: "Certificate") -> tuple[object, ...]:
    """Everything that is asked of a certificate later: what it cannot answer, it fails to answer here."""
    names = (certificate.issuer.rfc4514_string(), certificate.subject.rfc4514_string())
    validity = (certificate.not_valid_before_utc, certificate.not_valid_after_utc)
    return (*names, *validity, certificate.serial_number, tuple(certificate.extensions), certificate.public_key())
