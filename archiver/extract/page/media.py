"""What an article shows and where else it stands, as the page names it: images, styles, AMP and canonical variant.

    references(tree, about) == (Reference(url="https://...", role="og:image"), Reference(url="/a.jpg", role="image"))

    role          where it is named
    og:image      <meta property="og:image">, twitter:image
    image         <img> within the main content: the `article` or `main` element that holds most paragraphs' text
    canonical     <link rel="canonical">
    amphtml       <link rel="amphtml">
    stylesheet    <link rel="stylesheet">

Addresses are as the page has them, with its <base> applied: `resolved` makes them whole. Of an image the
largest of its `srcset`, of a lazy one what stands in `data-src`; none of one pixel, and none inside the page (`data:`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from archiver.errors import InputError
from archiver.model.base import Frozen
from archiver.model.capture import Embedded
from archiver.model.url import check_url

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_REFERENCES = 60
MOST_PERCENT = 70  # of the text that the fullest element holds
MAX_CONTAINERS = 50  # elements that are looked at as main content
MAX_ADDRESS = 2_000  # code points; a longer one is no address of an image
_PICTURES = frozenset({"og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"})
_LINKS = ("canonical", "amphtml", "stylesheet")
_CONTAINERS = ("article", "main", "div", "section", "td")  # XPath is slower over a page's elements than this walk
_ASIDE = frozenset({"aside", "nav", "footer", "form"})
_LAZY = ("data-src", "data-original", "data-lazy-src")


class Reference(Frozen):
    """Something that the page names, by the address that it gives."""

    url: str
    role: str


def references(tree: HtmlElement, about: Embedded) -> tuple[Reference, ...]:
    """What the page names, each address once, at most MAX_REFERENCES."""
    base = next((str(element.get("href")) for element in tree.iter("base") if element.get("href")), "")
    found: dict[str, Reference] = {}
    for role, address in (*_pictures(about), *_images(tree), *_linked(tree)):
        url = _joined(base, address.strip())
        if url and len(found) < MAX_REFERENCES:
            found.setdefault(url, Reference(url=url, role=role))
    return tuple(found.values())


def resolved(named: Sequence[Reference], page: str) -> tuple[Reference, ...]:
    """The same with full addresses, as seen from the address `page`, each once; without `page` itself."""
    found: dict[str, Reference] = {}
    for reference in named:
        with suppress(InputError, ValueError):  # what is no address on the web cannot be fetched from it
            url = check_url(urljoin(page, reference.url.replace(" ", "%20")))
            found.setdefault(url, Reference(url=url, role=reference.role))
    found.pop(page, None)
    return tuple(found.values())


def _joined(base: str, address: str) -> str | None:
    if not address or len(address) > MAX_ADDRESS or not address.isprintable():
        return None
    try:
        url = urljoin(base, address)
    except ValueError:  # an address that is none: a bracket too many
        return None
    scheme, colon, _ = url.partition(":")
    return None if colon and scheme.isalpha() and scheme.lower() not in ("http", "https") else url


def _pictures(about: Embedded) -> Iterator[tuple[str, str]]:
    for name, value in (*about.opengraph, *about.meta):
        if name.lower() in _PICTURES:
            yield "og:image", value


def _images(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    for image in _main_content(tree).iter("img"):
        tiny = any((image.get(side) or "").strip() in ("0", "1") for side in ("width", "height"))
        if not tiny and not any(parent.tag in _ASIDE for parent in image.iterancestors()):
            yield "image", _address(image)


def _main_content(tree: HtmlElement) -> HtmlElement:
    """The smallest of the elements that hold most of the paragraphs' text; the whole page where there is none."""
    held = [
        (sum(len(paragraph.text_content()) for paragraph in element.iter("p")), element)
        for element in islice(filter(_is_container, tree.iter(*_CONTAINERS)), MAX_CONTAINERS)
    ]
    most = max((length for length, _ in held), default=0)
    enough = [(length, element) for length, element in held if length and length * 100 >= most * MOST_PERCENT]
    return min(enough, key=lambda found: found[0])[1] if enough else tree


def _is_container(element: HtmlElement) -> bool:
    return (
        element.tag in ("article", "main") or element.get("role") == "main" or element.get("itemprop") == "articleBody"
    )


def _address(image: HtmlElement) -> str:
    candidates = [part.split() for part in (image.get("srcset") or image.get("data-srcset") or "").split(", ")]
    sized = [(_size(words[1]), words[0]) for words in candidates if len(words) == 2]
    if sized:
        return max(sized)[1].rstrip(",")
    lazy = next((value for name in _LAZY if (value := image.get(name))), None)
    return lazy or image.get("src") or ""


def _size(descriptor: str) -> int:
    """The width or density of a candidate (HTML 4.8.4.2.1), to be compared with its like."""
    digits = descriptor.strip(",")[:-1].replace(".", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 6 else 0


def _linked(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    for link in tree.iter("link"):
        kinds = (link.get("rel") or "").lower().split()
        if role := next((kind for kind in _LINKS if kind in kinds), None):
            yield role, link.get("href") or ""
