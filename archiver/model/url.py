"""URLs as the format keeps them, and the series that a URL belongs to.

    check_url("HTTP://Bücher.Example?q=Київ#top") == "http://xn--bcher-kva.example/?q=%D0%9A%D0%B8%D1%97%D0%B2"
    surt("http://www.Example.org:80/A/b/?b=2&a=1") == "org,example)/a/b?a=1&b=2"

`check_url` gives an http(s) URI (RFC 3986) in ASCII: scheme and host in lower case, an international host as A-labels
(RFC 3490), every octet that a URI may not hold percent-encoded, no fragment. Nothing else is changed: what was asked
for stays what was asked for. `surt` is the Sort-friendly URI Reordering Transform in the form that CDX indices use;
variants of one address (scheme, `www`, case, session id, order of the query) share it, so it names a *series*.

Known differences from the `surt` package (0.3.1), which keep two addresses apart that are two: an IPv6 host keeps its
brackets (`2001:db8::1:8080` could be an address or an address and a port) and is written as in RFC 5952; a session id
counts only as a whole query parameter (`psid=` is not `sid=`), one of each kind, and in the path every ASP.NET id goes;
`..` above the root is dropped (RFC 3986 5.2.4). IPv4 hosts other than four decimal numbers, empty labels, credentials
and spaces are refused.
"""

import re
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import NamedTuple
from urllib.parse import quote, quote_from_bytes

from archiver.errors import InputError

MAX_URL = 8192  # code points; servers refuse longer request lines (RFC 9110 4.1 asks for at least 8000 octets)
MAX_HOST = 253  # octets without the final dot (RFC 1035 2.3.4), and the bound that keeps the idna codec cheap
MAX_LABEL = 63  # octets (RFC 1035 2.3.4)
MAX_PORT = 65535
SHOWN = 80  # code points of a refused URL that a message repeats

_PARTS = re.compile(r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.S)  # RFC 3986 app. B
_AUTHORITY = re.compile(r"(\[[^\[\]]*\]|[^\[\]:]*)(?::([0-9]*))?")
_CREDENTIALS = re.compile(r"(//)[^/?#]*@")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f<>\ud800-\udfff]|\s")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?")
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
# Letters that IDNA 2003 and 2008 map to different hosts (UTS 46 7, deviation characters): better to ask.
_DEVIATION = re.compile("[\u00df\u1e9e\u03c2\u200c\u200d]")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PATH_SAFE = "/:@!$&'()*+,;=%"  # RFC 3986 3.3 pchar; quote() keeps the unreserved by itself
_QUERY_SAFE = _PATH_SAFE + "?"  # RFC 3986 3.4

_DEFAULT_PORT = {"http": "80", "https": "443"}
_WWW = re.compile(r"www[0-9]*\.(?=.)")
_HEX = frozenset("0123456789abcdefABCDEF")
_QUERY_SESSIONS = tuple(
    re.compile(rf"(.*&)?{rule}(?:&|$)", re.S)
    for rule in (
        r"jsessionid=[0-9a-z]{32}",
        r"phpsessid=[0-9a-z]{32}",
        r"sid=[0-9a-z]{32}",
        r"aspsessionid[a-z]{8}=[a-z]{24}",
        r"cfid=[^&]+&cftoken=[^&]+",
    )
)
_PATH_SESSION = re.compile(r"/\((?:[0-9a-z]{24}|(?:[a-z]\([0-9a-z]{24}\))+)\)(?=/[^?]+\.aspx)")

# Everything printable but '#' and '%', which would be read as something else when the form is read again.
_SURT_SAFE = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"


class _Url(NamedTuple):
    scheme: str
    host: str
    port: str
    path: str
    query: str | None


def check_url(text: str) -> str:
    """`text` as an ASCII http(s) URI without fragment (RFC 3986); applying it twice changes nothing more.

    Raises InputError for another scheme, no host, credentials, a host or port that cannot be one, white space, control
    characters, `<`, `>`, and more than MAX_URL characters, as given or percent-encoded.
    """
    url = _split(text)
    authority = url.host + (f":{url.port}" if url.port else "")
    query = "" if url.query is None else "?" + url.query
    checked = f"{url.scheme}://{authority}{url.path}{query}"
    if len(checked) > MAX_URL:
        raise _too_long(text)
    return checked


@lru_cache(maxsize=256)  # every step of a capture asks for the series of its address
def surt(url: str) -> str:
    """The sort-friendly form of `url` (anything that `check_url` takes, else InputError): `org,example)/a?b=1`."""
    parts = _split(url)
    port = "" if parts.port.lstrip("0") == _DEFAULT_PORT[parts.scheme] else parts.port.lstrip("0")
    host = _reversed_host(parts.host) + (f":{port}" if port else "")
    return f"{host}){_surt_path(parts.path)}{_surt_query(parts.query)}"


