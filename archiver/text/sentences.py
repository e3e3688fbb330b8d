"""Sentences of a block, as code-point ranges.

    sentences("Gen. Bondar left. He spoke.") == ((0, 17), (18, 27))

A sentence ends at a run of . ! ? … (with closing marks after it) before white space and a capital, a digit or an
opening mark. A full stop after a title, an initial or another abbreviation ends nothing; after "U.S." and the like
it does when a word follows that only starts sentences. What is longer than `MAX_SENTENCE` is cut at a space, so that
work on one sentence is bounded whatever the text.
"""

import re
from collections.abc import Iterator

from archiver.text.tokens import UPPER, Range, word_set

_ABBREVIATIONS = word_set(
    "mr mrs ms dr prof gen lt col maj capt sgt cpl adm sen rep gov pres hon rev fr st mt ft no vs jr sr "
    "jan feb mar apr jun jul aug sep sept oct nov dec inc ltd co corp approx est dept fig "
    "ст ген див вул пл обл м р св проф акад ім тис млн млрд гр пол полк кап сер лейт им ул г тыс"
)
_DOTTED = re.compile(r"(?:\w\.)++\w\Z")
_STARTERS = word_set("The He She It They We I In On At But And A An This That These Those As When While")
MAX_SENTENCE = 4_000  # code points
_NO_SPACE = 4  # times MAX_SENTENCE, where a text without spaces is cut
_LAST_WORD = 12  # code points looked back for an abbreviation
_BREAK = re.compile(rf"(?<![.!?…])[.!?…]++[\"”»’“')\]]*+(\s++)(?=[\"“„«‘'(\[\x02—–-]|[{UPPER}\d])")
_FIRST_WORD = re.compile(r"\w++")


def _ends_here(text: str, dot: int, following: int) -> bool:
    """Whether the full stop at `dot` ends a sentence that would go on at `following`."""
    before = text[max(0, dot - _LAST_WORD) : dot]
    word = before.replace("(", " ").rpartition(" ")[2]
    first = _FIRST_WORD.match(text, following)
    if _DOTTED.search(word):
        return first is not None and first[0] in _STARTERS
    if len(word) == 1 and word.isupper() and word != "I":
        return False
    return word.lower() not in _ABBREVIATIONS


def _cut(text: str, start: int, end: int) -> Iterator[Range]:
    while end - start > MAX_SENTENCE:
        limit = min(end, start + _NO_SPACE * MAX_SENTENCE)
        space = text.find(" ", start + MAX_SENTENCE, limit)
        stop = limit if space < 0 else space
        yield start, stop
        start = stop
    if start < end:
        yield start, end


def sentences(text: str) -> tuple[Range, ...]:
    """Ranges of the sentences of `text`, in order, without the white space between them."""
    found: list[Range] = []
    start = 0
    for match in _BREAK.finditer(text):
        if text[match.start()] != "." or _ends_here(text, match.start(), match.end()):
            found.extend(_cut(text, start, match.start(1)))
            start = match.end()
    if text[start:].strip():
        found.extend(_cut(text, start, len(text)))
    return tuple(found)
