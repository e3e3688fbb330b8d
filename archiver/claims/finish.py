"""From draft to claim: speaker resolved, details looked up, anchors made, confidence set."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from archiver.claims.anchors import context, exact, identity
from archiver.claims.attribution.people import People
from archiver.claims.confidence import confidence
from archiver.claims.details import BlockDetails, Refine, outside, within
from archiver.claims.draft import CueSpan, Draft
from archiver.claims.quotations.scene import QUOTED, Scene
from archiver.model.article import Span
from archiver.model.claim import Claim, Cue, Insertion, Part, Speaker
from archiver.text.mentions.places import is_metonym
from archiver.text.tokens import word_set

_DOCUMENTS = word_set("statement letter petition report declaration resolution decree email message post")
_NEGATIONS = word_set("not never didn't didn’t doesn't doesn’t don't don’t hasn't hasn’t won't won’t не ні ни")
_CLAUSE_END = re.compile(f"[,;:—–{QUOTED}]")  # a "not" in front of one is not the cue's
_DENIALS = word_set(
    "deny refute reject dismiss contradict contradicts contradicted dispute rebut спростувати заперечити заперечувати "
    "опровергать опроверг опровергла опровергли"
)
_QUOTED_KINDS = ("direct_quote", "mixed_quote", "statement")


class Finisher:
    """Makes claims of drafts, which it must be given in the order of the article."""

    def __init__(
        self, blocks: Sequence[str], staged: Sequence[Scene], *, known_language: bool, published: date | None,
        places: Refine | None = None,
    ) -> None:  # fmt: skip
        self._blocks, self._staged, self._known_language = blocks, staged, known_language
        self._details = [BlockDetails(s, blocks[s.block], published, places) for s in staged]
        self._people = People()
        self._ahead = self._sentences()
        self._next = next(self._ahead, None)
        self._met = 0

    def claim(self, draft: Draft) -> Claim:
        """The claim of one draft."""
        self._catch_up(draft.scope)
        parts, kind = draft.parts, draft.kind
        speaker = self._speaker(draft)
        if kind == "direct_quote" and speaker is not None and _document(speaker):
            kind = "statement"
        prefix, suffix = context(self._blocks, parts)
        insertions = self._insertions(draft)
        return Claim(
            id=identity(kind, parts), kind=kind, exact=exact(self._blocks, parts), parts=parts,
            prefix=prefix, suffix=suffix, speaker=speaker, cue=self._cue(draft.cue),
            hedges=self._hedges(draft), negated=self._negated(draft),
            quantities=tuple(outside(self._inside(parts, "quantities"), insertions)),
            places=tuple(outside(self._inside(parts, "places"), insertions)),
            metonyms=self._metonyms(draft, speaker),
            times=tuple(outside(self._inside(parts, "times"), insertions)),
            insertions=insertions, rule=draft.rule,
            confidence=confidence(draft.rule, known_language=self._known_language),
        )  # fmt: skip

    def _inside(self, parts: Sequence[Part], name: str) -> list[Any]:
        """The details called `name` that lie in the parts, in the order of the parts."""
        found: list[Any] = []
        for block, start, end in parts:
            spans = getattr(self._details[block], name)
            if spans:
                found += within(spans, start, end)
        return found

    def _sentences(self) -> Iterator[tuple[int, int]]:
        for scene in self._staged:
            for start, _ in scene.sentences:
                yield scene.block, start

    def _catch_up(self, scope: Part) -> None:
        """Reads the names of the article up to the sentence that a draft stands in."""
        while self._met <= scope[0]:
            self._people.meet(self._blocks[self._met], self._details[self._met].names)
            self._met += 1
        while self._next is not None and self._next < scope[:2]:
            block, start = self._next
            self._people.subject(self._blocks[block], start, self._details[block].name_ends)
            self._next = next(self._ahead, None)

    def _speaker(self, draft: Draft) -> Speaker | None:
        if draft.speaker is None:
            return None
        return self._people.speaker(self._blocks[draft.speaker.block], draft.speaker, draft.carried)

    def _cue(self, cue: CueSpan | None) -> Cue | None:
        if cue is None:
            return None
        text = self._blocks[cue.block][cue.start : cue.end]
        return Cue(exact=text, block=cue.block, start=cue.start, end=cue.end, lemma=cue.lemma, type=cue.type)

    def _insertions(self, draft: Draft) -> tuple[Insertion, ...]:
        """Brackets are insertions only where words are quoted."""
        return tuple(self._inside(draft.parts, "insertions")) if draft.kind in _QUOTED_KINDS else ()

    def _hedges(self, draft: Draft) -> tuple[Span, ...]:
        """Hedges in the parts and in the words around the cue."""
        if not any(self._staged[block].hedges for block, _, _ in draft.parts):
            return ()
        found = {(span.block, span.start): span for span in self._inside(draft.parts, "hedges")}
        if draft.kind != "direct_quote":
            found |= {(span.block, span.start): span for span in self._inside((draft.scope,), "hedges")}
        return tuple(found[key] for key in sorted(found))

    def _metonyms(self, draft: Draft, speaker: Speaker | None) -> tuple[Span, ...]:
        found = self._inside(draft.parts, "metonyms")
        if speaker is not None and is_metonym(speaker.exact):
            own = Span(exact=speaker.exact, block=speaker.block, start=speaker.start, end=speaker.end)
            found = [own, *(span for span in found if (span.block, span.start) != (own.block, own.start))]
        return tuple(found)

    def _negated(self, draft: Draft) -> bool:
        """Whether the cue itself is negated or denies."""
        if draft.cue is None:
            return False
        if draft.cue.lemma in _DENIALS:
            return True
        scene = self._staged[draft.cue.block]
        at = bisect_right(scene.words, draft.cue.start, key=lambda word: word[0])
        before = scene.words[max(0, at - 3) : at]
        return any(
            word in _NEGATIONS and _CLAUSE_END.search(scene.masked, start, draft.cue.start) is None
            for start, _, word in before
        )


def _document(speaker: Speaker) -> bool:
    """Whether it is a document that speaks ("The statement reads:")."""
    return speaker.source_class == "unnamed" and speaker.exact.lower().rpartition(" ")[2] in _DOCUMENTS
