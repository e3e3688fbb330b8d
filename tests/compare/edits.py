"""Changes made by a generator from a seed, over the articles of `pairs/`: many more than anybody labels by hand.

    generated(seed=1, count=200)   pairs with one to five changes each, on as many sentences

Each operator makes one kind of change in a sentence that allows it, by rules so plain that the label is certain.
"""

import random
import re
from collections.abc import Callable
from contextlib import suppress

from tests.compare.golden import Draft, Line, Pair, articles

_HEDGES = ("reportedly", "allegedly", "apparently", "probably", "possibly", "supposedly", "presumably")
_CUES = ("claimed", "insisted", "argued", "admitted", "stressed", "maintained", "suggested", "complained")
_SYNONYMS = {
    "approved": "accepted", "collapsed": "crumbled", "ignored": "neglected", "launched": "lowered", "opened": "unlocked",
    "welcomed": "applauded", "rejected": "dismissed", "blocked": "barricaded", "survived": "lived", "resigned": "quit",
    "waited": "camped", "convicted": "sentenced", "gathered": "collected", "restore": "repair", "afraid": "frightened",
    "shot down": "intercepted", "supplies": "feeds", "demanding": "seeking", "small": "modest", "spread": "raced",
}  # fmt: skip
_PEOPLE = ("Hanna Brodt", "Milan Petrov", "Grace Okoro", "Tomas Ferrer", "Iris Novak", "Leon Haas", "Marta Quist")
_SPEAKERS = (
    "Elena Marsh", "Jonas Reed", "Tom Brandt", "Petro Halych", "Helen Voss", "Anna Moreno", "Victor Stahl",
    "Karin Beck", "Paul Ferrand", "Marta Havel", "Peter Dolan", "Nina Okafor", "Luis Prado", "Rosa Vidal",
)  # fmt: skip
_PLACES = ("Dunholm", "Skerra", "Westmere", "Velin", "Orlyk", "Tavira", "Northfield", "Pell", "Marlin", "Ostrel",
           "Dravograd", "Liria", "Merrow")  # fmt: skip
_NEW_PLACES = ("Kestrel Bay", "Oldmoor", "Brackwater", "Saint Orm", "Tolva", "Ravensea", "Lindmark")
_SENTENCES = (
    "The road to the site remained closed.", "A lawyer for the owners refused to speak.", "Neighbours brought blankets.",
    "The archive of the town holds older plans.", "Two engineers arrived by train.", "Trams were replaced by buses.",
    "A choir sang in front of the town hall.", "The owners bought the land decades ago.",
)  # fmt: skip
_AUXILIARY = re.compile(r"\b(was|were|had|has been|will|would) (?!not\b|never\b)(?=[a-z])")
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w]|\.\d)")
Operator = Callable[[Draft, Line, random.Random], bool]


def generated(seed: int, count: int) -> tuple[Pair, ...]:
    """`count` pairs; the same for the same seed."""
    chance = random.Random(seed)
    return tuple(_pair(number, chance) for number in range(count))


def _pair(number: int, chance: random.Random) -> Pair:
    name = chance.choice([name for name in articles() if name not in ("povin", "pozhar")])
    return in_article(f"{number} {name}", articles()[name], chance)


def in_article(name: str, blocks: list[str], chance: random.Random) -> Pair:
    """One to five changes in an article, whose first block is its headline."""
    draft = Draft(blocks)
    lines = draft.lines()[1:]
    chance.shuffle(lines)
    wanted, done = chance.randint(1, 5), 0
    for line in lines:
        operators = list(_OPERATORS)
        chance.shuffle(operators)
        with suppress(ValueError):  # a sentence that stands twice says nothing about which of them changed
            done += any(operator(draft, line, chance) for operator in operators[:4])
        if done == wanted:
            break
    return draft.pair(name)


