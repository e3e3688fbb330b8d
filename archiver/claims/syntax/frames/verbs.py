"""What a verb attributes: a clause, an infinitive, a noun phrase, a phrase with its preposition.

"said that the line held"   clause         "plans to leave"             infinitive
"urged them to leave"       directive      "criticised the plan"        object
"was accused of fraud"      passive        "called for an inquiry"      preposition
"""

from collections.abc import Collection, Sequence

from spacy.tokens import Token

from archiver.claims.syntax import lexicon as lex
from archiver.claims.syntax.frames.extent import (
    before_aside,
    before_circumstance,
    before_concession,
    depicted,
    last_token,
    reasons,
    rounded,
    trailing,
)
from archiver.claims.syntax.frames.found import (
    FINITE,
    SUBJECTS,
    Found,
    Rule,
    Tokens,
    behind,
    dependents,
    edges,
    has,
    is_generic,
    is_infinitive,
)
from archiver.claims.syntax.frames.subjects import agent, is_passive, own_subject, subject

_WITHOUT_SUBJECT = ("that", "how", "whether", "why")
_COMPLEMENTS = ("dobj", "oprd", "ccomp", "acomp", "xcomp", "attr")
_OBJECT_PREPOSITIONS = ("as", "for", "of", "over", "about", "to", "from", "against")
_CONDITIONS = ("if", "whether", "unless")
_IN_PASSING = ("acl", "conj", "pcomp", "xcomp")  # where a verb without tense tells no act of its own
_REACH = 3  # verbs above one, looked at for a condition


def _right(verb: Token, heads: Sequence[Token], rule: Rule, skip: Collection[int]) -> Found | None:
    """The attribution of what hangs on `heads`, as far as it follows the verb."""
    first, last = min(head.left_edge.i for head in heads), max(last_token(verb, head) for head in heads)
    if rule != "clause":
        last = before_circumstance(verb.doc, first, last, heads)
    if rule == "clause":
        last = before_concession(verb.doc, first, last, heads)
    if rule != "directive":
        last = before_aside(verb.doc, first, last, heads, clause=rule == "clause")
    first = max(first, verb.i + 1)
    if last < first:
        return None
    return Found(verb, subject(verb, skip), ((first, last),), rule, passive=is_passive(verb))


def _stance(found: Found | None) -> Found | None:
    """The attribution, unless nobody in particular holds it, or only perhaps, or the reader is to hold it."""
    if found is None or is_generic(found.speaker) or _is_conditional(found.cue) or _is_order(found.cue):
        return None
    return found


def _is_conditional(verb: Token) -> bool:
    token = verb
    for _ in range(_REACH):
        if any(child.lower_ in _CONDITIONS for child in dependents(token, "mark", "advmod")):
            return True
        token = token.head
    return False


def _takes_clause(verb: Token) -> bool:
    lemma = verb.lemma_.lower()
    if lemma in lex.NO_CLAUSE or not lemma.isalpha() or verb.pos_ == "AUX":
        return False
    to_be_shown = verb.tag_ == "VB" and lemma in lex.EVIDENCE and lemma not in lex.SPEECH
    return not to_be_shown and not _is_order(verb)


def _is_order(verb: Token) -> bool:
    """Whether the reader is told to do it: "imagine that"."""
    return verb.tag_ == "VB" and verb.dep_ == "ROOT" and not has(verb, "aux", "nsubj")


def _is_content(verb: Token, clause: Token) -> bool:
    lemma = verb.lemma_.lower()
    known = lemma in lex.SPEECH or lemma in lex.THOUGHT or lemma in lex.EVIDENCE
    if not known and not any(child.lower_ in ("that", "whether") for child in dependents(clause, "mark")):
        return False
    return has(clause, *SUBJECTS) or clause.left_edge.lower_ in _WITHOUT_SUBJECT or lemma in lex.OBJECT


def is_nobody(verb: Token, who: Token | None) -> bool:
    """Whether nobody in particular says it: "those who say that", "it is fair to say that"."""
    if is_generic(who) or (who is not None and who.lower_ in lex.GENERIC and verb.dep_ == "relcl"):
        return True
    return who is not None and who.lower_ == "it" and verb.dep_ in ("xcomp", "ccomp", "advcl", "csubj")


def _gerund(verb: Token) -> Token | None:
    """A clause that begins with its subject, a gerund, on which the parser hangs it: "said leaving would cost more"."""
    if verb.lemma_.lower() not in lex.SPEECH:
        return None
    gerunds = (child for child in behind(verb, "xcomp") if child.tag_ == "VBG")
    return next((gerund for gerund in gerunds if has(gerund, "ccomp") or behind(verb, "ccomp")), None)


