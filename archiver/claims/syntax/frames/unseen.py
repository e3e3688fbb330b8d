"""Clauses of saying that the parser took for something else.

"Wu said after the vote he would not run"         all that hangs behind the verb
"told a crowd of voters that the line held"       hung on the addressee
"""

from collections.abc import Collection

from spacy.tokens import Token

from archiver.claims.syntax import lexicon as lex
from archiver.claims.syntax.frames.extent import rounded
from archiver.claims.syntax.frames.found import FINITE, SUBJECTS, Found, dependents, has
from archiver.claims.syntax.frames.subjects import RELATIVE, is_passive, own_subject, subject
from archiver.claims.syntax.frames.verbs import is_nobody

_INTRODUCING = ("that", "if", "whether")
_ADDRESSING = ("ask", "tell")


def rest_of(verb: Token, skip: Collection[int] = ()) -> Found | None:
    """All that hangs behind a verb of saying, if it is a sentence in itself, where the parser saw no clause."""
    who = own_subject(verb, skip)
    if (
        who is None
        or verb.lemma_.lower() not in lex.CLAUSAL
        or is_passive(verb)
        or is_nobody(verb, subject(verb, skip))
    ):
        return None
    doc, last = verb.doc, verb.right_edge.i
    own = (t for t in doc[verb.i + 1 : last + 1] if t.dep_ in SUBJECTS and t.i not in skip and t.lower_ not in RELATIVE)
    if not any(t.head.i > t.i and (t.head.tag_ in FINITE or has(t.head, "aux", "auxpass")) for t in own):
        return None
    return Found(verb, who, ((verb.i + 1, last),), "clause")


def told_of(verb: Token, skip: Collection[int] = ()) -> Found | None:
    """What somebody is told or asked, where the clause hangs on the addressee: "told a crowd of voters that"."""
    who = own_subject(verb, skip)
    if who is None or verb.lemma_.lower() not in _ADDRESSING or is_passive(verb) or not has(verb, "dobj", "dative"):
        return None
    doc, last = verb.doc, verb.right_edge.i
    for word in doc[verb.i + 2 : last]:
        clause = word.head
        if word.lower_ in _INTRODUCING and clause.i > word.i and word.i not in skip and has(clause, *SUBJECTS):
            own = next(dependents(clause, *SUBJECTS))
            found = Found(verb, who, ((word.i, clause.right_edge.i),), "clause")
            return None if own == word or is_nobody(verb, subject(verb, skip)) else rounded(found)
    return None
