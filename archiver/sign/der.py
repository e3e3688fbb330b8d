r"""A reader of DER (X.690): as much as it takes to look into a time stamp where the library for them does not.

    read(bytes.fromhex("3003020107"))  ==  Element(tag=0x30, content=b"\x02\x01\x07", octets=…)
    child(…, 0).content                ==  b"\x07"

Definite lengths in their shortest form and tags of one octet only: whatever else BER allows is refused.
"""

from dataclasses import dataclass

from archiver.errors import FormatError

MAX_CHILDREN = 1_000  # elements of one sequence or set; a time stamp has a dozen
INTEGER, OCTETS, OID, SEQUENCE, SET = 0x02, 0x04, 0x06, 0x30, 0x31
_LONG, _INDEFINITE, _HIGH_TAG = 0x80, 0x80, 0x1F


@dataclass(frozen=True)
class Element:
    """One value: tag octet, content octets, and the octets of the whole."""

    tag: int
    content: bytes
    octets: bytes


def read(data: bytes) -> Element:
    """The one element in `data`; raises FormatError when there is something else or something after it."""
    element = _first(data)
    if len(element.octets) != len(data):
        raise FormatError(f"expected one DER value of {len(element.octets)} octets, found {len(data)}")
    return element


def children(element: Element) -> list[Element]:
    """The elements inside a constructed one; raises FormatError."""
    rest = element.content
    found: list[Element] = []
    while rest:
        if len(found) == MAX_CHILDREN:
            raise FormatError(f"expected at most {MAX_CHILDREN} DER values in one, found more")
        found.append(_first(rest))
        rest = rest[len(found[-1].octets) :]
    return found


def child(element: Element, number: int, tag: int) -> Element:
    """The element at a place inside another; raises FormatError when it is not there or has another tag."""
    found = children(element)
    if number >= len(found) or found[number].tag != tag:
        raise FormatError(f"expected a DER value with the tag {tag:#04x} at place {number}, found another or none")
    return found[number]


def write(tag: int, content: bytes) -> bytes:
    """The DER octets of one element."""
    size = len(content)
    if size < _LONG:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, _LONG | len(length))) + length + content


def _first(data: bytes) -> Element:
    if len(data) < 2:
        raise FormatError("expected a DER value, found its beginning at most: it was cut short")
    tag, length, start = data[0], data[1], 2
    if tag & _HIGH_TAG == _HIGH_TAG or length == _INDEFINITE:
        raise FormatError("expected DER, found a form that only BER allows")
    if length > _LONG:
        start += length - _LONG
        length = int.from_bytes(data[2:start], "big")
    content = data[start : start + length]
    if len(content) != length:
        raise FormatError(f"expected {length} octets of a DER value, found {len(content)}: it was cut short")
    element = Element(tag, content, data[: start + length])
    if write(tag, content) != element.octets:
        raise FormatError("expected DER, found a length that is not in its shortest form")
    return element
