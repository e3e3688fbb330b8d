"""The tag of a whole quotation: its cue and whose words it holds, read from the parse around what stands for it.

'It works, Ana Lee said.'           behind it
'She added, later: It works.'       in front of it
'Lee said that it was, it works.'   above it in the parse
"""

from collections.abc import Callable
from typing import NamedTuple

from spacy.tokens import Token

from archiver.claims.quotations.scene import Atom
from archiver.claims.syntax import lexicon as lex
from archiver.claims.syntax.frames.found import FINITE, behind, dependents
from archiver.claims.syntax.frames.subjects import agent, is_passive, own_subject, subject
from archiver.claims.syntax.parse.boundaries import opens
from archiver.claims.syntax.parse.sentence import Sentence

_BEHIND = 12  # tokens of a tag behind its quotation
_AHEAD = 30  # tokens in which any word of saying in front of a quotation is its cue
_CLOSE = 7  # tokens between a cue and the quotation that it announces
_CLIMB = 10  # words above a quotation in the parse
_SPOKEN = ("VERB", "AUX", "NOUN", "PROPN", "ADJ")
_NOMINAL = ("NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ")
_CLAUSE_ENDS = (",", ";", ":", "—", "–", "―", "--")
_JOINTS = ("CCONJ", "SCONJ", "PUNCT")  # "But, said Lee, ..."
_INVERTED = ("dobj", "attr", "nsubj", "oprd", "npadvmod", "ccomp", "dative", "conj")
_BELOW = ("conj", "parataxis", "ccomp", "advcl", "dep", "acl", "npadvmod", "appos", "dobj", "relcl", "nsubj")


class Tag(NamedTuple):
    """Cue and speaker of a quotation."""

    cue: Token
    speaker: Token | None
    passive: bool = False


def is_cue(token: Token) -> bool:
    """Whether the token is a verb of saying or thinking."""
    lemma = token.lemma_.lower()
    return token.pos_ in ("VERB", "AUX") and (lemma in lex.SPEECH or lemma in lex.THOUGHT)


def _may_be_cue(token: Token) -> bool:
    """The same, for a verb of saying that the tagger takes for a noun."""
    return is_cue(token) or (token.pos_ in _SPOKEN and token.lemma_.lower() in lex.SPEECH)


def _ahead(token: Token, sentence: Sentence) -> Token | None:
    """The verb right in front of the quotation."""
    doc, first = token.doc, token.i
    while first > 0 and sentence.quoted.get(first - 1) is sentence.quoted[token.i]:
        first -= 1
    for at in range(first - 1, max(-1, first - 1 - _CLOSE), -1):
        if at in sentence.quoted or doc[at].text in ".;":
            return None
        if is_cue(doc[at]):
            return doc[at]
    return None


def _behind(token: Token, sentence: Sentence) -> Token | None:
    """The verb of the tag right behind it."""
    doc = token.doc
    for at in range(token.i + 1, min(len(doc), token.i + _BEHIND)):
        if at in sentence.stands_for or doc[at].text in (";", ".", ":"):
            return None
        if is_cue(doc[at]) and doc[at].dep_ not in ("relcl", "acl"):
            return doc[at]
    return None


def _announcing(token: Token, sentence: Sentence) -> Token | None:
    """Whatever verb announces it with a comma or colon: "Lee shot back, ..."."""
    doc, at = token.doc, token.i - 1
    while at > 0 and sentence.quoted.get(at) is sentence.quoted[token.i]:
        at -= 1
    if at < 1 or doc[at].text not in ",:":
        return None
    verb = doc[at - 1].head if doc[at - 1].tag_ in ("RB", "RP") else doc[at - 1]
    told = verb.tag_ in FINITE and verb.pos_ == "VERB" and own_subject(verb, sentence.quoted) is not None
    return verb if told and verb.i not in sentence.quoted else None


def _above(token: Token, sentence: Sentence) -> Token | None:
    """The verb of saying above it in the parse, or any verb with a subject whose clause it is."""
    for _ in range(_CLIMB):
        head = token.head
        if head == token:
            return None
        if head.i not in sentence.stands_for:
            clause = token.dep_ == "ccomp" and own_subject(head) is not None and head.lemma_ not in lex.NO_CLAUSE
            if clause or _may_be_cue(head):
                return head
            if head.pos_ in ("VERB", "AUX") and token.dep_ not in ("conj", "parataxis", "punct"):
                return None
        token = head
    return None


def _below(token: Token, sentence: Sentence) -> Token | None:
    """The verb of saying that the parser hung on it."""
    return next((c for c in dependents(token, *_BELOW) if c.i not in sentence.stands_for and is_cue(c)), None)


