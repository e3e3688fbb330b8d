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
MAX_BETWEEN = 60  # code points between a label and the end of what it says of itself
MAX_LONGER = 2  # words of four letters and more in a date: a month and a day
MIN_WORDS = 3  # words in lower case behind "Update:"; with fewer it is a date

_BULLETS = "•*–—-·►→[( \t_#"
# What a label begins with; asked first, since hardly a line does
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
_WORDS = re.compile(
    r"[\W_]*(?:corrections?(?:\s*(?:and|&|/)\s*clarifications?)?|corrected|"
    r"clarifications?(?:\s*(?:and|&|/)\s*corrections?)?|retraction|retracted|"
    r"виправлення|виправлено|уточнення|спростування|исправление|исправлено|уточнение|опровержение|korrektur|"
    r"berichtigung|richtigstellung|correcci[oó]n|corre(?:ção|zione)|sprostowanie|rectificatie|correctie|تصحيح|توضيح|"
    r"תיקון|הבהרה)\b",
    re.IGNORECASE,
)
_TITLES = re.compile(
    r"[\W_]*(?:erratum|editor['’]?s['’]? (?:note|correction)|update note|від редакції|от редакции|rectificatif|"
    r"correction apportée|fe de erratas|errata corrige)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[:–—!?\n]|\.(?!\s?\d)|(?<=\s)-(?=\s)|\Z")  # where what stands between a label and its notice ends
# What a label goes on with; a noun of a sentence goes on with another noun, or with what was done.
_LEADS = (
    "to|from|on|by|for|made|issued|posted|appended|added|notice|note|below|vom|zu|du|del|da|do|di|van|aan|від|до|от|к"
)
_GOES_ON = re.compile(rf"\s*(?:[(\[|]|(?:{_LEADS})\b)", re.IGNORECASE)
_APPENDED = re.compile(r"\s*(?:appended|added|notice|note)(?: (?:above|below))?", re.IGNORECASE)
_CORRECTED_TO = re.compile(r"[\W_]*(?:corrected|retracted) (?:to|on|at)\b", re.IGNORECASE)
_DATED = re.compile(rf"[\W_]*(?:(?:{_LEADS}|[A-ZÄ][^\W\d_]*)[\W_]+){{0,3}}\d")  # "14 May", "(May 3", "on Monday, May 3"
_DAY = re.compile(
    r"[\W_]*(?:on |posted )?(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b", re.IGNORECASE
)
_LONGER = re.compile(r"[^\W\d_]{4,}")
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
    labelled = (start.startswith(_LABELS) or not start[:1].isalpha()) and _is_labelled(line)
    return labelled or (_hints(line) and _SAYS.search(line) is not None)


def _is_labelled(line: str) -> bool:
    """Whether "Correction:", "Correction, 3 May 2026." or "Correction to this article" stands at its beginning.

    "Corrections officers walked out." begins with the same word, and is none.
    """
    label = _TITLES.match(line) or _WORDS.match(line)
    end = _BREAK.search(line, label.end()) if label else None
    if label is None or end is None or end.start() > label.end() + MAX_BETWEEN:
        return False
    between, mark = line[label.end() : end.start()], end[0]
    if mark in ("!", "?"):
        return False
    if not between.strip() or label.re is _TITLES or _CORRECTED_TO.match(line) or _APPENDED.fullmatch(between):
        return True
    if _DATED.match(between) or _DAY.match(between):
        return len(_LONGER.findall(between)) <= MAX_LONGER or (mark == ":" and _GOES_ON.match(between) is not None)
    return mark != "." and _GOES_ON.match(between) is not None


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
