"""What nouns, adjectives and impersonal verbs attribute.

"his claim that the line held"   noun-clause      "made it clear that it held"  clause
"is sure that it held"           adjective        "it appears that it held"     impersonal
"they are expected to win"       supposed, of nobody
"""

from collections.abc import Collection

from spacy.tokens import Token

from archiver.claims.syntax import lexicon as lex
from archiver.claims.syntax.frames.extent import before_aside, last_token
from archiver.claims.syntax.frames.found import Found, behind, dependents, edges, is_infinitive
from archiver.claims.syntax.frames.subjects import agent, is_passive, possessor, subject

_MARKS = ("that", "whether")
_PLACE = ("in", "at", "on", "during", "after")
_EMPTY = ("it", "that", "which", "who", "there")


def adjective_of(verb: Token, skip: Collection[int] = ()) -> Found | None:
    """What somebody is sure of, critical of, ready to: the cue is the adjective behind a copula."""
    who = subject(verb, skip)
    if who is None or who.lower_ in ("it", "there"):
        return None
    for adjective in behind(verb, "acomp", "oprd"):
        if adjective.lemma_.lower() not in lex.ADJECTIVES:
            continue
        heads = behind(adjective, "ccomp", "xcomp", "prep")
        heads += [child for child in dependents(verb, "ccomp") if child.i > adjective.i]
        for head in heads:
            first, last = head.left_edge.i, last_token(verb, head)
            first = head.i + 1 if head.dep_ == "prep" else first
            if adjective.i < first <= last and not (head.dep_ == "prep" and head.lower_ in _PLACE):
                return Found(adjective, who, ((first, last),), "adjective")
    return None


def _is_that_clause(clause: Token) -> bool:
    """Whether "that" only introduces the clause, and is no part of it."""
    words = [child for child in clause.children if child.lower_ in _MARKS and child.i <= clause.i]
    return bool(words) and all(child.dep_ not in ("nsubj", "dobj", "nsubjpass") for child in words)


def equated(verb: Token, skip: Collection[int] = ()) -> Found | None:
    """What somebody's fear or argument is: "their fear is that it falls"."""
    if verb.lemma_.lower() != "be":
        return None
    noun = next((child for child in dependents(verb, "nsubj") if child.lemma_.lower() in lex.NOUNS), None)
    clause = next((child for child in behind(verb, "ccomp", "attr") if _is_that_clause(child)), None)
    who = possessor(noun) or agent(noun) if noun is not None else None
    if noun is None or clause is None or who is None or who.i in skip:
        return None
    return Found(noun, who, (edges(clause),), "noun-clause")


def made_clear(verb: Token, skip: Collection[int] = ()) -> Found | None:
    """What somebody makes clear: "made it clear that"."""
    clear = next((t for t in verb.doc[verb.i + 1 : verb.i + 3] if t.lower_ in ("clear", "plain", "known")), None)
    who = subject(verb, skip)
    if verb.lemma_.lower() != "make" or clear is None or who is None or is_passive(verb):
        return None
    below = [*behind(verb, "ccomp"), *behind(clear, "ccomp", "advcl", "csubj")]
    clause = next((child for child in below if child.i > clear.i), None)
    if clause is None:
        return None
    first, last = edges(clause)
    return Found(verb, who, ((max(first, clear.i + 1), last),), "clause", cue_end=clear)


def noun_of(noun: Token, skip: Collection[int] = ()) -> Found | None:
    """What a noun attributes."""
    if noun.lemma_.lower() not in lex.NOUNS and noun.lemma_.lower() not in lex.NOUN_PREPOSITIONS:
        return None
    who = possessor(noun)
    for clause in behind(noun, "acl", "ccomp", "relcl"):
        if _is_that_clause(clause) or (who is not None and is_infinitive(clause)):
            speaker = who or agent(noun) or _maker(noun, skip)
            first, last = clause.left_edge.i, last_token(noun, clause)
            last = before_aside(noun.doc, first, last, [clause], clause=True)
            return Found(noun, speaker, ((first, last),), "noun-clause")
    return _of_something(noun, who or agent(noun))


def _of_something(noun: Token, who: Token | None) -> Found | None:
    """What somebody's stance is about: "their opposition to the toll", "her call for an inquiry"."""
    wanted = lex.NOUN_PREPOSITIONS.get(noun.lemma_.lower(), ())
    about = next((child for child in behind(noun, "prep") if child.lower_ in wanted), None)
    thing = next(dependents(about, "pobj", "pcomp"), None) if about is not None else None
    if who is None or thing is None:
        return None
    first, last = edges(thing)
    last = before_aside(noun.doc, first, last, [thing], clause=False)
    return Found(noun, who, ((first, last),), "noun-object")


def _maker(noun: Token, skip: Collection[int]) -> Token | None:
    """Who makes the claim: "Lee made the claim that", "Lee said in a statement that"."""
    head = noun.head
    if noun.dep_ in ("dobj", "attr", "pobj") and head.pos_ in ("VERB", "AUX"):
        return subject(head, skip)
    if noun.dep_ == "pobj" and head.head.lemma_.lower() in lex.SPEECH:
        return subject(head.head, skip)
    return None


def hearsay_of(adverb: Token, skip: Collection[int] = ()) -> Found | None:
    """What is only said to be: "Lee reportedly left"."""
    verb = adverb.head
    if adverb.lower_ not in lex.HEARSAY or adverb.dep_ != "advmod" or verb.pos_ not in ("VERB", "AUX"):
        return None
    who = next(dependents(verb, "nsubj", "nsubjpass", "expl"), None)
    if who is None or who.i in skip:
        return None
    return Found(adverb, None, ((who.left_edge.i, last_token(adverb, verb)),), "hearsay")


def impersonal_of(verb: Token, skip: Collection[int] = ()) -> Found | None:
    """What seems, and what is said of somebody by nobody."""
    lemma = verb.lemma_.lower()
    if lemma in lex.IMPERSONAL and any(child.lower_ == "it" for child in verb.lefts):
        clause = next(iter(behind(verb, "ccomp")), None)
        if clause is not None:
            return Found(verb, None, (edges(clause),), "impersonal", passive=True)
    if lemma not in lex.IMPERSONAL and not (lemma in lex.SUPPOSED and is_passive(verb)):
        return None
    patient = next(dependents(verb, "nsubj", "nsubjpass"), None)
    complement = next(iter(behind(verb, "xcomp", "oprd")), None)
    if patient is None or complement is None or patient.lower_ in _EMPTY or patient.i in skip:
        return None
    return Found(verb, agent(verb), (edges(patient), edges(complement)), "supposed", passive=True)
