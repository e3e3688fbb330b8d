"""The limit for attributes of one element: a parser compares each of them with all before it.

    check_attributes("<p " + " ".join(f"a{n}" for n in range(100_000)) + ">")     raises LimitError

A hundred thousand took libxml2 ten seconds. Nearly every page is let through because no tag holds so many words before
the next ">"; any other is read as HTML 13.2.5 has it: comments and scripts passed over, the names of each tag's
attributes counted, values in quotation marks taken as one. Who hides a ">" in front of them is left to the caller's
bound on time.
"""

import re
from collections.abc import Iterator

from archiver.errors import LimitError

MAX_ATTRIBUTES = 500  # of one element; pages reach 60
MAX_NAME = 40  # characters of the name of an element that are passed over
LONG = 2 * MAX_ATTRIBUTES - MAX_NAME  # characters; a shorter stretch holds fewer attributes

_LONG = re.compile(rf"<[A-Za-z][\w:-]{{0,{MAX_NAME}}}[\s/][^>]{{{LONG}}}")
# HTML 13.2.5.6 and 13.2.5.45: the begin of a tag, or what is passed over whole
_OPENING = re.compile(r"<(?:(?P<comment>!--)|(?P<name>[A-Za-z][^\s/>]{0,100}))")
_BETWEEN = " /\n\t\r\f"  # attributes
_RAW = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
# HTML 13.2.5.32 to 13.2.5.39
_ATTRIBUTE = re.compile(r"""[\s/]*[^\s/>][^\s/>=]*(?:\s*=\s*(?:"[^"]*"?|'[^']*'?|[^\s>"'][^\s>]*)?)?""")
_ATTRIBUTES = re.compile(f"(?:{_ATTRIBUTE.pattern}){{0,{MAX_ATTRIBUTES + 1}}}+")


def check_attributes(text: str) -> None:
    """Raises LimitError for a page of which an element bears more than `MAX_ATTRIBUTES` attributes."""
    if not any(_has_words(text, *stretch) for stretch in _stretches(text)):
        return
    place = 0
    while opening := _OPENING.search(text, place):
        place = _behind(text, opening)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where no ">" stands for `LONG` characters: begin and end. Looked for backwards, so that most are never read."""
    place, last = 0, len(text) - LONG
    while place <= last:
        end = text.rfind(">", place, place + LONG)
        if end < 0:
            end = text.find(">", place + LONG)
            end = len(text) if end < 0 else end
            yield place, end
        place = end + 1


def _has_words(text: str, start: int, end: int) -> bool:
    """Whether a tag that the stretch holds may bear as many words as no tag should."""
    long = _LONG.search(text, start, end)
    if not long:
        return False
    start = long.start()
    return sum(text.count(between, start, end) for between in _BETWEEN) > MAX_ATTRIBUTES


def _behind(text: str, opening: re.Match[str]) -> int:
    """The place behind a comment, or behind a tag and what it holds raw."""
    if opening["comment"]:
        return _found(text, "-->", opening.end())
    place = _behind_attributes(text, opening.end())
    name = opening["name"].lower()
    return _found(text, f"</{name}", place) if name in _RAW else place


def _found(text: str, end: str, place: int) -> int:
    at = text.find(end, place)
    return len(text) if at < 0 else at + len(end)


def _behind_attributes(text: str, place: int) -> int:
    attributes = _ATTRIBUTES.match(text, place)
    if attributes and attributes.end() - place <= MAX_ATTRIBUTES:  # characters: most tags hold so few
        return attributes.end()
    for _ in range(MAX_ATTRIBUTES + 1):
        attribute = _ATTRIBUTE.match(text, place)
        if not attribute:
            return place
        place = attribute.end()
    raise LimitError(
        f"expected at most {MAX_ATTRIBUTES} attributes on an element, found more; "
        "save the page again from a browser or hand in its text"
    )
