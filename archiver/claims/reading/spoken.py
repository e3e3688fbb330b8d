"""Clauses as claims: a cue, whose words they are, and the clause beside it.

"Ana Lee said that the bridge was open."    behind the cue
"The bridge was open, said Ana Lee."        in front of it
"According to Ana Lee, the bridge is open." behind its source
"""

from archiver.claims.attribution.clauses import after_cue, after_source, before_cue, is_opening_source
from archiver.claims.attribution.tags import Tag, cues_between, outermost, tag_after, tag_before, usable
from archiver.claims.draft import Draft
from archiver.claims.quotations.scene import Atom, Hit, Scene
from archiver.claims.reading.slavic import goes_on, slavic_indirect, unnamed_source
from archiver.model.claim import Kind, Part
from archiver.text.mentions.names import names
from archiver.text.tokens import Range

MAX_CUES = 24  # of one sentence; the others are not looked at


def clause_after(scene: Scene, sentence: Range, hit: Hit, atom: Atom) -> Draft | None:
    """The clause behind a cue, if the quoted words stand in it."""
    if hit.entry.frame == "source":
        return _from_source(scene, sentence, hit, "mixed_quote")
    hit = outermost(scene, sentence[0], hit)
    content = after_cue(scene, sentence, hit, loose=True)
    if content is None or not content[0] <= atom.start < content[1]:
        content = (atom.start, atom.end)
    tag = tag_before(scene, *sentence, hit)
    return Draft(
        "mixed_quote", ((scene.block, *content),), (scene.block, *sentence), tag.speaker, tag.cue, "mixed-after-cue"
    )


def clause_before(scene: Scene, sentence: Range, atom: Atom) -> tuple[Hit | None, Draft | None]:
    """The clause in front of a tag (", he said"), if the quoted words stand in it."""
    for hit in cues_between(scene, atom.end, sentence[1])[:MAX_CUES]:
        if usable(scene, hit, quotation=True) and (draft := _postposed(scene, sentence, hit, "mixed_quote")):
            return hit, draft
    return None, None


def _inverted(scene: Scene, sentence: Range, hit: Hit) -> Tag | None:
    """The tag ", said Ana Lee" when it ends its clause and names somebody."""
    if not scene.masked[sentence[0] : hit.start].rstrip().endswith(","):
        return None
    tag = tag_after(scene, hit.start, sentence[1], hit)
    if tag.speaker is None:
        return None
    start, end = tag.speaker.start, tag.speaker.end
    ends = scene.masked[end : sentence[1]].lstrip()[:1] in ("", ".", ",")
    return tag if ends and names(scene.masked[start:end]) else None


def _postposed(scene: Scene, sentence: Range, hit: Hit, kind: Kind) -> Draft | None:
    """A clause with its tag behind it: ", Bondar said.", ", said Bondar." or ", according to Bondar"."""
    inverted = _inverted(scene, sentence, hit) if hit.entry.frame != "source" else None
    tag = inverted or tag_before(scene, *sentence, hit)
    start, end = hit.start, hit.end
    if tag.speaker is not None and tag.speaker.end <= hit.start:
        start = tag.speaker.start
    elif inverted is not None and inverted.speaker is not None:
        end = inverted.speaker.end
    content = before_cue(scene, sentence, start, None if hit.entry.frame == "source" else end)
    return _from_tag((scene.block, *sentence), content, tag, kind=kind, rule="after-clause")


def _from_tag(scope: Part, content: Range | None, tag: Tag, *, kind: Kind, rule: str) -> Draft | None:
    if content is None or tag.speaker is None:
        return None
    prefix = "mixed" if kind == "mixed_quote" else kind
    return Draft(kind, ((scope[0], *content),), scope, tag.speaker, tag.cue, f"{prefix}-{rule}")


def _from_source(scene: Scene, sentence: Range, hit: Hit, kind: Kind) -> Draft | None:
    unnamed = unnamed_source(scene, sentence, hit, kind) if hit.entry.slavic else None
    if unnamed is not None:
        return unnamed
    tag = tag_before(scene, *sentence, hit)
    if tag.speaker is None or not is_opening_source(scene, sentence, hit):
        return _postposed(scene, sentence, hit, kind)
    content = after_source(scene, sentence, tag.speaker.end)
    return _from_tag((scene.block, *sentence), content, tag, kind=kind, rule="source")


def is_plain(scene: Scene, sentence: Range, hit: Hit) -> bool:
    """Whether the cue is one beyond doubt: a source, or a verb with "that" right behind it."""
    if hit.entry.slavic:
        return goes_on(scene, hit)
    if hit.entry.frame == "source":
        return True
    return hit.entry.frame in ("clause", "that") and scene.masked.startswith(" that ", hit.end)


def indirect(scene: Scene, sentence: Range, hit: Hit) -> Draft | None:
    """The claim that a cue makes of its sentence without quotation marks."""
    if hit.entry.frame == "source":
        return _from_source(scene, sentence, hit, "indirect")
    if hit.entry.slavic:
        return slavic_indirect(scene, sentence, hit)
    content = after_cue(scene, sentence, hit, loose=False)
    if content is None or _inverted(scene, sentence, hit):
        return _postposed(scene, sentence, hit, "indirect")
    tag = tag_before(scene, *sentence, hit)
    return _from_tag((scene.block, *sentence), content, tag, kind="indirect", rule="clause")
