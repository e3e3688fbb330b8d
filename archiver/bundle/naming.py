"""Names of files: `20261122T071501Z-example.org-1a2b3c4d` under `2026/11/22/`.

Capture time (UTC, to the second), host, first 8 hex digits of the capture id. No machine, user or path gets into a
name.
"""

import re
from functools import lru_cache
from urllib.parse import urlsplit

SIDECAR = ".json"
WARC = ".warc.gz"
MAX_HOST = 80  # keeps the whole name within 255 octets on every file system
_DAY = re.compile(r"[0-9]{4}/[0-9]{2}/[0-9]{2}/[^/]+$")
_STEM = re.compile(r"[0-9]{8}T[0-9]{6}Z-.*-[0-9a-f]{8}")
_UNSAFE = re.compile(r"[^a-z0-9.-]")


def stem(captured_at: str, url: str, capture_id: str) -> str:
    """The common name of a package's two files; `captured_at` is an `Instant`, `capture_id` a urn:uuid."""
    when = captured_at[:19].replace("-", "").replace(":", "") + "Z"
    return f"{when}-{host_part(url)}-{capture_id.removeprefix('urn:uuid:')[:8]}"


def folder(captured_at: str) -> str:
    """The folder in an archive: `YYYY/MM/DD`."""
    return captured_at[:10].replace("-", "/")


def in_folder_of_its_day(name: str) -> bool:
    """Whether a file's name in an archive is `YYYY/MM/DD/...`: what else lies there is not the archive's own."""
    return _DAY.match(name) is not None


def is_stem(name: str) -> bool:
    """Whether a file's name without its suffix is one that `stem` could have made."""
    return _STEM.fullmatch(name) is not None


@lru_cache(maxsize=1024)
def host_part(url: str) -> str:
    """The host of `url` as it stands in a file's name."""
    return _UNSAFE.sub("_", _host(url))[:MAX_HOST]


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:  # a bracket without its partner; only a hostile package holds such a url
        return ""
