"""What a page says about itself, as found: JSON-LD texts, OpenGraph and other meta pairs, in page order.

    <meta property="og:title" content="Kyiv says no">   -> opengraph (("og:title", "Kyiv says no"),)
    <meta name="author" content="A. Reporter">          -> meta      (("author", "A. Reporter"),)
    <script type="application/ld+json">{...}</script>   -> jsonld    ("{...}",)

The texts are kept unparsed: they are evidence. `articles` reads them for our own use and takes nothing on trust: a page
may carry broken JSON, a bomb, or a hundred articles that are not the one on it.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from archiver.model.capture import Embedded

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_JSONLD_TEXTS = 20  # texts of a page; the rest is left out
MAX_JSONLD_LENGTH = 200_000  # code points; a longer text is left out, since half of one is no JSON
MAX_META_PAIRS = 300  # pairs of each kind
MAX_META_LENGTH = 5_000  # code points of a value; a longer one is left out
MAX_NODES = 5_000  # JSON objects looked at, of all texts together

NONE = Embedded(jsonld=(), opengraph=(), meta=())

# ogp.me: the namespaces of the protocol's own vocabulary
_OPENGRAPH = ("og:", "article:", "book:", "music:", "profile:", "video:")
# schema.org/Article and the subtypes that news sites use; WebPage carries the dates where a site declares no article
_ARTICLE_SUFFIXES = ("Article", "BlogPosting", "SocialMediaPosting", "Report")
_PAGE_TYPES = frozenset(("WebPage", "ItemPage", "MedicalWebPage"))

MARKUP = re.compile(r"<[A-Za-z/][^<>]{0,400}>")

_FIRST = re.compile(r"[{\[](?=\s{0,200}[{\[\"\]}])")
_COMMA = re.compile(r",(\s{0,200}[}\]])")
_DECODER = json.JSONDecoder(strict=False)

Node = dict[str, Any]


def embedded(tree: HtmlElement) -> Embedded:
    """JSON-LD texts, OpenGraph pairs and other meta pairs of the page, within the limits above."""
    pairs = list(_pairs(tree))
    return Embedded(
        jsonld=tuple(_jsonld(tree))[:MAX_JSONLD_TEXTS],
        opengraph=tuple(p for p in pairs if p[0].startswith(_OPENGRAPH))[:MAX_META_PAIRS],
        meta=tuple(p for p in pairs if not p[0].startswith(_OPENGRAPH))[:MAX_META_PAIRS],
    )


def _jsonld(tree: HtmlElement) -> Iterator[str]:
    for script in tree.iter("script"):
        kind = (script.get("type") or "").partition(";")[0].strip().lower()
        if kind == "application/ld+json" and script.text and len(script.text) <= MAX_JSONLD_LENGTH:
            yield script.text


def _pairs(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    for meta in tree.iter("meta"):
        value = meta.get("content")
        name = next((n for key in ("property", "name", "itemprop", "http-equiv") if (n := meta.get(key))), None)
        if name and value is not None and len(name) + len(value) <= MAX_META_LENGTH:
            yield name.strip(), value


def articles(jsonld: tuple[str, ...]) -> list[Node]:
    """The objects that describe an article, then those that describe the page; references within a text resolved."""
    found: list[Node] = []
    pages: list[Node] = []
    budget = MAX_NODES
    for text in jsonld:
        nodes = list(_nodes(_load(text), budget))
        budget -= len(nodes)
        by_id = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}
        for node in nodes:
            types = _types(node)
            if any(name.endswith(_ARTICLE_SUFFIXES) for name in types):
                found.append(_resolved(node, by_id))
            elif not _PAGE_TYPES.isdisjoint(types):
                pages.append(_resolved(node, by_id))
    return found + pages


def article_body(nodes: Sequence[Node]) -> str | None:
    """The longest `articleBody` of the page's article objects, markup that stands in it taken out; None without one."""
    bodies = (text for node in nodes for text in strings(node.get("articleBody")))
    longest = max(bodies, key=len, default="")
    return html.unescape(MARKUP.sub("\n\n", longest)) if longest else None


def _load(text: str) -> object:
    try:
        return json.loads(text.strip().rstrip(";"), strict=False)
    except ValueError:
        return _load_loosely(text)
    except RecursionError:  # nested beyond the reader's stack: says nothing
        return None


def _load_loosely(text: str) -> object:
    """The first value of a text that is hardly JSON: in a comment, with a comma too many, with a second value."""
    start = _FIRST.search(text)
    if not start:
        return None
    for repaired in (text[start.start() :], _COMMA.sub(r"\1", text[start.start() :])):
        try:
            return _DECODER.raw_decode(repaired)[0]
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(document: object, budget: int) -> Iterator[Node]:
    """Objects breadth first, so that what stands at the top comes before what it mentions."""
    level = [document]
    while level and budget > 0:
        below: list[object] = []
        for value in level[:MAX_NODES]:
            if isinstance(value, dict):
                budget -= 1
                yield value
                below.extend(value.values())
            elif isinstance(value, list):
                below.extend(value)
        level = [value for value in below if isinstance(value, (dict, list))]


def _types(node: Node) -> list[str]:
    kinds = node.get("@type")
    return [k for k in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(k, str)]


def _resolved(node: Node, by_id: dict[str, Node]) -> Node:
    return {key: _followed(value, by_id) for key, value in node.items()}


def _followed(value: object, by_id: dict[str, Node]) -> object:
    """A bare reference `{"@id": ...}` replaced by what it names, one step; JSON-LD 1.1 section 3.3."""
    if isinstance(value, list):
        return [_followed(item, by_id) for item in value if not isinstance(item, list)]
    if isinstance(value, dict) and set(value) == {"@id"}:
        return by_id.get(str(value["@id"]), value)
    return value


def strings(value: object, *keys: str) -> list[str]:
    """The texts in a JSON-LD value: a string, a list, or an object under the first of `keys` that it has."""
    if isinstance(value, str):
        text = value.encode("utf-8", "replace").decode("utf-8").strip()
        return [text] if text else []
    if isinstance(value, list):
        return [text for item in value if not isinstance(item, list) for text in strings(item, *keys)]
    if isinstance(value, dict):
        inner = next((value[key] for key in keys if isinstance(value.get(key), str)), None)
        return strings(inner)
    return []
