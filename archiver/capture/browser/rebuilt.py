r"""A response as a browser tells it, written as an HTTP/1.1 message: rebuilt, and never the octets of a socket.

HTTP/1.1 200 \r\n                              no reason phrase: HTTP/2 has none
content-type: image/svg+xml\r\n                Chromium's order and spelling
x-archive-orig-content-encoding: br\r\n        what no longer holds of the body below keeps its value, not its name
x-archive-orig-content-length: 4711\r\n
Content-Length: 9042\r\n                       of the body below, which is decoded
\r\n
"""

import re

from archiver.bundle.http1 import MAX_HEAD
from archiver.capture.browser.exchange import Resource
from archiver.errors import LimitError

ORIGINAL = "x-archive-orig-"
_NO_LONGER_TRUE = frozenset({"content-encoding", "content-length", "transfer-encoding", "trailer"})
_NO_BODY = frozenset({204, 304})  # RFC 9110 8.6: no Content-Length then
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+")


def message(resource: Resource, body: bytes) -> bytes:
    """The message; raises LimitError when its head is longer than a verifier reads (`http1.MAX_HEAD` octets)."""
    lines = [f"HTTP/1.1 {resource.status} ".encode("ascii")]
    for name, value in resource.fields:
        kept = f"{ORIGINAL}{name}" if name.lower() in _NO_LONGER_TRUE else name
        lines.append(_octets(f"{kept}: {_CONTROL.sub(' ', value)}"))
    if resource.status not in _NO_BODY:
        lines.append(b"Content-Length: %d" % len(body))
    head = b"\r\n".join(lines) + b"\r\n\r\n"
    if len(head) > MAX_HEAD:
        raise LimitError(f"expected the head of a response within {MAX_HEAD} octets, found {len(head)}")
    return head + body


def _octets(line: str) -> bytes:
    """Fields are octets as Latin-1; Chromium shows those that are UTF-8 as what they mean."""
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8", "replace")
