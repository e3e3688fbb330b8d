"""What one view of a page may cost. Every limit is a named constant and can be overridden in `BrowserLimits`."""

from archiver.model.base import Frozen

TOTAL_SECONDS = 90.0  # from the start of Chromium to the last octet of its answers
LOAD_SECONDS = 15.0  # until the page says that it is loaded; after that it is taken as it is
SETTLE_SECONDS = 5.0  # for the network to fall silent afterwards
CONSENT_SECONDS = 5.0  # for the consent button to appear
STEP_SECONDS = 20.0  # for each of DOM, screenshot and PDF
BODY_SECONDS = 5.0  # for Chromium to hand over the body of one response
GRACE_SECONDS = 5.0  # after the total, for the child process to end by itself
MAX_RESOURCES = 500  # requests of the page
MAX_OCTETS = 64 * 1024 * 1024  # octets received from servers, and again of the bodies that are kept (decoded)
MAX_DOM = 16 * 1024 * 1024  # octets of the rendered DOM
MAX_HEIGHT = 16_384  # CSS pixels of a screenshot; Chromium's textures go no further


class BrowserLimits(Frozen):
    """Overrides for one view; times in seconds, sizes in octets, `height` in CSS pixels."""

    total: float = TOTAL_SECONDS
    load: float = LOAD_SECONDS
    settle: float = SETTLE_SECONDS
    consent: float = CONSENT_SECONDS
    step: float = STEP_SECONDS
    body: float = BODY_SECONDS
    grace: float = GRACE_SECONDS
    resources: int = MAX_RESOURCES
    octets: int = MAX_OCTETS
    dom: int = MAX_DOM
    height: int = MAX_HEIGHT
