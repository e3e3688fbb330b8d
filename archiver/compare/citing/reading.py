"""Bibliographies that `archiver cite` wrote in other forms than BibTeX, read back so that they can be checked.

    csl(octets)             CSL-JSON: an array of items
    ris(text, safe)         RIS: from TY to ER
    robust_links(text, safe)  an HTML page: every `<a data-archiver-statement=…>` in it
    plain(text, safe)       text: the lines `Captured …`, `Statement …` and what stands around them

Each takes any file of its kind: what names no statement of ours is handed on (CSL, RIS) or passed over (links, text).
`safe` is what the writer was given. Time is linear in the file; raises FormatError and LimitError.
"""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, TypeVar

import orjson
from lxml import etree

from archiver.compare.citing.entry import MAX_ENTRIES, Entry
from archiver.errors import FormatError, LimitError

Safe = Callable[[str], str]
T = TypeVar("T")
MAX_LINE = 40_000  # code points; the longest that is written holds a quotation of 10,000, spelled out
_CAPTURED = re.compile(r"Captured (\S{1,64}), version ([1-9]\d{0,14})")
_STATEMENT = re.compile(r"Statement (sha256:[^\s,]{1,200}), archive (\S{1,200})\.")
_NOTED = re.compile(r"“(.*)”, block (\d{1,9}), characters (\d{1,9}) to (\d{1,9})")
_QUOTED = re.compile(r"“(.*)” \(block (\d{1,9}), characters (\d{1,9}) to (\d{1,9})\)")
_TAG = re.compile(r"([A-Z][A-Z0-9]) {1,2}- ?(.*)")
_DIRECTIVE = ":~:text="
_LINK = "data-archiver-statement"
_WRITTEN = re.compile(rf"<a\s[^<>]*\b{_LINK}\s*=", re.IGNORECASE)


def csl(octets: bytes) -> Iterator[Entry]:
    """The items of a CSL-JSON file."""
    try:
        items = orjson.loads(octets)
    except orjson.JSONDecodeError as e:
        raise FormatError(f"expected CSL-JSON: {e}") from e
    if not isinstance(items, list):
        raise FormatError("expected CSL-JSON, an array of items, found another value")
    for number, item in enumerate(_limited(iter(items)), start=1):
        if not isinstance(item, dict):
            raise FormatError(f"item {number}: expected an object, found another value")
        yield Entry(_text(item, "id") or f"item {number}", _fields(_csl(item)), number)