def _near(token: Token, sentence: Sentence) -> Token | None:
    """Any word of saying near by, behind it first."""
    doc = token.doc
    for at in range(token.i + 1, min(len(doc), token.i + _BEHIND)):
        if at in sentence.stands_for or doc[at].text in (";", "."):
            break
        if _may_be_cue(doc[at]):
            return doc[at]
    ahead = range(token.i - 1, max(-1, token.i - _AHEAD), -1)
    return next((doc[at] for at in ahead if at not in sentence.quoted and _may_be_cue(doc[at])), None)


_Finder = Callable[[Token, Sentence], Token | None]
_OPENING: tuple[_Finder, ...] = (_behind, _above, _below, _near)
_INSIDE: tuple[_Finder, ...] = (_ahead, _announcing, _above, _behind, _below, _near)


def _speaker(verb: Token, token: Token, sentence: Sentence) -> Token | None:
    """The subject; behind an inverted verb ("It works, said Lee") whatever the parser calls it."""
    adjacent = token.i < verb.i and all(
        verb.doc[at].is_punct or at in sentence.stands_for for at in range(token.i, verb.i)
    )
    own = own_subject(verb, sentence.quoted)
    if is_passive(verb):
        return agent(verb)
    if own is None and not adjacent:
        named = _named_behind(verb)
        if named is not None:
            return named
    if (adjacent and own is None) or (own is not None and own.pos_ in _JOINTS):
        following = next(
            (c for c in behind(verb, *_INVERTED) if c.pos_ in _NOMINAL and c.i not in sentence.quoted), None
        )
        if following is not None:
            return following
    return _adjacent(verb, subject(verb, sentence.quoted), sentence)


def _named_behind(verb: Token) -> Token | None:
    """The name between a verb and a comma, where a comma stands in front of the verb as well: "But, said Lee, ..."."""
    doc, at = verb.doc, verb.i + 1
    if verb.i == 0 or doc[verb.i - 1].text != ",":
        return None
    while at < len(doc) and doc[at].tag_ in ("NNP", "NNPS"):
        at += 1
    return doc[at - 1] if verb.i + 1 < at < len(doc) and doc[at].text == "," else None


def _adjacent(verb: Token, who: Token | None, sentence: Sentence) -> Token | None:
    """The name or pronoun right in front of the verb where the parser took something else for its subject."""
    doc, at = verb.doc, verb.i - 1
    while at > 0 and doc[at].pos_ in ("AUX", "ADV"):
        at -= 1
    if at < 0 or doc[at].tag_ not in ("NNP", "PRP") or at in sentence.quoted or (who is not None and who.i == at):
        return who
    first = at
    while first > 0 and doc[first - 1].tag_ in ("NNP", "NNPS"):
        first -= 1
    sure = who is None or (who.i < first and who.pos_ not in ("PROPN", "NOUN", "PRON"))
    opens_clause = first == 0 or doc[first - 1].text in _CLAUSE_ENDS or doc[first - 1].is_quote
    return doc[at] if sure and opens_clause else who


def _source(token: Token, sentence: Sentence) -> Tag | None:
    """A source ("according to"), with no word of saying between."""
    doc = token.doc
    for at in range(len(doc) - 1):
        if doc[at].lower_ != "according" or doc[at + 1].lower_ != "to":
            continue
        between = range(token.i + 1, at) if at > token.i else range(at + 1, token.i)
        other = any(_may_be_cue(doc[i]) or (at > token.i and i in sentence.stands_for) for i in between)
        who = next(dependents(doc[at + 1], "pobj"), None)
        if who is not None and not other:
            return Tag(doc[at], who)
    return None


def _reporter(verb: Token, token: Token) -> Tag | None:
    """Who is named as the source of the whole tag ("..., Lee said, according to Wu"): the article has it from them."""
    for child in behind(verb, "prep", "advcl") if token.i < verb.i else ():
        if child.lower_ == "according":
            who = next((t for to in dependents(child, "prep") for t in dependents(to, "pobj")), None)
            if who is not None:
                return Tag(child, who)
    return None


def tag(token: Token, sentence: Sentence) -> Tag | None:
    """The tag of the whole quotation that `token` stands for."""
    source = _source(token, sentence)
    if source is not None:
        return source
    finders = _OPENING if opens(sentence.scene, sentence.range, sentence.stands_for[token.i]) else _INSIDE
    verb = next((verb for verb in (find(token, sentence) for find in finders) if verb is not None), None)
    if verb is None:
        return None
    return _reporter(verb, token) or Tag(verb, _speaker(verb, token, sentence), is_passive(verb))


def is_nested(token: Token, atom: Atom, sentence: Sentence) -> bool:
    """Whether it stands in the clause of another verb of saying ("Lee said that he told them: ..."): that one wins."""
    if not (atom.first and atom.last) or opens(sentence.scene, sentence.range, atom):
        return False
    at = token
    for _ in range(_CLIMB):
        head = at.head
        if head == at:
            return False
        says = head.i not in sentence.quoted and head.lemma_.lower() in lex.TAGS
        if at.dep_ == "ccomp" and at.i > head.i and says and at.i not in sentence.stands_for:
            return True
        at = head
    return False
