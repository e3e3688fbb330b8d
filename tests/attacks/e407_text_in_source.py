"""E407: every block stands in the source record. Without this the archive's keys could vouch for any text."""

from collections.abc import Callable
from typing import Any

from archiver.model.digest import sha256
from archiver.text.blocks import to_file
from tests.support.attack import Attack, on
from tests.support.build import Built
from tests.support.forge import Document, number_of, records_of, resigned, with_block, with_field


def _invented(at: int, make: Callable[[str], str]) -> Callable[[Built], Built]:
    """Text and conversion record agree, every digest is right, everything is signed: and nobody published it."""

    def recipe(built: Built) -> Built:
        text = built.document["text"]
        text[at] = make(text[at])
        records = records_of(built.segment)
        number = number_of(records, b"conversion")
        records[number] = with_block(records[number], to_file(text))

        def change(document: Document) -> None:
            document["text"] = text
            document["article"]["text_sha256"] = sha256(to_file(text))
            document["claims"][0]["items"] = []
            document["article"].update(flags=[], excluded=[])

        return resigned(built, change, records=records)

    return recipe


def _source(**members: Any) -> Callable[[Built], Built]:
    return lambda built: resigned(built, lambda d: d["capture"]["source"].update(members))


def _coding(value: bytes) -> Callable[[Built], Built]:
    """A response that claims a content coding that it does not have, or that nobody knows."""

    def recipe(built: Built) -> Built:
        records = records_of(built.segment)
        at = number_of(records, b"response")
        head, _, block = records[at].partition(b"\r\n\r\n")
        block = block[:-4].replace(b"server:x", b"content-encoding: " + value)
        records[at] = with_block(head + b"\r\n\r\n\r\n\r\n", block)
        records[at] = with_field(records[at], b"WARC-Payload-Digest", None)
        return resigned(built, records=records)

    return recipe


ATTACKS: tuple[Attack, ...] = (
    Attack("a word", _invented(2, lambda text: text.replace("2,400", "1,400")), part="block 2"),
    Attack("a paragraph", _invented(3, lambda text: "Three people drowned."), part="block 3"),
    Attack("a headline", _invented(0, lambda text: "Ferry sank"), part="block 0"),
    on(
        "ukrainian", Attack("a word in Cyrillic", _invented(2, lambda text: text.replace("2400", "24")), part="block 2")
    ),
    on("ukrainian", Attack("another charset", _source(charset="koi8-u"), part="block 0")),
    Attack("a charset that is none", _source(charset="rot13"), part="<urn:uuid:"),
    Attack("a codec that Python alone knows", _source(charset="zlib_codec"), part="<urn:uuid:"),
    Attack("a charset with a zero octet", _source(charset="utf-8\x00"), part="<urn:uuid:"),
    on("http", Attack("an unknown content coding", _coding(b"rot13"), part="<urn:uuid:")),
    on("http", Attack("a content coding that it does not have", _coding(b"gzip"), part="<urn:uuid:")),
    on("http", Attack("a zstd coding that it does not have", _coding(b"zstd"), part="<urn:uuid:")),
    on("http", Attack("a brotli coding that it does not have", _coding(b"br"), part="<urn:uuid:")),
)
