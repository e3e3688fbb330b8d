"""The tag of a whole quotation: its cue and whose words it holds, read from the parse around what stands for it."""

from typing import NamedTuple

from spacy.tokens import Token

from archiver.claims.quotations.scene import Atom
from archiver.claims.syntax import lexicon as lex
from archiver.claims.syntax.roles import NOMINAL, is_passive, own_subject, subject
from archiver.claims.syntax.sentence import Sentence

_BEHIND = 12
_AHEAD = 30
_CLOSE = 7
_DASHES = frozenset("—–―-") | {"--"}


class Tag(NamedTuple):
    """Cue and speaker of a quotation."""

    cue: Token
    speaker: Token | None
    passive: bool = False


def _says(token: Token) -> bool:
    lemma = token.lemma_.lower()
    return token.pos_ in ("VERB", "AUX", "NOUN", "PROPN", "ADJ") and (lemma in lex.SPEECH or (lemma in lex.THOUGHT and token.pos_ == "VERB"))


def _verb(token: Token) -> bool:
    lemma = token.lemma_.lower()
    return token.pos_ in ("VERB", "AUX") and (lemma in lex.SPEECH or lemma in lex.THOUGHT)


def _speaker(verb: Token, at: Token, sentence: Sentence) -> Token | None:
    own = own_subject(verb, sentence.quoted)
    if own is not None:
        return subject(verb, sentence.quoted)
    if at.i < verb.i and all(verb.doc[i].is_punct or i in sentence.atom_of for i in range(at.i, verb.i)):
        following = next((c for c in verb.rights if c.dep_ in ("dobj", "attr", "nsubj", "oprd", "npadvmod", "ccomp", "dative", "conj") and c.pos_ in NOMINAL), None)
        if following is not None:
            return following
    return subject(verb, sentence.quoted)


def ahead(token: Token, sentence: Sentence) -> Token | None:
    """The verb right in front of a quotation: "she added, later:"."""
    doc = token.doc
    first = token.i
    while first > 0 and sentence.quoted.get(first - 1) is sentence.quoted[token.i]:
        first -= 1
    for i in range(first - 1, max(-1, first - 1 - _CLOSE), -1):
        if i in sentence.quoted or doc[i].text in ".;":
            return None
        if _verb(doc[i]):
            return doc[i]
        if doc[i].pos_ == "VERB" and doc[i].text != doc[i].text.lower():
            return None
    return None


def _behind(token: Token, sentence: Sentence) -> Token | None:
    """The verb of the tag right behind a quotation."""
    doc = token.doc
    for i in range(token.i + 1, min(len(doc), token.i + _BEHIND)):
        if i in sentence.atom_of or doc[i].text in (";", ".", ":"):
            return None
        if _verb(doc[i]) and doc[i].dep_ not in ("relcl", "acl"):
            return doc[i]
    return None


def _governing(token: Token, sentence: Sentence) -> Token | None:
    for _ in range(6):
        head = token.head
        if head == token:
            return None
        if head.i not in sentence.atom_of:
            if _says(head) or (token.dep_ == "ccomp" and own_subject(head) is not None and head.lemma_ not in lex.NO_CLAUSE):
                return head
            if head.pos_ in ("VERB", "AUX") and token.dep_ not in ("conj", "parataxis", "punct"):
                return None
        token = head
    return None


def _below(token: Token, sentence: Sentence) -> Token | None:
    for child in token.children:
        if child.i not in sentence.atom_of and child.dep_ in ("conj", "parataxis", "ccomp", "advcl", "dep", "acl", "npadvmod", "appos", "dobj", "relcl", "nsubj") and _says(child) and child.pos_ in ("VERB", "AUX"):
            return child
    return None


def _near(token: Token, sentence: Sentence) -> Token | None:
    doc = token.doc
    for i in range(token.i + 1, min(len(doc), token.i + _BEHIND)):
        if i in sentence.atom_of:
            break
        if doc[i].text in (";", "."):
            break
        if _says(doc[i]):
            return doc[i]
    for i in range(token.i - 1, max(-1, token.i - _AHEAD), -1):
        if i not in sentence.quoted and _says(doc[i]):
            return doc[i]
    return None


def _according(token: Token, sentence: Sentence) -> Tag | None:
    doc = token.doc
    for source in doc:
        if source.lower_ == "according" and source.i + 1 < len(doc) and source.nbor().lower_ == "to":
            if source.i > token.i and any(_says(doc[i]) or i in sentence.atom_of for i in range(token.i + 1, source.i)):
                continue
            if source.i < token.i and any(_says(doc[i]) for i in range(source.i + 1, token.i)):
                continue
            who = next((c for c in source.nbor().children if c.dep_ == "pobj"), None)
            if who is not None:
                return Tag(source, who)
    return None


def tag(token: Token, sentence: Sentence) -> Tag | None:
    """The tag of the quotation that `token` stands for."""
    source = _according(token, sentence)
    if source is not None:
        return source
    opens = not sentence.scene.masked[sentence.range[0] : sentence.atom_of[token.i].start].strip(" \x02.,?!…;—–-―")
    readers = (_behind, _governing, _below, _near) if opens else (ahead, _governing, _behind, _below, _near)
    for read in readers:
        verb = read(token, sentence)
        if verb is not None:
            return Tag(verb, _speaker(verb, token, sentence), is_passive(verb))
    return None


def is_nested(token: Token, atom: Atom, sentence: Sentence) -> bool:
    """Whether the quotation stands inside the clause that another verb of saying introduces."""
    opens = not sentence.scene.masked[sentence.range[0] : atom.start].strip(" \x02.,?!…;—–-―")
    if opens or not atom.first or not atom.last:
        return False
    at, above = token, False
    for _ in range(10):
        head = at.head
        if head == at:
            return False
        if at.dep_ == "ccomp" and at.i > head.i and head.i not in sentence.quoted and head.lemma_.lower() in lex.TAGS:
            if at.i not in sentence.atom_of:
                return True
            above = True
        at = head
    return False
