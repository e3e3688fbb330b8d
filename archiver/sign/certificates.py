"""Certificates (RFC 5280) from hostile octets: loaded and looked through at once, so that no later question can fail."""

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
            tuple(certificate.extensions)
            certificate.public_key()
            (certificate.issuer.rfc4514_string(), certificate.subject.rfc4514_string(), certificate.serial_number)
            (certificate.not_valid_before_utc, certificate.not_valid_after_utc)
    except (
        ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension,
        x509.UnsupportedGeneralNameType,
    ) as e:  # fmt: skip
        raise FormatError(f"expected a DER certificate that can be read: {str(e)[:200]}") from e
    return certificate
