"""Who: the subject of a verb, wherever the sentence put it, and how much of its noun phrase is the speaker."""

from spacy.tokens import Token

_SUBJECTS = ("nsubj", "csubj", "expl")
_RELATIVE = frozenset(("who", "that", "which", "whom"))
_CLIMB = 8
_LEFT_OUT = frozenset(("relcl", "acl", "appos", "punct", "cc", "conj", "advcl", "parataxis", "dep", "ccomp"))
NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ"))


def own_subject(verb: Token) -> Token | None:
    """The subject among the verb's own dependents."""
    for child in verb.children:
        if child.dep_ == "nsubj":
            return child
    return None


def agent(verb: Token) -> Token | None:
    """Who did it, of a passive verb: "by" and its noun."""
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            for noun in child.children:
                if noun.dep_ == "pobj":
                    return noun
    return None


def is_passive(verb: Token) -> bool:
    """Whether the verb is in the passive."""
    return any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children)


def subject(verb: Token) -> Token | None:
    """Who does what the verb says."""
    token = verb
    for _ in range(_CLIMB):
        if is_passive(token) and token == verb:
            return agent(token)
        found = own_subject(token)
        if found is None and token != verb:
            found = next((c for c in token.children if c.dep_ == "nsubjpass"), None)
        if found is not None:
            return _antecedent(found, token)
        head = token.head
        if token.dep_ in ("relcl", "acl"):
            return head if token.dep_ == "acl" and token.tag_ in ("VBG", "VB") or token.dep_ == "relcl" else agent(token)
        if head == token:
            return None
        if token.dep_ in ("xcomp", "ccomp") and head.pos_ in ("VERB", "AUX"):
            obj = next((c for c in head.children if c.dep_ == "dobj" and c.i < token.i), None)
            if obj is not None and token == verb and verb.tag_ == "VB":
                return obj
        if head.pos_ in ("NOUN", "PROPN") and token.dep_ in ("prep", "pobj"):
            poss = possessor(head)
            if poss is not None:
                return poss
        token = head
    return None


def _antecedent(found: Token, verb: Token) -> Token:
    if found.lower_ in _RELATIVE and verb.dep_ == "relcl" and verb.head.i < found.i:
        return verb.head
    return found


def possessor(noun: Token) -> Token | None:
    """Whose: the possessive of a noun."""
    return next((c for c in noun.children if c.dep_ == "poss"), None)


def phrase(head: Token) -> tuple[int, int]:
    """First and last token of the noun phrase of `head`, without clauses and appositions."""
    first, last = head.left_edge.i, head.i
    for child in head.children:
        if child.i < head.i and child.dep_ in ("relcl", "advcl", "ccomp", "parataxis"):
            first = max(first, child.right_edge.i + 1)
    stack = [c for c in head.rights]
    for child in stack:
        if child.dep_ in ("cc", "conj") :
            if child.dep_ == "conj" and child.pos_ not in ("NOUN", "PROPN", "PRON"):
                break
            last = max(last, phrase(child)[1])
            continue
        if child.dep_ in _LEFT_OUT:
            break
        last = max(last, child.right_edge.i)
    while first < head.i and head.doc[first].pos_ in ("PUNCT", "SPACE", "CCONJ"):
        first += 1
    while last > head.i and head.doc[last].pos_ in ("PUNCT", "SPACE", "CCONJ"):
        last -= 1
    if head.dep_ == "poss":
        last = max((c.i - 1 for c in head.children if c.dep_ == "case"), default=last)
        last = max(last, head.i)
    return first, last
