"""Places and metonyms, as printed; without a gazetteer but the names of countries.

    text = "near Izyum in Kharkiv Oblast, the Kremlin said"
    [text[a:b] for a, b in places(text, names(text))] == ["Izyum", "Kharkiv Oblast"]
    [text[a:b] for a, b in metonyms(text)] == ["the Kremlin"]

A place is a name after a preposition of place ("in Izyum"), one word behind a verb of moving or taking ("left
Izyum"), one that ends (or begins) with a word such as Oblast or River, or a country that neither owns nor acts. "in
Parliament" passes, "Izyum was a logistics place" does not. A metonym is the seat of
a government that stands for it: whether it acts as one is said by where it stands (a speaker, a possessor, a
subject).
"""

import re
from collections.abc import Iterable, Sequence

from archiver.text.mentions.countries import COUNTRIES
from archiver.text.tokens import Range, word_list, word_set

_PREPOSITIONS = word_set(
    "in at near into from toward towards around outside inside across through including "
    "у в на під біля до з із под около из"
)
_OF = word_set(
    "town city village port hub base threat loss control capital region outskirts centre center battle siege fall "
    "capture liberation mayor north south east west part parts area suburb suburbs banks coast people residents "
    "shores streets"
)
_TO = word_set(
    "back came close drive driven drove flew flight flights flown go going gone got march marched moved moving next "
    "return returned returning road route sent travel traveled travelled trip trips way went"
)
_KIND = re.compile(
    r"(?:\A(?:Lake|Mount|Cape|River)\b)|\b(?:Oblast|Region|River|Province|District|County|Peninsula|Bridge|Sea|Bay|"
    r"Island|Islands|Square|Street|область|області|район|району|река|річка)\Z"
)
_REACHED = word_set(
    "left leave leaves leaving escape escaped escaping flee fled fleeing reach reached reaching enter entered entering "
    "capture captured capturing recapture recaptured recapturing liberate liberated liberating retake retook retaken "
    "occupy occupied occupying abandon abandoned abandoning seize seized seizing besiege besieged encircle encircled "
    "shell shelled shelling bomb bombed bombing storm stormed visit visited crossed"
)
_LOOK_BACK = 40  # code points: "battle for the ", "in the town of "
_PERSONAL = re.compile(r"(?:Mr|Mrs|Ms|Dr|Gen|Sen|President|Minister)\b")
_NO_PLACE = re.compile(
    r"\b(?:Ministry|Institute|Party|Army|Forces|War|Times|Post|News|Committee|Council)\b|\.(?:com|org|net|co)\b|"
    r"(?:ians?|icans?|cratic|crats?|ish|ese|-held)\Z"
)
_PEOPLES = re.compile(r"(?:ians?|icans?|cratic|crats?|ish|ese)\Z")
_POSSESSIVE = ("’s", "'s")
_SEATS = word_list("Moscow Kyiv Kiev Washington Beijing Brussels London Berlin Paris Minsk Ankara Tehran Warsaw")
_HOUSES = (
    *("the Kremlin", "The Kremlin", "the White House", "The White House", "the Pentagon", "The Pentagon"),
    *("Downing Street", "Bankova", "Кремль", "Кремля", "Банкова", "Банковой", "Білий дім", "Белый дом"),
)
_METONYM = re.compile("(?:" + "|".join([*_HOUSES, *_SEATS]) + r")(?!\w)")
_ACTS = re.compile(
    r"[’']s? [a-z]|,? (?:has|have|had|is|was|says|said|will|would|denie[sd]|claims|claimed|insists|insisted|wants|"
    r"warned|accused|blamed|confirmed|rejected|announced)\b"
)


def is_people(name: str) -> bool:
    """Whether it names those of a place or a party rather than the place: "Ukrainian", "Republican"."""
    return _PEOPLES.search(name) is not None


def without_kind(place: str) -> str:
    """The place without the word that says what it is: "Vel" of "Vel River"."""
    return _KIND.sub("", place).strip() or place


def metonyms(text: str) -> tuple[Range, ...]:
    """Ranges of the seats of government that stand for a government, in order; a capital does where it acts."""
    return tuple(
        m.span()
        for m in _METONYM.finditer(text)
        if m[0] in _HOUSES or _ACTS.match(text, m.end()) or text.endswith((" by ", "according to "), 0, m.start())
    )


def is_metonym(mention: str) -> bool:
    """Whether `mention`, known to be a speaker, is a seat of government."""
    return mention in _HOUSES or mention in _SEATS


def _introduction(text: str, start: int) -> tuple[bool, bool]:
    """Whether a place is to be expected at `start`, and whether only one of one word: after "the" or a verb."""
    before = text[max(0, start - _LOOK_BACK) : start].lower().split()
    the = before[-1:] == ["the"]
    if the:
        del before[-1]
    introduced = before[-1:] != [] and (before[-1] in _PREPOSITIONS or before[-1] in _REACHED or _of_place(before))
    moved = before[-1:] != [] and before[-1] in _REACHED
    return introduced or before[-2:] == ["battle", "for"], the or moved


def _of_place(before: Sequence[str]) -> bool:
    """Whether the words end as in "the town of" or "went to": both words have other uses ("a friend of")."""
    if len(before) < 2:
        return False
    return (before[-1] == "of" and before[-2] in _OF) or (before[-1] == "to" and before[-2] in _TO)


def _is_country(text: str, start: int, end: int) -> bool:
    """A country that is no owner (asked before) and no subject of a verb of acting."""
    return text[start:end] in COUNTRIES and _ACTS.match(text, end) is None


def _is_place(text: str, start: int, end: int, previous: int) -> bool:
    if _KIND.search(text, start, end):
        return True
    if _PERSONAL.match(text, start) or _NO_PLACE.search(text, start, end) or text[end : end + 2] in _POSSESSIVE:
        return False
    if text[previous:start] in (" and ", ", ") or _is_country(text, start, end):
        return True
    introduced, one_word = _introduction(text, start)
    return introduced and not (one_word and " " in text[start:end])


def places(text: str, names: Iterable[Range]) -> tuple[Range, ...]:
    """Those of `names` (ranges in `text`) that are used as places, in order."""
    found: list[Range] = []
    for start, end in names:
        if _is_place(text, start, end, found[-1][1] if found else start):
            found.append((start, end))
    return tuple(found)
