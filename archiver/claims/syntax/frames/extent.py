"""Where what was said begins and ends, when the parser's subtree is more or less than that.

"She said prices rose and blamed the bank."     ends before "and": the speaker does another thing
"..., she said, adding that"                    ends before "adding"
"She said it was over - a view that few share"  ends before a lone dash
"She criticised the law, which passed in May."  ends before the relative clause
"""

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc, Token

from archiver.claims.syntax import lexicon as lex
from archiver.claims.syntax.frames.found import FINITE, SUBJECTS, Found, attributes, dependents, has

_SHORTEST = 3  # tokens of a clause that is cut
_REASONS = ("because", "even", "if", "so", "unless", "until")
_ASIDES = ("as", "after", "although", "though", "while")
CONCESSIONS = ("although", "even", "though", "while")
_DASHES = frozenset(("—", "–", "―", "--", "-"))
_GOES_ON = frozenset(("VERB", "AUX", "NOUN", "PROPN", "DET", "ADJ", "PART", "PRON", "NUM"))


def last_token(cue: Token, head: Token) -> int:
    """Last token of what hangs on `head`, before another thing that the subject of `cue` does."""
    last = head.right_edge.i
    for token in head.subtree:
        if head.i < token.i <= last and attributes(token):
            last = min(last, _before_another_act(cue, head, token, last))
        elif head.i < token.i <= last and _is_verb_beside_noun(cue, token):
            last = min(last, _without_joint(head, token.left_edge.i - 1))
    return last


def _is_verb_beside_noun(cue: Token, token: Token) -> bool:
    """Whether the parser joined a verb to a noun: "denied the charges and left"."""
    joined = token.dep_ == "conj" and token.head.pos_ in ("NOUN", "PROPN", "PRON") and token.pos_ == "VERB"
    return (
        joined
        and token.tag_ == cue.tag_
        and token.tag_ in FINITE
        and not has(token, "nsubj", "nsubjpass", "mark", "aux")
    )


def _before_another_act(cue: Token, head: Token, token: Token, last: int) -> int:
    if token.dep_ == "conj" and token.tag_ == cue.tag_ and token.tag_ in FINITE:
        return _before_conjunct(head, token, last)
    bare = not has(token, "nsubj", "nsubjpass", "mark", "aux")
    if bare and token.dep_ == "advcl" and token.tag_ == "VBG" and token.head in (head, cue):
        comma = token.left_edge.i - 1
        return comma - 1 if head.doc[comma].text == "," else last
    return last


def _before_conjunct(head: Token, token: Token, last: int) -> int:
    """Before "and" and a verb of the cue's tense: one of saying with a subject of its own, or one without."""
    own = next(dependents(token, "nsubj"), None)
    if own is not None and token.lemma_.lower() in lex.SPEECH:
        start = _without_joint(head, own.left_edge.i - 1)
        return start if start != token.head.i else last
    if has(token, "nsubj", "nsubjpass", "mark", "aux"):
        return last
    same_tense = token.head.tag_ == token.tag_
    joint = head.doc[token.left_edge.i - 1]
    if (same_tense and (token.head != head or token.tag_ == "VBP")) or not (joint.dep_ == "cc" or joint.is_punct):
        return last
    return _without_joint(head, joint.i)


def _without_joint(head: Token, at: int) -> int:
    while at > head.i and (head.doc[at].dep_ == "cc" or head.doc[at].is_punct):
        at -= 1
    return at


def before_aside(doc: Doc, first: int, last: int, heads: Iterable[Token], *, clause: bool) -> int:
    """Where what was said ends before a remark behind a comma, which the speaker need not have made.

    That is a relative clause, behind a noun phrase also an apposition or a participle. What stands inside is kept.
    """
    kept = last
    for head in heads:
        for token in head.subtree:
            start, ends = token.left_edge.i, token.right_edge.i >= last - 1
            if ends and first < start <= kept and doc[start - 1].text == "," and _is_aside(token, clause=clause):
                kept = min(kept, start - 2)
    return kept


def _is_aside(token: Token, *, clause: bool) -> bool:
    if token.dep_ == "appos" and token.lemma_.lower() in lex.SUMMARIES and has(token, "relcl", "acl"):
        return True
    if token.dep_ == "relcl" or clause:
        return token.dep_ == "relcl"
    if token.dep_ == "appos":
        return not has(token, "conj", "cc") and token.left_edge != token.right_edge
    return token.dep_ == "advcl" and token.tag_ == "VBG" and not has(token, "mark")


