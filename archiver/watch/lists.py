"""Watch lists of others: CSV, OPML, plain text. Read into wishes, each with its line; what is wrong is named.

url,kind,every,until,tags,case,priority,links,browser,with_resources,viewport,consent
https://example.org/news.xml,feed,1h,,front world,,5,,yes,,800x600,#agree     a CSV has a header; only `url` is needed

<outline text="Example" xmlUrl="https://example.org/news.xml"/>        OPML: every xmlUrl is a feed

# plain text: an address a line, and what stands behind it are tags
https://example.org/a  dam kherson
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from pydantic import ValidationError

from archiver.errors import FormatError, InputError, UsageError
from archiver.model import instant
from archiver.model.duration import parse_duration
from archiver.model.url import check_url
from archiver.model.viewport import parse_viewport
from archiver.model.watch import MAX_PRIORITY, MAX_RULES, MAX_TAGS, Kind, Wish

MAX_LIST = 16 * 1024 * 1024  # octets
MAX_ENTRIES = 100_000
VIEWING = ("viewport", "consent")  # what means nothing without a browser
COLUMNS = (
    "url", "kind", "every", "until", "tags", "case", "priority", "links", "browser", "with_resources", *VIEWING,
)  # fmt: skip
_ANSWERS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_FEED = re.compile(r"(?:^|[/._-])(?:rss|feeds?|atom)(?:[/._-]|\d*\.(?:xml|php|aspx?)$|$)|\.(?:rss|atom|rdf|xml)$", re.I)
_SITEMAP = re.compile(r"sitemap[^/]*(?:\.xml(?:\.gz)?)?$", re.I)

Format = Literal["csv", "opml", "text"]


@dataclass(frozen=True)
class Fault:
    """A line that holds no wish, and why."""

    line: int
    problem: str


@dataclass
class Reading:
    """What a list says: wishes with their lines, and faults."""

    wishes: list[tuple[int, Wish]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def kind_of(url: str) -> Kind:
    """What an address is by its looks alone: a feed or sitemap where it says so, else an article."""
    path = url.partition("://")[2].partition("/")[2].partition("?")[0]
    if _SITEMAP.search(path):
        return "sitemap"
    return "feed" if _FEED.search("/" + path) else "article"


def format_of(name: str, octets: bytes) -> Format:
    """By the file's name, else by its beginning."""
    if name.lower().endswith((".opml", ".csv", ".txt")):
        return {"opml": "opml", "csv": "csv", "txt": "text"}[name.lower().rpartition(".")[2]]  # type: ignore[return-value]
    beginning = octets.removeprefix(b"\xef\xbb\xbf").lstrip()[:4096]
    if beginning.startswith(b"<"):
        return "opml"
    header = re.split(rb"[,;\t]", beginning.split(b"\n", 1)[0].strip())
    return "csv" if b"url" in [name.strip(b' "').lower() for name in header] else "text"


def read_list(octets: bytes, form: Format, given: Mapping[str, str] | None = None, *, viewed: bool = False) -> Reading:
    """The wishes in a list; raises FormatError when it is none of that form, or over a limit.

    `given` is for every line that does not say otherwise, its tags come on top; `viewed` as in `wish`.
    """
    if len(octets) > MAX_LIST:
        raise FormatError(f"expected a list of at most {MAX_LIST} octets, found more")
    reading = Reading()
    for line, values in {"csv": _csv, "opml": _opml, "text": _text}[form](octets):
        if len(reading.wishes) + len(reading.faults) >= MAX_ENTRIES:
            raise FormatError(f"expected at most {MAX_ENTRIES} entries, found more: split the list")
        try:
            reading.wishes.append((line, wish(_beside(values, given or {}), viewed=viewed)))
        except InputError as e:
            reading.faults.append(Fault(line, str(e)))
    return reading