def clause_of(verb: Token, skip: Collection[int] = ()) -> Found | None:
    """A clause behind the verb."""
    if not _takes_clause(verb):
        return None
    gerund = _gerund(verb)
    clause = next((child for child in behind(verb, "ccomp") if _is_content(verb, child)), None) or gerund
    if clause is None:
        return None
    lemma = verb.lemma_.lower()
    addressed = lemma in lex.ADDRESSED or (lemma == "ask" and not is_infinitive(clause))
    doers = behind(verb, "dobj") if lemma in lex.DIRECTIVE and not addressed else []
    heads = [
        clause,
        *([gerund] if gerund is not None else []),
        *(doer for doer in doers if doer.i < clause.i),
        *trailing(verb, clause),
        *reasons(verb, clause),
    ]
    found = _right(verb, heads, "clause", skip)
    return None if found is None or is_nobody(verb, found.speaker) else rounded(found)


def answer_of(verb: Token, skip: Collection[int] = ()) -> Found | None:
    """A "yes" or "no"."""
    word = next(
        (child for child in verb.rights if child.lower_ in ("yes", "no") and child.dep_ in ("intj", "dobj")), None
    )
    if word is None or verb.lemma_.lower() not in lex.SPEECH or has(word, "amod", "det", "relcl"):
        return None
    if word.dep_ == "dobj" and word.tag_ not in ("UH", "NN"):
        return None
    return _stance(_right(verb, [word], "object", skip))


def given_of(verb: Token, skip: Collection[int] = ()) -> Found | None:
    """A question, a warning or an apology that somebody gives."""
    if verb.lemma_.lower() not in lex.GIVING or is_passive(verb) or _is_background(verb):
        return None
    given = [child for child in behind(verb, "dobj") if child.lemma_.lower() in lex.GIVEN]
    if not given:
        return None
    heads = [*given, *(child for child in behind(verb, "prep", "ccomp", "acl") if child.i > given[0].i)]
    return _stance(_right(verb, heads, "object", skip))


def shown_of(verb: Token, skip: Collection[int] = ()) -> Found | None:
    """What a poll, a study or a document shows: a noun phrase and what is said of it."""
    if verb.lemma_.lower() not in lex.SHOWING or verb.tag_ not in FINITE:
        return None
    who = own_subject(verb, skip)
    if who is None or who.lemma_.lower() not in lex.RECORDS:
        return None
    heads = behind(verb, "dobj", "oprd", "ccomp")
    if not heads:
        return None
    heads += [child for child in behind(verb, "prep", "xcomp", "acl") if child.i > heads[0].i]
    return _stance(_right(verb, heads, "object", skip))


def _in_full(found: Found | None) -> Found | None:
    """The attribution of a wish or an order, unless it is told in passing or of nobody."""
    if found is None or (found.rule == "infinitive" and found.cue.dep_ == "relcl"):
        return None
    return None if found.rule == "directive" and found.speaker is None and found.cue.tag_ not in FINITE else found


def _is_called_for(verb: Token, clause: Token) -> bool:
    """Whether it is what somebody calls for another to do: "called for him to resign"."""
    marked = any(child.lower_ == "for" and child.i == verb.i + 1 for child in dependents(clause, "mark"))
    return marked and is_infinitive(clause) and "for" in lex.PREPOSITIONS.get(verb.lemma_.lower(), ())


def infinitive_of(verb: Token, skip: Collection[int] = ()) -> Found | None:
    """What somebody means to do, or what somebody else is to do."""
    lemma = verb.lemma_.lower()
    called = next((child for child in behind(verb, "advcl", "xcomp", "ccomp") if _is_called_for(verb, child)), None)
    if called is not None:
        return _stance(_right(verb, [called], "preposition", skip))
    if lemma not in lex.INFINITIVE and lemma not in lex.DIRECTIVE:
        return None
    for clause in behind(verb, "xcomp", "ccomp", "advcl"):
        objects = [child for child in behind(verb, "dobj", "dative") if child.i < clause.i]
        ordered = bool(objects) and lemma in lex.DIRECTIVE
        if is_infinitive(clause) and (clause.dep_ != "advcl" or ordered):
            own = any(child.i > verb.i for child in dependents(clause, "nsubj"))
            rule: Rule = "directive" if objects or own or is_passive(verb) else "infinitive"
            return _in_full(_right(verb, [*objects[:1], clause], rule, skip))
    return None


def _is_background(verb: Token) -> bool:
    """Whether a stance is told in passing ("who supports the bill", "by criticising it") or as what might be."""
    if verb.dep_ == "relcl" and verb.lemma_.lower() not in lex.SPEECH:
        return True
    if verb.tag_ in ("VB", "VBG") and verb.dep_ in _IN_PASSING:
        return True
    might = any(child.tag_ == "MD" and child.lower_ in ("would", "could", "should") for child in verb.children)
    return might or (verb.dep_ == "acl" and is_infinitive(verb))


