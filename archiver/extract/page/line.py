"""The dates in a short line of a page, each with the words that say whose date it is.

    "Posted 13 September 2022 | Updated 14 May 2023"  -> ("13 September 2022", "Posted"), ("14 May 2023", "Updated")
    "By Anna Weber · 13 September 2022 · 4 min read"  -> ("13 September 2022", "")
    "Anna Weber, 13.09.2022 05:30"                    -> ("13.09.2022 05:30", "Anna Weber,")
    "The bridge fell on 13 September 2022."           -> nothing: a sentence is not a line of dates

A line falls into parts where pages set their parts apart. A part is a date when it ends with one and nothing but a
label or a name stands before it; what other parts say does not matter, but a label alone belongs to what follows it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from archiver.extract.page.dates import iso_date, may_begin_a_date

MAX_PARTS = 8  # of a line
MAX_BEFORE = 6  # words in front of the date in its part
MAX_WORDS = 8  # of a name, or of two

_BETWEEN = re.compile(
    r"\s*[|·•●∙◦♦→»\u2028()]\s*|\s[-–—/]\s|,?\s(?=(?:by|in|von|par|por|da|di)\s\S)|(?<=\d{4})[.;]+\s?$", re.IGNORECASE
)
_FIGURES = re.compile(r"\d{4}", re.ASCII)
_CHANGED = re.compile(
    r"updated?|modified|changed|edited|revised|reviewed|оновлен|обновлен|змінен|изменен|aktualisiert|mis à jour|modifié"
    r"|actualizado|atualizado|aggiornat|aktualizacja|bijgewerkt",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"publi(?:shed|cation)|posted|created|released|issued|опубл|публікац|публикац|veröffentlicht|erschienen|publié|publicad"
    r"|pubblicat|opublikowan|gepubliceerd",
    re.IGNORECASE,
)
_LABEL_WORD = re.compile(
    r"(?:this|by|story|article|page|post|content|written|dated?|on|at|the|of|was|has|been|is|and|first|last|latest|originally"
    r"|medically|most|recently|full|release|time|added|am|le|el|il|em|en|op|stand|datum|fecha|data|дата|від|от|стаття|статья"
    r"|zuletzt|erstmals|última|laatst|dernière|updated?|modif\w+|changed|edited|revised|reviewed|publi\w+|posted|created"
    r"|released|issued|(?:о|за)?публ\w+|(?:о|об)новлен\w+|(?:з|из)мінен\w+|изменен\w+|останнє|последнее|aktualisiert"
    r"|veröffentlicht|erschienen|mis|à|jour|a[ck]tuali[zs]a\w+|atualiza\w+|aggiornat\w|opublikowan\w|gepubliceerd|bijgewerkt)"
    r"[:,.]?",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^(?:(?:(?:written|posted|words|story|text|article|reported|published|updated) )?by"
    r"|author|автор|автори|авторы|текст|von|par|por)(?:\s*:\s*|\s)",
    re.IGNORECASE,
)
_MAY_NAME = re.compile(r"\b(?:by|author|автор|текст|von|par|por)", re.IGNORECASE)
_PARTICLES = frozenset(
    ("and", "with", "und", "et", "y", "e", "i", "й", "та", "и", "de", "da", "di", "do", "du", "van", "von", "der",
     "den", "la", "le", "el", "al", "bin", "ibn", "of", "the")
)  # fmt: skip


class Written(NamedTuple):
    """A date as it is written, and the words in front of it."""

    text: str
    before: str


def written_dates(line: str) -> Iterator[Written]:
    """The dates of `line`, in order; none where it is a sentence."""
    label = ""
    for part in parts(line) if _FIGURES.search(line) else ():
        found = _at_the_end(part)
        if found:
            yield found if found.before else Written(found.text, label)
        label = part if found is None and is_label(part) else ""


def written_names(line: str) -> Iterator[str]:
    """The names of the first part of `line` that begins with "by" or a word for it, or follows that word."""
    label = ""
    for part in parts(line):
        dated = _at_the_end(part)
        said = f"{label}{dated.before if dated else part}"
        by = without_by(said)
        name = _without_label(by)
        if by != said and is_written_name(name) and not is_label(name):
            yield name
            return
        label = f"{part.rstrip(':')}: " if _BY.fullmatch(f"{part} ") else ""


def may_name(line: str) -> bool:
    """Whether it holds a word that stands in front of names; asked first, since most lines do not."""
    return _MAY_NAME.search(line) is not None


def parts(line: str) -> list[str]:
    """What the line's parts read, empty ones left out."""
    return [text for part in _BETWEEN.split(line, MAX_PARTS)[:MAX_PARTS] if (text := part.strip(" \t,"))]


def _without_label(name: str) -> str:
    """A name without the label of what follows it: "Anna Weber. Last updated"."""
    words = name.split(" ")
    while words and _LABEL_WORD.fullmatch(words[-1]):
        words.pop()
    return " ".join(words).rstrip(" .,:")


def _at_the_end(part: str) -> Written | None:
    words = part.split(" ")
    for place in range(min(len(words), MAX_BEFORE + 1)) if _FIGURES.search(part) else ():
        text, before = " ".join(words[place:]), " ".join(words[:place])
        if may_begin_a_date(words[place]) and iso_date(text):
            return Written(text, before) if not before or _may_stand_before(before) else None
    return None


def _may_stand_before(words: str) -> bool:
    return is_label(words) or is_written_name(without_by(words.removesuffix(" on").rstrip(" ,:")))


def is_label(text: str) -> bool:
    """Whether it is nothing but the words in front of a date or a name."""
    words = text.split()
    return 0 < len(words) <= MAX_BEFORE and all(_LABEL_WORD.fullmatch(word) for word in words)


def says_changed(words: str) -> bool:
    """Whether the words of a label, or the names of a class, speak of a change."""
    return _CHANGED.search(words) is not None


def says_published(words: str) -> bool:
    """Whether they speak of the publication."""
    return _PUBLISHED.search(words) is not None


def without_by(text: str) -> str:
    """A byline without the word in front of its names."""
    return _BY.sub("", text)


def is_written_name(text: str) -> bool:
    """Whether a text that stands where a name should is one: a few capitalised words, and no figures."""
    words = re.findall(r"[^\s,]+", text)
    return (
        0 < len(words) <= MAX_WORDS
        and not any(character.isdigit() for character in text)
        and all(word in _PARTICLES or word[:1].isupper() or not word[:1].isalpha() for word in words)
    )
