"""A published trust file over HTTPS. What comes is compared by people before it counts: the connection is no proof."""

from urllib.parse import urlsplit

from archiver.errors import LimitError, UsageError
from archiver.remote import way
from archiver.remote.way import WAY, Call, TooLongError, Way


def fetch(url: str, limit: int, through: Way = WAY) -> bytes:
    """The octets at an https address, at most `limit`; raises UsageError, ResourceError, LimitError."""
    if urlsplit(url).scheme != "https":
        raise UsageError(f"expected an https address, found {url!a}")
    try:
        return way.send(Call(url, {}, limit, follow=True), through, "a trust file", "a web server")
    except TooLongError as e:
        raise LimitError(str(e)) from e
