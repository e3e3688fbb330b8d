"""Bracketed words inside a quotation that are not the speaker's.

    text = "they didn't expect [the offensive]"; insertions(text) -> (19, 34, "editor")

Only square brackets: round ones are the speaker's or the writer's punctuation, nobody can tell. "[...]" and "[…]"
are an omission, "[sic]" is sic, "[in Ukrainian: ...]" and "[translation: ...]" are a translation.
"""

import re
from typing import Literal

from archiver.text.tokens import Range

Role = Literal["editor", "omission", "sic", "translation"]
MAX_INSERTION = 300  # code points between the brackets
_INSERTION = re.compile(rf"\[([^\[\]]{{1,{MAX_INSERTION}}})\]")
_OMISSION = re.compile(r"\s*(?:\.{2,}|…|\. \. \.)\s*")
_TRANSLATION = re.compile(r"(?:translat|in (?:Ukrainian|Russian|English)\b|переклад|перевод)", re.IGNORECASE)


def role(inside: str) -> Role:
    """What the words between the brackets are: `omission`, `sic`, `translation` or `editor`."""
    if _OMISSION.fullmatch(inside):
        return "omission"
    if inside.strip().lower() == "sic":
        return "sic"
    return "translation" if _TRANSLATION.match(inside) else "editor"


def insertions(text: str) -> tuple[tuple[Range, Role], ...]:
    """Ranges (brackets included) of the insertions in `text` and their roles, in order."""
    return tuple((m.span(), role(m[1])) for m in _INSERTION.finditer(text))
