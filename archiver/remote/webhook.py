"""One HTTP request to an address that the user chose: a webhook's, or a heartbeat's.

    send("https://ntfy.example.org/desk", Message("POST", b"3 failed", (("Content-Type", "text/plain"),)))

No redirect is followed (it would hand the body, and the secret in the address, to somebody else), certificates are
checked, and the answer's body is thrown away. Raises NoticeError whose message never holds the address's path.
"""

import http.client
import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from archiver.errors import CaptureError
from archiver.model.base import Pair
from archiver.remote.way import WAY, Way

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


def send(url: str, message: Message, *, context: ssl.SSLContext | None = None, through: Way = WAY) -> int:
    """Sends `message` and returns the status; raises NoticeError for every status but 2xx.

    `through` the user's proxy, unless the address is of this machine.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NoticeError("expected an http or https address for a notice, found another")
    where = f"{parts.scheme}://{parts.hostname}"
    try:
        way = WAY if _is_here(parts.hostname) else through
        connection = _connection(parts, context or ssl.create_default_context(), way)
        plain = way.proxy is not None and parts.scheme == "http"  # absolute-form (RFC 9112 3.2.2)
        status = _exchange(connection, parts.netloc.rpartition("@")[2] if plain else "", parts, message)
    except (OSError, http.client.HTTPException, ValueError) as e:
        raise NoticeError(f"{where}: expected an answer, found {type(e).__name__}") from e
    if not 200 <= status < 300:
        raise NoticeError(f"{where}: expected a status of 200 to 299, found {status}")
    return status


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _connection(parts: SplitResult, context: ssl.SSLContext, way: Way) -> http.client.HTTPConnection:
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    if way.dial:
        made = http.client.HTTPConnection(host, port)
        sock = way.dial(host, port, SECONDS)
        made.sock = context.wrap_socket(sock, server_hostname=host) if secure else sock
        return made
    if way.proxy:
        proxy, _, proxy_port = way.proxy.rpartition(":")
        at = (proxy.strip("[]"), int(proxy_port))
        if not secure:
            return http.client.HTTPConnection(*at, timeout=SECONDS)
        tunnel = http.client.HTTPSConnection(*at, timeout=SECONDS, context=context)
        tunnel.set_tunnel(host, port)
        return tunnel
    if secure:
        return http.client.HTTPSConnection(host, port, timeout=SECONDS, context=context)
    return http.client.HTTPConnection(host, port, timeout=SECONDS)


def _exchange(connection: http.client.HTTPConnection, far: str, parts: SplitResult, message: Message) -> int:
    """The status; `far` is the host and port that a proxy is told of in the request."""
    try:
        target = (f"http://{far}" if far else "") + (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        host = {"Host": far} if far else {}
        connection.request(message.method, target, body=message.body, headers={**host, **dict(message.headers)})
        answer = connection.getresponse()
        answer.read(MAX_ANSWER)
        return answer.status
    finally:
        connection.close()
