"""The tag of a whole quotation: its cue and whose words it holds, read from the parse around what stands for it."""

from typing import NamedTuple

from spacy.tokens import Token

from archiver.claims.syntax import lexicon as lex
from archiver.claims.syntax.roles import NOMINAL, is_passive, own_subject, subject
from archiver.claims.syntax.sentence import Sentence

_BEHIND = 12
_AHEAD = 30
_DASHES = frozenset("—–―-") | {"--"}


class Tag(NamedTuple):
    """Cue and speaker of a quotation."""

    cue: Token
    speaker: Token | None
    passive: bool = False


def _says(token: Token) -> bool:
    lemma = token.lemma_.lower()
    return token.pos_ in ("VERB", "AUX", "NOUN", "PROPN", "ADJ") and (lemma in lex.SPEECH or (lemma in lex.THOUGHT and token.pos_ == "VERB"))


def _speaker(verb: Token, at: Token, sentence: Sentence) -> Token | None:
    own = own_subject(verb)
    if own is not None and own.i not in sentence.atom_of:
        return subject(verb)
    if at.i < verb.i and all(verb.doc[i].is_punct or i in sentence.atom_of for i in range(at.i, verb.i)):
        following = next((c for c in verb.rights if c.dep_ in ("dobj", "attr", "nsubj", "oprd", "npadvmod", "ccomp", "dative", "conj") and c.pos_ in NOMINAL), None)
        if following is not None:
            return following
    found = subject(verb)
    return found if found is not None and found.i not in sentence.atom_of else None


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
        if i not in sentence.atom_of and _says(doc[i]):
            return doc[i]
    return None


def tag(token: Token, sentence: Sentence) -> Tag | None:
    """The tag of the quotation that `token` stands for."""
    doc = token.doc
    for source in doc:
        if source.lower_ == "according" and source.i + 1 < len(doc) and source.nbor().lower_ == "to" and source.i > token.i:
            who = next((c for c in source.nbor().children if c.dep_ == "pobj"), None)
            if who is not None and not any(_says(doc[i]) for i in range(token.i + 1, source.i)):
                return Tag(source, who)
    verb = _governing(token, sentence) or _below(token, sentence) or _near(token, sentence)
    if verb is not None:
        return Tag(verb, _speaker(verb, token, sentence), is_passive(verb))
    return None
