"""The user's own certificate authority made known to Chromium, which on Linux asks NSS for such: $HOME/.pki/nssdb.

    trust(folder, pem_octets)       # folder is the HOME that Chromium will have

NSS writes the database: Chromium is linked against it, so where Chromium runs it is there. Only certificates of
authorities are taken, and only for the servers that they vouch for: a list of exceptions (as Chromium's command line
has) would let anybody pass who sends the authority's certificate along.
"""

import ctypes
import ssl
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_uint, c_ulong, c_void_p
from pathlib import Path

from archiver.errors import ResourceError

LIBRARY = "libsmime3.so"  # of NSS; its functions and those of libnss3, which it needs
MAX_AUTHORITIES = 64
DATABASE = Path(".pki/nssdb")
_END = "-----END CERTIFICATE-----"
_TRUST = b"C,,"  # an authority for servers, and for nothing else


class _Trust(Structure):
    _fields_ = (("ssl", c_uint), ("email", c_uint), ("objects", c_uint))


def trust(home: Path, pem: str) -> None:
    """Makes a database with the certificates in `pem`; raises ResourceError where that cannot be done."""
    folder = home / DATABASE
    folder.mkdir(parents=True)
    nss = _library()
    _check(nss.NSS_InitReadWrite(f"sql:{folder}".encode()))
    try:
        slot = nss.PK11_GetInternalKeySlot()
        nss.PK11_InitPin(slot, None, b"")
        for number, block in enumerate(_blocks(pem)):
            _add(nss, slot, ssl.PEM_cert_to_DER_cert(block), f"authority {number}".encode())
        nss.PK11_FreeSlot(slot)
    finally:
        nss.NSS_Shutdown()


def _blocks(pem: str) -> list[str]:
    """The certificates, one by one; what stands between them is left out."""
    begin = _END.replace("END", "BEGIN")
    parts = [part[part.index(begin) :] + _END for part in pem.split(_END) if begin in part]
    if not parts or len(parts) > MAX_AUTHORITIES:
        raise ResourceError(f"expected 1 to {MAX_AUTHORITIES} certificates for the browser, found {len(parts)}")
    return parts


def _add(nss: ctypes.CDLL, slot: int, der: bytes, name: bytes) -> None:
    certificate = nss.CERT_DecodeCertFromPackage(der, len(der))
    flags = _Trust()
    nss.CERT_DecodeTrustString(byref(flags), _TRUST)
    if not certificate:
        raise ResourceError("expected certificates that the browser can read, found another")
    _check(nss.PK11_ImportCert(slot, certificate, 0, name, 0))
    _check(nss.CERT_ChangeCertTrust(nss.CERT_GetDefaultCertDB(), certificate, byref(flags)))
    nss.CERT_DestroyCertificate(certificate)


def _check(status: int) -> None:
    if status:
        raise ResourceError(
            "expected NSS to keep the certificates of --ca-file for the browser, found that it does not"
        )


def _library() -> ctypes.CDLL:
    try:
        nss = ctypes.CDLL(LIBRARY)
    except OSError as e:
        raise ResourceError(f"expected {LIBRARY} for --ca-file with --browser, found none; install libnss3") from e
    signatures: dict[str, tuple[object, list[object]]] = {
        "NSS_InitReadWrite": (c_int, [c_char_p]),
        "PK11_GetInternalKeySlot": (c_void_p, []),
        "PK11_InitPin": (c_int, [c_void_p, c_char_p, c_char_p]),
        "CERT_DecodeCertFromPackage": (c_void_p, [c_char_p, c_int]),
        "CERT_DecodeTrustString": (c_int, [POINTER(_Trust), c_char_p]),
        "PK11_ImportCert": (c_int, [c_void_p, c_void_p, c_ulong, c_char_p, c_int]),
        "CERT_GetDefaultCertDB": (c_void_p, []),
        "CERT_ChangeCertTrust": (c_int, [c_void_p, c_void_p, POINTER(_Trust)]),
        "CERT_DestroyCertificate": (None, [c_void_p]),
        "PK11_FreeSlot": (None, [c_void_p]),
        "NSS_Shutdown": (c_int, []),
    }
    for function, (result, arguments) in signatures.items():
        getattr(nss, function).restype = result
        getattr(nss, function).argtypes = arguments
    return nss
