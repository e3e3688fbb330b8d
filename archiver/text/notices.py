"""Lines by which a publisher says that an article was changed, and how.

    says_what_changed("Correction: an earlier version gave the wrong year.")          -> True
    says_what_changed("This story has been updated to include the port's answer.")    -> True
    says_what_changed("Updated 14:20")                                                -> False: it says when, not what

`is_correction` knows those that own up to an error; `says_what_changed` knows those that tell of any change. Such a
line belongs to the article wherever it stands: it is what a reader has to know of the text.
"""

import re

MAX_NOTICE = 1_500  # code points of a notice
MAX_START = 40  # code points at the beginning of a line in which its label stands
MIN_WORDS = 3  # words in lower case behind "Update:"; with fewer it is a date

_BULLETS = "•*–—-·►→[( \t_#"
# What `_STARTS` begins with; asked first, since hardly a line does
_LABELS = (
    "corre", "corrig", "clarif", "errat", "retract", "editor", "update note", "випр", "уточ", "спрос", "від ред",
    "испр", "опров", "от ред", "korr", "beri", "richtig", "rectif", "fe de", "sprost", "تصحيح", "توضيح", "תיקון",
    "הבהרה",
)  # fmt: skip
_VERBS = (
    "ersion of this", "orrected", "mended", "etracted", "ed to ", "riginally", "ncorrectly", "rongly", "istakenly",
    "верс", "правлен",
)  # fmt: skip
_UPDATES = ("update", "оновлен", "обновлен", "дополнен", "доповнен")
_STARTS = re.compile(
    r"^[\W_]*(?:corrections?(?: and clarifications?)?|corrected|clarifications?|erratum|retraction|retracted|"
    r"editor['’]?s['’]? (?:note|correction)|update note|виправлення|виправлено|уточнення|спростування|від редакції|"
    r"исправление|исправлено|уточнение|опровержение|от редакции|korrektur|berichtigung|richtigstellung|"
    r"rectificatif|correction apportée|correcci[oó]n|fe de erratas|corre(?:ção|zione)|errata corrige|sprostowanie|"
    r"rectificatie|correctie|تصحيح|توضيح|תיקון|הבהרה)\b[^.!?]{0,60}?(?:[:–—.-]|$)",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(?:an|the|a) (?:earlier|previous|original|first) version of this "
    r"(?:article|story|report|headline|page|piece)\b|"
    r"\bthis (?:article|story|report|headline|page|piece) (?:was|has been|is being) (?:corrected|amended|retracted|"
    r"(?:updated|changed|edited|revised) to (?:correct|clarify|reflect|remove|add|make clear))|"
    r"\bthis (?:article|story|report) (?:originally|incorrectly|wrongly|mistakenly) "
    r"(?:said|stated|gave|named|reported)|"
    r"\bwe (?:have )?(?:corrected|amended) (?:this|the) (?:article|story|report|headline)\b|"
    r"(?:у|в) (?:попередній|початковій|первісній) версії (?:цієї |цього )?(?:статті|матеріалу|тексту|новини)|"
    r"в (?:предыдущей|первоначальной|ранней) версии (?:этой |этого )?(?:статьи|материала|текста|новости)|"
    r"(?:текст|матеріал|новину|статтю) (?:було )?виправлено|(?:текст|материал|новость|статья) исправлен",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\bthis (?:article|story|report|headline|page|piece|post) (?:was|has been|is being) "
    r"(?:updated|changed|edited|revised) (?:\w+ ){0,4}(?:to|with|after|following|because|since)\b",
    re.IGNORECASE,
)
_UPDATE = re.compile(
    r"^[\W_]*(?:update|updated|оновлено|оновлення|обновлено|обновление|дополнено|доповнено)\b[^.!?]{0,60}?[:–—]\s+",
    re.IGNORECASE,
)
_LOWER = re.compile("[a-zа-яіїєґё]{3,}")
_END = (".", "!", "?", ")", "…")


def is_correction(line: str) -> bool:
    """Whether `line` is a notice of a correction."""
    if len(line) > MAX_NOTICE:
        return False
    start = line[:MAX_START].lower().lstrip(_BULLETS)
    labelled = (start.startswith(_LABELS) or not start[:1].isalpha()) and _STARTS.match(line)
    return bool(labelled) or (_hints(line) and _SAYS.search(line) is not None)


def says_what_changed(line: str) -> bool:
    """Whether `line` is a notice of a correction, or tells what else was changed."""
    if len(line) > MAX_NOTICE:
        return False
    return is_correction(line) or ("his " in line and _UPDATED.search(line) is not None) or _is_update(line)


def _hints(line: str) -> bool:
    """Whether words stand in it of which some are in whatever `_SAYS` finds: a tenth of the work."""
    first = "his " in line or "We " in line or "we " in line or "версі" in line or "верси" in line or "правлен" in line
    return first and any(word in line for word in _VERBS)


def _is_update(line: str) -> bool:
    """Whether a sentence follows "Update:" or "Updated on 3 May:", and no date or name."""
    start = line[:MAX_START].lower().lstrip(_BULLETS)
    if not (start.startswith(_UPDATES) and line.endswith(_END)):
        return False
    match = _UPDATE.match(line)
    return match is not None and len(_LOWER.findall(line, match.end())) >= MIN_WORDS
