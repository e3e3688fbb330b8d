"""How long to wait before asking a host again, and whether asking again is worth it.

    Pace(delay=1.0, per_host=2, attempts=3)
    retry_after("120", now)                          # 120.0 seconds (RFC 9110 10.2.3)
    retry_after("Mon, 23 Nov 2026 07:30:00 GMT", now)
    again(fetched, attempt=1, pace=pace, now=now, jitter=random)     # seconds to wait, or None

Worth it: time-outs, resets, names that could not be asked for now, 429, 502, 503, 504. Not worth it: an answer that
will be the same (404, 403), a certificate, a private address. The wait doubles with every attempt and is spread at
random, so that many that failed together do not come back together. Clock and chance are arguments.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from archiver.capture.http.client import Fetched

DELAY_SECONDS = 1.0  # between the ends and starts of two captures from one host
PER_HOST = 2  # captures from one host at the same time
ATTEMPTS = 3
FIRST_WAIT_SECONDS = 2.0  # before the second attempt, doubled for each after it
MAX_WAIT_SECONDS = 300.0  # whatever Retry-After says: a site cannot hold a run up for a day

WORTH_ANOTHER = frozenset({429, 502, 503, 504})


Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True)
class Chance:
    """What a run takes from outside: waiting (seconds), and a number from 0 to 1 for spreading retries."""

    sleep: Sleep = asyncio.sleep
    jitter: Callable[[], float] = random.random


@dataclass(frozen=True)
class Pace:
    """Seconds, and counts."""

    delay: float = DELAY_SECONDS
    per_host: int = PER_HOST
    attempts: int = ATTEMPTS
    first_wait: float = FIRST_WAIT_SECONDS
    max_wait: float = MAX_WAIT_SECONDS


def again(fetched: Fetched, *, attempt: int, pace: Pace, now: datetime, jitter: Callable[[], float]) -> float | None:
    """Seconds to wait before attempt number `attempt` + 1, None when there should be none. `jitter` gives 0 to 1."""
    if attempt >= pace.attempts or not worth_another(fetched):
        return None
    backoff = pace.first_wait * float(2 ** (attempt - 1)) * (0.5 + jitter() / 2)
    return min(max(backoff, asked_to_wait(fetched, now) or 0.0), pace.max_wait)


def worth_another(fetched: Fetched) -> bool:
    """Whether the same request may get another answer soon."""
    final = fetched.final
    if fetched.failure:
        return fetched.failure.temporary
    if final.truncated in ("disconnect", "time"):
        return True
    return final.head is not None and final.head.status in WORTH_ANOTHER


def asked_to_wait(fetched: Fetched, now: datetime) -> float | None:
    """The seconds of a Retry-After field in the final response, None without a readable one."""
    head = fetched.final.head
    value = head.get("retry-after") if head else None
    return retry_after(value, now) if value else None


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds from `now` (aware), at least 0 (RFC 9110 10.2.3: a number or a date); None when it is neither."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])  # more digits than that are years, and the caller's cap applies
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:  # RFC 5322 "-0000"; HTTP dates are always UTC
        moment = moment.replace(tzinfo=now.tzinfo)
    return max((moment - now).total_seconds(), 0.0)
