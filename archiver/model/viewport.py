"""The size of a browser's window, as it is asked for and as it is recorded.

parse_viewport("1280x800") == Viewport(width=1280, height=800)
"""

import re

from archiver.errors import UsageError
from archiver.model.base import Frozen

MIN_SIDE, MAX_SIDE = 200, 4096  # CSS pixels
_VIEWPORT = re.compile(r"([0-9]{1,5})x([0-9]{1,5})")


class Viewport(Frozen):
    """The size of the window's inside in CSS pixels."""

    width: int = 1280
    height: int = 800

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


def parse_viewport(text: str) -> Viewport:
    """A viewport from "1280x800"; raises UsageError otherwise."""
    found = _VIEWPORT.fullmatch(text)
    sides = [int(side) for side in found.groups()] if found else []
    if not sides or not all(MIN_SIDE <= side <= MAX_SIDE for side in sides):
        raise UsageError(
            f"expected a viewport such as 1280x800, each side from {MIN_SIDE} to {MAX_SIDE}, found {text[:32]!a}"
        )
    return Viewport(width=sides[0], height=sides[1])
