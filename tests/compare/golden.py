"""The pairs of versions under `pairs/`: how a labelled change is applied, and what a differ is expected to find.

pair = hand_made()[0]
pair.old, pair.new                 blocks of the two versions
pair.expected                      {("quantity", "old sentence", "new sentence"), ...}
pair.optional                      the same form; may be found or not
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from archiver.text.sentences import sentences

PAIRS = Path(__file__).parent / "pairs"
CLASSES = (
    "added", "removed", "moved", "quantity", "hedge", "speaker", "cue", "negation", "name", "reworded", "typographic",
)  # fmt: skip
OWN_PARAGRAPH = "¶"
Found = tuple[str, str | None, str | None]


@dataclass
class Line:
    """One sentence on its way from the old version (None: not in it) to the new one."""

    old: str | None
    now: str | None
    classes: set[str] = field(default_factory=set)
    optional: set[str] = field(default_factory=set)

    def label(self, classes: str) -> None:
        """Adds the classes of one change."""
        for name in classes.split():
            (self.optional if name.endswith("?") else self.classes).add(name.rstrip("?"))


@dataclass(frozen=True)
class Pair:
    """Two versions and what lies between them."""

    name: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    expected: frozenset[Found]
    optional: frozenset[Found]


class Draft:
    """An article while changes are made to it."""

    def __init__(self, blocks: list[str]) -> None:
        self.blocks = [[Line(block[a:b], block[a:b]) for a, b in sentences(block)] for block in blocks]
        self.removed: list[Line] = []
        self._old = tuple(blocks)

    def change(self, classes: str, old: str, new: str) -> None:
        """Other words in one sentence."""
        line = self._at(old)[2]
        assert line.now is not None
        line.now = line.now.replace(old, new)
        line.label(classes)

    def remove(self, words: str) -> None:
        """The sentence goes."""
        block, at, line = self._at(words)
        del self.blocks[block][at]
        line.now = None
        line.label("removed")
        self.removed.append(line)

    def move(self, words: str, behind: str) -> None:
        """The sentence goes behind another one."""
        self._at(behind)
        block, at, line = self._at(words)
        del self.blocks[block][at]
        target, place, _ = self._at(behind)
        self.blocks[target].insert(place + 1, line)
        line.label("moved")

    def add(self, behind: str, sentence: str) -> None:
        """A new sentence behind another one, in its block or in one of its own."""
        block, at, _ = self._at(behind)
        line = Line(None, sentence.removeprefix(OWN_PARAGRAPH))
        line.label("added")
        if sentence.startswith(OWN_PARAGRAPH):
            self.blocks.insert(block + 1, [line])
        else:
            self.blocks[block].insert(at + 1, line)

    def pair(self, name: str) -> Pair:
        """The two versions, with what is expected."""
        lines = [*(line for block in self.blocks for line in block), *self.removed]
        new = tuple(" ".join(line.now for line in block if line.now) for block in self.blocks if block)
        return Pair(
            name,
            self._old,
            new,
            frozenset((kind, line.old, line.now) for line in lines for kind in line.classes),
            frozenset((kind, line.old, line.now) for line in lines for kind in line.optional),
        )

    def lines(self) -> list[Line]:
        """The sentences as they stand."""
        return [line for block in self.blocks for line in block]

    def _at(self, words: str) -> tuple[int, int, Line]:
        found = [
            (number, at, line)
            for number, block in enumerate(self.blocks)
            for at, line in enumerate(block)
            if line.now and words in line.now
        ]
        if len(found) != 1 or str(found[0][2].now).count(words) != 1:
            raise ValueError(f"{words!r} stands in {len(found)} sentences")
        return found[0]


@cache
def articles() -> dict[str, list[str]]:
    """Article name -> blocks."""
    return dict(yaml.safe_load((PAIRS / "articles.yaml").read_text("utf-8")))


@cache
def hand_made() -> tuple[Pair, ...]:
    """The pairs of `edits.txt`."""
    paragraphs = (PAIRS / "edits.txt").read_text("utf-8").split("\n\n")[1:]
    return tuple(_pair(number, paragraph.strip().split("\n")) for number, paragraph in enumerate(paragraphs, start=1))


def _pair(number: int, lines: list[str]) -> Pair:
    draft = Draft(articles()[lines[0]])
    for line in lines[1:]:
        classes, first, *rest = line.split(" | ")
        steps: dict[str, Callable[..., None]] = {"removed": draft.remove, "moved": draft.move, "added": draft.add}
        if classes in steps:
            steps[classes](first, *rest)
        else:
            draft.change(classes, first, *rest)
    return draft.pair(f"{number} {lines[0]}")


@cache
def noise_only() -> tuple[Pair, ...]:
    """Each piece of furniture of `noise.yaml` around several articles: nothing is expected of any of them."""
    noise = yaml.safe_load((PAIRS / "noise.yaml").read_text("utf-8"))
    bases = list(articles().items())
    made = []
    for number, entry in enumerate(noise["lines"]):
        for turn in range(3):
            name, blocks = bases[(number + 4 * turn) % len(bases)]
            old, new = (_furnished(blocks, entry["at"], entry[side]) for side in ("old", "new"))
            made.append(Pair(f"{entry['kind']} {number} {name}", old, new, frozenset(), frozenset()))
    for number, entry in enumerate(noise["text"]):
        for name, blocks in bases[number::3]:
            new = tuple(_swapped(block, entry["swap"]) for block in blocks)
            made.append(Pair(f"{entry['kind']} {name}", tuple(blocks), new, frozenset(), frozenset()))
    return tuple(made)


def _furnished(blocks: list[str], at: str, lines: list[str]) -> tuple[str, ...]:
    place = {"top": 1, "middle": len(blocks) // 2, "end": len(blocks)}[at]
    return (*blocks[:place], *lines, *blocks[place:])


def _swapped(block: str, swap: dict[str, str]) -> str:
    for old, new in swap.items():
        block = block.replace(old, new)
    return block


def positives(pairs: Iterator[Pair] | tuple[Pair, ...]) -> dict[str, int]:
    """How often each class is expected."""
    pairs = tuple(pairs)
    return {kind: sum(found[0] == kind for pair in pairs for found in pair.expected) for kind in CLASSES}
