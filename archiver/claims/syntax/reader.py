"""Drafts of an article's attributions, sentence after sentence."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Token

from archiver.claims.draft import CueSpan, Draft, Mention
from archiver.claims.quotations.quotes import Quotation
from archiver.claims.quotations.scene import QUOTED, Atom, Scene
from archiver.claims.syntax.frames import Found, frame
from archiver.claims.syntax.quotes import is_nested, tag
from archiver.claims.syntax import lexicon as lex
from archiver.claims.attribution.tags import quotation_tag
from archiver.claims.attribution.subjects import before as subject_before
from archiver.claims.syntax.roles import is_passive, own_subject, phrase, subject
from archiver.claims.syntax.sentence import Sentence
from archiver.claims.syntax.tags import source_of, surface_tag, tag_of
from archiver.model.claim import Kind, Part
from archiver.text.tokens import UPPER, Range, trimmed

MAX_PARTS = 64
_FEW = 4
_BARE = QUOTED + " .,?!…;—–-―\u00a0\u200b"
_LABEL = re.compile(rf"(?:(?<= [-—–―] )|\\A)([{UPPER}][^\\s,:.]*(?: (?:and )?[{UPPER}][^\\s,:]*){{0,4}})(:) *\\Z")
_NOT_CONTENT = " .,;:!?…—–―-"


class Trail(NamedTuple):
    """What the sentence before leaves."""

    draft: int | None
    speaker: Mention | None
    cue: CueSpan | None
    block: int


class Reader:
    """Collects drafts."""

    def __init__(self, quotations: Sequence[Quotation]) -> None:
        self.drafts: list[Draft] = []
        self._quotations = quotations
        self._trail = Trail(None, None, None, -1)
        self._of_quotation: dict[int, int] = {}
        self._block = self._before = -1

    def read(self, sentence: Sentence) -> None:
        before = len(self.drafts)
        taken: list[tuple[int, int]] = []
        used: set[int] = set()
        by_cue: dict[int, int] = {}
        if self._block != sentence.scene.block:
            self._before, self._block = self._block, sentence.scene.block
        if self._trail.block < self._before:
            self._trail = self._trail._replace(draft=None)
        nested = {token.i for token, atom in sentence.atoms if is_nested(token, atom, sentence)}
        for token, atom in sentence.atoms:
            if token.i not in nested:
                self._quotation(sentence, token, atom, by_cue)
        used.update(by_cue)
        for found in attributions(sentence, used, nested):
            draft = _draft(sentence, found)
            if draft is not None:
                if draft.speaker is None and found.cue.tag_ == "VBG" and not found.passive:
                    said = [d for d in self.drafts[before:] if d.speaker is not None]
                    draft = draft._replace(speaker=said[-1].speaker) if said else draft
                self.drafts.append(draft)
        self._fragments(sentence, before, by_cue)
        self._remember(sentence, before)

    def _fragments(self, sentence: Sentence, before: int, by_cue: dict[int, int]) -> None:
        """Words picked from a quotation that no clause holds, right behind a verb of saying."""
        for atom in sentence.prepared.fragments:
            if any(b == sentence.scene.block and s < atom.end and atom.start < e for d in self.drafts[before:] for b, s, e in d.parts):
                continue
            first = next((t for t in sentence.doc if sentence.quoted.get(t.i) is atom), None)
            verb = governing_before(first, sentence) if first is not None else None
            if verb is None or first is None or atom.inner_start >= atom.inner_end:
                continue
            block = sentence.scene.block
            if directly_before(verb, first):
                part = (block, atom.inner_start, atom.inner_end)
            else:
                last = trimmed(sentence.scene.text, *sentence.range, _NOT_CONTENT)[1]
                part = (block, trimmed(sentence.scene.text, sentence.end(verb), last, _NOT_CONTENT)[0], last)
            number = by_cue.get(verb.i)
            if number is None:
                number = next((n for n, d in enumerate(self.drafts[before:], before) if d.cue is not None and d.cue.start == sentence.start(verb)), None)
                if number is not None and directly_before(verb, first):
                    number = None
            if number is not None:
                draft = self.drafts[number]
                kept = tuple(p for p in draft.parts if p[2] <= part[1] or p[1] >= part[2])
                self.drafts[number] = draft._replace(parts=tuple(sorted((*kept, part))), kind="mixed_quote" if draft.kind == "indirect" else draft.kind)
                continue
            who = subject(verb, sentence.quoted)
            if who is None:
                continue
            self.drafts.append(Draft("mixed_quote", (part,), (block, *sentence.range), _mention(sentence, who, verb), _cue(sentence, verb, None), "spoken-words"))

    def _quotation(self, sentence: Sentence, token: Token, atom: Atom, by_cue: dict[int, int]) -> None:
        scene = sentence.scene
        pieces = self._quotations[atom.quotation].pieces
        parts = tuple((p.block, p.start, p.end) for p in pieces if p.start < p.end)
        found = tag(token, sentence)
        label = labelled(scene, sentence.range, atom) if atom.first and parts else None
        if label is not None:
            self._of_quotation[atom.quotation] = len(self.drafts)
            self.drafts.append(Draft("direct_quote", parts, (scene.block, *sentence.range), label[0], label[1], "quote-tag"))
            return
        missing = found is None or (found.speaker is None and not found.passive)
        plain = quotation_tag(scene, sentence.range, atom) if missing else None
        if found is None and plain is not None and plain.speaker is not None and atom.first and parts:
            self._of_quotation[atom.quotation] = len(self.drafts)
            self.drafts.append(Draft("direct_quote", parts, (scene.block, *sentence.range), plain.speaker, plain.cue, "quote-tag"))
            return
        if not atom.first:
            number = self._of_quotation.get(atom.quotation)
            if number is not None:
                draft = self.drafts[number]
                if found is not None and found.speaker is not None and (draft.speaker is None or draft.carried) and atom.last:
                    self.drafts[number] = draft = draft._replace(speaker=_mention(sentence, found.speaker, found.cue), cue=_cue(sentence, found.cue, None), rule="quote-tag", carried=None)
                    by_cue[found.cue.i] = number
                self._trail = Trail(number, draft.speaker, draft.cue, scene.block)
            return
        if not parts:
            return
        scope = (scene.block, *sentence.range)
        if found is None:
            self._untagged(sentence, atom, parts, scope)
            return
        number = by_cue.get(found.cue.i)
        if number is not None and len(self.drafts[number].parts) < MAX_PARTS:
            self.drafts[number] = self.drafts[number]._replace(parts=self.drafts[number].parts + parts)
            self._of_quotation[atom.quotation] = number
            return
        by_cue[found.cue.i] = self._of_quotation[atom.quotation] = len(self.drafts)
        cue = _cue(sentence, found.cue, None)
        if found.speaker is None and plain is not None and plain.speaker is not None:
            self.drafts.append(Draft("direct_quote", parts, scope, plain.speaker, cue, "quote-tag"))
        elif found.speaker is None:
            kept = self._trail.speaker if not found.passive else None
            self.drafts.append(Draft("direct_quote", parts, scope, kept, cue, "quote-tag", "previous" if kept else None))
        else:
            self.drafts.append(Draft("direct_quote", parts, scope, _mention(sentence, found.speaker, found.cue), cue, "quote-tag"))

    def _untagged(self, sentence: Sentence, atom: Atom, parts: tuple[Part, ...], scope: Part) -> None:
        scene, trail = sentence.scene, self._trail
        around = scene.masked[sentence.range[0] : sentence.range[1]].strip(_BARE)
        lone = not around or around.lower() in ("but", "and", "so", "yet", "then")
        opens = not scene.masked[sentence.range[0] : atom.start].strip(_BARE)
        if (lone or (opens and trail.block == scene.block)) and trail.draft is not None and len(self.drafts[trail.draft].parts) < MAX_PARTS:
            self.drafts[trail.draft] = self.drafts[trail.draft]._replace(parts=self.drafts[trail.draft].parts + parts)
            self._of_quotation[atom.quotation] = trail.draft
            return
        if not lone and len(scene.text[atom.start : atom.end].split()) <= _FEW:
            return
        self._of_quotation[atom.quotation] = len(self.drafts)
        if lone and trail.speaker is not None and trail.block >= self._before:
            carried = "previous" if trail.block == scene.block else "paragraph"
            self.drafts.append(Draft("direct_quote", parts, scope, trail.speaker, None if trail.draft is not None else trail.cue, f"quote-{carried}", carried))
        else:
            self.drafts.append(Draft("direct_quote", parts, scope, None, None, "quote-alone"))

    def _remember(self, sentence: Sentence, before: int) -> None:
        if sentence.scene.masked[: sentence.range[1]].rstrip().endswith(":"):
            found = announced(sentence)
            if found is not None:
                cue, who = found
                self._trail = Trail(None, _mention(sentence, who), _cue(sentence, cue, None), sentence.scene.block)
                return
        drafts = [(n, d) for n, d in enumerate(self.drafts[before:], before) if d.speaker is not None and not d.speaker.passive]
        quoted = [(n, d) for n, d in drafts if d.kind == "direct_quote" or (d.kind == "mixed_quote" and d.rule == "after-clause")]
        if drafts:
            number, draft = (quoted or drafts)[-1]
            self._trail = Trail(number if quoted else None, draft.speaker, draft.cue, sentence.scene.block)
            return
        if not sentence.atoms:
            self._trail = self._trail._replace(draft=None)


def governing_before(first: Token, sentence: Sentence) -> Token | None:
    """The nearest verb of saying or judging in front of the words quoted."""
    doc = first.doc
    for i in range(first.i - 1, -1, -1):
        token = doc[i]
        if i in sentence.quoted or token.pos_ != "VERB" or is_passive(token):
            continue
        lemma = token.lemma_.lower()
        if (lemma in lex.TAGS or lemma in lex.OBJECT or lemma in lex.DIRECTIVE) and not (token.tag_ == "VBN" and token.dep_ == "acl"):
            return token
    return None


def directly_before(verb: Token, first: Token) -> bool:
    """Whether nothing but marks, "that" and an addressee stands between a verb of saying and the words quoted."""
    between = verb.doc[verb.i + 1 : first.i]
    return verb.lemma_.lower() in lex.SPEECH and verb.lemma_.lower() != "call" and all(t.is_punct or t.is_space or t.lower_ == "that" or t.pos_ == "PRON" for t in between)


def labelled(scene: Scene, sentence: Range, atom: Atom) -> tuple[Mention, CueSpan] | None:
    """A name and a colon in front of a quotation, with nothing but a dash before the name."""
    match = _LABEL.search(scene.masked, sentence[0], atom.start)
    if match is None:
        return None
    return Mention(scene.block, *match.span(1)), CueSpan(scene.block, match.start(2), match.end(2), ":", "punctuation")


def attributions(sentence: Sentence, used: set[int], nested: set[int]) -> list[Found]:
    doc = sentence.doc
    end = len(doc) - 1
    while end > 0 and (doc[end].is_punct or doc[end].is_space):
        end -= 1
    accepted: list[Found] = []

    def free(i: int) -> bool:
        return i not in used and i not in sentence.quoted and not any(a <= i <= b for f in accepted for a, b in f.content)

    def take(found: Found | None) -> None:
        if found is None or not free(found.cue.i):
            return
        held = {i for a, b in found.content for i in range(a, b + 1) if i in sentence.atom_of}
        if held and not any(i in nested for i in held):
            return
        accepted.append(found)

    for token in doc:
        take(source_of(token, end))
    for token in doc:
        if free(token.i):
            take(tag_of(token, end, sentence.quoted) or surface_tag(token, end, sentence.quoted))
    for token in _by_depth(doc):
        if free(token.i) and not any(token.i == f.cue.i for f in accepted):
            take(frame(token, sentence.quoted))
    return accepted


def announced(sentence: Sentence) -> tuple[Token, Token] | None:
    """Cue and speaker of a sentence that ends in a colon: "The Times reports:"."""
    for token in reversed(list(sentence.doc)):
        if token.pos_ in ("VERB", "AUX") and token.i not in sentence.quoted and (token.lemma_.lower() in lex.SPEECH or token.head == token):
            who = subject(token, sentence.quoted)
            if who is not None:
                return token, who
    return None


def _by_depth(doc):  # type: ignore
    level = [t for t in doc if t.head == t]
    while level:
        yield from level
        level = [c for t in level for c in t.children]


def _mention(sentence: Sentence, token: Token, verb: Token | None = None) -> Mention:
    first, last = phrase(token)
    doc = sentence.doc
    if verb is not None:
        relative = own_subject(verb)
        if relative is not None and relative.lower_ in ("who", "which", "that") and last < relative.i <= last + 2:
            last = relative.i
    return Mention(sentence.scene.block, sentence.start(doc[first]), sentence.end(doc[last]))


def _cue(sentence: Sentence, token: Token, end: Token | None) -> CueSpan:
    kind = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "ADJ": "verb"}.get(token.pos_, "preposition")
    return CueSpan(sentence.scene.block, sentence.start(token), sentence.end(end or token), token.lemma_.lower(), kind)  # type: ignore


def _draft(sentence: Sentence, found: Found) -> Draft | None:
    doc, scene = sentence.doc, sentence.scene
    parts = []
    for first, last in found.content:
        a, b = sentence.start(doc[first]), sentence.end(doc[last])
        for atom in sentence.prepared.fragments:
            if a < atom.end and atom.start < b:
                a, b = min(a, atom.start), max(b, atom.end)
        a, b = trimmed(scene.text, a, b, _NOT_CONTENT)
        if a < b:
            parts.append((scene.block, a, b))
    if not parts:
        return None
    kind: Kind = "indirect"
    atoms = [*sentence.prepared.fragments, *(atom for _, _, atom in sentence.prepared.standing)]
    if any(atom.start < b and a < atom.end for atom in atoms for _, a, b in parts):
        kind = "mixed_quote"
    speaker = _mention(sentence, found.speaker, found.cue) if found.speaker is not None else None
    if speaker is None and found.cue.tag_ in ("VBD", "VBZ", "VBP") and not found.passive:
        plain = subject_before(scene.masked, sentence.range[0], sentence.start(found.cue))
        speaker = Mention(scene.block, *plain) if plain else None
    return Draft(kind, tuple(sorted(parts)), (scene.block, *sentence.range), speaker, _cue(sentence, found.cue, found.cue_end), found.rule)
