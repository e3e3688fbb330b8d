"""Whom a mention stands for: names already read, last names, acronyms, pronouns.

    "Mr Lee" after "Mark Lee"                     -> resolved "Mark Lee", previous
    "LRI" after "Lake Research Institute (LRI)"   -> resolved to the long name, previous
    "He"                                          -> resolved to the last named speaker, pronoun
    "a ministry official"                         -> resolved None, unnamed

A last name that two people share, or a pronoun that does not fit, resolves to nothing more than what is printed.
"""

import re
from collections.abc import Mapping

from archiver.claims.draft import Mention
from archiver.model.claim import Resolution, SourceClass, Speaker
from archiver.text.mentions.names import acronym_after, last_name, names, without_title
from archiver.text.mentions.pronouns import PERSONAL, is_pronoun, may_stand_for, title_sex
from archiver.text.tokens import Range

_OF = re.compile(r"(?:(?<=\W)|\A)(?:of|for|from|at|in|to|with|by|near|on|and) (?:the )?\Z", re.IGNORECASE)
_SUBJECT_VERB = re.compile(r"(?:,| (?:has|had|is|was|will|who)\b| [a-z]+(?:s|ed)\b)")


class People:
    """The names read so far and who spoke last; one article's memory."""

    def __init__(self) -> None:
        self._full: dict[str, str | None] = {}
        self._sex: dict[str, str] = {}
        self._last: str | None = None

    def meet(self, text: str, found: tuple[Range, ...]) -> None:
        """Learns the names `found` in `text`."""
        for start, end in found:
            printed = text[start:end]
            name = without_title(printed)
            acronym = acronym_after(text, end)
            if acronym:
                self._full[acronym] = name
            if " " in name:
                known = self._full.setdefault(last_name(name), name)
                if known is not None and known.split(" ")[0] != name.split(" ")[0]:
                    self._full[last_name(name)] = None
            sex = title_sex(printed)
            if sex:
                self._sex[self._known(name) or name] = sex

    def subject(self, text: str, start: int, name_ends: Mapping[int, int]) -> None:
        """Notes the person with whose name a sentence at `start` begins, as one that a pronoun may mean next."""
        end = name_ends.get(start)
        if end is None or not _SUBJECT_VERB.match(text, end):
            return
        name = without_title(text[start:end])
        person = " " in name and " of " not in name
        if person or self._known(name):
            self._last = self._known(name) or name

    def speaker(self, text: str, mention: Mention, carried: str | None) -> Speaker:
        """The speaker of a claim: the printed mention, and whom it stands for."""
        exact = text[mention.start : mention.end]
        if mention.antecedent is None:
            resolved, resolution, source = self._resolved(exact, passive=mention.passive)
        else:
            resolved, resolution, source = self._relative(text[slice(*mention.antecedent)])
        if source == "named" and resolved is not None and carried != "echo":
            self._last = resolved
        if carried == "paragraph" and resolved is not None:
            resolution = "paragraph"
        elif carried in ("previous", "echo") and resolved is not None and resolution == "local":
            resolution = "previous"
        return Speaker(
            exact=exact, block=mention.block, start=mention.start, end=mention.end,
            resolved=resolved, resolution=resolution, source_class=source,
        )  # fmt: skip

    def _relative(self, antecedent: str) -> tuple[str | None, Resolution, SourceClass]:
        """Whom a relative pronoun stands for: the name before it, else the words before it."""
        resolved, _, source = self._resolved(antecedent, passive=False)
        return resolved or antecedent, "pronoun", source

    def _known(self, name: str) -> str | None:
        return None if " " in name else self._full.get(name)

    def _resolved(self, exact: str, *, passive: bool) -> tuple[str | None, Resolution, SourceClass]:
        if passive:
            return None, "none", "passive"
        if is_pronoun(exact):
            return self._pronoun(exact)
        name = _head(exact)
        if name is None:
            return None, "none", "unnamed"
        bare = without_title(name)
        known = self._known(bare)
        if known is not None:
            return known, "previous", "named"
        return bare, "local", "named"

    def _pronoun(self, exact: str) -> tuple[str | None, Resolution, SourceClass]:
        last = self._last
        if exact.lower() not in PERSONAL or last is None or not may_stand_for(exact, self._sex.get(last)):
            return None, "none", "unnamed"
        return last, "pronoun", "named"


def _head(exact: str) -> str | None:
    """The name that a mention is about: Mark Lee in "the analyst Mark Lee", nobody in "a spokesman for Mark Lee"."""
    found = names(exact)
    if not found:
        return None
    start, end = found[0]
    begins = exact[:start].lower() in ("", "the ")
    if begins and (end == len(exact) or exact[end : end + 2] in (", ", " (") or exact[end:] in ("’", "'")):
        return exact[start:end]
    start, end = found[-1]
    ends = end >= len(exact) - 1
    return exact[start:end] if ends and not _OF.search(exact[:start]) else None
