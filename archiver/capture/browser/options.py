"""How a page is viewed: settings that are the same on every machine, in one frozen value.

viewport "1280x800", 1 device pixel each; locale en-US; time zone UTC; light; reduced motion; scripts on;
service workers blocked; downloads denied; no permission granted; an empty profile each time

The user agent is the wire-level client's: a capture has one.
"""

import re
from dataclasses import dataclass, field

from archiver.capture.browser.limits import BrowserLimits
from archiver.errors import UsageError
from archiver.model.base import Frozen

LOCALE = "en-US"
TIME_ZONE = "UTC"
MIN_SIDE, MAX_SIDE = 200, 4096  # CSS pixels
_VIEWPORT = re.compile(r"([0-9]{1,5})x([0-9]{1,5})")


class Viewport(Frozen):
    """The size of the window's inside in CSS pixels."""

    width: int = 1280
    height: int = 800

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


@dataclass(frozen=True)
class BrowserOptions:
    """`consent` is a selector (CSS, or Playwright's `text=...`) to click once, None to click nothing."""

    executable: str
    viewport: Viewport = field(default=Viewport())
    consent: str | None = None
    limits: BrowserLimits = field(default=BrowserLimits())


def parse_viewport(text: str) -> Viewport:
    """A viewport from "1280x800"; raises UsageError otherwise."""
    found = _VIEWPORT.fullmatch(text)
    sides = [int(side) for side in found.groups()] if found else []
    if not sides or not all(MIN_SIDE <= side <= MAX_SIDE for side in sides):
        raise UsageError(
            f"expected a viewport such as 1280x800, each side from {MIN_SIDE} to {MAX_SIDE}, found {text[:32]!a}"
        )
    return Viewport(width=sides[0], height=sides[1])
