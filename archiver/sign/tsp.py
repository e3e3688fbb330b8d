"""What a time stamp says (RFC 3161, RFC 5816), before anybody is trusted: `read` takes a TimeStampResp apart.

    stamp = read(token)         granted, one signer, its certificate there, bound to it, and made for time stamping
    stamp.time                  genTime and the accuracy that it states: at the latest then the imprint was known
    stamp.imprint               SHA-256 of what was stamped

`rfc3161-client` parses the message and knows nothing of signed attributes; those are read here. It also refuses a set
of certificates that is not sorted as DER wants it, which OpenSSL's own authority sends: the set is sorted first, as no
signature covers its order.
"""

import hashlib
import warnings
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from archiver.errors import FormatError, SignatureError
from archiver.model.instant import format_instant
from archiver.sign import certificates, der

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

MAX_TOKEN = 64 << 10  # octets; an honest one with its chain takes 2 to 8 kB
MAX_CERTIFICATES = 16

SHA256_OID = "2.16.840.1.101.3.4.2.1"
_SIGNED_ATTRIBUTES = 0xA0
_CERTIFICATES = 0xA0
# The contents of OBJECT IDENTIFIERs: id-aa-signingCertificateV2 (RFC 5035 3), and the digests of RFC 5754 2.
_SIGNING_CERTIFICATE_V2 = bytes.fromhex("2a864886f70d010910022f")
_DIGESTS = {
    bytes.fromhex("608648016503040201"): "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
}


@dataclass(frozen=True)
class Stamp:
    """A time stamp that is sound in itself; whether its authority counts is another question."""

    response: "TimeStampResponse"
    generated: datetime  # genTime, aware
    imprint: bytes
    signer: "Certificate"
    others: tuple["Certificate", ...]

    @cached_property
    def time(self) -> str:
        """The `Instant` before which the imprint was known: genTime plus the stated accuracy."""
        accuracy = self.response.tst_info.accuracy
        margin = timedelta()
        if accuracy:
            margin = timedelta(
                seconds=accuracy.seconds or 0, milliseconds=accuracy.millis or 0, microseconds=accuracy.micros or 0
            )
        try:
            return format_instant(self.generated + margin)
        except OverflowError:
            return format_instant(datetime.max.replace(tzinfo=self.generated.tzinfo))


def read(token: bytes) -> Stamp:
    """The stamp in a TimeStampResp.

    Raises FormatError when it is none, SignatureError when it is one that no authority should have given: several
    signers, no certificate or another one than it was signed for, one that is not for time stamping alone, a digest
    other than SHA-256.
    """
    if len(token) > MAX_TOKEN:
        raise FormatError(f"expected a time stamp of at most {MAX_TOKEN} octets, found {len(token)}")
    whole = der.read(token)
    response = _parse(with_sorted_certificates(whole))
    try:
        if response.status != 0:
            raise SignatureError(f"expected a stamp that was granted (status 0), found the status {response.status}")
        info, signed = response.tst_info, response.signed_data
        if info.message_imprint.hash_algorithm.dotted_string != SHA256_OID:
            raise SignatureError("expected an imprint by SHA-256, found one by another digest")
        signer, others = _certificates(response)
        stamp = Stamp(response, info.gen_time, info.message_imprint.message, signer, others)
        if len(signed.signer_infos) != 1:
            raise SignatureError(f"expected one signer, found {len(signed.signer_infos)}")
    except (ValueError, KeyError, TypeError, OverflowError) as e:  # the library's own, for what it cannot represent
        raise FormatError(f"expected a time stamp (RFC 3161): {e!a}") from e
    _check_purpose(signer)
    _check_bound(whole, signer)
    return stamp


