"""What a package says became of one try, in the few words that a report counts.

    response            relation                    result
    an article          no text before              captured
    304, same text      unchanged, markup           unchanged
    another text        text, headline, ...         changed
    back again          returned                    returned
    404, 410 (known)    removed                     removed
    most of it gone     (quality: shrunken)         shrunken
    a wall, 401, 403, 429, 451, robots.txt          blocked
    everything else                                 failed

`cause` is one or two words of ours that never change, so that they can be counted; `reason` is a sentence for people
and may hold words of the page.
"""

from dataclasses import dataclass

from archiver.model.capture import Capture
from archiver.model.run import Result
from archiver.model.statement import Relation

WALLS = frozenset({"captcha", "consent", "paywall", "login"})
REFUSALS = frozenset({401, 402, 403, 407, 429, 451, 511})
SAME = frozenset({"unchanged", "markup"})
MAX_REASON = 300  # characters
BROWSER = "browser"  # the cause of an article that was captured, but not or not wholly viewed in a browser
NETWORK = frozenset(
    {"dns", "address", "refused", "proxy", "tls", "timeout", "reset", "malformed", "redirect", "robots", "robots.txt"}
)  # the kinds of `archiver.capture.http.failure`, and a robots.txt that cannot be had
_UNREAD = (("the body is cut off", "cut off"), ("expected a page (", "no page"), ("expected a page that", "unreadable"))


@dataclass(frozen=True)
class Judged:
    """The result, with its cause where it is no good one."""

    result: Result
    cause: str | None
    reason: str | None


def judge(capture: Capture, relation: Relation | None, *, has_text: bool, is_first: bool) -> Judged:
    """What the capture record of a package and its relation to the one before amount to.

    `is_first` says that no earlier package of the series holds text: whatever came before, it was no article.
    """
    verdict = capture.quality.verdict if capture.quality else None
    signals = "; ".join(capture.quality.signals)[:MAX_REASON] if capture.quality else ""
    if verdict == "shrunken":
        return Judged("shrunken", "shrunken", signals)
    if has_text and verdict == "article":
        return _seen(capture, "captured" if is_first else _good(relation))
    status = capture.response.status if capture.response else None
    if (relation, status) == ("unchanged", 304):
        return _seen(capture, "unchanged")
    if relation == "removed" and status in (404, 410):
        return Judged("removed", None, None)
    return _bad(capture, verdict, status, signals)


def _seen(capture: Capture, result: Result) -> Judged:
    """A good result, with what a browser could not show or click: said only where it was asked to."""
    absent = capture.absent or {}
    if unviewed := absent.get("/capture/renderings"):
        return Judged(result, BROWSER, unviewed[:MAX_REASON])
    unclicked = absent.get("/capture/access/consent_action")
    return Judged(result, None, unclicked[:MAX_REASON] if unclicked else None)


def _bad(capture: Capture, verdict: str | None, status: int | None, signals: str) -> Judged:
    reason = ((capture.absent or {}).get("/article") or signals)[:MAX_REASON]
    if capture.access and capture.access.robots == "disallowed":
        return Judged("blocked", "robots", reason)
    if verdict in WALLS:
        return Judged("blocked", verdict, signals)
    if status in REFUSALS:
        return Judged("blocked", f"status {status}", reason)
    cause = _cause(reason, verdict, status)
    return Judged("blocked" if cause == "robots" else "failed", cause, reason)


def _cause(reason: str, verdict: str | None, status: int | None) -> str:
    """A failure of the network names itself first, as in `dns: no address`; then the status, then the page."""
    kind = reason.partition(":")[0]
    if kind in NETWORK:
        return kind
    if status is None:
        return "no answer"
    if not 200 <= status < 300:
        return f"status {status}"
    return next((cause for beginning, cause in _UNREAD if reason.startswith(beginning)), verdict or "unread")


def _good(relation: Relation | None) -> Result:
    if relation in SAME:
        return "unchanged"
    return "returned" if relation == "returned" else "changed"
