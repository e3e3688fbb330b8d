"""E307: a member without a value has its reason. The archive's own keys signed these: a packer with a defect."""

from collections.abc import Callable
from typing import Any

from tests.support.attack import Attack
from tests.support.build import Built
from tests.support.forge import Change, Document, resigned


def _signed(change: Change) -> Callable[[Built], Built]:
    return lambda built: resigned(built, change)


def _capture(**members: Any) -> Callable[[Built], Built]:
    return _signed(lambda d: d["capture"].update(members))


def _no_article(document: Document) -> None:
    document.update(article=None, text=[], claims=[])


ATTACKS: tuple[Attack, ...] = (
    Attack("a required member null", _capture(quality=None), part="/capture/quality"),
    Attack("no method", _capture(method=None), part="/capture/method"),
    Attack("no reasons at all", _capture(absent=None), part="/capture/tls"),
    Attack("one reason missing", _signed(lambda d: d["capture"]["absent"].pop("/capture/tls")), part="/capture/tls"),
    Attack("no article and no reason", _signed(_no_article), part="/article"),
)