def certificates_in(stamp: Stamp) -> tuple[bytes, ...]:
    """The certificates that came with a stamp in DER, the signer's first."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return tuple(certificate.public_bytes(Encoding.DER) for certificate in (stamp.signer, *stamp.others))


def _parse(token: bytes) -> "TimeStampResponse":
    from rfc3161_client import decode_timestamp_response

    try:
        return decode_timestamp_response(token)
    except ValueError as e:
        raise FormatError(f"expected a time stamp (RFC 3161): {str(e)[:200]}") from e


def _certificates(response: "TimeStampResponse") -> tuple["Certificate", tuple["Certificate", ...]]:
    signed = response.signed_data
    if len(signed.certificates) > MAX_CERTIFICATES:
        raise SignatureError(f"expected at most {MAX_CERTIFICATES} certificates, found {len(signed.certificates)}")
    given = [certificates.load(octets) for octets in sorted(signed.certificates)]
    with warnings.catch_warnings(action="ignore"):  # as in `certificates.load`
        named = {(signer.issuer, signer.serial_number) for signer in signed.signer_infos}
        signers = [one for one in given if (one.issuer, one.serial_number) in named]
    if len(named) != 1:
        raise SignatureError(f"expected one signer, found {len(named)}")
    if len(signers) != 1:
        raise SignatureError("expected the certificate of the signer in the stamp, found none or several of its name")
    return signers[0], tuple(one for one in given if one is not signers[0])


def _check_purpose(signer: "Certificate") -> None:
    """RFC 3161 2.3: the extended key usage is there, critical, and id-kp-timeStamping alone."""
    from cryptography import x509
    from cryptography.x509.oid import ExtendedKeyUsageOID

    try:
        usage = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound as e:
        raise SignatureError("expected a certificate for time stamping, found one without extended key usage") from e
    if not usage.critical:
        raise SignatureError("expected a critical extended key usage, found one that is not")
    if list(usage.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise SignatureError("expected a certificate for time stamping alone, found one for other uses")


def _signed_data(whole: der.Element) -> der.Element:
    # TimeStampResp { status, ContentInfo { contentType, [0] { SignedData } } }
    content = der.child(der.child(whole, 1, der.SEQUENCE), 1, _CERTIFICATES)
    return der.child(content, 0, der.SEQUENCE)


def _check_bound(whole: der.Element, signer: "Certificate") -> None:
    """RFC 5816 2.2.1: the signed attributes name the signer's certificate by its digest, in the first place."""
    from cryptography.hazmat.primitives.serialization import Encoding

    infos = der.children(der.children(_signed_data(whole))[-1])
    if len(infos) != 1:
        raise SignatureError(f"expected one signer, found {len(infos)}")
    if der.child(der.child(infos[0], 2, der.SEQUENCE), 0, der.OID).content not in _DIGESTS:
        raise SignatureError("expected a stamp signed with SHA-256 or longer, found another digest")
    attributes = der.child(infos[0], 3, _SIGNED_ATTRIBUTES)
    values = [
        der.child(attribute, 1, der.SET)
        for attribute in der.children(attributes)
        if der.child(attribute, 0, der.OID).content == _SIGNING_CERTIFICATE_V2
    ]
    if len(values) != 1:
        raise SignatureError("expected one signed attribute that binds the certificate (ESSCertIDv2), found none")
    bound = der.child(der.child(values[0], 0, der.SEQUENCE), 0, der.SEQUENCE)
    digest, found = _certificate_digest(der.child(bound, 0, der.SEQUENCE))
    if hashlib.new(digest, signer.public_bytes(Encoding.DER)).digest() != found:
        raise SignatureError("expected a stamp that was signed for this certificate, found another's digest in it")


def _certificate_digest(identifier: der.Element) -> tuple[str, bytes]:
    """ESSCertIDv2 (RFC 5035 4): the algorithm, SHA-256 where it is left out, and the digest."""
    members = der.children(identifier)
    if members and members[0].tag == der.SEQUENCE:
        name = _DIGESTS.get(der.child(members[0], 0, der.OID).content)
        if name is None:
            raise SignatureError("expected the certificate bound by SHA-256 or longer, found another digest")
        return name, der.child(identifier, 1, der.OCTETS).content
    return "sha256", der.child(identifier, 0, der.OCTETS).content


def with_sorted_certificates(whole: der.Element) -> bytes:
    """The response with its set of certificates in DER order (X.690 11.6), everything else as it is."""
    members = der.children(whole)
    if len(members) < 2:
        return whole.octets  # a refusal has no token
    content_info = der.children(members[1])
    if len(content_info) < 2:
        return whole.octets
    signed = [
        der.write(one.tag, b"".join(sorted(each.octets for each in der.children(one))))
        if one.tag == _CERTIFICATES
        else one.octets
        for one in der.children(der.child(content_info[1], 0, der.SEQUENCE))
    ]
    inner = der.write(content_info[1].tag, der.write(der.SEQUENCE, b"".join(signed)))
    token = der.write(members[1].tag, content_info[0].octets + inner)
    return der.write(whole.tag, members[0].octets + token)
