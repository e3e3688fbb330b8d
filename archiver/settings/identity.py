"""What could lead from a package to this machine or to its user: names, home folder, addresses, time zone.

    for marker in markers(os.environ): marker.kind, marker.text

Nothing is asked of anybody: no name is looked up, and no packet sent. (A UDP socket that is connected to an address
only chooses a route; its own end then says the local address.)
"""

import getpass
import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from archiver.bundle.leaks import Marker

# RFC 5737 and RFC 3849: addresses for documentation, where no packet would go even if one were sent
_ELSEWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
_DISCARD = 9  # RFC 863
_LOCALTIME = Path("/etc/localtime")
_ZONES = "/zoneinfo/"


def markers(environ: Mapping[str, str]) -> tuple[Marker, ...]:
    """Each once; empty ones left out."""
    found = (*_names(), *_places(environ), *_addresses(), *_zones(environ))
    return tuple(dict.fromkeys(marker for marker in found if marker.text.strip()))


def _names() -> Iterator[Marker]:
    host = socket.gethostname()
    yield Marker("host name", host)
    yield Marker("host name", host.partition(".")[0])
    with suppress(OSError, KeyError):  # a user without a name, as in some containers
        yield Marker("user name", getpass.getuser())


def _places(environ: Mapping[str, str]) -> Iterator[Marker]:
    yield Marker("home folder", environ.get("HOME", "").rstrip("/"))
    with suppress(RuntimeError):  # no home folder
        yield Marker("home folder", os.fspath(Path.home()).rstrip("/"))


def _addresses() -> Iterator[Marker]:
    for family, address in _ELSEWHERE:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect((address, _DISCARD))
            yield Marker("local address", str(sock.getsockname()[0]).partition("%")[0])


def _zones(environ: Mapping[str, str]) -> Iterator[Marker]:
    yield from (Marker("time zone", name) for name in time.tzname)
    yield Marker("time zone", environ.get("TZ", "").removeprefix(":"))
    with suppress(OSError):
        _, found, name = os.fspath(_LOCALTIME.resolve()).partition(_ZONES)
        yield Marker("time zone", name if found else "")
