"""What a cue attributes: the frames of verbs, nouns and adjectives, read from the parse."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from spacy.tokens import Doc, Token

from archiver.claims.syntax import lexicon as lex
from archiver.claims.syntax.roles import agent, is_passive, own_subject, possessor, subject

Tokens = tuple[int, int]
_SHORTEST = 3


class Found(NamedTuple):
    """An attribution in a sentence: cue, who, and the first and last tokens of what."""

    cue: Token
    speaker: Token | None
    passive: bool
    content: tuple[Tokens, ...]
    rule: str
    cue_end: Token | None = None


def edges(token: Token) -> Tokens:
    """First and last token of what hangs on `token`."""
    return token.left_edge.i, token.right_edge.i


def _children(token: Token, *deps: str) -> Iterator[Token]:
    return (child for child in token.children if child.dep_ in deps)


def _has(token: Token, *deps: str) -> bool:
    return any(child.dep_ in deps for child in token.children)


def _marked(clause: Token, *words: str) -> bool:
    return any(c.dep_ in ("mark", "advmod", "nsubj", "dobj", "attr", "det", "pobj", "nsubjpass") and c.lower_ in words and c.i <= clause.i for c in clause.children)


def _attributes(token: Token) -> bool:
    lemma = token.lemma_.lower()
    return token.pos_ == "VERB" and (lemma in lex.SPEECH or lemma in lex.OBJECT or lemma in lex.THOUGHT or lemma in lex.PREPOSITIONS)


def _stop(verb: Token, head: Token) -> int:
    """Last token of what hangs on `head`, before another thing that the speaker of `verb` does."""
    last = head.right_edge.i
    for token in head.subtree:
        if token.i <= head.i or token.i > last or not _attributes(token):
            continue
        before = token.left_edge.i - 1
        if token.dep_ == "conj" and token.lemma_.lower() in lex.SPEECH and token.tag_ == verb.tag_ in ("VBD", "VBZ", "VBP") and _has(token, "nsubj"):
            start = next(c for c in token.children if c.dep_ == "nsubj").left_edge.i - 1
            while start > head.i and (head.doc[start].dep_ == "cc" or head.doc[start].is_punct):
                start -= 1
            if start < token.head.right_edge.i and head.doc[start + 1].i != token.head.i + 1:
                last = min(last, start)
            continue
        if any(c.dep_ in ("nsubj", "nsubjpass", "mark", "aux") for c in token.children):
            continue
        if token.dep_ == "conj" and token.tag_ == verb.tag_ != "VB" and token.tag_ in ("VBD", "VBZ", "VBP") and token.head.tag_ != token.tag_ or (token.dep_ == "conj" and token.head == head and token.tag_ == verb.tag_ and token.tag_ in ("VBD", "VBZ")):
            if not (head.doc[before].dep_ == "cc" or head.doc[before].is_punct):
                continue
            while before > head.i and (head.doc[before].dep_ == "cc" or head.doc[before].is_punct):
                before -= 1
            last = min(last, before)
        elif token.dep_ == "advcl" and token.tag_ == "VBG" and head.doc[before].text == "," and token.head in (head, verb):
            last = min(last, before - 1)
    return last


def _before_relative(doc: Doc, first: int, last: int, heads: list[Token]) -> int:
    """Where a noun phrase ends before a relative clause behind a comma, which adds what the speaker need not have said."""
    for head in heads:
        for token in head.subtree:
            if token.dep_ == "relcl" and first < token.left_edge.i <= last and doc[token.left_edge.i - 1].text == ",":
                last = min(last, token.left_edge.i - 2)
    return last


def clause_of(verb: Token, skip: Collection[int] = ()) -> Found | None:
    """A clause behind the verb: "said that the line held"."""
    lemma = verb.lemma_.lower()
    if lemma in lex.NO_CLAUSE or not lemma.isalpha() or verb.pos_ == "AUX":
        return None
    if lemma in lex.EVIDENCE and lemma not in lex.SPEECH and verb.tag_ == "VB":
        return None
    if verb.tag_ == "VB" and verb.dep_ == "ROOT" and not _has(verb, "aux", "nsubj"):
        return None
    for clause in _children(verb, "ccomp"):
        if clause.i < verb.i:
            continue
        known = lemma in lex.SPEECH or lemma in lex.THOUGHT or lemma in lex.EVIDENCE
        if not known and not any(c.dep_ == "mark" and c.lower_ in ("that", "whether") for c in clause.children):
            continue
        if not (_has(clause, "nsubj", "nsubjpass", "expl", "csubj", "csubjpass") or clause.left_edge.lower_ in ("that", "how", "whether", "why")):
            if lemma not in lex.OBJECT:
                continue
        objects = [c for c in _children(verb, "dobj") if verb.i < c.i < clause.i] if lemma in lex.DIRECTIVE and lemma not in ("tell", "remind", "warn", "convince", "persuade", "advise") else []
        found = _right(verb, [clause, *objects, *_trailing(verb, clause)], "clause", skip)
        return None if found is None or _generic(found.speaker) else _rounded(found)
    return None


_DASHES = frozenset(("—", "–", "―", "--", "-"))


def _rounded(found: Found) -> Found:
    """The clause up to a lone dash, or on to the next mark where the parser broke off in the middle of a phrase."""
    doc = found.cue.doc
    first, last = found.content[0]
    dashes = [t.i for t in doc[first : last + 1] if t.text in _DASHES and t.i > first and t.whitespace_ and doc[t.i - 1].whitespace_]
    if len(dashes) == 1 and dashes[0] - first > _SHORTEST:
        return found._replace(content=((first, dashes[0] - 1),))
    for token in doc[first : last + 1]:
        if token.lower_ in ("while", "whereas") and token.i > first + _SHORTEST and doc[token.i - 1].text == "," and any(_attributes(t) for t in doc[token.i : last + 1]):
            return found._replace(content=((first, token.i - 2),))
    following = last + 1
    if following < len(doc) and doc[following].pos_ in ("VERB", "AUX", "NOUN", "PROPN", "DET", "ADJ", "PART", "PRON", "NUM") and doc[following].dep_ != "npadvmod" and not _attributes(doc[following]) and doc[last].text != ",":
        while following < len(doc) and not doc[following].is_punct and doc[following].dep_ != "cc":
            following += 1
        return found._replace(content=((first, following - 1),))
    return found


def _generic(who: Token | None) -> bool:
    return who is not None and who.lower_ in lex.GENERIC


def _trailing(verb: Token, clause: Token) -> list[Token]:
    """Participles behind the clause that the parser hangs on the verb: ", pushing her to victory"."""
    return [c for c in _children(verb, "advcl") if c.i > clause.i and c.tag_ in ("VBG", "VBN") and not _attributes(c) and not _has(c, "mark")]


def _right(verb: Token, heads: list[Token], rule: str, skip: Collection[int]) -> Found | None:
    first = min(h.left_edge.i for h in heads)
    last = max(_stop(verb, h) for h in heads)
    if rule in ("object", "preposition", "infinitive"):
        last = _before_relative(verb.doc, first, last, heads)
    if first <= verb.i:
        first = verb.i + 1
    if last < first:
        return None
    return Found(verb, subject(verb, skip), is_passive(verb), ((first, last),), rule)


def infinitive_of(verb: Token, skip: Collection[int] = ()) -> Found | None:
    """An infinitive: "plans to leave", "urged them to leave"."""
    lemma = verb.lemma_.lower()
    for clause in _children(verb, "xcomp", "ccomp", "advcl"):
        if clause.i < verb.i or not any(c.dep_ == "aux" and c.lower_ == "to" for c in clause.children):
            continue
        objects = [c for c in _children(verb, "dobj", "dative") if c.i < clause.i and c.i > verb.i]
        inner = [c for c in _children(clause, "nsubj") if c.i > verb.i]
        if clause.dep_ == "advcl" and not (objects and lemma in lex.DIRECTIVE):
            continue
        if objects or inner or is_passive(verb):
            if lemma in lex.DIRECTIVE or lemma in lex.INFINITIVE:
                return _right(verb, [*objects[:1], clause], "directive", skip)
        elif lemma in lex.INFINITIVE or lemma in lex.DIRECTIVE:
            return _right(verb, [clause], "infinitive", skip)
    return None


def object_of(verb: Token, skip: Collection[int] = ()) -> Found | None:
    """A noun phrase: "criticised the plan as weak"."""
    lemma = verb.lemma_.lower()
    if _background(verb) or lemma not in lex.OBJECT or (lemma in ("call", "dub", "name", "label") and verb.tag_ == "VBN" and verb.dep_ == "acl"):
        return None
    heads = [c for c in _children(verb, "dobj", "oprd", "ccomp", "acomp", "xcomp", "attr") if c.i > verb.i]
    if not heads and not is_passive(verb):
        return None
    heads += [c for c in _children(verb, "prep", "mark") if c.i > verb.i and c.lower_ in ("as", "for", "of", "over", "about", "to", "from", "against")]
    heads += [c for c in _children(verb, "advcl") if c.i > verb.i and heads and c.left_edge.lower_ == "to"]
    if not is_passive(verb) and lemma in lex.DEPICTION:
        heads += _depicted(heads)
    if is_passive(verb):
        patient = next(_children(verb, "nsubjpass"), None)
        if patient is None or (not heads and agent(verb) is None):
            return None
        if lemma in ("expect", "suppose", "say"):
            return None
        content = [edges(patient)]
        if heads:
            content.append((min(h.left_edge.i for h in heads), max(h.right_edge.i for h in heads)))
        return Found(verb, agent(verb), True, tuple(content), "passive")
    found = _right(verb, heads, "object", skip)
    return None if found is None or _generic(found.speaker) or _supposed(verb) else found


def _background(verb: Token) -> bool:
    """Whether a stance is told in passing ("who supports the bill") or as what might be ("would support it")."""
    if verb.dep_ == "relcl" and verb.lemma_.lower() not in lex.SPEECH:
        return True
    to = any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)
    return (verb.dep_ == "acl" and to) or any(c.tag_ == "MD" and c.lower_ in ("would", "could", "should") for c in verb.children)


def _supposed(verb: Token) -> bool:
    """Whether the verb stands in a condition."""
    token = verb
    for _ in range(3):
        if any(c.dep_ in ("mark", "advmod") and c.lower_ in ("if", "whether", "unless") for c in token.children):
            return True
        token = token.head
    return False


def _depicted(heads: list[Token]) -> list[Token]:
    """The "as" right behind what is depicted, wherever the parser hung it."""
    following = max(h.right_edge.i for h in heads) + 1
    doc = heads[0].doc
    return [doc[following]] if following < len(doc) and doc[following].lower_ == "as" else []


def preposition_of(verb: Token, skip: Collection[int] = ()) -> Found | None:
    """A phrase: "called for an inquiry"."""
    wanted = lex.PREPOSITIONS.get(verb.lemma_.lower())
    if wanted is None:
        return None
    asked = verb.lemma_.lower() == "ask"
    if not asked and is_passive(verb) or not asked and (verb.tag_ == "VBN" and own_subject(verb) is None and verb.dep_ in ("acl", "advcl")):
        return None
    for child in verb.children:
        if child.i <= verb.i or child.dep_ not in ("prep", "prt", "agent", "advmod"):
            continue
        if child.lower_ in wanted:
            heads = [c for c in _children(child, "pobj", "pcomp")]
            if heads:
                if verb.lemma_.lower() in lex.DEPICTION:
                    heads += _depicted(heads)
                found = _right(verb, heads, "preposition", skip)
                return None if found is None or _generic(found.speaker) or _supposed(verb) else found._replace(cue_end=child)
            if child.dep_ == "prt":
                objects = [c for c in _children(verb, "dobj", "ccomp") if c.i > child.i]
                if objects:
                    found = _right(verb, objects, "preposition", skip)
                    return found._replace(cue_end=child) if found else None
    return None


def adjective_of(verb: Token, skip: Collection[int] = ()) -> Found | None:
    """What somebody is sure of, critical of, ready to: the cue is the copula's adjective."""
    for adjective in _children(verb, "acomp", "oprd"):
        if adjective.lemma_.lower() not in lex.ADJECTIVES or adjective.i < verb.i:
            continue
        heads = [c for c in _children(adjective, "ccomp", "xcomp", "prep") if c.i > adjective.i]
        heads += [c for c in _children(verb, "ccomp") if c.i > adjective.i]
        for head in heads:
            who = subject(verb, skip)
            if who is None or who.lower_ in ("it", "there"):
                continue
            first, last = edges(head)
            if head.dep_ == "prep":
                if head.lower_ in ("in", "at", "on", "during", "after"):
                    continue
                first = head.i + 1
            if first <= last and first > adjective.i:
                return Found(adjective, who, False, ((first, last),), "adjective")
    return None