def _is_force(verb: Token, things: Sequence[Token]) -> bool:
    """Whether it is done with arms: "troops attacked the town", "the port was pounded"."""
    if verb.lemma_.lower() not in lex.FORCEFUL:
        return False
    who = agent(verb) if is_passive(verb) else own_subject(verb)
    things = [*things, *dependents(verb, "nsubjpass")]
    placed = any(thing.ent_type_ in ("GPE", "LOC", "FAC") or thing.lemma_.lower() in lex.STRUCK for thing in things)
    return placed or (who is not None and who.lemma_.lower() in lex.ARMED)


def object_of(verb: Token, skip: Collection[int] = ()) -> Found | None:
    """A noun phrase, with what is said of it."""
    lemma = verb.lemma_.lower()
    name = lemma in lex.NAMING and verb.tag_ == "VBN" and verb.dep_ == "acl"
    seen = lemma in lex.DEPICTION and any(child.lower_ == "as" and has(child, "pobj") for child in behind(verb, "prep"))
    if (lemma not in lex.OBJECT and not seen) or name or _is_background(verb):
        return None
    heads = behind(verb, *_COMPLEMENTS)
    if (not heads and not is_passive(verb)) or _is_force(verb, heads):
        return None
    if heads:
        heads += [child for child in behind(verb, "advcl") if child.left_edge.lower_ == "to"]
    own = lex.OBJECT_PREPOSITIONS.get(lemma, ())
    heads += [c for c in behind(verb, "prep", "mark") if c.lower_ in _OBJECT_PREPOSITIONS or c.lower_ in own]
    if is_passive(verb):
        return _passive(verb, heads)
    heads += depicted(heads) if lemma in lex.DEPICTION else []
    return _stance(_right(verb, heads, "object", skip))


def _passive(verb: Token, heads: Sequence[Token]) -> Found | None:
    patient = next(dependents(verb, "nsubjpass"), None)
    if patient is None or verb.lemma_.lower() in ("expect", "say") or not (heads or agent(verb)):
        return None
    content: list[Tokens] = [edges(patient)]
    if heads:
        content.append((min(head.left_edge.i for head in heads), max(head.right_edge.i for head in heads)))
    return Found(verb, agent(verb), tuple(content), "passive", passive=True)


def idiom_of(verb: Token, skip: Collection[int] = ()) -> Found | None:
    """What a verb with its noun or particle takes: "took issue with the plan", "spoke out against it"."""
    wanted = lex.IDIOMS.get(verb.lemma_.lower())
    if wanted is None or is_passive(verb) or _is_background(verb):
        return None
    for child in behind(verb, "dobj", "prt", "advmod", "prep"):
        for preposition in (*behind(verb, "prep"), *behind(child, "prep")):
            if preposition.i > child.i and preposition.lower_ in wanted.get(child.lower_, ()):
                heads = list(dependents(preposition, "pobj", "pcomp"))
                found = _stance(_right(verb, heads, "preposition", skip)) if heads else None
                armed = found is not None and found.speaker is not None and found.speaker.lemma_.lower() in lex.ARMED
                if found is not None and not armed:
                    return found._replace(cue_end=preposition)
    return None


def _asked_for(verb: Token, preposition: Token) -> list[Token]:
    """What those are to do whom somebody calls on: "called on the council to act"."""
    if preposition.lower_ not in ("for", "on", "upon"):
        return []
    return [child for child in behind(verb, "xcomp", "advcl", "ccomp") if is_infinitive(child)][:1]


def preposition_of(verb: Token, skip: Collection[int] = ()) -> Found | None:
    """A phrase with its preposition or particle."""
    lemma = verb.lemma_.lower()
    wanted = lex.PREPOSITIONS.get(lemma, frozenset())
    participle = verb.tag_ == "VBN" and own_subject(verb) is None and verb.dep_ in ("acl", "advcl")
    if lemma != "ask" and (is_passive(verb) or participle):
        return None
    addressed = lemma in lex.ADDRESSED or lemma in ("accuse", "ask")
    labels = ("prep", "prt", "agent", "advmod") if addressed or not has(verb, "dobj") else ("prt",)
    if verb.tag_ == "VBG" and verb.dep_ in ("acl", "pcomp"):
        return None
    for child in behind(verb, *labels):
        heads = list(dependents(child, "pobj", "pcomp")) if child.lower_ in wanted else []
        if not heads and child.lower_ in wanted and child.dep_ == "prt":
            heads = [head for head in behind(verb, "dobj", "ccomp") if head.i > child.i]
        if heads:
            heads += depicted(heads) or _asked_for(verb, child)
            found = _stance(_right(verb, heads, "preposition", skip))
            return found._replace(cue_end=child) if found else None
    return None
