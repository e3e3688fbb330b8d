"""One sentence at a time: quotations with their tags, indirect speech, and what nobody is said to have said.

A sentence that is nothing but a quotation goes on the one before it in its paragraph ('"No," he said. "Never."' is one
claim of two parts); at the start of a paragraph it takes the speaker of the paragraph before, or of the words that end
in a colon there.
"""

from collections.abc import Sequence

from archiver.claims.attribution.subjects import lead
from archiver.claims.attribution.tags import cues_between, nearest_before, quotation_tag, usable
from archiver.claims.draft import Draft, Mention
from archiver.claims.kinds import headline_or_caption, unspoken
from archiver.claims.quotations.quotes import Quotation
from archiver.claims.quotations.scene import QUOTED, Atom, Scene
from archiver.claims.reading.echo import with_echoes
from archiver.claims.reading.picked import BARE, enough_words, is_direct
from archiver.claims.reading.slavic import slavic_bare
from archiver.claims.reading.spoken import MAX_CUES, clause_after, clause_before, indirect, is_plain
from archiver.claims.reading.trail import NOTHING, Trail
from archiver.model.claim import Part
from archiver.text.tokens import Range

MAX_INDIRECT = 4  # claims of one sentence without quotation marks
MAX_QUOTATIONS = 64  # of one sentence; the others are not looked at
MAX_PARTS = 64  # of one claim; what goes on after that is a claim of its own


