"""What one capture may cost: seconds and octets. Every limit is a named constant and can be overridden in `Limits`."""

from dataclasses import dataclass

CONNECT_SECONDS = 15.0  # for each address that is tried
TLS_SECONDS = 15.0
IDLE_SECONDS = 30.0  # between two arrivals of octets
TOTAL_SECONDS = 600.0  # the whole capture with all its redirects
LINGER_SECONDS = 2.0  # how long the rest of a malformed response is waited for
MAX_BODY = 512 * 1024 * 1024  # octets after the head, as they cross the wire (chunk framing counts)
MAX_HEAD = 64 * 1024  # octets of the response's head with the interim responses before it
MAX_REDIRECTS = 10


@dataclass(frozen=True)
class Limits:
    """Overrides for one capture; times in seconds, sizes in octets."""

    connect: float = CONNECT_SECONDS
    tls: float = TLS_SECONDS
    idle: float = IDLE_SECONDS
    total: float = TOTAL_SECONDS
    linger: float = LINGER_SECONDS
    max_body: int = MAX_BODY
    max_head: int = MAX_HEAD
    max_redirects: int = MAX_REDIRECTS
