"""Who: the subject of a verb, wherever the sentence put it, and how much of its noun phrase is the speaker.

"Ana Lee plans to say ..."                 say: Lee
"Lee issued a statement saying ..."        saying: Lee
"He said prices rose and predicted more"   predicted: He
"In Lerna, Polis, Lee said ..."            said: Lee, whatever the parser takes for the subject
"""

from collections.abc import Collection

from spacy.tokens import Token

from archiver.claims.syntax import lexicon as lex
from archiver.claims.syntax.frames.found import FINITE, Tokens, dependents, has

RELATIVE = frozenset(("who", "that", "which", "whom"))
_CLIMB = 8  # verbs and nouns between a verb and its subject
_CHAIN = 12  # names joined by "and"
_NO_PART = frozenset(("relcl", "acl", "appos", "punct", "advcl", "parataxis", "dep", "ccomp"))
_NOUNS = ("NOUN", "PROPN", "PRON")
_EDGE = ("PUNCT", "SPACE", "CCONJ")


def own_subject(verb: Token, skip: Collection[int] = ()) -> Token | None:
    """The subject among the verb's own dependents; tokens in `skip` are none."""
    return next((child for child in dependents(verb, "nsubj") if child.i not in skip), None)


def agent(verb: Token) -> Token | None:
    """Who did it, of a passive verb or a noun: "by" and its noun."""
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            return next(dependents(child, "pobj"), None)
    return None


def possessor(noun: Token) -> Token | None:
    """Whose: the possessive of a noun."""
    return next(dependents(noun, "poss"), None)


def is_passive(verb: Token) -> bool:
    """Whether the verb is in the passive."""
    return has(verb, "nsubjpass", "auxpass")


def subject(verb: Token, skip: Collection[int] = ()) -> Token | None:
    """Who does what the verb says; tokens in `skip` are nobody."""
    if is_passive(verb):
        return agent(verb)
    token = _sibling(verb, skip) or verb
    for _ in range(_CLIMB):
        found, above = _at(token, verb, skip)
        if found is not None or above is None:
            return found
        token = above
    return None


def _at(token: Token, verb: Token, skip: Collection[int]) -> tuple[Token | None, Token | None]:
    """The subject of `verb` as seen from `token` above it, or where to look next."""
    head = token.head
    own = own_subject(token, skip)
    if own is None and token != verb:
        own = next((child for child in dependents(token, "nsubjpass") if child.i not in skip), None)
    relative = own is not None and own.lower_ in RELATIVE and token.dep_ == "relcl" and head.i < own.i
    if own is not None and not relative:
        return _nearest(own, token), None
    if head == token:
        return None, None
    if token.dep_ in ("relcl", "acl"):
        if _speaks_for_another(head):
            return None, head.head
        active = token.tag_ in ("VBG", "VB") or token.dep_ == "relcl" or token != verb
        return (head if active else agent(token)), None
    return _object_above(token, verb) or _owner_above(token), head


def _speaks_for_another(noun: Token) -> bool:
    """Whether it is a document that somebody makes: "issued a statement"."""
    return noun.lemma_.lower() in lex.DOCUMENTS and noun.dep_ in ("dobj", "pobj", "attr", "conj")


def _object_above(token: Token, verb: Token) -> Token | None:
    """Whom somebody makes do it: "urged Lee to say"."""
    if token != verb or verb.tag_ != "VB" or token.dep_ not in ("xcomp", "ccomp") or token.head.pos_ == "NOUN":
        return None
    return next((child for child in dependents(token.head, "dobj") if child.i < token.i), None)


def _owner_above(token: Token) -> Token | None:
    """Whose: "Lee's habit of saying"."""
    return possessor(token.head) if token.head.pos_ in ("NOUN", "PROPN") and token.dep_ in ("prep", "pobj") else None


def _sibling(verb: Token, skip: Collection[int]) -> Token | None:
    """The verb of saying whose subject does this too, where the parser hung `verb` inside what was said."""
    if own_subject(verb, skip) is not None or has(verb, "aux", "mark"):
        return None
    start = verb.left_edge.i
    participle = verb.dep_ == "advcl" and verb.tag_ == "VBG" and start > 0 and verb.doc[start - 1].text == ","
    if not participle and not (verb.dep_ == "conj" and verb.tag_ in FINITE):
        return None
    at = verb
    for _ in range(_CLIMB):
        head = at.head
        if head == at:
            return None
        says = at.dep_ == "ccomp" and at != verb and head.lemma_.lower() in lex.SPEECH and head.i not in skip
        if says and (participle or head.tag_ == verb.tag_):
            return head
        at = head
    return None


def _nearest(found: Token, verb: Token) -> Token:
    """The subject, or what stands right before the verb after a comma: an apposition would end in one of its own."""
    doc, at = verb.doc, verb.i - 1
    while at > found.i and (doc[at].pos_ in ("AUX", "ADV", "PART") or doc[at].dep_ in ("neg", "advmod")):
        at -= 1
    if at <= found.i or doc[at].pos_ not in _NOUNS:
        return found
    comma = next((i for i in range(at, found.i, -1) if doc[i].text == ","), None)
    if comma is None or any(token.pos_ in ("VERB", "AUX", "ADP", "CCONJ") for token in doc[comma + 1 : at + 1]):
        return found
    return doc[at]


def phrase(noun: Token) -> Tokens:
    """First and last token of the noun phrase of `noun`, without clauses and appositions."""
    first = noun.left_edge.i
    for child in noun.lefts:
        if child.dep_ in _NO_PART and child.dep_ != "punct":
            first = max(first, child.right_edge.i + 1)
    last = _possessive_end(noun) if noun.dep_ == "poss" else _phrase_end(noun)
    doc = noun.doc
    while first < noun.i and doc[first].pos_ in _EDGE:
        first += 1
    while last > noun.i and doc[last].pos_ in _EDGE and doc[last].text != ")":
        last -= 1
    open_bracket = any(token.text == "(" for token in doc[first : last + 1]) and doc[last].text != ")"
    closes = open_bracket and last + 1 < len(doc) and doc[last + 1].text == ")"
    return first, last + closes


def _possessive_end(noun: Token) -> int:
    return max(noun.i, *(child.i - 1 for child in dependents(noun, "case")), noun.i)


def _is_close(child: Token, last: int) -> bool:
    """Whether it is a name right behind a role, with no comma: "the historian Ana Lee"."""
    return child.dep_ == "appos" and child.pos_ == "PROPN" and child.left_edge.i == last + 1


def _phrase_end(noun: Token) -> int:
    """The last token: with what is joined by "and", up to the first clause or apposition."""
    last, pending = noun.i, noun
    for _ in range(_CHAIN):
        joined: Token | None = None
        for child in pending.rights:
            if child.dep_ == "conj" and child.pos_ in _NOUNS:
                joined = child
                last = max(last, child.i)
            elif _is_close(child, last):
                last = child.i
            elif child.dep_ in _NO_PART or child.dep_ == "conj":
                break
            elif child.dep_ != "cc":
                last = max(last, child.right_edge.i)
        if joined is None:
            break
        pending = joined
    return last
