"""Sentences of a block, as code-point ranges.

    sentences("Gen. Bondar left. He spoke.") == ((0, 17), (18, 27))

`sentencex` proposes the boundaries; three things are done around it (docs/adr/0011). It is shown no marks that it would
pair, as its search for the closing mark takes quadratic time. A boundary that it sets behind an abbreviation, an
initial or in front of a small letter is none. What is longer than `MAX_SENTENCE` is cut at a space, so that work on one
sentence is bounded whatever the text.
"""

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries

from archiver.text.tokens import Range, trimmed, word_set

_ABBREVIATIONS = word_set(
    "mr mrs ms dr prof gen lt col maj capt sgt cpl cmdr adm sen sens rep reps gov govs pres hon rev fr st mt ft no "
    "vs v "
    "jr sr ret det supt jan feb mar apr jun jul aug sep sept oct nov dec inc ltd co corp bros approx est dept fig "
    "ave blvd "
    "ст ген див вул просп бул пл обл м р св проф акад ім тис млн млрд гр пол полк підполк майор кап сер серж лейт мол "
    "кв куб грн ред напр рр ім’я нар тов проф доц зав заст им ул пр г гг тыс руб чел полк подполк мл доц деп см"
)
_DOTTED = re.compile(r"(?:\w\.)++\w\Z")
_STARTERS = word_set("The He She It They We I In On At But And A An This That These Those As When While")
MAX_SENTENCE = 4_000  # code points
_NO_SPACE = 4  # times MAX_SENTENCE, where a text without spaces is cut
_BREAK = re.compile(r"[\s(]")
_LAST_WORD = 14  # code points looked back for an abbreviation
_FIRST_WORD = re.compile(r"\w++")
_CLOSING = "\"”»’“‘')] \u00a0\n"
_OPENS = "“„«‘\"'(["
_OPENING = re.compile(r"[\s\"“„«‘'(\[\x02—–―-]*+")
_PAIRED = re.compile("[“”\"„«»‹›‘'`()\ud800-\udfff]")  # and lone surrogates, which have no UTF-8


def _is_abbreviation(text: str, dot: int, following: int) -> bool:
    """Whether the full stop at `dot` belongs to the word before it; `following` is where the next word begins."""
    before = text[max(0, dot - _LAST_WORD) : dot]
    word = _BREAK.split(before)[-1]
    first = _FIRST_WORD.match(text, following)
    if _DOTTED.search(word):
        return first is None or first[0] not in _STARTERS
    if len(word) == 1 and word.isupper() and word != "I":
        return True
    return word.lower() in _ABBREVIATIONS


def _ends_here(text: str, end: int) -> bool:
    """Whether a sentence ends where `sentencex` says that the next one starts, at `end`."""
    stop = end
    while stop and text[stop - 1] in _CLOSING:
        stop -= 1
    opening = _OPENING.match(text, end)
    following = opening.end() if opening else end
    if following < len(text) and text[following].islower():
        return False
    single_dot = text[stop - 1 : stop] == "." and text[stop - 2 : stop] != ".."
    return not (single_dot and not text[stop:end].strip() and _is_abbreviation(text, stop - 1, following))


def _before_opening(text: str, end: int) -> int:
    """`end`, or where the marks begin that stand right before it behind white space: they open the next sentence."""
    opening = end
    while opening and text[opening - 1] in _OPENS:
        opening -= 1
    return opening if opening and end < len(text) and text[opening - 1].isspace() else end


def _cut(text: str, start: int, end: int) -> Iterator[Range]:
    while end - start > MAX_SENTENCE:
        limit = min(end, start + _NO_SPACE * MAX_SENTENCE)
        space = text.find(" ", start + MAX_SENTENCE, limit)
        stop = limit if space < 0 else space
        yield start, stop
        start = stop
    if start < end:
        yield start, end


def _shown(text: str) -> str:
    """What `sentencex` is shown, character for character: no marks to pair, and May not taken for a short form."""
    return _PAIRED.sub("’", text).replace("…", ".").replace(" May.", " Mxy.")


def sentences(text: str, language: str = "en") -> tuple[Range, ...]:
    """Ranges of the sentences of `text`, in order, without the white space around them.

    `language` is the first subtag of a BCP 47 tag; one that `sentencex` does not know is read by its general rules.
    """
    found: list[Range] = []
    start = 0
    for proposed in get_sentence_boundaries(language, _shown(text)):
        end = _before_opening(text, proposed["end_index"])
        if end == len(text) or _ends_here(text, end):
            found.extend(_cut(text, *trimmed(text, start, end, " \t\n\u00a0")))
            start = end
    return tuple(found)
