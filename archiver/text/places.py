"""Places and metonyms, as printed; without a gazetteer.

    text = "near Izyum in Kharkiv Oblast, the Kremlin said"
    [text[a:b] for a, b in places(text, names(text))] == ["Izyum", "Kharkiv Oblast"]
    [text[a:b] for a, b in metonyms(text)] == ["the Kremlin"]

A place is a name after a preposition of place, or one that ends (or begins) with a word such as Oblast or River. It
is an honest first version: "in Parliament" passes, "Izyum was a logistics place" does not. A metonym is the seat of
a government that stands for it: whether it acts as one is said by where it stands (a speaker, a possessor, a
subject).
"""

import re
from collections.abc import Iterable

from archiver.text.tokens import Range, word_set

_PREPOSITION = re.compile(
    r"\b(?:in|at|near|to|into|from|towards?|around|outside|inside|across|through|of|including|battle for|"
    r"у|в|на|під|біля|до|з|із|под|около|из|до) (?:(?:the )?(?:town|city|village|region|district) of |the )?\Z",
    re.IGNORECASE,
)
_KIND = re.compile(
    r"(?:\A(?:Lake|Mount|Cape|River)\b)|\b(?:Oblast|Region|River|Province|District|County|Peninsula|Bridge|Sea|Bay|"
    r"Island|Islands|Square|Street|область|області|район|району|река|річка)\Z"
)
_LOOK_BACK = 40  # code points: the longest preposition phrase above
_PERSONAL = re.compile(r"(?:Mr|Mrs|Ms|Dr|Gen|Sen|President|Minister)\b")
_NO_PLACE = re.compile(
    r"\b(?:Ministry|Institute|Party|Army|Forces|War|Times|Post|News|Committee|Council)\b|\.(?:com|org|net|co)\b|"
    r"(?:ians?|ish|ese|-held)\Z"
)
_POSSESSIVE = ("’s", "'s")
_METONYM = re.compile(
    r"\b(?:[Tt]he (?:Kremlin|White House|Pentagon|Elys[ée]e|Bundestag|Rada)|Downing Street|Bankova|"
    r"(?:Moscow|Kyiv|Kiev|Washington|Beijing|Brussels|London|Berlin|Paris|Minsk|Ankara|Tehran|Warsaw)"
    r"(?=[’']s? [a-z]|,? (?:has|have|had|is|was|says|said|will|would|denie[sd]|claims|claimed|insists|insisted|"
    r"wants|warned|accused|blamed|confirmed|rejected|announced|and (?:Kyiv|Moscow))\b)|"
    r"(?<=[ ,]by )(?:Moscow|Kyiv|Kiev|Washington|Beijing)\b|"
    r"(?<=according to )(?:Moscow|Kyiv|Kiev|Washington|Beijing)|Кремл[ьяюі]|Банков[аої]|Білий дім|Белый дом)"
)


def metonyms(text: str) -> tuple[Range, ...]:
    """Ranges of the seats of government that stand for a government, in order."""
    return tuple(m.span() for m in _METONYM.finditer(text))


def is_metonym(mention: str) -> bool:
    """Whether `mention`, known to be a speaker, is a seat of government."""
    return _METONYM.fullmatch(mention + " said", 0, len(mention)) is not None or mention in _SEATS


_SEATS = word_set("Moscow Kyiv Kiev Washington Beijing Brussels London Berlin Paris Minsk Ankara Tehran Warsaw")


def _is_place(text: str, start: int, end: int, previous: int) -> bool:
    if _KIND.search(text, start, end):
        return True
    if _PERSONAL.match(text, start) or _NO_PLACE.search(text, start, end) or text[end : end + 2] in _POSSESSIVE:
        return False
    if text[previous:start] in (" and ", ", "):
        return True
    before = _PREPOSITION.search(text[max(0, start - _LOOK_BACK) : start])
    if before is None or text.endswith("according to ", 0, start):
        return False
    return not (before[0].endswith("the ") and " " in text[start:end])


def places(text: str, names: Iterable[Range]) -> tuple[Range, ...]:
    """Those of `names` (ranges in `text`) that are used as places, in order."""
    found: list[Range] = []
    for start, end in names:
        if _is_place(text, start, end, found[-1][1] if found else start):
            found.append((start, end))
    return tuple(found)
