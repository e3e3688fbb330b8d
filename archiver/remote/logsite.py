"""Somebody's transparency log on a web server, as clients read it (C2SP tlog-tiles): plain files below one address.

Nothing that comes is believed: whoever asks holds it against a signed checkpoint. So http is as good as https.
"""

from archiver.errors import LimitError
from archiver.remote import way
from archiver.remote.way import WAY, Call, StatusError, TooLongError, Way
from archiver.tlog import checkpoint
from archiver.tlog.cached import CachedTiles
from archiver.tlog.checkpoint import Checkpoint
from archiver.tlog.note import MAX_NOTE

CHECKPOINT = "checkpoint"
GONE = (404, 410)
WHAT, WHOM = "a file of the log", "a web server"


class LogSite:
    """The log below `url`; implements `Tiles`. Raises UsageError for what is no address of a log."""

    def __init__(self, url: str, through: Way = WAY) -> None:
        way.check_url(url, "a log")
        self._through = through
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
            return way.send(Call(self.url + name, {}, limit, follow=True), self._through, WHAT, WHOM)
        except StatusError as e:
            if e.status in GONE:
                return None
            raise
        except TooLongError as e:
            raise LimitError(str(e)) from e
