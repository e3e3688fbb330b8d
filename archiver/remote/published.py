"""A published trust file over HTTPS. What comes is compared by people before it counts: the connection is no proof."""

import http.client
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from archiver.errors import LimitError, ResourceError, UsageError

TIMEOUT = 20.0  # seconds for connecting and for each read


def fetch(url: str, limit: int) -> bytes:
    """The octets at an https address, at most `limit`; raises UsageError, ResourceError, LimitError."""
    if urlsplit(url).scheme != "https":
        raise UsageError(f"expected an https address, found {url!a}")
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as answer:  # noqa: S310  # https only, see above
            data = bytes(answer.read(limit + 1))
    except (urllib.error.URLError, OSError, http.client.HTTPException, ValueError) as e:
        raise ResourceError(f"{url}: expected a trust file, found {e}") from e
    if len(data) > limit:
        raise LimitError(f"{url}: expected at most {limit} octets, found more")
    return data
