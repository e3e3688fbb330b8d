"""E402: predicate and capture name the same article, time and series, although both are signed."""

from collections.abc import Callable
from typing import Any

from tests.support.attack import Attack
from tests.support.build import Built
from tests.support.forge import edited, restated

OTHER_ID = "urn:uuid:00000000-0000-4000-8000-000000000000"


def _stated(**members: Any) -> Callable[[Built], Built]:
    return lambda built: restated(built, lambda s: s["predicate"].update(members))


def _captured(**members: Any) -> Callable[[Built], Built]:
    return lambda built: edited(built, lambda d: d["capture"].update(members))


ATTACKS: tuple[Attack, ...] = (
    Attack("another capture", _stated(captureId=OTHER_ID), part="id"),
    Attack("another url", _stated(url="https://news.example.org/other"), part="url"),
    Attack("a url that is none", _stated(url="javascript:alert(1)"), part="url"),
    Attack("a url with terminal escapes", _stated(url="https://news.example.org/\x1b[2J"), part="url"),
    Attack("another series", _stated(series="org,example,news)/"), part="series"),
    Attack("another time", _stated(capturedAt="2020-01-01T00:00:00.000000Z"), part="captured_at"),
    Attack("captured after it was packaged", _stated(capturedAt="2099-01-01T00:00:00.000000Z"), part="capturedAt"),
    Attack("a time of request", _stated(requestedAt="2020-01-01T00:00:00.000000Z"), part="requested_at"),
    Attack("another basis of time", _stated(timeBasis="observed"), part="time_basis"),
    Attack("capture with another id", _captured(id=OTHER_ID), part="id"),
    Attack("capture with another url", _captured(url="https://evil.example/"), part="url"),
    Attack("capture without url", _captured(url=None), part="url"),
)
