"""One HTTP request to an address that the user chose: a webhook's, or a heartbeat's.

    send("https://ntfy.example.org/desk", Message("POST", b"3 failed", (("Content-Type", "text/plain"),)))

No redirect is followed (it would hand the body, and the secret in the address, to somebody else), certificates are
checked, and the answer's body is thrown away. Raises NoticeError whose message never holds the address's path.
"""

import http.client
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from archiver.errors import CaptureError
from archiver.model.base import Pair

SECONDS = 15.0
MAX_ANSWER = 64 * 1024  # octets that are read before the connection is closed


class NoticeError(CaptureError):
    """A notice could not be delivered."""


@dataclass(frozen=True)
class Message:
    """Method, body and header fields."""

    method: str
    body: bytes
    headers: tuple[Pair, ...]


def send(url: str, message: Message, *, context: ssl.SSLContext | None = None) -> int:
    """Sends `message` and returns the status; raises NoticeError for every status but 2xx."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NoticeError("expected an http or https address for a notice, found another")
    where = f"{parts.scheme}://{parts.hostname}"
    try:
        status = _exchange(
            _connection(parts.scheme, parts.hostname, parts.port, context), parts.path, parts.query, message
        )
    except (OSError, http.client.HTTPException, ValueError) as e:
        raise NoticeError(f"{where}: expected an answer, found {type(e).__name__}") from e
    if not 200 <= status < 300:
        raise NoticeError(f"{where}: expected a status of 200 to 299, found {status}")
    return status


def _connection(scheme: str, host: str, port: int | None, context: ssl.SSLContext | None) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=SECONDS, context=context or ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=SECONDS)


def _exchange(connection: http.client.HTTPConnection, path: str, query: str, message: Message) -> int:
    try:
        target = (path or "/") + (f"?{query}" if query else "")
        connection.request(message.method, target, body=message.body, headers=dict(message.headers))
        answer = connection.getresponse()
        answer.read(MAX_ANSWER)
        return answer.status
    finally:
        connection.close()