def _exchange(draft: Draft, line: Line, kind: str, old: str, new: str) -> bool:
    if line.now is None or line.now.count(old) != 1:
        return False
    line.now = line.now.replace(old, new)
    line.label(kind)
    return True


def _quantity(draft: Draft, line: Line, chance: random.Random) -> bool:
    found = _NUMBER.findall(line.now or "")
    if not found:
        return False
    number = chance.choice(found)
    head = chance.choice([digit for digit in "123456789" if digit != number[0]])
    return _exchange(draft, line, "quantity", number, head + number[1:])


def _hedge(draft: Draft, line: Line, chance: random.Random) -> bool:
    found = _AUXILIARY.search(line.now or "")
    if found is None:
        return False
    return _exchange(draft, line, "hedge", found[0], f"{found[0]}{chance.choice(_HEDGES)} ")


def _negation(draft: Draft, line: Line, chance: random.Random) -> bool:
    if line.now and line.now.count(" not ") == 1 and "did not" not in line.now:
        return _exchange(draft, line, "negation", " not ", " ")
    found = _AUXILIARY.search(line.now or "")
    if found is None or found[1] == "has been":
        return False
    return _exchange(draft, line, "negation", found[0], f"{found[1]} {chance.choice(('not', 'never'))} ")


def _cue(draft: Draft, line: Line, chance: random.Random) -> bool:
    return _exchange(draft, line, "cue", " said ", f" {chance.choice(_CUES)} ")


def _speaker(draft: Draft, line: Line, chance: random.Random) -> bool:
    here = [
        name for name in _SPEAKERS if line.now and name in line.now and (" said" in line.now or "according" in line.now)
    ]
    return bool(here) and _exchange(draft, line, "speaker", here[0], chance.choice(_PEOPLE))


def _name(draft: Draft, line: Line, chance: random.Random) -> bool:
    here = [name for name in _PLACES if line.now and re.search(rf"\b{name}\b", line.now)]
    return bool(here) and _exchange(draft, line, "name", chance.choice(here), chance.choice(_NEW_PLACES))


def _reworded(draft: Draft, line: Line, chance: random.Random) -> bool:
    here = [word for word in _SYNONYMS if line.now and re.search(rf"\b{word}\b", line.now)]
    return bool(here) and _exchange(draft, line, "reworded", here[0], _SYNONYMS[here[0]])


def _typographic(draft: Draft, line: Line, chance: random.Random) -> bool:
    old, new = chance.choice((("“", '"'), (", ", " – "), ("’", "'"), (".", "…"), (" and ", ", and ")))
    if not line.now or old not in line.now or any(digit in line.now for digit in "0123456789"):
        return False
    if old == ".":
        line.now = line.now.removesuffix(".") + new
        line.label("typographic")
        return True
    return _exchange(draft, line, "typographic", old, new)


def _removed(draft: Draft, line: Line, chance: random.Random) -> bool:
    if line.now is None or line not in draft.lines():
        return False
    draft.remove(line.now)
    return True


def _added(draft: Draft, line: Line, chance: random.Random) -> bool:
    sentence = chance.choice([one for one in _SENTENCES if all(one != other.now for other in draft.lines())])
    draft.add(line.now or "", chance.choice(("", "¶")) + sentence)
    return True


def _moved(draft: Draft, line: Line, chance: random.Random) -> bool:
    """Three places away or more, so that nobody can say that the others moved; once in a pair."""
    lines = draft.lines()
    if line not in lines or any("moved" in other.classes for other in lines):
        return False
    at = lines.index(line)
    targets = [other for n, other in enumerate(lines) if n > 0 and (n - at >= 3 or at - n >= 4)]
    if not targets:
        return False
    draft.move(line.now or "", chance.choice(targets).now or "")
    return True


_OPERATORS: tuple[Operator, ...] = (
    _quantity, _hedge, _negation, _cue, _speaker, _name, _reworded, _typographic, _removed, _added, _moved,
)  # fmt: skip