def _split(text: str) -> _Url:
    if len(text) > MAX_URL:
        raise _too_long(text)
    if bad := _FORBIDDEN.search(text):
        raise _refused(text, f"no {bad[0]!r} (character {bad.start()})", "remove or percent-encode it")
    found = _PARTS.fullmatch(text)
    scheme, authority, path, query = found.groups() if found else (None, None, "", None)
    scheme = (scheme or "").lower()
    if scheme not in _DEFAULT_PORT:
        raise _refused(text, "http:// or https://", "give the full address of the page")
    if not authority:
        raise _refused(text, "a host after ://", "give the full address of the page")
    host, port = _authority(text, authority)
    return _Url(scheme, host, port, _escape(path, _PATH_SAFE) or "/", query and _escape(query, _QUERY_SAFE))


def _authority(text: str, authority: str) -> tuple[str, str]:
    if "@" in authority:
        raise InputError("expected a URL without credentials, found user or password before '@': remove them")
    if not (match := _AUTHORITY.fullmatch(authority)):
        raise _refused(text, "host or host:port after ://", "correct it; an IPv6 address stands in [brackets]")
    port = match[2] or ""
    if port and (len(port) > len(str(MAX_PORT)) or not 1 <= int(port) <= MAX_PORT):
        raise _refused(text, f"a port from 1 to {MAX_PORT}", "correct or remove the port")
    return _host(text, match[1]), port


def _host(text: str, host: str) -> str:
    if host.startswith("["):
        return _ipv6(text, host)
    name = _a_labels(text, host)
    labels = name.removesuffix(".").split(".")
    if len(name.removesuffix(".")) > MAX_HOST or not all(map(_is_label, labels)):
        raise _refused(text, "a host of letters, digits, hyphens and dots", "correct the host")
    if _NUMERIC.fullmatch(labels[-1]):
        return _ipv4(text, name)
    return name


def _is_label(label: str) -> bool:
    return len(label) <= MAX_LABEL and _LABEL.fullmatch(label) is not None


def _a_labels(text: str, host: str) -> str:
    """`host` in lower case with every U-label as A-label (RFC 3490 4.1, the standard library's IDNA 2003)."""
    if host.isascii():
        return host.lower()
    if len(host) > MAX_HOST or _DEVIATION.search(host):
        raise _refused(text, "a host that all browsers read alike", "give the host in its xn-- form")
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise _refused(text, f"an international host name ({error})", "give the host in its xn-- form") from error


def _ipv4(text: str, host: str) -> str:
    # The URL standard reads 0x7f.1, 017700000001 and 2130706433 as 127.0.0.1, other readers do not.
    try:
        return str(IPv4Address(host))
    except AddressValueError as error:
        raise _refused(text, "an IPv4 address of four decimal numbers", "write it as 192.0.2.1") from error


def _ipv6(text: str, host: str) -> str:
    try:
        address = IPv6Address(host[1:-1])
    except AddressValueError as error:
        raise _refused(text, f"an IPv6 address in brackets ({error})", "correct the address") from error
    if address.scope_id is not None:
        raise _refused(text, "an IPv6 address without zone", "remove the zone: it means something here only")
    return f"[{address.compressed}]"


def _escape(part: str, safe: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe=safe)


def _too_long(text: str) -> InputError:
    return _refused(text, f"at most {MAX_URL} characters", "give the address without tracking parameters")


def _refused(text: str, expected: str, remedy: str) -> InputError:
    shown = _CREDENTIALS.sub(r"\1...@", text)  # a message may end in a log
    found = repr(shown[:SHOWN]) + ("..." if len(shown) > SHOWN else "")
    return InputError(f"expected a URL with {expected}, found {found}: {remedy}")


def _reversed_host(host: str) -> str:
    if host.startswith("["):
        return host
    name = _WWW.sub("", host.removesuffix("."), count=1)
    return ",".join(reversed(name.split(".")))


def _surt_path(path: str) -> str:
    kept: list[str] = []
    for segment in _normal_octets(path).split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return _PATH_SESSION.sub("", "/" + "/".join(filter(None, kept)))


def _surt_query(query: str | None) -> str:
    if not query:
        return ""
    text = _normal_octets(query)
    for rule in _QUERY_SESSIONS:
        text = _without(rule, text)
    return "?" + "&".join(sorted(text.split("&"), key=_name_and_value)) if text else ""


def _without(session: re.Pattern[str], query: str) -> str:
    found = session.match(query)
    return (found[1] or "") + query[found.end() :] if found else query


def _name_and_value(parameter: str) -> list[str]:
    return parameter.split("=", 1)


def _normal_octets(part: str) -> str:
    """`part` unescaped until nothing is left to unescape, then escaped once and lower-cased.

    A single pass with a stack: escapes of escapes (`%252541`) would otherwise cost a pass for every level.
    """
    if "%" not in part:
        return quote_from_bytes(part.encode("latin-1"), safe=_SURT_SAFE).lower()
    out: list[str] = []
    for character in part:
        out.append(character)
        while len(out) > 2 and out[-3] == "%" and out[-2] in _HEX and out[-1] in _HEX:
            out[-3:] = [chr(int(out[-2] + out[-1], 16))]
    return quote_from_bytes("".join(out).encode("latin-1"), safe=_SURT_SAFE).lower()
