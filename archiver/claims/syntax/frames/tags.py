"""Tags: what stands behind or inside what was said.

"Prices rose, Ana Lee said."              "Prices, Lee said on Monday, rose."
"As Lee put it, prices rose."
"""

from collections.abc import Collection, Iterator

from spacy.tokens import Doc, Token

from archiver.claims.syntax import lexicon as lex
from archiver.claims.syntax.frames.found import FINITE, SUBJECTS, Found, Tokens, attributes, behind, dependents, has
from archiver.claims.syntax.frames.subjects import own_subject

_NOBODY = ("which", "that", "who", "what")
_HUNG = ("parataxis", "ccomp", "dep", "advcl", "conj")  # where the parser puts the verb of a tag
_NO_PART = ("ccomp", "parataxis", "punct", "conj", "cc", "dep")
_AHEAD = ("nsubj", "aux", "advmod", "neg", "auxpass", "nsubjpass")
_BEHIND = ("nsubj", "dobj", "dative", "prep", "npadvmod", "advmod", "prt", "advcl", "attr")
_MARKS = ",—–―--"
_NAME_PARTS = frozenset(
    ("NOUN", "PROPN", "PRON", "DET", "ADJ", "NUM", "PART", "PUNCT", "X", "CCONJ", "ADP", "ADV", "AUX", "INTJ")
)
_LONGEST = 12  # tokens of a speaker, or of a time and place, between commas


def _extent(verb: Token, who: Token, content: Token | None) -> Tokens:
    """First and last token of the tag: its verb, its subject and what modifies them."""
    first, last = verb.i, verb.i
    for child in verb.children:
        if child == content or child.dep_ in _NO_PART:
            continue
        if child.i < verb.i and child.dep_ in _AHEAD and child.i >= who.left_edge.i:
            first = min(first, child.left_edge.i)
        elif child.i > verb.i and child.dep_ in _BEHIND:
            last = max(last, child.right_edge.i)
    return first, last


def _says_more(verb: Token, who: Token) -> bool:
    """Whether what was said, or some object, follows the verb: then what stands before it was not said."""
    complements = any(child.i > max(verb.i, who.i) for child in dependents(verb, "ccomp", "xcomp"))
    return complements or (verb.lemma_.lower() != "tell" and bool(behind(verb, "dobj")))


def _is_hung(verb: Token) -> bool:
    """Whether the parser hung the tag's verb on a verb before it, with no word that joins them."""
    joined = any(c.dep_ in ("mark", "cc") or (c.dep_ == "advmod" and c.tag_ == "WRB") for c in verb.lefts)
    return verb.dep_ in _HUNG and verb.head.i < verb.i and not joined


def _tells(verb: Token, who: Token | None) -> bool:
    """Whether it can be the verb of a tag: one of saying, or what a record does ("..., the filings show")."""
    lemma = verb.lemma_.lower()
    record = who is not None and who.lemma_.lower() in lex.RECORDS
    return lemma in lex.TAGS or (lemma in lex.SHOWING and record)


def parsed_tag(verb: Token, end: int, skip: Collection[int] = ()) -> Found | None:
    """The tag that `verb` makes, as the parser sees it; `end` is the last token of the sentence's words."""
    who = own_subject(verb, skip)
    if verb.pos_ not in ("VERB", "AUX") or who is None or not _tells(verb, who):
        return None
    if who.lower_ in _NOBODY or _says_more(verb, who):
        return None
    doc = verb.doc
    said = next((c for c in dependents(verb, "ccomp") if c.i < min(verb.i, who.i)), None)
    first, last = _extent(verb, who, said)
    if said is None and not (_is_hung(verb) and first > 0 and doc[first - 1].text in (",", ",”", "”")):
        return None
    start = said.left_edge.i if said is not None else verb.head.left_edge.i
    if first <= start:
        return None
    stop = first - 1
    while stop > start and doc[stop].is_punct and doc[stop].text in _MARKS:
        stop -= 1
    return Found(verb, who, ((start, stop), *_rest(doc, last, end)), "after-clause")


def _rest(doc: Doc, last: int, end: int) -> Iterator[Tokens]:
    """What goes on behind the tag and its comma, unless the speaker does something else there."""
    if last + 3 >= end or doc[last + 1].text != ",":
        return
    following = doc[last + 2]
    other = following.tag_ == "VBG" and attributes(following)
    if not other and following.lower_ not in ("as", "when", "while", "after", "before"):
        yield last + 2, end


