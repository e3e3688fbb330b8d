"""How a page is viewed: settings that are the same on every machine, in one frozen value.

viewport "1280x800", 1 device pixel each; locale en-US; time zone UTC; light; reduced motion; scripts on;
service workers blocked; downloads denied; no permission granted; an empty profile each time

The user agent is the wire-level client's: a capture has one.
"""

from dataclasses import dataclass, field

from archiver.capture.browser.limits import BrowserLimits
from archiver.model.viewport import Viewport

LOCALE = "en-US"
TIME_ZONE = "UTC"


@dataclass(frozen=True)
class BrowserOptions:
    """`consent` is a selector (CSS, or Playwright's `text=...`) to click once, None to click nothing."""

    executable: str
    viewport: Viewport = field(default=Viewport())
    consent: str | None = None
    limits: BrowserLimits = field(default=BrowserLimits())
