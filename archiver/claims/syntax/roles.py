"""Who: the subject of a verb, wherever the sentence put it, and how much of its noun phrase is the speaker."""

from collections.abc import Collection

from spacy.tokens import Token

from archiver.claims.syntax import lexicon as lex
from archiver.text.tokens import word_set

_SUBJECTS = ("nsubj", "csubj", "expl")
_RELATIVE = frozenset(("who", "that", "which", "whom"))
_CLIMB = 8
DOCUMENTS = word_set("statement letter comment language tweet post speech remark report email memo editorial message paper column piece op-ed release petition resolution interview ad article essay series note book declaration question")
_LEFT_OUT = frozenset(("relcl", "acl", "appos", "punct", "cc", "conj", "advcl", "parataxis", "dep", "ccomp"))
NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ"))


def own_subject(verb: Token, skip: Collection[int] = ()) -> Token | None:
    """The subject among the verb's own dependents; tokens in `skip` are none."""
    for child in verb.children:
        if child.dep_ == "nsubj" and child.i not in skip:
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


def _document(noun: Token) -> bool:
    return noun.lemma_.lower() in DOCUMENTS and noun.dep_ in ("dobj", "pobj", "attr", "conj")


def subject(verb: Token, skip: Collection[int] = ()) -> Token | None:
    """Who does what the verb says; tokens in `skip` are nobody."""
    if is_passive(verb):
        return agent(verb)
    token = _sibling(verb, skip) or verb
    for _ in range(_CLIMB):
        found = own_subject(token, skip)
        if found is None and token != verb:
            found = next((c for c in token.children if c.dep_ == "nsubjpass" and c.i not in skip), None)
        head = token.head
        if found is not None:
            if found.lower_ in _RELATIVE and token.dep_ == "relcl" and head.i < found.i:
                found = head
                if _document(head):
                    token = head.head
                    continue
            return nearest(found, token)
        if head == token:
            return None
        if token.dep_ in ("relcl", "acl"):
            if _document(head):
                token = head.head
                continue
            active = token.tag_ in ("VBG", "VB") or token.dep_ == "relcl" or token != verb
            return head if active else agent(token)
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


def _sibling(verb: Token, skip: Collection[int]) -> Token | None:
    """The verb of saying whose subject does this too, where the parser hung `verb` inside what was said: "He said prices
    rose and predicted more", "..., he said, adding".
    """
    if own_subject(verb, skip) is not None or any(c.dep_ in ("aux", "mark") for c in verb.children):
        return None
    finite = verb.dep_ == "conj" and verb.tag_ in ("VBD", "VBZ", "VBP")
    participle = verb.dep_ == "advcl" and verb.tag_ == "VBG" and verb.left_edge.i > 0 and verb.doc[verb.left_edge.i - 1].text == ","
    at = verb
    for _ in range(_CLIMB if finite or participle else 0):
        head = at.head
        if head == at:
            return None
        says = head.lemma_.lower() in lex.SPEECH and head.i not in skip
        if at.dep_ == "ccomp" and says and at != verb and (participle or head.tag_ == verb.tag_):
            return head
        at = head
    return None


def nearest(found: Token, verb: Token) -> Token:
    """The subject, or what stands right before the verb after a comma: in "In Salem, New Hampshire, Lee said" the parser
    takes the place for the subject. An apposition would end in a comma of its own.
    """
    doc, at = verb.doc, verb.i - 1
    while at > found.i and (doc[at].pos_ in ("AUX", "ADV", "PART") or doc[at].dep_ in ("neg", "advmod")):
        at -= 1
    if at <= found.i or doc[at].pos_ not in ("PROPN", "PRON", "NOUN"):
        return found
    comma = next((i for i in range(at, found.i, -1) if doc[i].text == ","), None)
    if comma is None or any(t.pos_ in ("VERB", "AUX", "ADP", "CCONJ") for t in doc[comma + 1 : at + 1]):
        return found
    return doc[at]


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
