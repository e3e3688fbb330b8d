"""What the words of one sentence are: quantity, hedge, speaker, cue, name; looked up for a sentence that changed.

    marks = Marks(unit, voices, known)
    marks.quantity == {3}       the fourth word is a number, or belongs to one
    marks.hedges == ["may"]     as printed, in lower case

Speakers and cues are those of the version's claims (`Voice`): this room reads no quotations. A capitalised word that
only starts the sentence counts as a name where `known`, the capitalised words inside the sentences of both versions,
has it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from archiver.compare.lexicon import AMOUNTS, BOUNDS, CALENDAR, HEDGES, NUMBER_WORDS, SAYING
from archiver.compare.units import Unit, Word, words_in
from archiver.model.article import Span
from archiver.model.claim import Claim
from archiver.text.mentions import figures, hedges, names, times
from archiver.text.tokens import UPPER, Range, word_set
from archiver.text.tokens import Word as PlainWord
from archiver.text.tokens import words as plain_words

MAX_LEAD = 6  # words in front of a speaker's name that belong to it ("the regional governor, Petro Halych")
_MEASURES = word_set(
    "% percent km kilometre kilometres kilometer kilometers mile miles metre metres meter meters m cm mm feet foot "
    "inch inches hectare hectares acre acres tonne tonnes ton tons kg kilo kilos kilogram kilograms gram grams "
    "pound pounds litre litres liter liters barrel barrels degree degrees dollar dollars euro euros crown crowns "
    "rouble roubles hryvnia yen cent cents second seconds minute minutes hour hours day days night nights week "
    "weeks month months year years decade decades mw gw kw mph knots метр метри метрів метров км кілометрів "
    "километров гривень рублів рублей годин часов днів дней років лет тонн відсотків"
)
# A capital first, then what stands before it: the engine skips to capitals.
_INSIDE = re.compile(rf"[{UPPER}](?<=[^\W\d_] .|[,’'] .)[\w’'-]+")
_CAPITALS = frozenset(UPPER)
_TITLE_CASE = 3  # words; a sentence with more whose words are capitalised, most of them, is set like a headline
_PRONOUNS = word_set("he she they it we i you who він вона вони он она они")


class Voice(NamedTuple):
    """A speaker or a cue of a claim: its span, and whom or what it stands for."""

    start: int
    end: int
    cue: bool
    stands_for: str


class Marks:
    """Indices of a sentence's words by what they are, each looked up when it is first asked for.

    Most changes are a word or two, of which nobody needs to know what every other word of the sentence is.
    """

    def __init__(self, unit: Unit, voices: Mapping[int, Sequence[Voice]], known: frozenset[str]) -> None:
        self._text, self._known = unit.text, known
        self.words = words_in(unit.text)
        self._own = [
            Voice(voice.start - unit.start, voice.end - unit.start, voice.cue, voice.stands_for)
            for voice in voices.get(unit.block, ())
            if unit.start <= voice.start and voice.end <= unit.end
        ]

    @cached_property
    def quantity(self) -> frozenset[int]:
        """Numbers, times, and the bounds and measures that belong to them."""
        return frozenset(_quantities(self._text, self.words, self._starts, self._plain)) - self.hedge

    @cached_property
    def hedge(self) -> frozenset[int]:
        """Words by which the article keeps its distance."""
        if _HEDGING.isdisjoint([word.key for word in self.words]):
            return frozenset()
        single = {n for n, word in enumerate(self.words) if word.key in HEDGES and not _is_month(word)}
        return (_covered(self.words, self._starts, hedges.hedges(self._text, self._plain())) | single) - self.cue

    @property
    def hedges(self) -> tuple[str, ...]:
        """The hedges' words, in alphabetical order."""
        return tuple(sorted(self.words[n].key for n in self.hedge))

    @cached_property
    def speaker(self) -> frozenset[int]:
        """Words of the speakers, with those that lead to the name."""
        return _speaker(self._text, self.words, [(voice.start, voice.end) for voice in self.speakers])

    @cached_property
    def cue(self) -> frozenset[int]:
        """Words by which something is said."""
        spans = [(voice.start, voice.end) for voice in self._own if voice.cue]
        return _covered(self.words, self._starts, spans) if spans else frozenset()

    @cached_property
    def name(self) -> frozenset[int]:
        """Names that are no speaker's."""
        found = _covered(self.words, self._starts, self._named)
        return _names(self.words, found, self._known) - self.speaker

    @cached_property
    def speakers(self) -> tuple[Voice, ...]:
        """The speakers, in this sentence's offsets: those of claims, and names in front of a verb of saying."""
        if not self._own and SAYING.isdisjoint([word.key for word in self.words]):
            return ()
        own = [_apposed(self._text, voice, self._named) for voice in self._own]
        found = [*own, *_subjects(self._text, self.words, self._named, own)]
        return tuple(voice for voice in found if not voice.cue)

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start for word in self.words]

    @cached_property
    def _named(self) -> tuple[Range, ...]:
        return names.names(self._text)

    def _plain(self) -> list[PlainWord]:
        return plain_words(self._text)


def voices_of(claims: Iterable[Claim | None]) -> dict[int, list[Voice]]:
    """Speakers and cues of claims, by block."""
    found: dict[int, list[Voice]] = {}
    for claim in claims:
        if claim is None:
            continue
        if claim.speaker and claim.speaker.source_class != "passive":
            whom = claim.speaker.resolved or claim.speaker.exact
            found.setdefault(claim.speaker.block, []).append(_voice(claim.speaker, whom, cue=False))
        if claim.cue and claim.cue.type != "punctuation" and claim.kind not in ("hedged", "evidence", "open_question"):
            found.setdefault(claim.cue.block, []).append(_voice(claim.cue, claim.cue.lemma, cue=True))
    return found


