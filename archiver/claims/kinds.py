"""Claims that no speaker's cue introduces: passive reports, evidence, statements, open questions, hedged sentences.

"There have been reports that units left."         indirect, passive source
"Photographs from the port show burnt ships."      evidence
"Deputies signed a letter demanding a recount."    statement, speaker "Deputies"
"It remains to be seen how far they get."          open_question
"They are said to have left."                      hedged, passive source
"A caption under the headline"                     caption
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from archiver.claims.attribution.subjects import before
from archiver.claims.draft import CueSpan, Draft, Mention
from archiver.claims.quotations.scene import QUOTED, Scene
from archiver.model.claim import Kind
from archiver.text.tokens import Range, trimmed, word_set

_REPORTS = re.compile(
    r"(?:there|There) (?:have been|has been|are|were|was) (?:[a-z]+ )?"
    r"(reports?|claims?|rumou?rs|suggestions|allegations|indications|signs) (?:that|of) "
)
_EVIDENCE = re.compile(
    r"(?:the |new |latest |several |some |however, |but |satellite |drone |official |video |aerial )*"
    r"(?:photo(?:graph)?s?|pictures?|images?|imagery|footage|videos?|documents?|records|data|figures|evidence|polls?|"
    r"reports?|maps?|recordings?|screenshots?|фотографії|фотографии|відео|видео|знімки|снимки) (?:[^.;:\x02]{0,90}? )?"
    r"(shows?|showed|shown|reveals?|revealed|suggests?|suggested|indicates?|indicated|confirms?|confirmed|"
    r"contradicts?|contradicted|proves?|proved|demonstrates?|показують|показывают|свідчать) ",
    re.IGNORECASE,
)
_OPENER = re.compile(r"(?:However|But|Meanwhile|Now|Also),? ")
_HAVE = re.compile(r"(?: (?:has|have|had|also|now|clearly))+\Z")
_EVIDENCE_STOP = re.compile(r"\b(?:said|says|who|told)\b")
_STATEMENT = re.compile(
    r"(?:signed|issued|published|released|sent|adopted) (?:an? |the )?(?:[a-z]+ ){0,2}?"
    r"(?:statement|letter|petition|declaration|resolution|appeal|decree) "
    r"(demanding|calling for|urging|condemning|denouncing|rejecting|saying that|stating that|warning that) "
)
_QUESTION = re.compile(
    r"((?:it|It) (?:remains|is still|is yet) to be seen|(?:it|It) (?:is|was|remains) (?:still |not yet |not |as yet )?"
    r"(?:unclear|uncertain|unknown|clear|known)|(?:the|The) question (?:is|remains))"
    r"(?=[ ,]*(?:whether|how|if|what|who|when|where|why|which)\b)"
)
_WEAK = word_set("may might could likely unlikely potentially perhaps maybe probably possibly suspected so-called")
_CAPTION_WORDS = range(4, 31)
_CAPTION = re.compile(
    r"(?:pictured|photo|image|caption|video|фото)\b[:\s]|.*\((?:image|photo|picture|credit)", re.IGNORECASE
)
_CAPTION_BLOCKS = 2  # how far behind the headline an unpunctuated block counts as a caption
_END_MARKS = " .!?…"


def _draft(
    scene: Scene, sentence: Range, kind: Kind, start: int, *, rule: str, cue: CueSpan, speaker: Mention | None = None
) -> Draft:
    """A claim from `start` to the end of the sentence."""
    part = (scene.block, *trimmed(scene.masked, start, sentence[1], _END_MARKS))
    return Draft(kind, (part,), (scene.block, *sentence), speaker, cue, rule)


def _search(pattern: re.Pattern[str], scene: Scene, sentence: Range, telling: Sequence[str]) -> re.Match[str] | None:
    """A search that is only made where one of the `telling` strings stands, which is found much faster."""
    if all(scene.masked.find(string, *sentence) < 0 for string in telling):
        return None
    return pattern.search(scene.masked, *sentence)


def _reports(scene: Scene, sentence: Range) -> Draft | None:
    match = _search(_REPORTS, scene, sentence, ("here ha", "here w", "here ar"))
    if match is None:
        return None
    speaker = Mention(scene.block, *match.span(1), passive=True)
    cue = CueSpan(scene.block, *match.span(1), match[1].lower(), "noun")
    return _draft(scene, sentence, "indirect", match.end(), rule="passive-reports", cue=cue, speaker=speaker)


def _evidence(scene: Scene, sentence: Range) -> Draft | None:
    match = _EVIDENCE.match(scene.masked, *sentence)
    if match is None or _EVIDENCE_STOP.search(match[0]):
        return None
    cue = CueSpan(scene.block, *match.span(1), match[1].lower(), "verb")
    opener = _OPENER.match(scene.masked, *sentence)
    start, end = trimmed(scene.masked, opener.end() if opener else sentence[0], match.start(1))
    verb = _HAVE.search(scene.masked, start, end)
    end = verb.start() if verb else end
    source = Mention(scene.block, start, end)
    return _draft(scene, sentence, "evidence", sentence[0], rule="evidence", cue=cue, speaker=source)


def _statement(scene: Scene, sentence: Range) -> Draft | None:
    match = _search(_STATEMENT, scene, sentence, ("ed a", "ed the ", "sent a", "sent the "))
    if match is None:
        return None
    found = before(scene.masked, sentence[0], match.start())
    speaker = Mention(scene.block, *found) if found else None
    cue = CueSpan(scene.block, *match.span(1), match[1], "verb")
    start = found[0] if found else sentence[0]
    return _draft(scene, sentence, "statement", start, rule="signed-statement", cue=cue, speaker=speaker)


def _question(scene: Scene, sentence: Range) -> Draft | None:
    match = _search(_QUESTION, scene, sentence, ("to be seen", "clear", "certain", "known", "question"))
    if match is None:
        return None
    cue = CueSpan(scene.block, *match.span(1), match[1].lower(), "verb")
    return _draft(scene, sentence, "open_question", match.end(), rule="open-question", cue=cue)


def _hedged(scene: Scene, sentence: Range) -> Draft | None:
    if not scene.hedges:
        return None
    lo, hi = sentence
    inside = scene.hedges[bisect_left(scene.hedges, (lo, 0)) : bisect_left(scene.hedges, (hi, 0))]
    found = [(a, b) for a, b in inside if QUOTED not in scene.masked[a:b] and scene.masked[a:b].lower() not in _WEAK]
    if not found:
        return None
    start, end = found[0]
    words = scene.masked[start:end].lower().split()
    passive = words[-1] in ("to", "that") and not words[0].startswith("appear")
    speaker = Mention(scene.block, start, end, passive=True) if passive else None
    cue = CueSpan(
        scene.block, start, end, " ".join(words), "verb" if passive or words[0][:4] in ("seem", "appe") else "adverb"
    )
    return _draft(scene, sentence, "hedged", lo, rule="hedge", cue=cue, speaker=speaker)


def unspoken(scene: Scene, sentence: Range) -> Draft | None:
    """The claim of a sentence in which nobody speaks, if it makes one of these kinds."""
    for read in (_reports, _statement, _question, _evidence, _hedged):
        draft = read(scene, sentence)
        if draft is not None and draft.parts[0][1] < draft.parts[0][2]:
            return draft
    return None


def headline_or_caption(scene: Scene, *, headline: bool) -> Draft | None:
    """Block 0 as the headline; a short block without a full stop near it, or one marked as such, as a caption."""
    part = (scene.block, *trimmed(scene.text, 0, len(scene.text)))
    if part[1] == part[2] or not headline:
        return None
    if scene.block == 0:
        return Draft("headline", (part,), part, None, None, "headline")
    short = len(scene.words) in _CAPTION_WORDS and not scene.text.rstrip().endswith((".", ":", "?", "!", "”", '"', "]"))
    near = scene.block <= _CAPTION_BLOCKS and not scene.atoms
    if short and (near or _CAPTION.match(scene.text)):
        return Draft("caption", (part,), part, None, None, "caption")
    return None
