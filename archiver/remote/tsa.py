"""A time authority over HTTP (RFC 3161 3.4): a query is posted, a TimeStampResp comes back.

    token = ask("https://tsa.example/tsr", signature)      over SHA-256(signature)

Only the digest and a random number leave this machine. What comes back is read before it is handed on: granted, over
this digest, with this nonce, by a certificate for time stamping. Whether the authority is trusted is not asked here.
"""

import hashlib
import http.client
import urllib.error
import urllib.request
from typing import IO
from urllib.parse import urlsplit

from archiver.errors import AuthorityError, FormatError, SignatureError, UsageError
from archiver.sign import tsp

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
TIMEOUT = 20.0  # seconds for connecting and for each read
AGENT = "archiver"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An authority that moved is named anew in the settings: a query follows nobody anywhere."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def check_url(url: str) -> str:
    """`url` when an authority can be there; raises UsageError."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise UsageError(f"expected the http or https address of a time authority, found {url!a}")
    return url


def ask(url: str, data: bytes, timeout: float = TIMEOUT) -> bytes:
    """A TimeStampResp over SHA-256 of `data`; raises AuthorityError, UsageError for an address that can't be one."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    query = TimestampRequestBuilder(data=data, hash_algorithm=HashAlgorithm.SHA256, nonce=True, cert_req=True).build()
    token = _post(check_url(url), query.as_bytes(), timeout)
    try:
        stamp = tsp.read(token)
    except (FormatError, SignatureError) as e:
        raise AuthorityError(f"{url}: expected a time stamp, found one that cannot be used: {e}") from e
    if stamp.response.tst_info.nonce != query.nonce:
        raise AuthorityError(f"{url}: expected an answer to this query, found another one's (the nonce differs)")
    if stamp.imprint != hashlib.sha256(data).digest():
        raise AuthorityError(f"{url}: expected a stamp over this digest, found one over another")
    return token


def _post(url: str, query: bytes, timeout: float) -> bytes:
    request = urllib.request.Request(  # noqa: S310  # check_url allows http and https only
        url, data=query, headers={"Content-Type": QUERY, "Accept": REPLY, "User-Agent": AGENT}
    )
    try:
        with _OPENER.open(request, timeout=timeout) as answer:
            return _body(url, answer)
    except urllib.error.HTTPError as e:
        with e:
            raise AuthorityError(f"{url}: expected a time stamp, found HTTP status {e.code}") from e
    except (OSError, http.client.HTTPException, ValueError) as e:
        reason = getattr(e, "reason", e)
        raise AuthorityError(f"{url}: expected a time authority that answers, found {reason}") from e


def _body(url: str, answer: IO[bytes]) -> bytes:
    data = answer.read(tsp.MAX_TOKEN + 1)
    if len(data) > tsp.MAX_TOKEN:
        raise AuthorityError(f"{url}: expected a time stamp of at most {tsp.MAX_TOKEN} octets, found more")
    return data
