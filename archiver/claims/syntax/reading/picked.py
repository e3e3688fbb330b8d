"""Words picked from a quotation that no clause holds, because the parser did not see one.

    'He pronounced it "a friend".'     the clause behind the nearest verb of saying or judging is the claim
    'A man yelled "Stay there".'       the words alone are, right behind a verb of saying

Without such a verb in front of them they are a title or a wry word, and no claim.
"""

from spacy.tokens import Token

from archiver.claims.quotations.scene import Atom
from archiver.claims.syntax import lexicon as lex
from archiver.claims.syntax.frames.subjects import is_passive
from archiver.claims.syntax.parse.sentence import Sentence
from archiver.claims.syntax.reading.drafting import NOT_CONTENT
from archiver.model.claim import Part
from archiver.text.tokens import trimmed


def _verb_before(first: Token, sentence: Sentence) -> Token | None:
    """The nearest verb of saying or judging in front of the words."""
    for at in range(first.i - 1, -1, -1):
        token = first.doc[at]
        if at in sentence.quoted or token.pos_ != "VERB" or is_passive(token):
            continue
        lemma = token.lemma_.lower()
        attributes = lemma in lex.TAGS or lemma in lex.OBJECT or lemma in lex.DIRECTIVE
        if attributes and not (token.tag_ == "VBN" and token.dep_ == "acl"):
            return token
    return None


def _is_spoken(verb: Token, first: Token) -> bool:
    """Whether nothing but marks, "that" and an addressee stands between a verb of saying and the words."""
    lemma = verb.lemma_.lower()
    between = verb.doc[verb.i + 1 : first.i]
    light = all(t.is_punct or t.is_space or t.lower_ == "that" or t.pos_ == "PRON" for t in between)
    return light and lemma in lex.SPEECH and lemma not in lex.NAMING


def _is_so_called(first: Token) -> bool:
    """Whether the words are what everybody says: 'the so-called "rebels"'."""
    return first.doc[max(0, first.i - 4) : first.i].text.lower().rstrip(' "“').endswith(("so-called", "so called"))


def picked_part(sentence: Sentence, atom: Atom) -> tuple[Token, Part, bool] | None:
    """The cue, the claim's part, and whether it is the words alone; None where nobody is said to use them."""
    first = next((token for token in sentence.doc if sentence.quoted.get(token.i) is atom), None)
    verb = _verb_before(first, sentence) if first is not None else None
    if first is None or verb is None or _is_so_called(first) or atom.inner_start >= atom.inner_end:
        return None
    block, text = sentence.scene.block, sentence.scene.text
    if _is_spoken(verb, first):
        return verb, (block, atom.inner_start, atom.inner_end), True
    start, end = trimmed(text, sentence.end(verb), sentence.range[1], NOT_CONTENT)
    return verb, (block, start, end), False
