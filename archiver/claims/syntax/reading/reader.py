"""One parsed sentence at a time: quotations with their tags, what else is attributed, and what nobody is said to say.

What one sentence leaves to the next is what it leaves in `archiver.claims.reading`: a lone quotation goes on the claim
before it, over paragraphs too, or takes the speaker of the words that end in a colon there.
"""

import re
from collections.abc import Sequence

from spacy.tokens import Token

from archiver.claims.attribution.tags import quotation_tag
from archiver.claims.draft import CueSpan, Draft, Mention
from archiver.claims.kinds import unspoken
from archiver.claims.quotations.quotes import Quotation
from archiver.claims.quotations.scene import Atom, Scene
from archiver.claims.reading.echo import with_echoes
from archiver.claims.reading.trail import NOTHING, Trail
from archiver.claims.syntax import lexicon as lex
from archiver.claims.syntax.frames.found import Rule
from archiver.claims.syntax.frames.read import attributions
from archiver.claims.syntax.frames.subjects import subject
from archiver.claims.syntax.parse.boundaries import BARE, opens
from archiver.claims.syntax.parse.sentence import Sentence
from archiver.claims.syntax.reading.drafting import RULE, cue_span, draft, mention
from archiver.claims.syntax.reading.picked import picked_part
from archiver.claims.syntax.reading.quoted import Tag, is_nested, tag
from archiver.model.claim import Part
from archiver.text.tokens import UPPER, Range

MAX_PARTS = 64  # of one claim; what goes on after that is a claim of its own
_FEW_WORDS = 4  # of a quotation in a sentence where nobody speaks: a name or a wry word
_PLAIN = (
    "passive-reports",
    "signed-statement",
)  # what the plain rules read as it stands, with more than the parse says
_JOINTS = ("but", "and", "so", "yet", "then")
_BYLINE = re.compile(rf",? by (?:the )?[{UPPER}]")  # behind what is then the title of a work
_LABEL = re.compile(rf"(?:(?<= [-—–―] )|\A)([{UPPER}][^\s,:.]*(?: (?:and )?[{UPPER}][^\s,:]*){{0,4}})(:) *\Z")


