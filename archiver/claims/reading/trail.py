"""What a sentence leaves to the next one: a claim that a quotation can go on, and who spoke.

A paragraph is a block that is not blank; they are counted, so that blank blocks between two of them change nothing.
"""

from typing import NamedTuple

from archiver.claims.draft import CueSpan, Mention


class Trail(NamedTuple):
    """The number of the draft that a quotation can go on (None: none can), its speaker and cue, and the paragraph."""

    draft: int | None
    speaker: Mention | None
    cue: CueSpan | None
    paragraph: int

    def speaker_in(self, paragraph: int) -> Mention | None:
        """The speaker, if it is of this paragraph."""
        return self.speaker if self.paragraph == paragraph else None

    def reaches(self, paragraph: int) -> bool:
        """Whether the speaker may still be speaking there: in the same paragraph or the next."""
        return self.speaker is not None and self.paragraph >= paragraph - 1


NOTHING = Trail(None, None, None, -1)
