"""The attributions of a sentence: tags first, then the frames of its words from the top of the parse down.

Nothing inside what one attributes is attributed again: the outermost speaker is the one that the article names.
"""

from collections.abc import Callable, Collection, Iterator
from functools import partial

from spacy.tokens import Doc, Token

from archiver.claims.syntax.frames.found import Found
from archiver.claims.syntax.frames.nominal import adjective_of, equated, hearsay_of, impersonal_of, made_clear, noun_of
from archiver.claims.syntax.frames.sources import source_of, viewpoint_of
from archiver.claims.syntax.frames.tags import comma_tag, comment_of, parsed_tag
from archiver.claims.syntax.frames.unseen import rest_of, told_of
from archiver.claims.syntax.frames.verbs import (
    answer_of,
    clause_of,
    given_of,
    idiom_of,
    infinitive_of,
    object_of,
    preposition_of,
    shown_of,
)
from archiver.claims.syntax.parse.sentence import Sentence

_VERB_FRAMES = (
    clause_of,
    told_of,
    impersonal_of,
    infinitive_of,
    rest_of,
    idiom_of,
    preposition_of,
    object_of,
    given_of,
    answer_of,
    shown_of,
    adjective_of,
    made_clear,
    equated,
)


def _frame(token: Token, skip: Collection[int]) -> Found | None:
    """The attribution whose cue `token` is, if it is one."""
    if token.pos_ == "NOUN":
        return noun_of(token, skip)
    if token.pos_ == "ADV":
        return hearsay_of(token, skip)
    if token.pos_ not in ("VERB", "AUX"):
        return None
    return next((found for found in (read(token, skip) for read in _VERB_FRAMES) if found is not None), None)


def _downwards(doc: Doc) -> Iterator[Token]:
    level = [token for token in doc if token.head == token]
    while level:
        yield from level
        level = [child for token in level for child in token.children]


def _steps(sentence: Sentence) -> Iterator[tuple[Token, Callable[[], Found | None]]]:
    """The tokens, and how each is read, in the order in which they win."""
    doc, end, skip = sentence.doc, sentence.last, sentence.quoted
    for token in doc:
        yield token, partial(source_of, token, end)
        yield token, partial(viewpoint_of, token, end)
    for token in doc:
        yield token, partial(comment_of, token, end, skip)
    for read in (parsed_tag, comma_tag):
        for token in doc:
            yield token, partial(read, token, end, skip)
    for token in _downwards(doc):
        yield token, partial(_frame, token, skip)


def attributions(sentence: Sentence, used: Collection[int], nested: Collection[int]) -> list[Found]:
    """The attributions, but for cues in `used`; of whole quotations they may hold those in `nested` only."""
    accepted: list[Found] = []
    taken: set[int] = {*used, *sentence.quoted}
    for token, read in _steps(sentence):
        found = read() if token.i not in taken else None
        if found is None or found.cue.i in taken:
            continue
        inside = {i for first, last in found.content for i in range(first, last + 1)}
        whole = [i for i in inside if i in sentence.stands_for]
        if not whole or any(i in nested for i in whole):
            accepted.append(found)
            taken |= {*inside, found.cue.i}
    return accepted
