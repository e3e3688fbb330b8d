"""Sources: whom the sentence itself names as the one who says so, with no verb.

"According to Lee, prices rose."          "Prices rose, according to Lee."
"In Lee's view, prices rose."             "Prices, in the words of Lee, rose."
"""

from spacy.tokens import Doc, Token

from archiver.claims.syntax import lexicon as lex
from archiver.claims.syntax.frames.extent import CONCESSIONS
from archiver.claims.syntax.frames.found import Found, Tokens, dependents
from archiver.claims.syntax.frames.subjects import possessor
from archiver.claims.syntax.frames.tags import tells_something

_NEAR = 8  # tokens behind "and" in which a new subject shows
_VIEWING = ("by", "from", "in", "to")


def source_of(token: Token, end: int) -> Found | None:
    """A source ("according to"), in front of what was said or behind it."""
    doc = token.doc
    if token.lower_ != "according" or token.i + 1 >= len(doc) or doc[token.i + 1].lower_ != "to":
        return None
    to = doc[token.i + 1]
    who = next(dependents(to, "pobj"), None) or next(dependents(token, "pobj"), None)
    if who is None:
        return None
    last = who.right_edge.i
    content = _behind_source(doc, last, end) if token.i <= 1 else _ahead_of_source(doc, token.i, last, end)
    return Found(token, who, content, "source", cue_end=to) if content else None


def _behind_source(doc: Doc, last: int, end: int) -> tuple[Tokens, ...]:
    first = last + 1
    while first < end and doc[first].is_punct:
        first += 1
    return ((first, end),) if last + 2 < end else ()


def _ahead_of_source(doc: Doc, at: int, last: int, end: int) -> tuple[Tokens, ...]:
    stop = at - 1
    while stop > 0 and doc[stop].is_punct:
        stop -= 1
    if not tells_something(doc, stop):
        last = next((i - 1 for i in range(at + 2, last + 1) if doc[i].text == ","), last)
    goes_on = last + 2 < end and doc[last + 1].text == "," and doc[last + 2].lower_ not in CONCESSIONS
    return ((_last_clause(doc, stop), stop), *(((last + 2, end),) if goes_on else ()))


def _last_clause(doc: Doc, end: int) -> int:
    """Where the last clause before a source begins: behind an open bracket, or behind ", and" before a new subject."""
    depth = 0
    for at in range(end, 0, -1):
        depth += (doc[at].text == ")") - (doc[at].text == "(")
        joint = doc[at].dep_ == "cc" and doc[at - 1].text == ","
        if depth < 0 or (joint and any(_begins_clause(token, end) for token in doc[at + 1 : min(at + _NEAR, end)])):
            return at + 1
    return 0


def _begins_clause(token: Token, end: int) -> bool:
    return token.dep_ in ("nsubj", "nsubjpass") and token.head.dep_ == "conj" and token.head.i <= end


def _holder(noun: Token) -> Token | None:
    """Whose, behind "of": "in the view of Lee", not "in clear view of the town" and "from a point of view"."""
    if not any(child.lower_ == "the" for child in noun.lefts):
        return None
    of = next((child for child in noun.rights if child.lower_ == "of"), None)
    who = next(dependents(of, "pobj"), None) if of is not None else None
    return None if who is None or who.lemma_.lower() == "view" else who


def viewpoint_of(token: Token, end: int) -> Found | None:
    """A view or account that somebody is said to have: "in Lee's view", "in the words of Lee"."""
    doc = token.doc
    noun = next(dependents(token, "pobj"), None) if token.lower_ in _VIEWING else None
    if noun is None or noun.lemma_.lower() not in lex.VIEWPOINTS:
        return None
    who, last = possessor(noun) or _holder(noun), noun.right_edge.i
    ends = last >= end or doc[last + 1].text == ","
    opens = token.i == 0 or (token.i == 1 and doc[0].pos_ == "CCONJ")
    if who is None or not ends or not (opens or doc[token.i - 1].text == ","):
        return None
    content = _behind_source(doc, last, end) if opens else _ahead_of_source(doc, token.i, last, end)
    return Found(token, who, content, "source", cue_end=noun) if content else None
