"""A notice on the page by which the publisher says that the article was changed.

    notices(("Title", "Correction: an earlier version gave the wrong year.")) == (1,)

A line such as "Updated 14:20" is none: it does not say what was changed.
"""

import re
from collections.abc import Sequence

# One of these stands in whatever `_SAYS` finds; looking for them first is a tenth of the work.
_HINTS = ("this ", "This ", "We ", "we ", "верси", "версі", "виправлен", "исправлен")
MAX_NOTICE = 1_500  # code points of a notice
_STARTS = re.compile(
    r"^[\W_]*(?:corrections?(?: and clarifications?)?|corrected|clarifications?|erratum|retraction|retracted|"
    r"editor['’]?s['’]? (?:note|correction)|update note|виправлення|виправлено|уточнення|спростування|від редакції|"
    r"исправление|исправлено|уточнение|опровержение|от редакции)\b[^.!?]{0,60}?(?:[:–—.-]|$)",
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


def is_notice(block: str) -> bool:
    """Whether `block` is a notice of a correction."""
    if len(block) > MAX_NOTICE:
        return False
    return bool(_STARTS.match(block)) or (any(hint in block for hint in _HINTS) and bool(_SAYS.search(block)))


def notices(blocks: Sequence[str | None]) -> tuple[int, ...]:
    """Numbers of the blocks that are one; the headline (block 0) never is."""
    return tuple(number for number, block in enumerate(blocks) if number and block and is_notice(block))
