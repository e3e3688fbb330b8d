"""The tag of a quotation or a clause: which cue goes with it, and who is its subject.

    '"I left," Bondar said.'   -> cue "said", speaker "Bondar"; so with 'said Bondar'
    'Bondar: "I left."'        -> cue ":", speaker "Bondar"

A cue word counts only in a form that can be a verb of saying here: not after an article ("the claim"), not in the
passive ("was told"), a noun-like form only with a quotation, a colon or "that" after it.
"""

import re
from bisect import bisect_left
from typing import NamedTuple

from archiver.claims.attribution.cues import PHRASAL
from archiver.claims.attribution.cyrillic import FROM
from archiver.claims.attribution.subjects import REACH, after, before, lead, phrase, relative, slavic_after
from archiver.claims.attribution.verbs import verb_end
from archiver.claims.draft import CueSpan, CueType, Mention
from archiver.claims.quotations.scene import QUOTED, Atom, Hit, Scene
from archiver.text.mentions.names import names
from archiver.text.mentions.pronouns import is_pronoun
from archiver.text.tokens import Range, trimmed, word_set

_PASSIVE_BEFORE = word_set(
    "is are was were be been being get got gets seem seems seemed feel feels felt look looks remain remains"
)
_NOUN_BEFORE = word_set(
    "the a an his her its their my our your this that these those no any some such of in on at by for with from "
    "new own latest recent false"
)
_TAG_GAP = 110  # code points between a quotation and the cue of its tag
_SLAVIC_PREPOSITIONS = word_set("за на по з зі із со відповідно згідно согласно")
_SLAVIC_SIGNATURE = re.compile(r"(він|вона|вони|он|она|они|[^\W\d_]+(?: [^\W\d_]+){0,3}(?=\.?\Z))(?!\w)")
_ASKING = frozenset(("ask", "wonder", "urge", "offer", "threaten", "encourage"))
_GOES_ON = frozenset(("continue", "begin", "open", "finish"))
_GOES_ON_TO = re.compile(r" (?!by |with |on |in )\w")
_BREAK = re.compile(r"[,;:\x02—–]")
_TO = re.compile(r" to\b")
_DASH = re.compile(r",?[\s\u00a0]{0,3}([—–―-])[\s\u00a0]{0,3}(?=\w)")
_AFTER_TAG = re.compile(r"[.,;:—–]|\Z| (?:in|on|at|to|of|during|after|when|as|before|with|him|her|them)\b")
_SPOKEN_NEXT = re.compile(rf"(?:,? that\b|[:,]? ?{QUOTED}|:)")


class Tag(NamedTuple):
    """A cue and its subject; `hit` is None for a bare colon."""

    speaker: Mention | None
    cue: CueSpan
    hit: Hit | None


def word_before(scene: Scene, hit: Hit) -> str:
    """The word in front of a cue, in lower case; empty at the start of the block."""
    return scene.words[hit.word - 1][2] if hit.word else ""


def _is_noun_or_passive(scene: Scene, hit: Hit) -> bool:
    form, previous = hit.entry.form, word_before(scene, hit)
    if form in ("finite", "base") and previous in _PASSIVE_BEFORE:
        return True
    return form != "ing" and previous in _NOUN_BEFORE and not (form != "finite" and previous == "that")


def usable(scene: Scene, hit: Hit, *, quotation: bool, tag: bool = False) -> bool:
    """Whether the cue word is a verb of saying here; a `quotation` beside it settles doubtful forms.

    As a `tag` it stands behind the quotation and ends its clause.
    """
    if hit.entry.frame in ("source", "impersonal", "document"):
        return _is_source(scene, hit)
    if _is_other_use(scene, hit) or (hit.entry.frame == "quote" and not quotation and hit.entry.lemma not in _ASKING):
        return False
    if hit.entry.form == "base":
        following = _AFTER_TAG if tag else _SPOKEN_NEXT
        return following.match(scene.masked, hit.end) is not None and scene.masked[hit.start].islower()
    return quotation or not _is_participle(scene, hit) or scene.masked[hit.start - 2 : hit.start] == ", "