def noun_of(noun: Token, skip: Collection[int] = ()) -> Found | None:
    """What a noun attributes: "the claim that", "his plan to", "criticism of"."""
    lemma = noun.lemma_.lower()
    if lemma not in lex.NOUNS:
        return None
    who = possessor(noun)
    by = agent(noun)
    for clause in _children(noun, "acl", "ccomp", "relcl"):
        if clause.i < noun.i:
            continue
        that = _marked(clause, "that", "whether") and not any(c.dep_ in ("nsubj", "dobj", "nsubjpass") and c.lower_ == "that" for c in clause.children)
        to = any(c.dep_ == "aux" and c.lower_ == "to" for c in clause.children)
        if that or (to and who is not None):
            return Found(noun, who or by or _light(noun, skip), False, (edges(clause),), "noun-clause")
    if who is not None and lemma in lex.STANCES:
        for prep in _children(noun, "prep"):
            if prep.lower_ in ("of", "about", "for", "on", "that", "against") and prep.i > noun.i:
                heads = list(_children(prep, "pobj", "pcomp"))
                if heads:
                    return Found(noun, who, False, ((heads[0].left_edge.i, heads[0].right_edge.i),), "noun-of")
    return None


def _light(noun: Token, skip: Collection[int]) -> Token | None:
    """Who made the claim: the subject of the verb that the noun is the object of."""
    if noun.dep_ in ("dobj", "attr", "pobj") and noun.head.pos_ in ("VERB", "AUX"):
        return subject(noun.head, skip)
    if noun.dep_ == "pobj" and noun.head.head.lemma_.lower() in lex.SPEECH:
        return subject(noun.head.head, skip)
    return None