class Reader:
    """Collects the drafts of an article, sentence after sentence."""

    def __init__(self, quotations: Sequence[Quotation]) -> None:
        self.drafts: list[Draft] = []
        self._quotations = quotations
        self._of_quotation: dict[int, int] = {}
        self._trail = NOTHING
        self._paragraph, self._block = -1, -1
        self._of_cue: dict[int, int] = {}  # the draft of each cue of this sentence, by token
        self._before = 0  # the number of drafts before this sentence
        self._loose: list[Draft] = []  # picked words that nobody is said to use

    def finished(self, blocks: Sequence[str]) -> list[Draft]:
        """All drafts, picked words that echo a quotation of the article among them."""
        return with_echoes(self.drafts, self._loose, blocks, RULE)

    def turn(self, block: int) -> None:
        """Goes on to another block that is not blank; what is further away than one paragraph is not gone on with."""
        if block != self._block:
            self._block, self._paragraph = block, self._paragraph + 1
            if self._trail.paragraph < self._paragraph - 1:
                self._trail = self._trail._replace(draft=None)

    def read(self, sentence: Sentence) -> None:
        """Reads one sentence."""
        self.turn(sentence.scene.block)
        self._before, self._of_cue = len(self.drafts), {}
        nested = {token.i for token, atom in sentence.whole if is_nested(token, atom, sentence)}
        for token, atom in sentence.whole:
            if token.i not in nested:
                self._quotation(sentence, token, atom)
        silent = unspoken(sentence.scene, sentence.range)
        if silent is not None and silent.rule in _PLAIN:
            self.drafts.append(silent)
        else:
            self._attributed(sentence, nested)
        if silent is not None and len(self.drafts) == self._before:
            self.drafts.append(silent)
        self._remember(sentence)

    def _attributed(self, sentence: Sentence, nested: set[int]) -> None:
        """What is attributed besides whole quotations."""
        for found in attributions(sentence, self._of_cue, nested):
            made = draft(sentence, found)
            if made is not None:
                goes_on = made.speaker is None and (found.cue.tag_ == "VBG" or found.cue.dep_ == "conj")
                self.drafts.append(made._replace(speaker=self._said()) if goes_on else made)
        for atom in sentence.picked:
            self._picked(sentence, atom)

    def _said(self) -> Mention | None:
        """The last speaker of this sentence."""
        return next((d.speaker for d in reversed(self.drafts[self._before :]) if d.speaker is not None), None)

    def _add(self, made: Draft, atom: Atom) -> None:
        self._of_quotation[atom.quotation] = len(self.drafts)
        self.drafts.append(made)

    def _can_grow(self, number: int | None) -> bool:
        return number is not None and len(self.drafts[number].parts) < MAX_PARTS

    def _extend(self, number: int, parts: tuple[Part, ...], atom: Atom) -> None:
        made = self.drafts[number]
        self.drafts[number] = made._replace(parts=made.parts + parts)
        self._of_quotation[atom.quotation] = number

    def _quotation(self, sentence: Sentence, token: Token, atom: Atom) -> None:
        found = tag(token, sentence)
        if not atom.first:
            self._goes_on(sentence, atom, found)
            return
        pieces = self._quotations[atom.quotation].pieces
        parts = tuple((p.block, p.start, p.end) for p in pieces if p.start < p.end)
        label = _label(sentence.scene, sentence.range, atom)
        if not parts:
            return
        if label is not None:
            self._direct(sentence, atom, parts, *label)
        elif found is not None:
            self._tagged(sentence, atom, parts, found)
        else:
            self._untagged(sentence, atom, parts)

    def _direct(
        self, sentence: Sentence, atom: Atom, parts: tuple[Part, ...], speaker: Mention | None, cue: CueSpan | None,
        *, rule: Rule = "quote-tag", carried: str | None = None,
    ) -> None:  # fmt: skip
        scope = (sentence.scene.block, *sentence.range)
        self._add(Draft("direct_quote", parts, scope, speaker, cue, RULE + rule, carried), atom)

    def _tagged(self, sentence: Sentence, atom: Atom, parts: tuple[Part, ...], found: Tag) -> None:
        number = self._of_cue.get(found.cue.i)
        if number is not None and self._can_grow(number):
            self._extend(number, parts, atom)
            return
        self._of_cue[found.cue.i] = len(self.drafts)
        cue = cue_span(sentence, found.cue)
        if found.speaker is not None:
            self._direct(sentence, atom, parts, mention(sentence, found.speaker, found.cue), cue)
            return
        plain = None if found.passive else quotation_tag(sentence.scene, sentence.range, atom)
        if plain is not None and plain.speaker is not None:
            self._direct(sentence, atom, parts, plain.speaker, cue)
            return
        kept = None if found.passive else self._trail.speaker
        self._direct(sentence, atom, parts, kept, cue, carried="previous" if kept else None)

    def _untagged(self, sentence: Sentence, atom: Atom, parts: tuple[Part, ...]) -> None:
        """A quotation without a cue that the parse shows: the plain rules may see a dash, a colon, a signature."""
        scene, trail = sentence.scene, self._trail
        plain = quotation_tag(scene, sentence.range, atom)
        if plain is not None and plain.speaker is not None:
            self._direct(sentence, atom, parts, plain.speaker, plain.cue)
            return
        if _BYLINE.match(scene.masked, atom.end):
            return
        around = scene.masked[slice(*sentence.range)].strip(BARE)
        lone = not around or around.lower() in _JOINTS
        goes_on = lone or (opens(scene, sentence.range, atom) and trail.paragraph == self._paragraph)
        if goes_on and trail.draft is not None and self._can_grow(trail.draft):
            self._extend(trail.draft, parts, atom)
        elif lone and trail.reaches(self._paragraph):
            same = trail.paragraph == self._paragraph
            rule: Rule = "quote-previous" if same else "quote-paragraph"
            cue = trail.cue if trail.draft is None else None
            carried = "previous" if same else "paragraph"
            self._direct(sentence, atom, parts, trail.speaker, cue, rule=rule, carried=carried)
        elif lone or len(scene.text[atom.start : atom.end].split()) > _FEW_WORDS:
            self._direct(sentence, atom, parts, None, None, rule="quote-alone")

    def _goes_on(self, sentence: Sentence, atom: Atom, found: Tag | None) -> None:
        """A later paragraph of a quotation: the tag of the last one counts if the first has none."""
        number = self._of_quotation.get(atom.quotation)
        if number is None:
            return
        made = self.drafts[number]
        if atom.last and found is not None and found.speaker is not None and (made.speaker is None or made.carried):
            speaker, cue = mention(sentence, found.speaker, found.cue), cue_span(sentence, found.cue)
            made = made._replace(speaker=speaker, cue=cue, rule=RULE + "quote-tag", carried=None)
            self.drafts[number] = made
            self._of_cue[found.cue.i] = number
        self._trail = Trail(number, made.speaker, made.cue, self._paragraph)

    def _picked(self, sentence: Sentence, atom: Atom) -> None:
        """Words picked from a quotation, unless a claim of the sentence holds them already."""
        block = sentence.scene.block
        mine = self.drafts[self._before :]
        if any(b == block and start < atom.end and atom.start < end for d in mine for b, start, end in d.parts):
            return
        found = picked_part(sentence, atom)
        if found is None:
            words = (block, atom.inner_start, atom.inner_end)
            self._loose.append(Draft("mixed_quote", (words,), (block, *sentence.range), None, None, "quoted-words"))
            return
        verb, part, alone = found
        at = sentence.start(verb)
        same = next((n for n, d in enumerate(mine, self._before) if d.cue is not None and d.cue.start == at), None)
        number = self._of_cue.get(verb.i, None if alone else same)
        if number is not None and not alone and self.drafts[number].kind == "direct_quote":
            return
        if number is not None:
            self._widen(number, part)
            return
        who = subject(verb, sentence.quoted)
        if who is not None:
            scope, cue = (block, *sentence.range), cue_span(sentence, verb)
            self.drafts.append(Draft("mixed_quote", (part,), scope, mention(sentence, who, verb), cue, RULE + "picked"))

    def _widen(self, number: int, part: Part) -> None:
        """Takes the part into the claim, in place of what it covers."""
        made = self.drafts[number]
        kept = [p for p in made.parts if p[0] != part[0] or p[2] <= part[1] or part[2] <= p[1]]
        kind = "mixed_quote" if made.kind == "indirect" else made.kind
        self.drafts[number] = made._replace(parts=tuple(sorted((*kept, part))), kind=kind)

    def _remember(self, sentence: Sentence) -> None:
        """Leaves the sentence's speaker, and the quotation that can go on, to the next one."""
        said = _announced(sentence)
        if said is not None:
            cue, who = said
            self._trail = Trail(None, mention(sentence, who), cue_span(sentence, cue), self._paragraph)
            return
        spoken = [
            (number, made)
            for number, made in enumerate(self.drafts[self._before :], self._before)
            if made.speaker is not None and not made.speaker.passive
        ]
        quoted = [item for item in spoken if _goes_on_alone(item[1])]
        if spoken:
            number, made = (quoted or spoken)[-1]
            self._trail = Trail(number if quoted else None, made.speaker, made.cue, self._paragraph)
        elif not sentence.whole:
            self._trail = self._trail._replace(draft=None)


def _goes_on_alone(made: Draft) -> bool:
    """Whether a lone quotation behind it is more of the same: '"No," he said. "Never."'."""
    return made.kind == "direct_quote" or (made.kind == "mixed_quote" and made.rule == RULE + "after-clause")


def _label(scene: Scene, sentence: Range, atom: Atom) -> tuple[Mention, CueSpan] | None:
    """A name and a colon in front of a quotation, with nothing but a dash before the name."""
    match = _LABEL.search(scene.masked, sentence[0], atom.start)
    if match is None:
        return None
    return Mention(scene.block, *match.span(1)), CueSpan(scene.block, *match.span(2), lemma=":", type="punctuation")


def _announced(sentence: Sentence) -> tuple[Token, Token] | None:
    """Cue and speaker of a sentence that ends in a colon: "The Times reports:"."""
    if not sentence.scene.masked[: sentence.range[1]].rstrip().endswith(":"):
        return None
    for token in reversed(list(sentence.doc)):
        verb = token.pos_ in ("VERB", "AUX") and token.i not in sentence.quoted
        if verb and (token.lemma_.lower() in lex.SPEECH or token.head == token):
            who = subject(token, sentence.quoted)
            if who is not None:
                return token, who
    return None
