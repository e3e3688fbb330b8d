"""A claim while it is being read: where it stands and who says it, before names are resolved and details looked up."""

from typing import Literal, NamedTuple

from archiver.model.claim import Kind, Part
from archiver.text.tokens import Range

CueType = Literal["verb", "noun", "preposition", "adverb", "punctuation"]


class Mention(NamedTuple):
    """A speaker as printed; `antecedent` is the range that a relative pronoun ("Lee, who said") stands for."""

    block: int
    start: int
    end: int
    passive: bool = False
    antecedent: Range | None = None

    def named(self) -> "Mention":
        """The antecedent as a mention of its own, if there is one."""
        return self if self.antecedent is None else Mention(self.block, *self.antecedent, passive=self.passive)


class CueSpan(NamedTuple):
    """A cue as printed, with its lemma and the type that the model knows."""

    block: int
    start: int
    end: int
    lemma: str
    type: CueType


class Draft(NamedTuple):
    """A claim to be. `scope` is the sentence that hedges are looked for in; `carried` says that the speaker was
    taken over from another sentence (`previous`), paragraph (`paragraph`) or quotation of the same words (`echo`).
    """

    kind: Kind
    parts: tuple[Part, ...]
    scope: Part
    speaker: Mention | None
    cue: CueSpan | None
    rule: str
    carried: str | None = None
