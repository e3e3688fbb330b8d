"""E302: the blocks of the text are those that were signed, in their order."""

import unicodedata
from collections.abc import Callable
from typing import Any

from tests.support.attack import Attack, on
from tests.support.build import Built, package
from tests.support.forge import edited

Blocks = list[Any]


def _text(change: Callable[[Blocks], object]) -> Callable[[Built], Built]:
    return lambda built: edited(built, lambda d: change(d["text"]))


def _block(number: int, make: Callable[[str], str]) -> Callable[[Built], Built]:
    def change(blocks: Blocks) -> None:
        new = make(blocks[number])
        assert new != blocks[number]
        blocks[number] = new

    return _text(change)


def _swap(blocks: Blocks) -> None:
    blocks[2], blocks[3] = blocks[3], blocks[2]


def _joined(blocks: Blocks) -> None:
    """Two paragraphs made one: the whole text reads the same."""
    blocks[2:4] = [f"{blocks[2]} {blocks[3]}"]


def _other_text(built: Built) -> Built:
    return edited(built, lambda d: d.update(text=package("ukrainian").document["text"]))


ATTACKS: tuple[Attack, ...] = (
    Attack("one word", _block(2, lambda text: text.replace("2,400", "1,400")), part="block 2"),
    Attack("one letter of the headline", _block(0, lambda text: text.replace("r", "n", 1)), part="block 0"),
    Attack("a full stop", _block(4, lambda text: text[:-1]), part="block 4"),
    Attack("a space", _block(1, lambda text: text.replace(" ", "  ", 1)), part="block 1"),
    Attack("a zero-width space put in", _block(1, lambda text: text.replace("ferry", "fer\u200bry")), part="block 1"),
    Attack("a bidi override put in", _block(1, lambda text: "\u202e" + text), part="block 1"),
    on("ukrainian", Attack("a Latin letter in a Cyrillic word",
                           _block(1, lambda text: text.replace("о", "o", 1)), part="block 1")),
    on("ukrainian", Attack("another normal form",
                           _block(1, lambda text: unicodedata.normalize("NFD", text)), part="block 1")),
    on("deceptive", Attack("a Latin letter made Cyrillic",
                           _block(0, lambda text: text.replace("p", "р")), part="block 0")),
    on("deceptive", Attack("a bidi override taken out",
                           _block(1, lambda text: text.replace("\u202e", "")), part="block 1")),
    on("deceptive", Attack("a zero-width space taken out",
                           _block(2, lambda text: text.replace("\u200b", "")), part="block 2")),
    Attack("two exchanged", _text(_swap), part="block 3"),
    Attack("two joined", _text(_joined), part="block 2"),
    Attack("one put in", _text(lambda blocks: blocks.insert(3, "Nobody was hurt.")), part="block 3"),
    Attack("one appended", _text(lambda blocks: blocks.append("Nobody was hurt.")), part="block 6"),
    Attack("an empty one appended", _text(lambda blocks: blocks.append("")), part="block 6"),
    Attack("one taken out", _text(lambda blocks: blocks.pop(3)), part="block 3"),
    Attack("the last one taken out", _text(lambda blocks: blocks.pop())),
    Attack("all taken out", _text(lambda blocks: blocks.clear())),
    Attack("text of another package", _other_text, part="block 0"),
)  # fmt: skip