def _is_source(scene: Scene, hit: Hit) -> bool:
    """Whether a word that introduces a source does so here: "according" with "to", "словами" behind its preposition."""
    if hit.entry.lemma in FROM:
        aside = scene.masked[: hit.start].rstrip().endswith((",", "—", "–")) or word_before(scene, hit) in ("як", "как")
        return aside and scene.masked.startswith(FROM[hit.entry.lemma], hit.end)
    if hit.entry.slavic:
        ahead = [word for _, _, word in scene.words[max(0, hit.word - 2) : hit.word]]
        return hit.entry.frame != "source" or any(word in _SLAVIC_PREPOSITIONS for word in ahead)
    return hit.entry.lemma != "according to" or _TO.match(scene.masked, hit.end) is not None


def _is_other_use(scene: Scene, hit: Hit) -> bool:
    """Whether the form is an infinitive, a noun, a passive or a verb that says nothing without a word behind it."""
    text, lemma = scene.masked, hit.entry.lemma
    if hit.entry.form in ("base", "plural") and word_before(scene, hit) == "to":
        return True
    if lemma in PHRASAL and not text.startswith(PHRASAL[lemma], hit.end):
        return True
    goes_on = lemma in _GOES_ON and _GOES_ON_TO.match(text, hit.end) is not None
    return goes_on or _is_noun_or_passive(scene, hit)


def _is_participle(scene: Scene, hit: Hit) -> bool:
    """Whether the cue is a participle without a subject of its own (", adding that"), not "is adding"."""
    return hit.entry.form == "ing" and word_before(scene, hit) not in _PASSIVE_BEFORE


def _main_subject(scene: Scene, lo: int, hit: Hit) -> Range | None:
    """Whose participle it is: the subject of the verb of saying before it, else of the sentence."""
    for earlier in reversed(cues_between(scene, max(lo, hit.start - REACH), hit.start)):
        if (
            earlier.entry.form == "finite"
            and earlier.entry.frame != "source"
            and usable(scene, earlier, quotation=True)
        ):
            return before(scene.masked, lo, earlier.start)
    return lead(scene.masked, lo, hit.start)


def cue_span(scene: Scene, hit: Hit) -> CueSpan:
    """The cue as a span: "according to" with its "to"."""
    end = hit.end + 3 if hit.entry.lemma == "according to" else hit.end
    kind: CueType = "preposition" if hit.entry.frame == "source" else "verb"
    return CueSpan(scene.block, hit.start, end, hit.entry.lemma, kind)


def _mention(scene: Scene, found: Range | None) -> Mention | None:
    return Mention(scene.block, *found) if found and QUOTED not in scene.masked[found[0] : found[1]] else None


def tag_before(scene: Scene, lo: int, hi: int, hit: Hit) -> Tag:
    """The tag of a cue that stands before what was said: its subject is in front of it (a source: behind it)."""
    cue = cue_span(scene, hit)
    if hit.entry.frame == "source":
        return Tag(_mention(scene, after(scene.masked, cue.end, hi)), cue, hit)
    if _is_participle(scene, hit):
        return Tag(_mention(scene, _main_subject(scene, lo, hit)), cue, hit)
    if not scene.masked[lo : hit.start].strip():
        return Tag(_mention(scene, after(scene.masked, hit.end, hi)), cue, hit)
    found = _mention(scene, before(scene.masked, lo, hit.start))
    pronoun = relative(scene.masked, lo, hit.start) if found else None
    if found is not None and pronoun is not None:
        found = Mention(scene.block, *pronoun, antecedent=(found.start, found.end))
    return Tag(found, cue, hit)


def tag_after(scene: Scene, lo: int, hi: int, hit: Hit) -> Tag:
    """The tag of a cue that stands behind what was said and ends at `lo`; inverted when nothing is between the two."""
    between = scene.masked[lo : hit.start].strip(" ,—–-")
    if hit.entry.slavic and hit.entry.frame != "source":
        return _slavic_tag(scene, lo, hi, hit)
    if hit.entry.frame == "source" or not between:
        cue = cue_span(scene, hit)
        return Tag(_mention(scene, after(scene.masked, cue.end, hi)), cue, hit)
    return tag_before(scene, lo, hi, hit)


