"""What is known of a cue word."""

from typing import NamedTuple


class Entry(NamedTuple):
    """A cue word: lemma, what may follow it, form, language (`en`, `uk`, `ru`)."""

    lemma: str
    frame: str
    form: str
    language: str = "en"

    @property
    def slavic(self) -> bool:
        """Whether the subject may stand behind the verb anywhere, and a colon or a comma before the clause."""
        return self.language != "en"
