"""A headline in which every word has a capital, as its parser would rather have it.

    in_sentence_case("Mayor Slams Lee's Plan For Bridge", {"Lee", "Mayor"}, {"mayor", "plan"})
    == "Mayor slams Lee's plan for bridge"

Such letters hide which words are names, and every verb is taken for one. The article itself tells: a word keeps its
capital if the text below prints it with one and never without. No offset moves.
"""

import re
from collections.abc import Sequence

from archiver.text.tokens import UPPER

_WORD = re.compile(r"[^\W\d_]++(?:[’'-][^\W\d_]++)*+")
_LEAST = 4  # words with a capital
_SHARE = 70  # per cent of the words
_POSSESSIVE = re.compile(r"[’']s\Z")


def is_titled(text: str) -> bool:
    """Whether most words have a capital."""
    found = _WORD.findall(text)
    capitals = sum(word[0] in UPPER for word in found)
    return capitals >= _LEAST and 100 * capitals >= _SHARE * len(found)


def printed(blocks: Sequence[str]) -> frozenset[str]:
    """The words of the blocks as they are printed, without possessives."""
    return frozenset(_POSSESSIVE.sub("", word) for text in blocks for word in _WORD.findall(text))


def in_sentence_case(text: str, known: frozenset[str]) -> str:
    """The headline with a capital only at its start and in what `known`, the words below it, prints with one only."""
    pieces, position = [], 0
    for number, match in enumerate(_WORD.finditer(text)):
        word = _POSSESSIVE.sub("", match[0])
        lower = match[0].lower()
        name = word in known and word.lower() not in known
        if number and not name and len(lower) == len(match[0]):
            pieces += [text[position : match.start()], lower]
            position = match.end()
    return "".join([*pieces, text[position:]])
