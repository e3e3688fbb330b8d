"""From tokens to drafts: spans in the block, the kind, and a speaker where the parse names none."""

from spacy.tokens import Token

from archiver.claims.attribution.subjects import before
from archiver.claims.draft import CueSpan, CueType, Draft, Mention
from archiver.claims.syntax.frames.found import FINITE, Found
from archiver.claims.syntax.frames.subjects import own_subject, phrase
from archiver.claims.syntax.parse.sentence import Sentence
from archiver.model.claim import Kind, Part
from archiver.text.tokens import trimmed

RULE = "nlp-"  # what the rules of this extractor begin with
NOT_CONTENT = " .,;:!?…—–―-"
_CUE_TYPES: dict[str, CueType] = {
    "VERB": "verb",
    "AUX": "verb",
    "NOUN": "noun",
    "ADJ": "verb",
    "PUNCT": "punctuation",
    "ADV": "adverb",
}
_HEDGED = ("hearsay", "impersonal", "supposed")
_RELATIVE = ("who", "which", "that")


def mention(sentence: Sentence, noun: Token, verb: Token | None = None) -> Mention:
    """The speaker as printed; the relative pronoun that stands for it where that is the subject of `verb`."""
    doc, block = sentence.doc, sentence.scene.block
    first, last = phrase(noun)
    start, end = sentence.start(doc[first]), sentence.end(doc[last])
    pronoun = own_subject(verb) if verb is not None else None
    if pronoun is not None and pronoun.lower_ in _RELATIVE and last < pronoun.i:
        return Mention(block, sentence.start(pronoun), sentence.end(pronoun), antecedent=(start, end))
    return Mention(block, start, end)


def cue_span(sentence: Sentence, cue: Token, last: Token | None = None) -> CueSpan:
    """The cue as a span, up to `last`."""
    start, end = sentence.start(cue), sentence.end(last or cue)
    kind = _CUE_TYPES.get(cue.pos_, "preposition")
    return CueSpan(sentence.scene.block, start, end, cue.lemma_.lower(), kind)


def _parts(sentence: Sentence, found: Found) -> tuple[Part, ...]:
    """The spans of what is attributed; picked words are held whole or not at all."""
    doc, scene = sentence.doc, sentence.scene
    parts: list[Part] = []
    for first, last in found.content:
        start, end = sentence.start(doc[first]), sentence.end(doc[last])
        for atom in sentence.picked:
            if start < atom.end and atom.start < end:
                start, end = min(start, atom.start), max(end, atom.end)
        start, end = trimmed(scene.text, start, end, NOT_CONTENT)
        if start < end and (not parts or parts[-1][2] <= start):
            parts.append((scene.block, start, end))
    return tuple(parts)


def draft(sentence: Sentence, found: Found) -> Draft | None:
    """The draft of an attribution; None when nothing is left of what is attributed."""
    scene, cue = sentence.scene, found.cue
    parts = _parts(sentence, found)
    if not parts:
        return None
    inside = (*sentence.picked, *(atom for _, atom in sentence.whole))
    quoted = any(atom.start < end and start < atom.end for atom in inside for _, start, end in parts)
    span = cue_span(sentence, cue, found.cue_end)
    unquoted: Kind = "hedged" if found.rule in _HEDGED else "indirect"
    return Draft(
        kind="mixed_quote" if quoted else unquoted, parts=parts, scope=(scene.block, *sentence.range),
        speaker=_speaker(sentence, found, span), cue=span, rule=RULE + found.rule,
    )  # fmt: skip


def _speaker(sentence: Sentence, found: Found, cue: CueSpan) -> Mention | None:
    """Who the parse says it is, else the phrase before the cue; nobody in the passive, as the cue itself shows."""
    if found.speaker is not None:
        return mention(sentence, found.speaker, found.cue)
    if found.passive:
        return Mention(cue.block, cue.start, cue.end, passive=True)
    if found.cue.tag_ not in FINITE:
        return None
    plain = before(sentence.scene.masked, sentence.range[0], cue.start)
    return Mention(cue.block, *plain) if plain else None