def impersonal_of(verb: Token, skip: Collection[int] = ()) -> Found | None:
    """What nobody is said to say: "it appears that", "they are expected to win", "they seem to hesitate"."""
    lemma = verb.lemma_.lower()
    if lemma in lex.IMPERSONAL:
        for clause in _children(verb, "ccomp"):
            if clause.i > verb.i and any(c.lower_ == "it" for c in verb.lefts):
                return Found(verb, None, True, (edges(clause),), "impersonal")
    if lemma in lex.IMPERSONAL or (lemma in lex.SUPPOSED and is_passive(verb)):
        patient = next(_children(verb, "nsubj", "nsubjpass"), None)
        clause = next((c for c in _children(verb, "xcomp", "oprd") if c.i > verb.i), None)
        if patient is not None and clause is not None and patient.lower_ not in ("it", "that", "which", "who", "there"):
            return Found(verb, agent(verb), True, (edges(patient), edges(clause)), "supposed")
    return None


def frame(token: Token, skip: Collection[int] = ()) -> Found | None:
    """The attribution whose cue `token` is, if it is one."""
    if token.pos_ in ("VERB", "AUX"):
        for read in (clause_of, impersonal_of, infinitive_of, preposition_of, object_of, adjective_of):
            found = read(token, skip)
            if found is not None:
                return found
        return None
    if token.pos_ == "NOUN":
        return noun_of(token, skip)
    return None
