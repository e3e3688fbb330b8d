"""How well the differ does on labelled pairs: precision and recall by class.

score(hand_made())["quantity"] == Score(right=56, wrong=0, missed=0)
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from archiver.claims.find import find
from archiver.compare.change import Version, change_between
from archiver.compare.diff import Comparison, Side, compare
from archiver.extract.extract import extract
from archiver.model.digest import sha256
from tests.compare.golden import CLASSES, Found, Pair
from tests.compare.pages import WebPair

LANGUAGES = {"povin": "uk", "pozhar": "ru"}


@dataclass(frozen=True)
class Score:
    """Of one class: found and expected, found and not expected, expected and not found."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of what was found that was expected; 1 where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of what was expected that was found; 1 where nothing was expected."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def compared(pair: Pair) -> Comparison:
    """The pair through the differ, with the claims that are found in each version."""
    language = LANGUAGES.get(pair.name.split()[-1], "en")
    old, new = (Side(blocks, find(blocks, language=language).items) for blocks in (pair.old, pair.new))
    return compare(old, new)


def found_in(pair: Pair) -> set[Found]:
    """What the differ finds, in the form of `Pair.expected`."""
    return {
        (kind, row.old.text if row.old else None, row.new.text if row.new else None)
        for row in compared(pair).changes
        for kind in row.classes
    }


def score(pairs: Iterable[Pair]) -> dict[str, Score]:
    """The score of each class."""
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for pair in pairs:
        found = found_in(pair)
        right.update(kind for kind, *_ in found & pair.expected)
        wrong.update(kind for kind, *_ in found - pair.expected - pair.optional)
        missed.update(kind for kind, *_ in pair.expected - found)
    return {kind: Score(right[kind], wrong[kind], missed[kind]) for kind in CLASSES}


@dataclass(frozen=True)
class Read:
    """A pair of pages as extractor, claims and differ see it."""

    comparison: Comparison
    relation: str


def read_pages(pair: WebPair) -> Read:
    """Both pages through the real extractor and finder of claims, then compared."""
    sides, versions = [], []
    for page in (pair.old, pair.new):
        found = extract(page, media_type="text/html")
        assert found.article is not None, pair.name
        excluded = found.article.excluded or ()
        claims = find(found.blocks, language="en", excluded=excluded).items
        sides.append(Side(found.blocks, claims, excluded, found.article.modified))
        aside = frozenset(span.block for span in excluded if span.exact == found.blocks[span.block])
        versions.append(Version(sha256(page), found.article.headline, found.blocks, (), None, aside))
    return Read(compare(sides[0], sides[1]), change_between(versions[0], versions[1]))
