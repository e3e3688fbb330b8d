"""E410: every record that capture names is in the segment."""

from typing import Any

from tests.support.attack import Attack
from tests.support.build import Built
from tests.support.forge import Document, resigned

NOWHERE = "<urn:uuid:00000000-0000-4000-8000-000000000000>"


def _rendering(document: Document) -> None:
    rendering: dict[str, Any] = {
        "kind": "png",
        "sha256": "sha256:" + "0" * 64,
        "viewport": "800x600",
        "record": NOWHERE,
    }
    document["capture"]["renderings"] = [rendering]


def _redirect(document: Document) -> None:
    hop = {"url": "https://news.example.org/old", "status": 301, "record": NOWHERE}
    document["capture"]["redirects"] = [hop]


def _request(document: Document) -> None:
    document["capture"]["request"] = {"method": "GET", "headers": [], "record": NOWHERE}


def _medium(document: Document) -> None:
    medium = {
        "url": "https://news.example.org/a.png",
        "role": "image",
        "sha256": None,
        "bytes": None,
        "media_type": None,
    }
    document["capture"]["media"] = [
        medium | {"status": None, "record": None},
        medium | {"status": 200, "record": NOWHERE},
    ]


def _signed(built: Built, change: Any) -> Built:
    return resigned(built, change)


ATTACKS: tuple[Attack, ...] = (
    Attack("a rendering", lambda b: _signed(b, _rendering), part="/capture/renderings/0/record"),
    Attack("a redirect", lambda b: _signed(b, _redirect), part="/capture/redirects/0/record"),
    Attack("the request", lambda b: _signed(b, _request), part="/capture/request/record"),
    Attack("the second medium", lambda b: _signed(b, _medium), part="/capture/media/1/record"),
)