def _slavic_tag(scene: Scene, lo: int, hi: int, hit: Hit) -> Tag:
    """The tag behind a quotation in Ukrainian or Russian: the subject follows, unless a pronoun or name precedes."""
    text = scene.masked
    start, end = trimmed(text, lo, hit.start, " ,—–-")
    follows = slavic_after(text, hit.end, hi)
    ahead = start < end and (follows is None or is_pronoun(text[start:end]) or text[start:end][:1].isupper())
    return Tag(_mention(scene, (start, end) if ahead else follows), cue_span(scene, hit), hit)


def _following(scene: Scene, atom: Atom, hi: int) -> Tag | None:
    stop = scene.masked.find(QUOTED, atom.end, hi)
    stop = hi if stop < 0 else stop
    for hit in cues_between(scene, atom.end, min(stop, atom.end + _TAG_GAP)):
        gap = scene.masked[atom.end : hit.start]
        if usable(scene, hit, quotation=True, tag=True) and ";" not in gap and hit.entry.frame != "object":
            return tag_after(scene, atom.end, hi, hit)
    return _signature(scene, atom)


def _signature(scene: Scene, atom: Atom) -> Tag | None:
    """A name after a dash that ends the paragraph: '"I left." — Mark Lee'."""
    match = _DASH.match(scene.masked, atom.end)
    if match is None:
        return None
    if scene.cyrillic and (bare := _SLAVIC_SIGNATURE.match(scene.masked, match.end())):
        cue = CueSpan(scene.block, *match.span(1), lemma=match[1], type="punctuation")
        return Tag(Mention(scene.block, *bare.span(1)), cue, None)
    found = names(scene.masked[match.end() : match.end() + _TAG_GAP])
    if not found or found[0][0]:
        return None
    stop = match.end() + found[0][1]
    if scene.masked[stop : stop + 2].strip(" .\u00a0"):
        return None
    cue = CueSpan(scene.block, *match.span(1), lemma=match[1], type="punctuation")
    return Tag(Mention(scene.block, match.end(), stop), cue, None)


def _first_cue(scene: Scene, at: int) -> int:
    return bisect_left(scene.cues, at, key=lambda hit: hit.start)


def cues_between(scene: Scene, lo: int, hi: int) -> list[Hit]:
    """The cues that begin in `lo`..`hi`."""
    return list(scene.cues[_first_cue(scene, lo) : _first_cue(scene, hi)])


def nearest_before(scene: Scene, lo: int, at: int) -> Hit | None:
    """The last usable cue in `lo`..`at`, not further than `REACH` from `at`."""
    for hit in reversed(cues_between(scene, max(lo, at - REACH), at)):
        if usable(scene, hit, quotation=True):
            return hit
    return None


def outermost(scene: Scene, lo: int, hit: Hit) -> Hit:
    """The cue that `hit` stands under, no comma between: "said" in "She said voters would find it “hard”"."""
    for earlier in reversed(cues_between(scene, max(lo, hit.start - REACH), hit.start)):
        if _BREAK.search(scene.masked, earlier.end, hit.start):
            break
        clause = earlier.entry.form == "finite" and earlier.entry.frame in ("clause", "that", "addressee")
        if clause and usable(scene, earlier, quotation=True):
            hit = earlier
    return hit


def _preceding(scene: Scene, lo: int, atom: Atom, hi: int) -> Tag | None:
    hit = nearest_before(scene, lo, atom.start)
    return tag_before(scene, lo, hi, hit) if hit is not None else None


def _colon(scene: Scene, lo: int, atom: Atom) -> Tag | None:
    """A bare colon in front of the quotation, with the name before it or the subject of the sentence."""
    text = scene.masked
    colon = text.rfind(":", lo, atom.start)
    if colon < 0 or text[colon + 1 : atom.start].strip():
        return None
    low = max(lo, colon - REACH)
    found = phrase(text, low, colon) if verb_end(text, low, colon) is None else lead(text, lo, colon)
    return Tag(_mention(scene, found), CueSpan(scene.block, colon, colon + 1, ":", "punctuation"), None)


def quotation_tag(scene: Scene, sentence: Range, atom: Atom) -> Tag | None:
    """The tag of a quotation inside its sentence: behind it when it begins the sentence, else in front of it first."""
    lo, hi = sentence
    if not scene.masked[lo : atom.start].strip(QUOTED + " .,"):
        return _following(scene, atom, hi)
    return _preceding(scene, lo, atom, hi) or _following(scene, atom, hi) or _colon(scene, lo, atom)