def _csl(item: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    held = item.get("custom")
    custom = held if isinstance(held, dict) else {}
    noted = _CAPTURED.search(_text(item, "note") or "")
    yield "archiverstatement", _ours(_text(item, "archive_location"))
    yield "archiverarchive", _text(item, "archive")
    yield "archivercaptured", _text(custom, "captured") or (noted[1] if noted else None)
    yield "archiversequence", _sequence(noted[2]) if noted else None
    yield "archiveroriginal", _text(custom, "original-url") or _original(_text(item, "URL"))
    yield "archiverquote", _text(custom, "quote")
    yield "archiverproof", _text(custom, "proof")
    place = custom.get("place")
    if isinstance(place, list) and len(place) == 3 and all(type(n) is int and n >= 0 for n in place):
        yield "archiverplace", f"{place[0]}:{place[1]}-{place[2]}"


def ris(text: str, safe: Safe) -> Iterator[Entry]:
    """The references of a RIS file."""
    tags: list[tuple[str, str]] = []
    start = 0
    for number, line in enumerate(_limited(iter(text.splitlines()), MAX_ENTRIES * 50), start=1):
        found = _TAG.fullmatch(line.strip("\ufeff").rstrip()) if len(line) <= MAX_LINE else None
        if found is None:
            continue
        if found[1] == "TY":
            tags, start = [], number
        elif found[1] == "ER" and start:
            keys = [value for tag, value in tags if tag == "ID"]
            yield Entry(keys[0] if keys else f"line {start}", _fields(_ris(tags)), start, safe)
            tags, start = [], 0
        tags.append((found[1], found[2]))
    if start:
        raise FormatError(f"line {start}: expected the end of a reference (ER), found the end of the file")


def _ris(tags: list[tuple[str, str]]) -> Iterator[tuple[str, str | None]]:
    values = dict(reversed(tags))  # the first of each
    yield "archiverstatement", _ours(values.get("AN"))
    yield "archiverarchive", values.get("DB")
    yield "archiveroriginal", _original(values.get("UR"))
    for note in (value for tag, value in tags if tag == "N1"):
        if captured := _CAPTURED.fullmatch(note):
            yield "archivercaptured", captured[1]
            yield "archiversequence", _sequence(captured[2])
        elif quoted := _NOTED.fullmatch(note):
            yield from _passage(quoted)
        elif note.startswith("Proof "):
            yield "archiverproof", note.removeprefix("Proof ")


def robust_links(text: str, safe: Safe) -> Iterator[Entry]:
    """The links of a page that name a statement."""
    if not text.strip():
        return
    parser = etree.HTMLParser(encoding="utf-8", no_network=True)
    page = etree.fromstring(text.encode("utf-8", "replace"), parser)
    found = [] if page is None else page.findall(f".//a[@{_LINK}]")
    written = len(_WRITTEN.findall(text))
    if len(found) < written:  # too deep, in a comment, cut off: nothing is passed over in silence
        raise FormatError(f"expected {written} links with {_LINK}, could read {len(found)}: take the others out")
    for number, link in enumerate(_limited(iter(found)), start=1):
        yield Entry(f"link {number}", _fields(_link(link)), link.sourceline or number, safe)


def _link(link: Any) -> Iterator[tuple[str, str | None]]:
    yield "archiverstatement", _ours(link.get(_LINK))
    yield "archiverarchive", link.get("data-archiver-archive")
    yield "archivercaptured", link.get("data-versiondate")
    yield "archiversequence", link.get("data-archiver-sequence")
    yield "archiveroriginal", link.get("data-originalurl")
    yield "archiverproof", link.get("data-archiver-proof")
    if place := link.get("data-archiver-place"):
        yield "archiverplace", place
        yield "archiverquote", "".join(link.itertext())


def plain(text: str, safe: Safe) -> Iterator[Entry]:
    """The citations in a text: line by line as they were written, whatever stands between them."""
    lines = [line.strip() if len(line) <= MAX_LINE else "" for line in text.splitlines()]
    named = (n for n, line in enumerate(lines) if line.startswith("Statement ") and _STATEMENT.fullmatch(line))
    for at in _limited(named):
        fields = _fields(_plain(lines, at))
        yield Entry(f"archiver-{fields['archiverstatement'][7:19]}", fields, at + 1, safe)


def _plain(lines: list[str], at: int) -> Iterator[tuple[str, str | None]]:
    stated = _STATEMENT.fullmatch(lines[at])
    captured = _CAPTURED.fullmatch(lines[at - 1].removesuffix(".")) if at else None
    if stated:
        yield "archiverstatement", stated[1]
        yield "archiverarchive", stated[2]
    if captured:
        yield "archivercaptured", captured[1]
        yield "archiversequence", _sequence(captured[2])
        yield "archiveroriginal", _original(lines[at - 2].rpartition(" ")[2]) if at > 1 else None
    quoted = _QUOTED.fullmatch(lines[at + 1]) if at + 1 < len(lines) else None
    if quoted:
        yield from _passage(quoted)
        if at + 2 < len(lines) and lines[at + 2].startswith("Proof "):
            yield "archiverproof", lines[at + 2].removeprefix("Proof ")


def _passage(found: re.Match[str]) -> Iterator[tuple[str, str]]:
    yield "archiverquote", found[1]
    yield "archiverplace", f"{found[2]}:{found[3]}-{found[4]}"


def _original(link: str | None) -> str | None:
    """A link without the directive that leads to a passage in it."""
    if link is None or _DIRECTIVE not in link:
        return link
    return link[: link.rindex(_DIRECTIVE)].removesuffix("#")


def _ours(value: str | None) -> str | None:
    """Other programs keep other things in these places."""
    return value if value and value.startswith("sha256:") else None


def _sequence(version: str) -> str:
    return str(int(version) - 1)


def _text(item: dict[str, Any], name: str) -> str | None:
    value = item.get(name)
    return value if isinstance(value, str) and value else None


def _fields(pairs: Iterator[tuple[str, str | None]]) -> dict[str, str]:
    return {name: value for name, value in pairs if value}


def _limited(found: Iterator[T], limit: int = MAX_ENTRIES) -> Iterator[T]:
    """No more than `limit`; raises LimitError where there are."""
    yield from islice(found, limit)
    if next(found, None) is not None:
        raise LimitError(f"expected at most {limit} entries, found more")
