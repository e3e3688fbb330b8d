"""Signatures that `ssh-keygen -Y verify` checks (OpenSSH, PROTOCOL.sshsig): a file beside a file, in text.

    -----BEGIN SSH SIGNATURE-----
    U1NIU0lHAAAAAQAAAGgAAAATZWNkc2Etc2hhMi1uaXN0cDI1NgAAAAhuaXN0cDI1NgAAAE…
    -----END SSH SIGNATURE-----

Signed is "SSHSIG", the namespace, and SHA-512 of the file; ECDSA P-256 then takes SHA-256 of that. It begins unlike
anything else that these keys sign, so that no signature can be taken for one over a statement.
"""

import base64
import textwrap

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from archiver.errors import UsageError
from archiver.sign import keys

MAGIC, VERSION = b"SSHSIG", 1
NAMESPACE = b"file"  # what `ssh-keygen -Y sign` is told for files in general
HASH = b"sha512"
KIND, CURVE = b"ecdsa-sha2-nistp256", b"nistp256"
COLUMNS = 70


def signature(digest: bytes, signer: keys.Signer) -> bytes:
    """The signature file for a file with this SHA-512 digest; raises UsageError unless the signer's key is P-256."""
    if signer.algorithm != keys.P256:
        raise UsageError(f"expected a P-256 key for ssh-keygen, found {signer.algorithm}")
    signed = MAGIC + _strings(NAMESPACE, b"", HASH, digest)
    r, s = decode_dss_signature(signer.sign(signed))
    made = _strings(KIND, _strings(_integer(r), _integer(s)))
    public = _public(signer.spki)
    blob = MAGIC + VERSION.to_bytes(4, "big") + _strings(public, NAMESPACE, b"", HASH, made)
    lines = textwrap.wrap(base64.b64encode(blob).decode("ascii"), COLUMNS)
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""]).encode()


def allowed_signer(name: str, spki: bytes) -> str:
    """The line of an `allowed_signers` file (ssh-keygen(1)) that lets this key sign files as `name`."""
    key = base64.b64encode(_public(spki)).decode("ascii")
    return f'{name} namespaces="{NAMESPACE.decode()}" {KIND.decode()} {key}'


def _public(spki: bytes) -> bytes:
    """A P-256 key as SSH writes it (RFC 5656 3.1)."""
    encoding, form = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    return _strings(KIND, CURVE, keys.load_public(spki, keys.P256).public_bytes(encoding, form))


def _strings(*values: bytes) -> bytes:
    """Each after its length (RFC 4251 5)."""
    return b"".join(len(value).to_bytes(4, "big") + value for value in values)


def _integer(number: int) -> bytes:
    """An `mpint` without its length: two's complement, shortest form (RFC 4251 5)."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big")
