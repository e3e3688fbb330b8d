"""Tags: what stands behind or inside what was said: ", Ana Lee said", "according to Ana Lee"."""

from collections.abc import Collection

from spacy.tokens import Doc, Token

from archiver.claims.syntax import lexicon as lex
from archiver.claims.syntax.frames import Found, Tokens
from archiver.claims.syntax.roles import is_passive, own_subject, subject

_TAG = frozenset(("parataxis", "ccomp", "dep", "conj", "advcl", "ROOT", "relcl"))


def _extent(verb: Token, who: Token | None, content: Token | None) -> Tokens:
    """First and last token of the tag: its verb, its subject and what modifies them."""
    first, last = verb.i, verb.i
    for child in verb.children:
        if child == content or child.dep_ in ("ccomp", "parataxis", "punct", "conj", "cc", "dep"):
            continue
        if child.i < verb.i and child.dep_ in ("nsubj", "aux", "advmod", "neg", "auxpass", "nsubjpass") and (who is None or child.i >= who.left_edge.i):
            first = min(first, child.left_edge.i)
        elif child.i > verb.i and child.dep_ in ("nsubj", "dobj", "dative", "prep", "npadvmod", "advmod", "prt", "advcl", "attr"):
            last = max(last, child.right_edge.i)
    return first, last


def tag_of(verb: Token, sentence_end: int, skip: Collection[int] = ()) -> Found | None:
    """The tag that `verb` makes, with what stands in front of it and goes on behind it."""
    lemma = verb.lemma_.lower()
    if verb.pos_ not in ("VERB", "AUX") or lemma not in lex.TAGS:
        return None
    who = own_subject(verb, skip)
    if who is None or who.lower_ in ("which", "that", "who", "what"):
        return None
    left = next((c for c in verb.children if c.dep_ == "ccomp" and c.i < min(verb.i, who.i)), None)
    doc = verb.doc
    if any(c.dep_ in ("ccomp", "xcomp") and c.i > max(verb.i, who.i) for c in verb.children):
        return None
    if lemma != "tell" and any(c.dep_ == "dobj" and c.i > verb.i for c in verb.children):
        return None
    if left is not None:
        first, last = _extent(verb, who, left)
        start = left.left_edge.i
    elif verb.dep_ in ("parataxis", "ccomp", "dep", "advcl", "conj") and not any(c.dep_ in ("mark", "cc") or (c.dep_ == "advmod" and c.tag_ == "WRB") for c in verb.lefts) and verb.head.i < verb.i:
        first, last = _extent(verb, who, None)
        if first == 0 or doc[first - 1].text not in (",", ",”", "”"):
            return None
        start = verb.head.left_edge.i
    else:
        return None
    if first <= start:
        return None
    end = first - 1
    while end > start and doc[end].is_punct and doc[end].text in ",—–―--":
        end -= 1
    content = [(start, end)]
    following = last + 1
    if following < sentence_end - 2 and doc[following].text == ",":
        nxt = doc[following + 1]
        attributes = nxt.tag_ == "VBG" and (nxt.lemma_.lower() in lex.SPEECH or nxt.lemma_.lower() in lex.OBJECT or nxt.lemma_.lower() in lex.PREPOSITIONS)
        if not (attributes or nxt.lower_ in ("as", "when", "while", "after", "before")):
            content.append((following + 1, sentence_end))
    return Found(verb, who, False, tuple(content), "after-clause")


_BETWEEN = frozenset(("NOUN", "PROPN", "PRON", "DET", "ADJ", "NUM", "PART", "PUNCT", "X", "CCONJ", "ADP", "ADV", "AUX", "INTJ"))
_LONGEST = 12


def surface_tag(verb: Token, sentence_end: int, skip: Collection[int] = ()) -> Found | None:
    """The same by its commas alone: ", Ana Lee said," and ", Ana Lee said on Monday." whatever the parser made of it."""
    doc = verb.doc
    if verb.lemma_.lower() not in lex.TAGS or verb.tag_ not in ("VBD", "VBZ", "VBP"):
        return None
    first = verb.i
    while first > 0 and doc[first - 1].text != "," and verb.i - first < _LONGEST:
        first -= 1
    if first < 3 or doc[first - 1].text != ",":
        return None
    inside = doc[first : verb.i]
    if not len(inside) or any(t.pos_ not in _BETWEEN or t.i in skip for t in inside) or inside[0].pos_ in ("ADP", "CCONJ", "SCONJ"):
        return None
    if inside[0].tag_ in ("WDT", "WP", "WRB", "IN") or not any(t.pos_ in ("NOUN", "PROPN", "PRON") for t in inside):
        return None
    last = verb.i
    while last + 1 <= sentence_end and doc[last + 1].text != "," and last - verb.i < _LONGEST:
        last += 1
        if doc[last].pos_ in ("VERB", "SCONJ") or doc[last].tag_ in ("WDT", "WP") or doc[last].lower_ == "that":
            return None
    if last < sentence_end and doc[last + 1].text != ",":
        return None
    if last > verb.i and doc[verb.i + 1].pos_ not in ("ADP", "ADV", "PROPN") and verb.lemma_.lower() != "tell":
        return None
    who = next((t for t in reversed(list(inside)) if t.pos_ in ("NOUN", "PROPN", "PRON") and t.dep_ not in ("npadvmod",)), None)
    if who is None:
        return None
    own = own_subject(verb, skip)
    who = own if own is not None and first <= own.i < verb.i else who
    if last >= sentence_end:
        return Found(verb, who, False, ((0, first - 2),), "after-clause")
    return Found(verb, who, False, ((0, first - 2), (last + 2, sentence_end)), "after-clause")


def source_of(token: Token, sentence_end: int) -> Found | None:
    """"According to": in front of what was said or behind it."""
    if token.lower_ != "according" or token.i + 1 >= len(token.doc) or token.nbor().lower_ != "to":
        return None
    doc = token.doc
    to = token.nbor()
    who = next((c for c in to.children if c.dep_ == "pobj"), None) or next((c for c in token.children if c.dep_ == "pobj"), None)
    if who is None:
        return None
    last = who.right_edge.i
    if token.i <= 1:
        if last + 2 >= sentence_end:
            return None
        first = last + 1
        while first < sentence_end and doc[first].is_punct:
            first += 1
        return Found(token, who, False, ((first, sentence_end),), "source", to)
    end = token.i - 1
    while end > 0 and doc[end].is_punct:
        end -= 1
    content = [(_last_clause(doc, end), end)]
    if last + 2 < sentence_end and doc[last + 1].text == ",":
        content.append((last + 2, sentence_end))
    return Found(token, who, False, tuple(content), "source", to)


def _last_clause(doc: Doc, end: int) -> int:
    """Where the last clause before a source begins: behind an open bracket, or behind ", and" before a new subject."""
    depth = 0
    for i in range(end, 0, -1):
        depth += (doc[i].text == ")") - (doc[i].text == "(")
        if depth < 0:
            return i + 1
        if doc[i].dep_ == "cc" and doc[i - 1].text == "," and any(t.dep_ in ("nsubj", "nsubjpass") and t.head.dep_ == "conj" and t.head.i <= end for t in doc[i + 1 : min(i + 8, end)]):
            return i + 1
    return 0
