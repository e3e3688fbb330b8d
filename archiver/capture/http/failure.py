"""Why there is no usable response, in words that stay the same: a failed capture is evidence too.

    Failure("dns", "no address for example.invalid: Name or service not known")

`kind` is for programs, `message` for people. Neither ever names this machine, its user or its own addresses.
"""

from dataclasses import dataclass
from typing import Literal

from archiver.errors import CaptureError

FailureKind = Literal[
    "dns",  # the name has no address, or nobody could say
    "address",  # every address of the name is one that must not be reached (see `address`)
    "refused",  # nobody listens there, or no route leads there
    "proxy",  # the proxy could not be reached, or would not connect
    "tls",  # the handshake or the check of the certificate failed
    "timeout",  # a time limit passed before a whole head had come
    "reset",  # the connection ended before a whole head had come
    "malformed",  # what came is no HTTP response (RFC 9112), or its head is over the limit
    "redirect",  # a redirect that is not followed: loop, too many, no usable address
    "robots",  # a redirect to where robots.txt does not let us go
]


@dataclass(frozen=True)
class Failure:
    """`temporary` is True where the same request may work in a minute."""

    kind: FailureKind
    message: str
    temporary: bool = False


class UnreachableError(CaptureError):
    """No connection came about; raised inside this package only, outside it is `Exchange.failure`."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure
