"""Pages written for the tests of main text."""

from lxml.html import HtmlElement

from archiver.extract.main.passages import Passage, passages
from archiver.extract.page import html

SENTENCES = (
    "The harbour master said on Monday that the northern pier would stay closed until the divers had inspected it.",
    "Two freighters waited outside the breakwater while tugs moved the damaged crane away from the quay wall.",
    "Olena Kovalenko, who runs the port, told reporters that grain would be loaded again before the end of the week.",
    "Insurers have asked for a second report on the fire, which started in a warehouse full of empty pallets.",
    "The city council will vote on Thursday on whether to pay for a new lighthouse or to repair the old one.",
    "Fishermen from the nearby villages brought food to the crews, some of whom had not been ashore for ten days.",
)


def story(first: int = 0, last: int = len(SENTENCES)) -> str:
    """Paragraphs of an article."""
    return "".join(f"<p>{sentence}</p>\n" for sentence in SENTENCES[first:last])


def tree_of(body: str) -> HtmlElement:
    """The tree of a page with this body."""
    tree = html.parse(f"<html><head><title>Harbour</title></head><body>{body}</body></html>")
    assert tree is not None
    return tree


def passages_of(body: str) -> list[Passage]:
    """The passages of a page with this body."""
    return passages(tree_of(body))


def texts(found: list[Passage]) -> list[str]:
    """What the passages say."""
    return [passage.text for passage in found]
