"""Article -> claims by a dependency parse: what the extractor `nlp` finds.

    find(("Talks end", "Ana Lee urged both sides to agree."), language="en").items[1]
      kind indirect, exact "both sides to agree", speaker "Ana Lee", cue "urged", rule "nlp-directive"

The model reads English; an article in another language is left to the plain rules, and the claim set names them as its
extractor. So are blocks with a sentence or word too long to parse, and what follows the first `MAX_PARSED` code points:
the rules of their claims do not begin with "nlp-". Two machines may parse a sentence differently, where they differ in
the last bit of a sum: claims are an interpretation, and the set names the model and code that made it.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archiver import __version__
from archiver.claims import find as plain
from archiver.claims.draft import Draft
from archiver.claims.finish import Finisher
from archiver.claims.kinds import headline_or_caption
from archiver.claims.quotations.quotes import Quotation
from archiver.claims.quotations.scene import Atom, Scene, scenes
from archiver.claims.reading.reader import Reader as PlainReader
from archiver.claims.syntax.parse.boundaries import sentences
from archiver.claims.syntax.parse.headline import in_sentence_case, is_titled, printed
from archiver.claims.syntax.parse.pipeline import model_sha256, parser, spacy_version
from archiver.claims.syntax.parse.sentence import Prepared, Sentence, prepared
from archiver.claims.syntax.reading.labels import labelled
from archiver.claims.syntax.reading.places import Places
from archiver.claims.syntax.reading.reader import Reader
from archiver.model.article import Excluded, Extractor
from archiver.model.claim import ClaimSet
from archiver.model.code import code_sha256

EXTRACTOR = "archiver-nlp"
LANGUAGE = "en"
MAX_SENTENCE = (
    1_500  # code points given to the parser as one sentence; a longer one leaves its block to the plain rules
)
MAX_UNBROKEN = 300  # code points without a space; the tokenizer's work grows with their square
MAX_PARSED = 150_000  # code points of an article that are parsed; the longest magazine pieces have some 120,000


def extractor() -> Extractor:
    """What made the claims: these rules and the model, by name, version and digest."""
    code = code_sha256("archiver/claims", "archiver/text")
    version = f"{__version__}+spacy.{spacy_version()}"
    return Extractor(name=EXTRACTOR, version=version, code_sha256=code, model_sha256=model_sha256())


def find(
    blocks: Sequence[str],
    *,
    language: str | None,
    excluded: Sequence[Excluded] = (),
    headline: bool = True,
    published: str | None = None,
) -> ClaimSet:
    """The claims of an article; the arguments are those of `archiver.claims.find.find`. Raises nothing."""
    if (language or LANGUAGE).partition("-")[0].lower() != LANGUAGE:
        return plain.find(blocks, language=language, excluded=excluded, headline=headline, published=published)
    staged, quotations = scenes(blocks, excluded)
    places = Places()
    drafts = _drafts(staged, quotations, places, headline=headline)
    finisher = Finisher(blocks, staged, known_language=True, published=plain.day(published), places=places.refined)
    return ClaimSet(extractor=extractor(), items=tuple(finisher.claim(d) for d in plain.kept(drafts, excluded)))


def _prepared(scene: Scene) -> list[Prepared]:
    """The sentences of a block, each with its quotations."""
    found = []
    atoms: Iterator[Atom] = iter(scene.atoms)
    atom = next(atoms, None)
    for sentence in sentences(scene):
        own = []
        while atom is not None and atom.start < sentence[1]:
            own.append(atom)
            atom = next(atoms, None)
        found.append(prepared(scene, sentence, own))
    return found


def _is_bounded(text: str) -> bool:
    return len(text) <= MAX_SENTENCE and max(map(len, text.split()), default=0) <= MAX_UNBROKEN


class _Block(NamedTuple):
    """How a block is read: as a whole, by its label, or sentence by sentence, if it is not left to the plain rules."""

    scene: Scene
    label: Draft | None
    sentences: Sequence[Prepared]
    plain: bool = False


def _untitled(headline: Sequence[Prepared], staged: Sequence[Scene]) -> list[Prepared]:
    known = (
        printed([scene.text for scene in staged if scene.block != headline[0].scene.block]) if headline else frozenset()
    )
    return [
        sentence._replace(text=in_sentence_case(sentence.text, known)) if known else sentence for sentence in headline
    ]


def _blocks(staged: Sequence[Scene]) -> Iterator[_Block]:
    left, first = MAX_PARSED, True
    for scene in staged:
        left -= len(scene.text)
        label = labelled(scene, first=first) if left >= 0 else None
        own = _prepared(scene) if left >= 0 and label is None else []
        own = _untitled(own, staged) if first and is_titled(scene.text) else own
        plain = left < 0 or not all(_is_bounded(sentence.text) for sentence in own)
        yield _Block(scene, label, [] if plain else own, plain)
        first = first and not scene.sentences


def _drafts(staged: Sequence[Scene], quotations: Sequence[Quotation], places: Places, *, headline: bool) -> list[Draft]:
    reader, rules = Reader(quotations), PlainReader(quotations)
    blocks = list(_blocks(staged))
    with parser() as parse:
        docs = parse(sentence.text for block in blocks for sentence in block.sentences)
        for block in blocks:
            if block.plain:
                count = len(rules.drafts)
                rules.read(block.scene, headline=headline)
                reader.drafts += rules.drafts[count:]
                continue
            whole = headline_or_caption(block.scene, headline=headline)
            reader.drafts += [made for made in (whole, block.label) if made is not None]
            for sentence in block.sentences:
                parsed = Sentence(sentence, next(docs))
                places.see(parsed)
                reader.read(parsed)
    return reader.finished([scene.text for scene in staged])
