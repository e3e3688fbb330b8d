"""A page as its passages: every stretch of text between block elements, in reading order, with where it stands.

    <div class="story"><h2>Front</h2><p>Kyiv <a href="/x">said</a> no.</p></div>
        -> Passage("Front", in div.story > h2), Passage("Kyiv said no.", in div.story > p, 4 of 13 characters linked)

This is what main text is chosen from, so that a block is always text that follows one another on the page: a
paragraph, heading, list item, quotation, caption or table row. A `Region` is a block element without its content: what
is asked of the page (its tag, its classes, whose child it is) without going back to the parser's tree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archiver.extract.main.signs import noise_of
from archiver.extract.text import BLANK_LINE
from archiver.text.blocks import canonical_block

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_INLINE = frozenset(
    ("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
     "ins", "kbd", "label", "mark", "nobr", "picture", "q", "rp", "rt", "ruby", "s", "samp", "small", "source", "span",
     "strike", "strong", "sub", "sup", "td", "th", "time", "tt", "u", "var", "wbr")
)  # fmt: skip
_CELLS = frozenset(("td", "th"))
# HTML 4.11.3, 4.8, 4.10: not shown, or controls and pictures whose inside is no running text
_UNREAD = frozenset(
    ("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "head", "select", "option",
     "textarea", "button", "input", "video", "audio", "canvas", "map", "title", "noframes", "noembed")
)  # fmt: skip
_WHOLLY_UNREAD = frozenset(("script", "style", "head", "title", "noframes", "noembed"))
# HTML 4.12.2, 4.12.3: what stands in for the page's programs, and what they make copies of
_FOR_PROGRAMS = frozenset(("noscript", "template"))
_SHADOW = ("shadowrootmode", "shadowroot")  # HTML 4.12.3: a template that the parser itself puts on the page
# What stands inside of the element that holds a text together
_PARTS = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "tr", "tbody", "thead", "table",
     "blockquote", "figure", "figcaption", "pre", "center", "hr")
)  # fmt: skip
_PICTURED = frozenset(("figure", "figcaption", "table"))
_CAPTION = "aption"  # "wp-caption", "imageCaption"
_QUOTATION = "blockquote"
# A post that an article quotes: what its network's own embedding code calls it. The box around it is the post's
_POSTS = (
    "twitter-tweet",
    "instagram-media",
    "tiktok-embed",
    "telegram-post",
    "fb-post",
    "bluesky-embed",
    "mastodon-embed",
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
LISTS = frozenset(("ul", "ol", "dl"))


class Region:
    """A block element: its tag, its classes and id as one string, and what follows from where it stands.

    `signs` are those by which it and the regions around it say that they are no part of an article; `home` is the
    nearest region that holds a text together, and no paragraph or list in it; `items` is the list it belongs to, and
    `article` the nearest element of that name.
    """

    __slots__ = ("article", "depth", "home", "items", "name", "parent", "pictured", "signs", "tag")

    def __init__(self, tag: str, name: str, role: str | None, parent: Region | None) -> None:
        self.tag = tag
        self.name = name
        self.parent = parent
        if parent is None:
            self.depth = 0
            self.signs: frozenset[str] = frozenset()
            self.article: Region | None = None
            self.home: Region = self
            self.items: Region | None = None
            self.pictured: bool = False
            return
        around, sign = parent, noise_of(tag, name, role)
        if tag == _QUOTATION and parent.parent is not None and any(kind in name for kind in _POSTS):
            around, sign = parent.parent, ""
        self.depth = parent.depth + 1
        self.signs = around.signs | {sign} if sign else around.signs
        self.article = self if tag == "article" else parent.article
        self.home = around.home if tag in _PARTS else self
        self.items = self if tag in LISTS else parent.items
        self.pictured = (
            (parent.pictured and tag != _QUOTATION)  # which pages set as figures, too
            or tag in _PICTURED
            or _CAPTION in name
        )


class Passage:
    """A canonical block of text: where it stands, how many words it has, and how much of it is links.

    `tight` is the text without white space; `link_share` is the share of its characters that stand in links, 0 to 1.
    """

    __slots__ = ("link_share", "region", "text", "tight", "words")

    def __init__(self, text: str, linked: int, region: Region) -> None:
        self.text = text
        self.tight = text.replace(" ", "")
        self.link_share = min(1.0, linked / len(self.tight)) if linked else 0.0
        self.region = region
        self.words = len(text) - len(self.tight) + 1

    @property
    def heading(self) -> bool:
        """Whether it is a heading."""
        return self.region.tag in HEADINGS


def passages(tree: HtmlElement, *, for_programs: bool = False) -> list[Passage]:
    """Every passage of the page's body, in reading order; `tree` is left as it is.

    With `for_programs` also what stands in `noscript` and in templates, which no reader sees who runs its programs.
    """
    body = tree.find("body")
    walk = _Walk(for_programs=for_programs)
    for part in tree if body is None else [body]:
        walk.into(part, linked=False)
    walk.close()
    return walk.found


class _Walk:
    """Depth first over the elements; text is gathered until a block element begins or ends."""

    def __init__(self, *, for_programs: bool) -> None:
        self.found: list[Passage] = []
        self._for_programs = for_programs
        self._region = Region("", "", None, None)
        self._gathered: list[str] = []
        self._linked = 0

    def into(self, element: HtmlElement, *, linked: bool) -> None:
        """Reads one element and what is in it. `linked` says whether it stands in a link."""
        tag = element.tag
        if tag in _INLINE:
            if tag in _CELLS:
                self._gathered.append(" ")
            self._inside(element, linked or tag == "a")
        elif tag == "br":
            self._gathered.append("\n")
        elif isinstance(tag, str) and (tag not in _UNREAD or self._is_read(element)):
            outer = self._region
            if self._gathered:
                self.close()
            self._region = _region(element, tag, outer)
            self._inside(element, linked)
            if self._gathered:
                self.close()
            self._region = outer

    def _is_read(self, element: HtmlElement) -> bool:
        """Whether an element is read that usually is not: one with paragraphs below it was never closed."""
        tag = element.tag
        if tag in _FOR_PROGRAMS:
            return self._for_programs or any(name in element.attrib for name in _SHADOW)
        return tag not in _WHOLLY_UNREAD and element.find(".//p") is not None

    def _inside(self, element: HtmlElement, linked: bool) -> None:
        if text := element.text:
            self._text(text, linked)
        for child in element:
            self.into(child, linked=linked)
            if text := child.tail:
                self._text(text, linked)

    def _text(self, text: str, linked: bool) -> None:
        if not self._gathered and text.isspace():  # most text between two block elements; no passage begins with it
            return
        self._gathered.append(text.replace("\n", " "))
        if linked:
            self._linked += len("".join(text.split()))

    def close(self) -> None:
        """Ends a passage here; two line breaks in a row part paragraphs, as older pages write them."""
        gathered, linked = "".join(self._gathered), self._linked
        self._gathered.clear()
        self._linked = 0
        if gathered.isspace():
            return
        parts = BLANK_LINE.split(gathered) if gathered.count("\n") > 1 else [gathered]
        texts = [text for part in parts if (text := _canonical(part))]
        whole = sum(map(len, texts))
        for text in texts:
            self.found.append(Passage(text, linked * len(text) // whole, self._region))


def _region(element: HtmlElement, tag: str, outer: Region) -> Region:
    get = element.get
    names, mark = get("class"), get("id")
    name = f"{names or ''} {mark or ''}".strip() if names or mark else ""
    return Region(tag, name, get("role"), outer)


def _canonical(text: str) -> str:
    """`canonical_block`, by a shorter way where the text is printable."""
    joined = " ".join(text.split())
    return joined if joined.isprintable() else canonical_block(text)
