"""Lemmas of verbs that the model gets wrong: an "e" too few ("hoped" as "hop") or too many ("tweeted" as "tweete")."""

from archiver.claims.syntax.lexicon import VERBS

_ENDINGS = ("ed", "ing", "es")


def mended(lemma: str, printed: str) -> str:
    """The lemma of the verb `printed` (lower case): the one of the lexicon where it differs by a last "e"."""
    if lemma in VERBS:
        return lemma
    if lemma + "e" in VERBS and printed.removeprefix(lemma) in _ENDINGS:
        return lemma + "e"
    if lemma.endswith("e") and lemma[:-1] in VERBS and printed.startswith(lemma[:-1]):
        return lemma[:-1]
    return lemma