def _beside(values: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """A line over what is given for all of them."""
    said = {name: text for name, text in values.items() if text and text.strip()}
    return {**given, **said, "tags": f"{given.get('tags', '')} {said.get('tags', '')}"}


def wish(values: Mapping[str, str], *, viewed: bool = False) -> Wish:
    """A wish from texts by column name; empty ones count as not given. Raises InputError that names the column.

    `viewed` says that a browser looks at every page that does not refuse it.
    """
    given = {name: text.strip() for name, text in values.items() if text and text.strip()}
    url = check_url(given.get("url", ""))
    made: dict[str, Any] = {"url": url, "kind": given.get("kind", kind_of(url))}
    for name, member, read in _READERS:
        if name in given:
            try:
                made[member] = read(given[name])
            except (ValueError, UsageError) as e:
                raise FormatError(f"{name}: {_problem(name, given[name], e)}") from e
    _need_browser(made, viewed=viewed)
    if "links" in made and made["kind"] in ("article", "feed", "sitemap"):
        raise FormatError(f"links: expected a front page (the kind `section`) with it, found the kind {made['kind']}")
    try:
        return Wish.model_validate(made)
    except ValidationError as e:
        first = e.errors(include_url=False, include_input=False)[0]
        name = _COLUMN_OF.get(str(first["loc"][0]), str(first["loc"][0]))
        raise FormatError(f"{name}: {_problem(name, given.get(name, ''), e)}") from e


def _problem(name: str, text: str, error: Exception) -> str:
    """What is wrong with the text of a column, in the words of this program."""
    if isinstance(error, ValidationError) or name in ("until", "priority"):
        return f"expected {_EXPECTED.get(name, 'another value')}, found {text[:60]!a}"
    return str(error)


def _need_browser(made: Mapping[str, Any], *, viewed: bool) -> None:
    unseen = next((name for name in VIEWING if name in made), None)
    if unseen and not made.get("browser", viewed):
        raise FormatError(f"{unseen}: expected `browser` with it, found none: nobody looks at the page without one")


def _until(text: str) -> str:
    """A day (the whole of it, in UTC) or a moment with its offset."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        text += "T23:59:59.999999Z"
    return instant.format_instant(instant.read(text))


def _answer(text: str) -> bool:
    if text.lower() not in _ANSWERS:
        raise ValueError(f"expected yes or no, found {text[:60]!r}")
    return _ANSWERS[text.lower()]


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(re.split(r"[\s,]+", text.strip())))


_EXPECTED = {
    "kind": f"one of {', '.join(get_args(Kind))}",
    "every": "at least one second",
    "until": "a day such as 2026-12-31, or a moment such as 2026-12-31T18:00:00Z",
    "tags": f"at most {MAX_TAGS} tags of at most 60 characters each",
    "case": "one line of at most 200 characters",
    "priority": f"a whole number from -{MAX_PRIORITY} to {MAX_PRIORITY}",
    "links": f"at most {MAX_RULES} rules that begin with / or !/, such as /world/* or !/world/live-*",
    "consent": "a selector such as '#agree', of at most 500 characters",
}
_READERS = (
    ("every", "every", parse_duration),
    ("until", "until", _until),
    ("tags", "tags", _words),
    ("case", "case_id", str),
    ("priority", "priority", int),
    ("links", "links", lambda text: tuple(text.split())),
    ("browser", "browser", _answer),
    ("with_resources", "with_resources", _answer),
    ("viewport", "viewport", parse_viewport),
    ("consent", "consent", str),
)
_COLUMN_OF = {member: name for name, member, _ in _READERS}


def _csv(octets: bytes) -> Iterator[tuple[int, Mapping[str, str]]]:
    text = _decoded(octets)
    dialect = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    rows = csv.reader(io.StringIO(text), delimiter=dialect, strict=True)
    try:
        header = [name.strip().lower() for name in next(rows, [])]
        if unknown := [name for name in header if name not in COLUMNS]:
            raise FormatError(f"expected the columns {', '.join(COLUMNS)}, found {unknown[0][:60]!r}")
        if "url" not in header:
            raise FormatError("expected a column `url` in the first line, found none")
        for row in rows:
            if any(map(str.strip, row)):
                yield rows.line_num, dict(zip(header, row, strict=False))
    except csv.Error as e:
        raise FormatError(f"line {rows.line_num}: expected CSV, found {e}") from e


def _text(octets: bytes) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, line in enumerate(_decoded(octets).splitlines(), 1):
        url, _, tags = line.strip().partition(" ")
        if url and not url.startswith("#"):
            yield number, {"url": url, "tags": tags}


def _opml(octets: bytes) -> Iterator[tuple[int, Mapping[str, str]]]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(octets, parser)
    except etree.XMLSyntaxError as e:
        raise FormatError(f"expected OPML, found {str(e)[:200]!a}") from e
    if etree.QName(root).localname != "opml":
        raise FormatError(f"expected OPML, found the element {str(root.tag)[:80]!a}")
    outlines: Any = root.iter("outline")  # untyped: the stubs give a source line three types
    for outline in outlines:
        if feed := outline.get("xmlUrl"):
            yield outline.sourceline or 0, {"url": feed, "kind": "feed", "tags": _folder(outline)}


def _folder(outline: Any) -> str:
    """The names of the folders that an outline lies in, as tags."""
    above = (parent.get("text") or parent.get("title") or "" for parent in outline.iterancestors("outline"))
    return " ".join(re.sub(r"[\s,]+", "-", name.strip())[:60] for name in above)


def _decoded(octets: bytes) -> str:
    try:
        return octets.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as e:
        raise FormatError(f"expected UTF-8, found other octets at {e.start}: save the list as UTF-8") from e
