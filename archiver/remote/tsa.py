"""A time authority over HTTP (RFC 3161 3.4): a query is posted, a TimeStampResp comes back.

    token = ask("https://tsa.example/tsr", signature)      over SHA-256(signature)

Only the digest and a random number leave this machine. What comes back is read before it is handed on: granted, over
this digest, with this nonce, by a certificate for time stamping. Whether the authority is trusted is not asked here.
"""

import hashlib

from archiver.errors import AuthorityError, FormatError, SignatureError
from archiver.remote import way
from archiver.remote.way import TIMEOUT, WAY, Call, Way
from archiver.sign import tsp

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


def check_url(url: str) -> str:
    """`url` when an authority can be there; raises UsageError."""
    return way.check_url(url, "a time authority")


def ask(url: str, data: bytes, timeout: float = TIMEOUT, through: Way = WAY) -> bytes:
    """A TimeStampResp over SHA-256 of `data`; raises AuthorityError, UsageError for an address that can't be one."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    query = TimestampRequestBuilder(data=data, hash_algorithm=HashAlgorithm.SHA256, nonce=True, cert_req=True).build()
    call = Call(check_url(url), {"Content-Type": QUERY, "Accept": REPLY}, tsp.MAX_TOKEN, query.as_bytes(), timeout)
    token = way.send(call, through, "a time stamp", "a time authority")
    try:
        stamp = tsp.read(token)
    except (FormatError, SignatureError) as e:
        raise AuthorityError(f"{url}: expected a time stamp, found one that cannot be used: {e}") from e
    if stamp.response.tst_info.nonce != query.nonce:
        raise AuthorityError(f"{url}: expected an answer to this query, found another one's (the nonce differs)")
    if stamp.imprint != hashlib.sha256(data).digest():
        raise AuthorityError(f"{url}: expected a stamp over this digest, found one over another")
    return token
