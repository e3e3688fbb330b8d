"""Somebody's transparency log on a web server, as clients read it (C2SP tlog-tiles): plain files below one address.

Nothing that comes is believed: whoever asks holds it against a signed checkpoint. So http is as good as https.
"""

import http.client
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from archiver.errors import LimitError, ResourceError, UsageError
from archiver.tlog import checkpoint
from archiver.tlog.cached import CachedTiles
from archiver.tlog.checkpoint import Checkpoint
from archiver.tlog.note import MAX_NOTE

TIMEOUT = 20.0  # seconds for connecting and for each read
CHECKPOINT = "checkpoint"


class LogSite:
    """The log below `url`; implements `Tiles`."""

    def __init__(self, url: str) -> None:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise UsageError(f"expected the http or https address of a log, found {url!a}")
        self.url = url if url.endswith("/") else f"{url}/"
        self._tiles = CachedTiles(self._read, self.url)

    def tile(self, level: int | str, index: int, width: int) -> bytes:
        """As `Tiles.tile`."""
        return self._tiles.tile(level, index, width)

    def newest(self) -> Checkpoint | None:
        """The published checkpoint, not verified; None where there is none. Raises FormatError, ResourceError."""
        octets = self._read(CHECKPOINT, MAX_NOTE)
        return checkpoint.read(octets.decode("utf-8", "replace")) if octets is not None else None

    def _read(self, name: str, limit: int) -> bytes | None:
        try:
            with urllib.request.urlopen(self.url + name, timeout=TIMEOUT) as answer:  # noqa: S310  # http(s), see above
                octets = bytes(answer.read(limit + 1))
        except urllib.error.HTTPError as e:
            if e.code in (404, 410):
                return None
            raise ResourceError(f"{self.url}{name}: expected a file of the log, found status {e.code}") from e
        except (urllib.error.URLError, OSError, http.client.HTTPException, ValueError) as e:
            raise ResourceError(f"{self.url}{name}: expected a file of the log, found {e}") from e
        if len(octets) > limit:
            raise LimitError(f"{self.url}{name}: expected at most {limit} octets, found more")
        return octets
