"""Article -> claims, by rules: what the article says was said, by whom, each anchored to exact places.

    find(("Talks end", "Ana Lee said: “We agreed.”"), language="en").items[1]
      kind direct_quote, exact "We agreed.", parts ((1, 15, 25),), speaker "Ana Lee", cue "said"

Pure and deterministic: the same blocks give the same claims. Reads English well, Ukrainian and Russian in their plainer
constructions; an article in another language keeps its quotations, with less confidence. Time is linear in the text; no
claim touches an excluded span.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from archiver import __version__
from archiver.claims.anchors import identity
from archiver.claims.draft import Draft
from archiver.claims.finish import Finisher
from archiver.claims.quotations.scene import scenes
from archiver.claims.reading.reader import Reader
from archiver.model.article import Excluded, Extractor
from archiver.model.claim import ClaimSet
from archiver.model.code import code_sha256

EXTRACTOR = "archiver-rules"
LANGUAGES = ("en", "uk", "ru")
MAX_CLAIMS = 10_000  # an article has some dozens; what comes after is left out


def extractor() -> Extractor:
    """What made the claims: these rules, by name, version and digest of their code."""
    code = code_sha256("archiver/claims", "archiver/text")
    return Extractor(name=EXTRACTOR, version=__version__, code_sha256=code, model_sha256=None)


def find(
    blocks: Sequence[str],
    *,
    language: str | None,
    excluded: Sequence[Excluded] = (),
    headline: bool = True,
    published: str | None = None,
) -> ClaimSet:
    """The claims of an article.

    `blocks` is its canonical text; `language` a BCP 47 tag, None if not known; `excluded` spans never yield claims;
    `headline` says whether block 0 is the headline; `published` is the date of publication (RFC 3339 or ISO 8601) by
    which "yesterday" is reckoned, less than a day counts as none. Raises nothing.
    """
    primary = (language or "en").partition("-")[0].lower()
    staged, quotations = scenes(blocks, excluded, primary)
    reader = Reader(quotations)
    for scene in staged:
        reader.read(scene, headline=headline)
    finisher = Finisher(blocks, staged, known_language=primary in LANGUAGES, published=day(published))
    items = tuple(finisher.claim(draft) for draft in kept(reader.finished([scene.text for scene in staged]), excluded))
    return ClaimSet(extractor=extractor(), items=items)


def day(published: str | None) -> date | None:
    """The day of an RFC 3339 or ISO 8601 date, None for less than a day or another form."""
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def kept(drafts: Sequence[Draft], excluded: Sequence[Excluded]) -> Iterator[Draft]:
    """The drafts that touch no excluded span, each id once, at most `MAX_CLAIMS`."""
    barred: dict[int, list[Excluded]] = {}
    for span in excluded:
        barred.setdefault(span.block, []).append(span)
    seen: set[str] = set()
    for draft in drafts:
        name = identity(draft.kind, draft.parts)
        if name in seen or len(seen) == MAX_CLAIMS:
            continue
        if not any(s.start < end and start < s.end for block, start, end in draft.parts for s in barred.get(block, ())):
            seen.add(name)
            yield draft
