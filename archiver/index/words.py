"""What a user types, as a question that FTS5 understands; nothing that is typed is read as its language.

expression(words='grain "port is open" harv*') == 'text : ("grain" AND "port is open" AND "harv" *)'
"""

import re
import unicodedata

from archiver.compare.form import comparison_form
from archiver.errors import UsageError

MAX_TYPED = 1_000  # code points
MAX_WORDS = 50

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")  # inside words, and no part of them
_TYPED = re.compile(r'"([^"]*)"?(\*?)|([^\s"]+)')  # a phrase, the last one perhaps without its end, or a word
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"'))


def folded(text: str) -> str:
    """The form of words in the index: comparison form (format.md, text/v1) without invisible characters."""
    return comparison_form(text if text.isascii() else _UNSEEN.sub("", text))


def expression(*, words: str = "", speaker: str = "", place: str = "") -> str:
    """The MATCH expression; empty where nothing is typed. Raises UsageError for a question without a word."""
    asked = (("text", words), ("speaker", speaker), ("place", place))
    return " AND ".join(f"{column} : ({' AND '.join(_terms(typed))})" for column, typed in asked if typed)


def terms(typed: str) -> list[tuple[str, bool]]:
    """Words and phrases of what is typed, folded, each with whether it is only the beginning of a word."""
    found = []
    for match in _TYPED.finditer(typed.translate(_QUOTES)):
        phrase, phrase_begins, word = match.groups()
        text = folded(word or phrase)
        begins = bool(phrase_begins) or text.endswith("*")
        if any(_is_word(character) for character in text):
            found.append((text, begins))
    return found


def _terms(typed: str) -> list[str]:
    if len(typed) > MAX_TYPED:
        raise UsageError(f"expected at most {MAX_TYPED} characters to look for, found {len(typed)}: use fewer words")
    found = terms(typed)
    if not 0 < len(found) <= MAX_WORDS:
        raise UsageError(f"expected 1 to {MAX_WORDS} words to look for, found {len(found)} in {typed[:80]!r}")
    return [_quoted(text, begins=begins) for text, begins in found]


def _quoted(text: str, *, begins: bool) -> str:
    """An FTS5 string (sqlite.org/fts5.html 3.1); NUL would end it."""
    plain = text.replace('"', " ").replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    return f'"{plain}"' + (" *" if begins else "")


def _is_word(character: str) -> bool:
    """As the tokenizer unicode61 has it: letters, numbers, private use."""
    category = unicodedata.category(character)
    return category[0] in "LN" or category == "Co"
