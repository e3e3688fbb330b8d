"""TLS as context of a capture: HTTP/1.1 by ALPN, certificates checked always, facts from the connection itself.

    context = client_context(ca_file=None)
    facts(ssl_object)   # TlsFacts("tls/1.3", "TLS_AES_256_GCM_SHA384", (leaf DER, issuer DER))

A certificate that does not verify ends the exchange with the failure "tls" and the reason; there is no way to capture
regardless, because then the record would not say who was spoken to.
"""

import re
import ssl
from functools import lru_cache
from pathlib import Path
from typing import Protocol, cast

from archiver.capture.http.exchange import TlsFacts
from archiver.errors import UsageError

ALPN = ("http/1.1",)  # RFC 7301; with HTTP/2 there would be no octets to keep, only frames
MAX_CHAIN = 16  # certificates of one connection that are kept
_LEAF_ONLY = "this Python shows only the server's own certificate, not the chain that it sent"
_CIPHER = re.compile(r"(ECDHE|DHE)-(RSA|ECDSA)-(?:(CHACHA20-POLY1305)|AES(128|256)-(GCM-)?SHA(256|384))")


class _Certificate(Protocol):
    def public_bytes(self, encoding: int) -> bytes: ...


@lru_cache(maxsize=8)
def client_context(ca_file: Path | None) -> ssl.SSLContext:
    """System roots, and those in `ca_file` (PEM) besides; raises UsageError when it cannot be read."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # RFC 8996
    context.set_alpn_protocols(list(ALPN))
    if ca_file:
        try:
            context.load_verify_locations(cafile=ca_file)
        except OSError as e:  # ssl.SSLError is one
            raise UsageError(f"{ca_file}: expected certificates in PEM form: {e.strerror or e}") from e
    return context


def facts(connection: ssl.SSLObject) -> TlsFacts:
    """What is known of an established connection; read at once, while it stands."""
    cipher = connection.cipher()
    chain = sent_chain(connection)
    leaf = connection.getpeercert(binary_form=True)
    return TlsFacts(
        version=(connection.version() or "TLS").lower().replace("v", "/"),
        cipher=iana_name(cipher[0]) if cipher else "unknown",
        chain=chain or ((leaf,) if leaf else ()),
        chain_note=None if chain else _LEAF_ONLY,
    )


def sent_chain(connection: ssl.SSLObject) -> tuple[bytes, ...]:
    """The certificates that the server sent, its own first, in DER; empty where this Python does not show them.

    `get_unverified_chain` is public from Python 3.13 on; 3.11 and 3.12 have it on the object inside, where truststore
    and pip read it too. It is asked for, never assumed: without it the leaf alone is kept, and the record says so.
    """
    ask = getattr(connection, "get_unverified_chain", None)
    if ask is None:
        ask = getattr(getattr(connection, "_sslobj", None), "get_unverified_chain", None)
    sent = (ask() if ask else None) or ()
    return tuple(_der(certificate) for certificate in sent[:MAX_CHAIN])


def iana_name(openssl_name: str) -> str:
    """The IANA name of a cipher suite; OpenSSL has names of its own before TLS 1.3. Unknown ones stay as they are."""
    found = _CIPHER.fullmatch(openssl_name)
    if not found:
        return openssl_name
    exchange, signature, chacha, bits, gcm, sha = found.groups()
    cipher = "CHACHA20_POLY1305_SHA256" if chacha else f"AES_{bits}_{'GCM' if gcm else 'CBC'}_SHA{sha}"
    return f"TLS_{exchange}_{signature}_WITH_{cipher}"


def reason(error: Exception) -> str:
    """Why a handshake failed, in a few words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate does not verify: {error.verify_message}"
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.replace("_", " ").lower()
    return str(error) or type(error).__name__


def _der(certificate: bytes | _Certificate) -> bytes:
    if isinstance(certificate, bytes):
        return certificate
    import _ssl  # the private list holds private objects, with a private constant for DER

    return certificate.public_bytes(cast("int", getattr(_ssl, "ENCODING_DER")))  # noqa: B009