def comma_tag(verb: Token, end: int, skip: Collection[int] = ()) -> Found | None:
    """The same by its commas alone, whatever the parser made of it."""
    if verb.tag_ not in FINITE or not _tells(verb, own_subject(verb, skip)):
        return None
    first, last = _speaker_start(verb, skip), _time_end(verb, end)
    if first is None or last is None:
        return None
    inside = verb.doc[first : verb.i]
    own = own_subject(verb, skip)
    named = [t for t in inside if t.pos_ in ("NOUN", "PROPN", "PRON") and t.dep_ != "npadvmod"]
    if not named:
        return None
    who = own if own is not None and first <= own.i < verb.i else named[-1]
    rest = ((last + 2, end),) if last < end else ()
    if not rest and not tells_something(verb.doc, first - 2):
        return None
    return Found(verb, who, ((0, first - 2), *rest), "after-clause")


def tells_something(doc: Doc, last: int) -> bool:
    """Whether the words up to `last` are more than a setting ("In a speech in May")."""
    return doc[0].pos_ not in ("ADP", "SCONJ", "ADV") or any(
        t.tag_ in FINITE or t.tag_ == "MD" for t in doc[: last + 1] if has(t, *SUBJECTS) or t.tag_ == "MD"
    )


def _speaker_start(verb: Token, skip: Collection[int]) -> int | None:
    """First token of the noun phrase between a comma and the verb."""
    doc, first = verb.doc, verb.i
    while first > 0 and doc[first - 1].text != "," and verb.i - first < _LONGEST:
        first -= 1
    inside = doc[first : verb.i]
    if first < 2 or doc[first - 1].text != "," or not len(inside):
        return None
    if any(token.pos_ not in _NAME_PARTS or token.i in skip for token in inside):
        return None
    joint = inside[0].pos_ in ("ADP", "CCONJ", "SCONJ") or inside[0].tag_ in ("WDT", "WP", "WRB", "IN")
    return None if joint else first


def _time_end(verb: Token, end: int) -> int | None:
    """Last token of a time or place between the verb and the next comma or the end."""
    doc, last = verb.doc, verb.i
    while last < end and doc[last + 1].text != "," and last - verb.i < _LONGEST:
        last += 1
        token = doc[last]
        if token.pos_ in ("VERB", "SCONJ") or token.tag_ in ("WDT", "WP") or token.lower_ == "that":
            return None
    if last < end and doc[last + 1].text != ",":
        return None
    begins = last == verb.i or doc[verb.i + 1].pos_ in ("ADP", "ADV", "PROPN") or verb.lemma_.lower() == "tell"
    return last if begins else None


def comment_of(token: Token, end: int, skip: Collection[int] = ()) -> Found | None:
    """What somebody is said to have noted: "As Lee put it, prices rose." and "Prices, as Lee noted, rose."."""
    doc, at = token.doc, token.i
    opens = at == 0 or (at == 1 and doc[0].pos_ in ("CCONJ", "ADV"))
    if token.lower_ != "as" or not (opens or doc[at - 1].text in _MARKS):
        return None
    verb = next((t for t in doc[at + 1 : at + _LONGEST] if t.tag_ in FINITE and t.pos_ == "VERB"), None)
    if verb is None or any(t.text == "," or t.i in skip or t.pos_ == "SCONJ" for t in doc[at + 1 : verb.i]):
        return None
    who, last = own_subject(verb, skip), _comment_end(verb, end)
    if who is None or who.i < at or last is None or not (_tells(verb, who) or verb.lemma_.lower() in lex.COMMENTING):
        return None
    ahead = () if opens else ((0, at - 2),)
    rest = ((last + 2, end),) if last + 2 < end else ()
    return Found(verb, who, (*ahead, *rest), "after-clause") if ahead or rest else None


def _comment_end(verb: Token, end: int) -> int | None:
    """Last token of the remark "as Lee put it on Monday": at the comma or the end, with no clause of its own."""
    doc, last = verb.doc, verb.i
    while last < end and doc[last + 1].text not in _MARKS and last - verb.i < _LONGEST:
        last += 1
        if doc[last].pos_ in ("VERB", "SCONJ") or (doc[last].dep_ in ("nsubj", "dobj") and doc[last].lower_ != "it"):
            return None
    return last if last == end or doc[last + 1].text in _MARKS else None
