"""E405: the source record is there, with the digest, length and address that capture states."""

from collections.abc import Callable
from typing import Any

from tests.support.attack import Attack, on
from tests.support.build import Built
from tests.support.forge import Change, nothing, records_of, resigned, with_field


def _uri(value: str) -> Callable[[Built], Built]:
    """The source record under another address, signed by the archive's keys."""

    def recipe(built: Built) -> Built:
        records = records_of(built.segment)
        records[1] = with_field(records[1], b"WARC-Target-URI", value.encode())
        return resigned(built, nothing, records=records)

    return recipe


def _source(**members: Any) -> Callable[[Built], Built]:
    return _signed(lambda d: d["capture"]["source"].update(members))


def _signed(change: Change) -> Callable[[Built], Built]:
    return lambda built: resigned(built, change)


URI = "WARC-Target-URI"
ATTACKS: tuple[Attack, ...] = (
    Attack("another digest", _source(sha256="sha256:" + "0" * 64), part="sha256"),
    Attack("another length", _source(bytes=1), part="bytes"),
    Attack("a record that is not there", _source(record="<urn:uuid:00000000-0000-4000-8000-000000000000>")),
    on("http", Attack("another digest of a response", _source(sha256="sha256:" + "0" * 64), part="sha256")),
    Attack("another address", _uri("https://evil.example/"), part=URI),
    Attack("an address in two brackets", _uri("<<https://news.example.org/world/ferry-2026>>"), part=URI),
    Attack("an address with spaces", _uri("https://news.example.org/world/ferry 2026"), part=URI),
    Attack("an address with terminal escapes", _uri("https://news.example.org/\x1b]0;owned\x07\x9b2J"), part=URI),
    Attack("an address with a bidi override", _uri("https://news.example.org/\u202egpj.exe"), part=URI),
    Attack("no address", _uri(""), part=URI),
)
