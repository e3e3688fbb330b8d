"""Can the time be believed? The clock of this machine against the Date of the answer (RFC 9110 6.6.1).

    compared(head, answered_at)     # Clock("http-date", offset_ms=-213, synchronised=None, checked_at=answered_at)

The offset is reference minus local, taken when the first octet of the answer came. A Date says whole seconds and may
be as old as the way of the answer, so an honest pair of clocks shows up to a second or two below zero. What a cache has
held is older by its Age (RFC 9111 5.1). Whether the kernel's clock is disciplined (NTP) is not asked: Python has no
call for it, so that stays null.
"""

from datetime import datetime
from email.utils import parsedate_to_datetime

from archiver.capture.http.exchange import Head
from archiver.model.capture import Clock
from archiver.model.instant import Instant, read

SOURCE = "http-date"
MAX_AGE = 10**9  # seconds; more is no age
_MILLISECOND = 1000


def compared(head: Head | None, answered_at: Instant | None) -> Clock | None:
    """The clock beside the server's; None without an answer or without a readable Date in it."""
    dates = head.all("date") if head else ()
    if head is None or answered_at is None or len(dates) != 1:
        return None
    moment = _moment(dates[0])
    if moment is None:
        return None
    offset = (moment - read(answered_at)).total_seconds() + _age(head.get("age"))
    return Clock(source=SOURCE, offset_ms=round(offset * _MILLISECOND), synchronised=None, checked_at=answered_at)


def _moment(text: str) -> datetime | None:
    """An HTTP date; None for anything else, and for one without a zone."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else None


def _age(text: str | None) -> int:
    digits = (text or "").strip()
    return min(int(digits), MAX_AGE) if digits.isascii() and digits.isdigit() and len(digits) <= 10 else 0
