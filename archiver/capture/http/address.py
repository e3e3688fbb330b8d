"""Which addresses may be connected to: this program must not become a way into the network that it runs in.

    addresses = await reachable("example.org", 443, resolve, allow_private=False)     # ["93.184.216.34", ...]

The decision is on the numeric address, and that same number is connected to: a name that answers differently the next
time (DNS rebinding) changes nothing. What is refused is the IANA special-purpose registries' (RFC 6890) list of what is
not globally reachable, and the forms of IPv6 that carry an IPv4 address inside:

    ::ffff:10.0.0.1 (RFC 4291 2.5.5.2)     judged by the IPv4 address, and connected to as that
    64:ff9b::10.0.0.1 (RFC 6052, NAT64)    judged by the IPv4 address
    64:ff9b:1::/48 (RFC 8215, local NAT64) private; a metadata service inside is refused always
    2002::/16 (6to4), 2001::/32 (Teredo)   refused whatever is inside: no site is served there (RFC 7526)

Cloud metadata services are refused even with `allow_private`: no page lives there, only keys.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from archiver.capture.http.failure import Failure, UnreachableError

MAX_ADDRESSES = 8  # of one name that are tried

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]

METADATA = frozenset(
    map(ip_address, ("169.254.169.254", "169.254.170.2", "168.63.129.16", "100.100.100.200", "192.0.0.192",
                     "fd00:ec2::254", "fd20:ce::254"))
)  # fmt: skip
_REFUSED_V4 = tuple(
    (ip_network(network), why)
    for network, why in (
        ("0.0.0.0/8", "this host (RFC 1122)"),
        ("10.0.0.0/8", "private (RFC 1918)"),
        ("100.64.0.0/10", "carrier-grade NAT (RFC 6598)"),
        ("127.0.0.0/8", "loopback (RFC 1122)"),
        ("169.254.0.0/16", "link-local (RFC 3927)"),
        ("172.16.0.0/12", "private (RFC 1918)"),
        ("192.0.0.0/24", "protocol assignments (RFC 6890)"),
        ("192.0.2.0/24", "documentation (RFC 5737)"),
        ("192.88.99.0/24", "6to4 relays (RFC 7526)"),
        ("192.168.0.0/16", "private (RFC 1918)"),
        ("198.18.0.0/15", "benchmarks (RFC 2544)"),
        ("198.51.100.0/24", "documentation (RFC 5737)"),
        ("203.0.113.0/24", "documentation (RFC 5737)"),
        ("224.0.0.0/4", "multicast (RFC 5771)"),
        ("240.0.0.0/4", "reserved (RFC 1112)"),
    )
)
_GLOBAL_V6 = ip_network("2000::/3")  # RFC 4291 2.4: everything else is local, multicast, unspecified or unassigned
_REFUSED_V6 = tuple(
    (ip_network(network), why)
    for network, why in (
        ("2001::/23", "protocol assignments and Teredo (RFC 4380, RFC 6890)"),
        ("2001:db8::/32", "documentation (RFC 3849)"),
        ("2002::/16", "6to4 (RFC 3056)"),
        ("3fff::/20", "documentation (RFC 9637)"),
    )
)
_NAT64 = ip_network("64:ff9b::/96")
# Where an IPv4 address stands in the last 32 bits: RFC 8215, RFC 4291 2.5.5.1
_LAST_BITS = tuple(map(ip_network, ("64:ff9b:1::/48", "::/96")))
_SIX_TO_FOUR = ip_network("2002::/16")
_LOCAL_NAMES = ("localhost", "local", "internal", "home.arpa", "lan", "intranet", "corp", "home")
_TEMPORARY = (socket.EAI_AGAIN,)


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """The addresses of `host` in the system's order of preference (RFC 6724); raises OSError without any."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


async def reachable(host: str, port: int, resolve: Resolver, *, allow_private: bool) -> list[str]:
    """The addresses of `host` that may be connected to; raises UnreachableError ("dns" or "address") without any."""
    if host.removesuffix(".").endswith(".onion"):
        raise UnreachableError(
            Failure("dns", f"{host}: a .onion name is reached through Tor only; set SOCKS_HOST (RFC 7686)")
        )
    addresses = list(dict.fromkeys(await _resolve(host, port, resolve)))
    judged = [(address, refusal(address, allow_private=allow_private)) for address in addresses[:MAX_ADDRESSES]]
    if open_to_us := [_plain(address) for address, why in judged if why is None]:
        return open_to_us
    reasons = "; ".join(f"{address} is {why}" for address, why in judged)
    raise UnreachableError(Failure("address", f"{host}: expected a public address, found none: {reasons}"))


def refusal(text: str, *, allow_private: bool) -> str | None:
    """Why the address `text` must not be connected to, None when it may be."""
    try:
        address = _inner(ip_address(text))
    except ValueError:
        return "no IP address"
    if address in METADATA or _embedded(address) in METADATA:
        return "a metadata service"
    if allow_private:
        return None
    return _refusal_v4(address) if isinstance(address, IPv4Address) else _refusal_v6(address)


def local_name(host: str) -> bool:
    """Whether `host` means something inside a network only (RFC 6761, 6762, 8375); all that can be asked of a proxy."""
    name = host.removesuffix(".").lower()
    return "." not in name or f".{name}".endswith(tuple("." + local for local in _LOCAL_NAMES))


async def _resolve(host: str, port: int, resolve: Resolver) -> Sequence[str]:
    try:
        addresses = await resolve(host, port)
    except (OSError, UnicodeError) as e:
        temporary = isinstance(e, socket.gaierror) and e.errno in _TEMPORARY
        reason = (e.strerror if isinstance(e, OSError) else None) or str(e)
        raise UnreachableError(Failure("dns", f"no address for {host}: {reason}", temporary)) from e
    if not addresses:
        raise UnreachableError(Failure("dns", f"no address for {host}"))
    return addresses


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address stands for, else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address


def _embedded(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a local translator or tunnel would make of an IPv6 address, None where none would."""
    if isinstance(address, IPv4Address):
        return None
    if address in _SIX_TO_FOUR:
        return address.sixtofour
    if any(address in network for network in _LAST_BITS):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _plain(text: str) -> str:
    # An IPv4-mapped address reaches the IPv4 address, so that is what the record must say.
    address = ip_address(text)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def _refusal_v4(address: IPv4Address) -> str | None:
    return next((why for network, why in _REFUSED_V4 if address in network), None)


def _refusal_v6(address: IPv6Address) -> str | None:
    if address not in _GLOBAL_V6:
        return "outside the global unicast range 2000::/3 (RFC 4291)"
    return next((why for network, why in _REFUSED_V6 if address in network), None)