def _voice(span: Span, stands_for: str, *, cue: bool) -> Voice:
    return Voice(span.start, span.end, cue, stands_for)


def known_names(texts: Iterable[str | None]) -> frozenset[str]:
    """Capitalised words inside sentences, as they stand in `Word.key` form."""
    found = {name for text in set(texts) if text for name in _INSIDE.findall(text)}
    plain = {name for name in found if name.isascii() and name.isalpha()}  # one word each: its key is known
    others = (word.key for name in found - plain for word in words_in(name)[:1])
    return frozenset({name.lower() for name in plain}.union(others))


def may_count(word: Word) -> bool:
    """Whether a word can belong to a quantity at all, whatever stands around it."""
    return word.key in _TELLING or word.key in _TIMED or not word.key.isalpha()


def _apposed(text: str, voice: Voice, named: Sequence[Range]) -> Voice:
    """The voice with the name behind it: "the regional governor, Petro Halych, said"."""
    for start, end in named:
        if not voice.cue and start == voice.end + 2 and text[voice.end : start] == ", " and text[end : end + 1] == ",":
            return Voice(voice.start, end, cue=False, stands_for=text[start:end])
    return voice


def _subjects(text: str, words: Sequence[Word], named: Sequence[Range], own: Sequence[Voice]) -> list[Voice]:
    """Names in front of a verb of saying that no claim has found: "Dr Peel called the sample small"."""
    found = []
    for start, end in named:
        after = next((word for word in words if word.start >= end), None)
        if after is None or after.key not in SAYING or text[end : after.start] not in (" ", ", "):
            continue
        if not any(voice.start < end and start < voice.end for voice in own):
            found.append(Voice(start, end, cue=False, stands_for=text[start:end]))
    return found


def _is_month(word: Word) -> bool:
    return word.text == "May"


def _covered(words: Sequence[Word], starts: Sequence[int], ranges: Iterable[Range]) -> frozenset[int]:
    """Indices of the words, which begin at `starts`, that `ranges` touch."""
    found: set[int] = set()
    for start, end in ranges:
        first = max(0, bisect_right(starts, start) - 1)
        found.update(n for n in range(first, bisect_left(starts, end)) if words[n].end > start)
    return frozenset(found)


def _quantities(
    text: str, words: Sequence[Word], starts: Sequence[int], plain: Callable[[], Sequence[PlainWord]]
) -> Iterator[int]:
    moments = _covered(words, starts, [(moment.start, moment.end) for moment in times.times(text)])
    inside: frozenset[int] | None = None  # looked up when a word is met that only a figure around it makes one
    for n, word in enumerate(words):
        key = word.key
        if key not in _TELLING and key.isalpha():
            if n in moments:
                yield n
            continue
        if word.number or key in _COUNTED or n in moments or not word.text[0].isalnum() or _measures(words, n):
            yield n
        elif key in BOUNDS or key in _MEASURES:
            if inside is None:
                amounts = figures.figures(text, plain())
                inside = _covered(words, starts, [(amount.start, amount.end) for amount in amounts])
            if n in inside:
                yield n


def _measures(words: Sequence[Word], at: int) -> bool:
    """Whether it is the bound in front of a number ("more than 20") or the measure behind one."""
    key = words[at].key
    return (key in BOUNDS and _before_number(words, at)) or (key in _MEASURES and at > 0 and words[at - 1].number)


def _before_number(words: Sequence[Word], at: int) -> bool:
    return any(word.number or word.key in NUMBER_WORDS for word in words[at + 1 : at + 3])


def _speaker(text: str, words: Sequence[Word], spans: Iterable[Range]) -> frozenset[int]:
    """The words of the speakers, with those that lead to the name, back to where the clause begins."""
    found: set[int] = set()
    for start, end in spans:
        inside = [n for n, word in enumerate(words) if start < word.end and word.start < end]
        if inside:
            found.update(range(_lead(text, words, inside[0], closed=text[end : end + 1] == ","), inside[-1] + 1))
    return frozenset(found)


def _lead(text: str, words: Sequence[Word], first: int, *, closed: bool) -> int:
    """Where "the regional governor, Petro Halych, said" begins, its name at `first`; `closed` by a comma behind."""
    at = first
    while at and first - at < MAX_LEAD:
        between = text[words[at - 1].end : words[at].start]
        apposed = between == ", " and at == first and closed
        if not (between == " " or apposed) or words[at - 1].number or words[at - 1].key in _NO_LEAD:
            break
        at -= 1
    return at


_COUNTED = NUMBER_WORDS | CALENDAR | AMOUNTS
_TELLING = _COUNTED | BOUNDS | _MEASURES
# What else stands in a time expression (`times`): "since the morning of", "some years ago".
_TIMED = word_set(
    "since by until in on before after last next this from within for over less more around about only just a an "
    "several few some many past that ago later earlier morning afternoon evening night than the and"
)
_HEDGING = HEDGES | hedges.TELLING
_NO_LEAD = word_set("said says told according to by and that from of in")


def _names(words: Sequence[Word], found: frozenset[int], known: frozenset[str]) -> frozenset[int]:
    titled = len(words) > _TITLE_CASE and 3 * sum([word.text[0] in _CAPITALS for word in words]) > 2 * len(words)
    return frozenset(n for n in found if _is_name(words, n, known, found, titled=titled))


def _is_name(words: Sequence[Word], at: int, known: frozenset[str], found: frozenset[int], *, titled: bool) -> bool:
    word = words[at]
    if word.number or word.key in CALENDAR or word.key in NUMBER_WORDS or word.key in _PRONOUNS:
        return False
    if titled:
        return word.key in known
    return bool(at) or word.key in known or (at + 1 in found and words[at + 1].text[0] in _CAPITALS)
