"""Names as printed: capitalised words, with titles and particles between them.

    text = "Mr Ivan Bondar of Russia's Ministry of Defence"
    [text[a:b] for a, b in names(text)] == ["Mr Ivan Bondar", "Russia's Ministry of Defence"]

No gazetteer: a run of capitalised words is a name, one that only starts a sentence ("However") is not. A name may hold
"of", "for the", "de", "van" and the like between capitals, and a possessive inside it, never at its end.
"""

import re
from collections.abc import Iterator

from archiver.text.tokens import UPPER, Range, word_list, word_set

MAX_NAME_WORDS = 8
TITLES = word_set(
    "mr mrs ms miss sir lord lady dame dr prof professor gen general lt lieutenant col colonel maj major capt "
    "captain sgt sergeant adm admiral sen senator rep representative gov governor president minister secretary "
    "ambassador mayor judge justice king queen prince princess pope rev ген полк пан пані г-н"
)
_COMMON = word_set(
    "the a an this that these those he she it they we i you his her its their our my your on in at by for from "
    "with of to as and but or so yet if when while after before since because although though however meanwhile "
    "also there here then now what who why how where which not no yes more most some many several all both each "
    "every another other one two three four five six seven eight nine ten according photographs photos images "
    "video reports officials until during despite over under about between among is are was were did does do has "
    "have had can will would could should may might let get just even still only first last next asked source "
    "image monday tuesday wednesday thursday friday saturday sunday january february march april june july august "
    "september october november december у в на за до від і й та але що як це він вона вони ми ви його її с по от "
    "и а но что как это он она они мы вы его её их из к"
)
# Whoever is so called is not named, though the word may begin a sentence: "Prosecutors said".
_ROLES = word_set(
    "activists advisers advisors advocates aides allies analysts architects attorneys authorities backers campaigners "
    "colleagues commentators commuters creditors critics customers delegates deputies designers detectives developers "
    "diplomats doctors donors drivers economists editors educators employees employers engineers environmentalists "
    "executives experts farmers fighters firefighters historians hospitals insiders inspectors insurers investigators "
    "investors journalists judges jurors lawmakers lawyers leaders legislators lenders lobbyists managers marchers "
    "ministers moderators mourners neighbors neighbours nurses observers officers operatives opponents organisers "
    "organizers owners parents passengers patients physicians pilots police politicians pollsters producers professors "
    "prosecutors protesters protestors rebels refugees regulators reporters rescuers researchers residents reviewers "
    "rivals scholars scientists senators soldiers sources spectators spokesmen spokespeople staffers strategists "
    "students supporters survivors teachers traders troops veterans victims villagers visitors volunteers voters "
    "witnesses women workers writers"
)
_CAPITAL = rf"[{UPPER}](?:\.(?=[\s{UPPER}])(?:[{UPPER}]\.){{0,5}}|[\w’'\-]*+(?:\.\w++)*+)"
_DOTTED = "Mr Mrs Ms Dr Gen Lt Col Maj Capt Sgt Sen Rep Gov St ген"
_TITLE_DOT = "(?:" + "|".join(f"(?<={title})" for title in word_list(_DOTTED)) + ")"
_PARTICLE = r"(?:of the|of|for the Study of|and the|de la|de|del|da|di|van der|van|von der|von|der|bin|al|el|la|le)"
_BODIES = "Institute Center Centre Committee Council Foundation Fund Agency Office Association Coalition Society"
_BODY = "(?:" + "|".join(f"(?<={body} )" for body in word_list(_BODIES)) + ")"
_JOINT = rf"(?:{_TITLE_DOT}\.)? (?:{_PARTICLE} |{_BODY}for )?"
_NAME = re.compile(rf"(?<![\w’']){_CAPITAL}(?:{_JOINT}{_CAPITAL}){{0,{MAX_NAME_WORDS - 1}}}")
_ACRONYM = re.compile(rf" \(([{UPPER}]{{2,8}})\)")
_LAST_JOINT = re.compile(r"(?:of|for|the|and|de|van|von) ", re.IGNORECASE)


def _strip_common(text: str, start: int, end: int) -> int:
    """Where the name begins once the common words that start the run are gone."""
    while start < end:
        stop = text.find(" ", start, end)
        word = text[start : end if stop < 0 else stop]
        if word.lower() not in _COMMON:
            return start
        start = end if stop < 0 else stop + 1
        joint = _LAST_JOINT.match(text, start, end)
        start = joint.end() if joint else start
    return end


def _without_possessive(text: str, start: int, end: int) -> int:
    """Where a name ends once "’s" or a closing apostrophe is taken off."""
    if end - start > 2 and text[end - 2] in "’'" and text[end - 1] in "sS":
        return end - 2
    return end - 1 if end - start > 1 and text[end - 1] in "’'" else end


def _each(text: str, lo: int, hi: int) -> Iterator[Range]:
    for match in _NAME.finditer(text, lo, hi):
        start, end = _strip_common(text, *match.span()), match.end()
        end = _without_possessive(text, start, end)
        end -= text[end - 1] in "-." and end - start > 2 and text[end - 3] != "."
        word = text[start:end].lower()
        if end > start and word not in TITLES and word not in _ROLES:
            yield start, end


def names(text: str) -> tuple[Range, ...]:
    """Ranges of the names in `text`, in order."""
    return tuple(_each(text, 0, len(text)))


def first_name(text: str, lo: int, hi: int) -> Range | None:
    """The first name in `lo`..`hi`."""
    return next(_each(text, lo, hi), None)


def acronym_after(text: str, end: int) -> str | None:
    """The acronym in round brackets that follows a name ending at `end`."""
    match = _ACRONYM.match(text, end)
    return match[1] if match else None


def without_title(name: str) -> str:
    """`name` without the titles in front of it, unless nothing else is left."""
    words = name.split(" ")
    while len(words) > 1 and words[0].rstrip(".").lower() in TITLES:
        del words[0]
    return " ".join(words)


def last_name(name: str) -> str:
    """The word by which somebody of this name is mentioned again."""
    return name.rpartition(" ")[2]
