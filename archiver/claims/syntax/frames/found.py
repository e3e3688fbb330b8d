"""An attribution as tokens, and the few questions that every frame asks about a token's dependents."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from spacy.tokens import Token

from archiver.claims.syntax import lexicon as lex

Tokens = tuple[int, int]
Rule = Literal[
    "adjective", "after-clause", "clause", "directive", "hearsay", "impersonal", "infinitive", "label", "noun-clause",
    "noun-object", "object",
    "passive", "picked", "preposition", "quote-alone", "quote-paragraph", "quote-previous", "quote-tag",
    "source", "supposed",
]  # fmt: skip
FINITE = ("VBD", "VBZ", "VBP")
SUBJECTS = ("nsubj", "nsubjpass", "expl", "csubj", "csubjpass")


class Found(NamedTuple):
    """An attribution: its cue, who (None: nobody is named), the first and last tokens of what, the rule that found it.

    `cue_end` is the last token of a cue of two words ("called for"); `passive`: nobody does it ("was accused").
    """

    cue: Token
    speaker: Token | None
    content: tuple[Tokens, ...]
    rule: Rule
    passive: bool = False
    cue_end: Token | None = None


def edges(token: Token) -> Tokens:
    """First and last token of what hangs on `token`."""
    return token.left_edge.i, token.right_edge.i


def dependents(token: Token, *labels: str) -> Iterator[Token]:
    """The dependents with one of these labels, in order."""
    return (child for child in token.children if child.dep_ in labels)


def behind(token: Token, *labels: str) -> list[Token]:
    """Those of them that follow the token."""
    return [child for child in token.rights if child.dep_ in labels]


def has(token: Token, *labels: str) -> bool:
    """Whether there is such a dependent."""
    return any(child.dep_ in labels for child in token.children)


def is_infinitive(verb: Token) -> bool:
    """Whether "to" stands before the verb."""
    return any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


def attributes(token: Token) -> bool:
    """Whether the token is a verb that can be a cue."""
    lemma = token.lemma_.lower()
    spoken = lemma in lex.SPEECH or lemma in lex.THOUGHT
    return token.pos_ == "VERB" and (spoken or lemma in lex.OBJECT or lemma in lex.PREPOSITIONS)


def is_generic(who: Token | None) -> bool:
    """Whether it is nobody in particular: "those who say", unlike "those surveyed" and "one in five"."""
    if who is None or who.lower_ not in lex.GENERIC:
        return False
    told_apart = who.lower_ == "one" and any(child.lower_ in ("in", "of") for child in who.rights)
    return not told_apart and not (who.lower_ == "those" and who.dep_ == "nsubj" and has(who, "acl", "relcl", "prep"))