def before_circumstance(doc: Doc, first: int, last: int, heads: Iterable[Token]) -> int:
    """Where what is wanted or judged ends before a clause that says when or despite what."""
    for head in heads:
        for token in head.subtree:
            start = token.left_edge.i
            aside = token.dep_ == "advcl" and first < start <= last and has(token, "nsubj", "nsubjpass")
            if aside and any(child.lower_ in _ASIDES for child in dependents(token, "mark")):
                last = min(last, start - 1)
    return last


def before_concession(doc: Doc, first: int, last: int, heads: Iterable[Token]) -> int:
    """Where a clause ends before a comma and "though": the writer's own remark."""
    for head in heads:
        for token in head.subtree:
            start = token.left_edge.i
            aside = token.dep_ == "advcl" and first + 2 < start <= last and doc[start - 1].text == ","
            condition = doc[start : start + 2].text.lower() == "even if"
            if aside and not condition and any(c.lower_ in CONCESSIONS for c in dependents(token, "mark", "advmod")):
                last = min(last, start - 2)
    return last


def trailing(cue: Token, clause: Token) -> list[Token]:
    """Participles behind the clause that the parser hangs on the cue: ", pushing her to victory"."""
    return [
        child
        for child in dependents(cue, "advcl")
        if child.i > clause.i and child.tag_ in ("VBG", "VBN") and not attributes(child) and not has(child, "mark")
    ]


def reasons(cue: Token, clause: Token) -> list[Token]:
    """Why, or on what condition, behind the clause, where the parser hangs it on the cue: "said it fell because"."""
    return [
        child
        for child in dependents(cue, "advcl")
        if child.i > clause.right_edge.i and has(child, *SUBJECTS) and child.left_edge.lower_ in _REASONS
    ]


def depicted(heads: Sequence[Token]) -> list[Token]:
    """The "as" right behind what is depicted, wherever the parser hung it, and the last word of what it is seen as."""
    doc, following = heads[0].doc, max(head.right_edge.i for head in heads) + 1
    if following >= len(doc) or doc[following].lower_ != "as" or doc[following].dep_ == "mark":
        return []
    word = doc[following]
    return [word] if word.right_edge != word else [word, doc[_whole_phrase(doc, following)]]


def rounded(found: Found) -> Found:
    """The clause up to a lone dash or a contrast, or on to the next mark where the parser broke off inside a phrase."""
    doc, (first, last) = found.cue.doc, found.content[0]
    for cut in (_lone_dash(doc, first, last), _contrast(doc, first, last)):
        if cut is not None:
            return found._replace(content=((first, cut),))
    return found._replace(content=((first, _second_clause(doc, _whole_phrase(doc, last))),))


def _second_clause(doc: Doc, last: int) -> int:
    """On to the end of another clause with "that": "said it was safe, but that it would be closed"."""
    at = last + 1 + (last + 1 < len(doc) and doc[last + 1].text == ",")
    if at + 2 >= len(doc) or doc[at].lower_ not in ("and", "but") or doc[at + 1].lower_ != "that":
        return last
    verb = doc[at + 1].head
    return verb.right_edge.i if verb.i > at + 1 and has(verb, "nsubj", "nsubjpass", "expl") else last


def _lone_dash(doc: Doc, first: int, last: int) -> int | None:
    dashes = [token.i for token in doc[first + 1 : last + 1] if token.text in _DASHES]
    spaced = [at for at in dashes if doc[at].whitespace_ and doc[at - 1].whitespace_]
    return spaced[0] - 1 if len(spaced) == 1 and spaced[0] - first > _SHORTEST else None


def _contrast(doc: Doc, first: int, last: int) -> int | None:
    """Before ", while" and somebody else's words."""
    for token in doc[first + _SHORTEST + 1 : last + 1]:
        contrast = token.lower_ in ("while", "whereas") and doc[token.i - 1].text == ","
        if contrast and any(attributes(later) for later in doc[token.i : last + 1]):
            return token.i - 2
    return None


def _whole_phrase(doc: Doc, last: int) -> int:
    following = last + 1
    if following >= len(doc) or doc[last].text == "," or attributes(doc[following]):
        return last
    if doc[following].pos_ not in _GOES_ON or doc[following].dep_ == "npadvmod":
        return last
    while following < len(doc) and not doc[following].is_punct and doc[following].dep_ != "cc":
        following += 1
    return following - 1
