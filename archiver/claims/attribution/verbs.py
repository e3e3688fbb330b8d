"""Words that are verbs wherever they stand: no noun phrase runs over one.

verb_end("saying she", 0, 10) == 6;   verb_end("the accused man", 0, 15) is None
"""

import re

from archiver.claims.attribution.cues import LEXICON
from archiver.text.tokens import word_set

AUXILIARIES = word_set(
    "is are was were has have had will would can could may might must should shall do does did isn't isn’t wasn't "
    "wasn’t "
    "aren’t aren't weren’t weren't hasn’t hasn't haven’t haven't hadn’t hadn't won’t won't wouldn’t wouldn't can’t "
    "can't "
    "couldn’t couldn't shouldn’t shouldn't don’t don't doesn’t doesn't didn’t didn't cannot"
)
_COMMON = word_set(
    "became began brought built came chose cut drew fell fled flew fought gave goes gone got grew held hit keeps "
    "kept knew "
    "laid leads led left lost made makes meant meets met paid pulled put puts ran rose sat saw seems seemed sent "
    "sees shook "
    "spent spoke stood stopped took takes thought took tried turned used uses walked wants wanted went won works "
    "worked wants "
    "appeared appears remained remains moved opened ended started helped looked pointed refused failed agreed joined"
)
_DETERMINERS = word_set("the a an his her its their our my your this that these those some any no of")
_TELLING = (
    AUXILIARIES
    | _COMMON
    | {form for form, entry in LEXICON.items() if entry.form in ("finite", "ing") and entry.frame != "source"}
) - word_set(
    "left cut hit concerned made used meaning feeling building finding called beginning opening thinking reads"
)
_WORD = re.compile(r"[^\W\d_]++(?:[’'][^\W\d_]++)?")


def is_verb(word: str) -> bool:
    """Whether `word`, in lower case, is one of them."""
    return word in _TELLING


def verb_end(text: str, lo: int, hi: int) -> int | None:
    """Where the last such verb in `lo`..`hi` ends; one behind an article or "of" is a noun or an adjective."""
    end, previous = None, ""
    for match in _WORD.finditer(text, lo, hi):
        word = match[0]
        if word in _TELLING and previous not in _DETERMINERS:
            end = match.end()
        previous = word.lower()
    return end