class Reader:
    """Collects the drafts of an article, block after block."""

    def __init__(self, quotations: Sequence[Quotation]) -> None:
        self.drafts: list[Draft] = []
        self._quotations = quotations
        self._trail = NOTHING
        self._paragraph = -1
        self._of_quotation: dict[int, int] = {}
        self._loose: list[Draft] = []

    def finished(self, blocks: Sequence[str]) -> list[Draft]:
        """All drafts in the order of the article, quoted words that echo a quotation among them."""
        return with_echoes(self.drafts, self._loose, blocks)

    def read(self, scene: Scene, *, headline: bool) -> None:
        """Reads one block; a blank one is none."""
        if not scene.sentences:
            return
        self._paragraph += 1
        whole = headline_or_caption(scene, headline=headline)
        if whole is not None:
            self.drafts.append(whole)
        if self._trail.draft is not None:
            self._trail = self._trail._replace(draft=None)
        atoms = iter(scene.atoms)
        atom = next(atoms, None)
        for sentence in scene.sentences:
            own: list[Atom] = []
            while atom is not None and atom.start < sentence[1]:
                own.append(atom)
                atom = next(atoms, None)
            self._sentence(scene, sentence, own[:MAX_QUOTATIONS])

    def _sentence(self, scene: Scene, sentence: Range, atoms: Sequence[Atom]) -> None:
        before = len(self.drafts)
        used: set[int] = set()
        fragments = []
        for atom in atoms:
            if not atom.first:
                self._late_tag(scene, sentence, atom, used)
            elif self._interrupted(scene, atom, before):
                self._extend(len(self.drafts) - 1, atom)
            elif is_direct(scene, sentence, atom):
                self._direct(scene, sentence, atom, used)
            else:
                fragments.append(atom)
        self._mixed(scene, sentence, fragments, used)
        self._indirect(scene, sentence, used)
        if all(draft.rule == "quoted-words" for draft in self.drafts[before:]):
            draft = unspoken(scene, sentence) or (slavic_bare(scene, sentence) if scene.cyrillic else None)
            if draft is not None:
                self.drafts.append(draft)
        self._remember(scene, sentence, before, atoms)

    def _interrupted(self, scene: Scene, atom: Atom, before: int) -> bool:
        """Whether the quotation goes on behind its tag in one sentence: '"We," he said, "left."'."""
        if len(self.drafts) == before or scene.masked[atom.start - 2 : atom.start] != ", ":
            return False
        draft = self.drafts[-1]
        last = draft.parts[-1][2] if draft.parts[-1][0] == scene.block else -1
        within = draft.cue is not None and last < draft.cue.start < atom.start and draft.cue.block == scene.block
        return draft.kind == "direct_quote" and within and self._can_grow(len(self.drafts) - 1)

    def _remember(self, scene: Scene, sentence: Range, before: int, atoms: Sequence[Atom]) -> None:
        """Leaves the sentence's speaker to the next one."""
        for number in range(len(self.drafts) - 1, before - 1, -1):
            draft = self.drafts[number]
            if draft.speaker is not None and not draft.speaker.passive:
                goes_on = number if draft.kind == "direct_quote" else None
                self._trail = Trail(goes_on, draft.speaker.named(), draft.cue, self._paragraph)
                return
        if atoms:
            return
        found = lead(scene.masked, *sentence)
        if found is not None:
            self._trail = Trail(None, Mention(scene.block, *found), None, self._paragraph)
        else:
            self._trail = self._trail._replace(draft=None)

    def _parts(self, atom: Atom) -> tuple[Part, ...]:
        pieces = self._quotations[atom.quotation].pieces
        return tuple((p.block, p.start, p.end) for p in pieces if p.start < p.end)

    def _add(self, draft: Draft, atom: Atom) -> None:
        self._of_quotation[atom.quotation] = len(self.drafts)
        self.drafts.append(draft)

    def _can_grow(self, number: int) -> bool:
        return len(self.drafts[number].parts) < MAX_PARTS

    def _extend(self, number: int, atom: Atom) -> None:
        draft = self.drafts[number]
        self.drafts[number] = draft._replace(parts=draft.parts + self._parts(atom))
        self._of_quotation[atom.quotation] = number

    def _late_tag(self, scene: Scene, sentence: Range, atom: Atom, used: set[int]) -> None:
        """The last paragraph of a quotation: its tag counts if none was found at the first."""
        number = self._of_quotation.get(atom.quotation)
        tag = quotation_tag(scene, sentence, atom) if atom.last else None
        if tag is not None and tag.hit is not None:
            used.add(tag.hit.word)
        if number is None:
            return
        draft = self.drafts[number]
        if tag is not None and (draft.speaker is None or draft.carried):
            draft = draft._replace(speaker=tag.speaker, cue=tag.cue, rule="quote-tag", carried=None)
            self.drafts[number] = draft
        if draft.speaker is not None:
            self._trail = Trail(number, draft.speaker, draft.cue, self._paragraph)

    def _direct(self, scene: Scene, sentence: Range, atom: Atom, used: set[int]) -> None:
        parts = self._parts(atom)
        if not parts:
            return
        tag = quotation_tag(scene, sentence, atom)
        scope = (scene.block, *sentence)
        if tag is None:
            self._untagged(scene, sentence, atom, scope)
            return
        previous = len(self.drafts) - 1
        same = tag.hit is not None and tag.hit.word in used and self.drafts[previous].cue == tag.cue
        if same and self._can_grow(previous):
            self._extend(previous, atom)
            return
        if tag.hit is not None:
            used.add(tag.hit.word)
        if tag.speaker is None:
            kept = self._trail.speaker_in(self._paragraph)
            carried = "previous" if kept else None
            self._add(Draft("direct_quote", parts, scope, kept, tag.cue, "quote-tag", carried), atom)
        else:
            self._add(Draft("direct_quote", parts, scope, tag.speaker, tag.cue, "quote-tag"), atom)

    def _untagged(self, scene: Scene, sentence: Range, atom: Atom, scope: Part) -> None:
        """A quotation without a tag of its own."""
        trail, parts = self._trail, self._parts(atom)
        lone = not scene.masked[sentence[0] : sentence[1]].strip(BARE)
        if lone and trail.draft is not None and trail.paragraph == self._paragraph and self._can_grow(trail.draft):
            self._extend(trail.draft, atom)
        elif lone and trail.reaches(self._paragraph):
            carried = "previous" if trail.paragraph == self._paragraph else "paragraph"
            self._add(Draft("direct_quote", parts, scope, trail.speaker, None, f"quote-{carried}", carried), atom)
        else:
            self._add(Draft("direct_quote", parts, scope, None, None, "quote-alone"), atom)

    def _mixed(self, scene: Scene, sentence: Range, atoms: Sequence[Atom], used: set[int]) -> None:
        """Quoted words inside a clause: the clause is the claim; without a cue, the words alone."""
        covered = -1
        for atom in atoms:
            if atom.end <= covered:
                continue
            hit = nearest_before(scene, sentence[0], atom.start)
            draft = clause_after(scene, sentence, hit, atom) if hit and hit.word not in used else None
            if draft is None:
                hit, draft = clause_before(scene, sentence, atom)
            if draft is not None and hit is not None:
                used.add(hit.word)
                covered = draft.parts[-1][2]
                self.drafts.append(draft)
            else:
                self._without_cue(scene, sentence, atom)

    def _without_cue(self, scene: Scene, sentence: Range, atom: Atom) -> None:
        """Quoted words that no cue introduces: the last speaker's at the start of a sentence; a few are no claim."""
        parts, scope, trail = self._parts(atom), (scene.block, *sentence), self._trail
        if not parts:
            return
        opens = not scene.masked[sentence[0] : atom.start].strip(BARE)
        if opens and trail.speaker_in(self._paragraph) and enough_words(scene, atom):
            self._add(Draft("mixed_quote", parts, scope, trail.speaker, None, "quote-previous", "previous"), atom)
        else:
            draft = Draft("mixed_quote", parts, scope, None, None, "quoted-words")
            self._loose.append(draft)
            if enough_words(scene, atom):
                self._add(draft, atom)

    def _indirect(self, scene: Scene, sentence: Range, used: set[int]) -> None:
        """Cues that no quotation took: the first of the sentence, later ones where "that" leaves no doubt."""
        first, found = not used, 0
        for hit in cues_between(scene, *sentence)[:MAX_CUES]:
            if hit.word in used or found == MAX_INDIRECT or not usable(scene, hit, quotation=False):
                continue
            if not first and not is_plain(scene, sentence, hit):
                continue
            draft = indirect(scene, sentence, hit)
            if draft is not None and (first or not _quotes(scene, draft)):
                self.drafts.append(draft)
                first, found = False, found + 1


def _quotes(scene: Scene, draft: Draft) -> bool:
    """Whether quoted words stand in the claim."""
    _, start, end = draft.parts[0]
    return QUOTED in scene.masked[start:end]
