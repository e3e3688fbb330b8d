"""What the words of one sentence are: quantity, hedge, speaker, cue, name; looked up for a sentence that changed.

    marks = mark(unit, voices, known)
    marks.quantity == {3}       the fourth word is a number, or belongs to one
    marks.hedges == ["may"]     as printed, in lower case

Speakers and cues are those of the version's claims (`Voice`): this room reads no quotations. A capitalised word that
only starts the sentence counts as a name where `known`, the capitalised words inside the sentences of both versions,
has it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


class Marks(NamedTuple):
    """Indices of words by what they are; `hedges` as printed, `voices` those of this sentence, in its offsets."""

    words: Sequence[Word]
    quantity: frozenset[int]
    hedge: frozenset[int]
    speaker: frozenset[int]
    cue: frozenset[int]
    name: frozenset[int]
    hedges: tuple[str, ...]
    speakers: tuple[Voice, ...]
    cues: tuple[Voice, ...]


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


def mark(unit: Unit, voices: Mapping[int, Sequence[Voice]], known: frozenset[str]) -> Marks:
    """Looks a sentence's words up."""
    text, words = unit.text, words_in(unit.text)
    plain = plain_words(text)
    named = names.names(text)
    own = [
        Voice(voice.start - unit.start, voice.end - unit.start, voice.cue, voice.stands_for)
        for voice in voices.get(unit.block, ())
        if unit.start <= voice.start and voice.end <= unit.end
    ]
    own = [_apposed(text, voice, named) for voice in own] + _subjects(text, words, named, own)
    hedging = hedges.hedges(text, plain)
    starts = [word.start for word in words]
    cue = _covered(words, starts, [(voice.start, voice.end) for voice in own if voice.cue])
    single = {n for n, word in enumerate(words) if word.key in HEDGES and not _is_month(word)}
    hedge = (_covered(words, starts, hedging) | single) - cue
    speaker = _speaker(text, words, [(voice.start, voice.end) for voice in own if not voice.cue])
    return Marks(
        words=words,
        quantity=frozenset(_quantities(text, words, plain, starts)) - hedge,
        hedge=hedge,
        speaker=speaker,
        cue=cue,
        name=_names(words, _covered(words, starts, named), known) - speaker,
        hedges=tuple(sorted(words[n].key for n in hedge)),
        speakers=tuple(voice for voice in own if not voice.cue),
        cues=tuple(voice for voice in own if voice.cue),
    )


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


def _quantities(text: str, words: Sequence[Word], plain: Sequence[PlainWord], starts: Sequence[int]) -> Iterator[int]:
    moments = _covered(words, starts, [(moment.start, moment.end) for moment in times.times(text)])
    inside = _covered(words, starts, [(amount.start, amount.end) for amount in figures.figures(text, plain)])
    telling = [n for n, word in enumerate(words) if word.key in _TELLING or not word.key.isalpha()]
    for n in sorted(moments.union(telling)) if moments else telling:
        word, key = words[n], words[n].key
        counted = word.number or key in _COUNTED or n in moments or not word.text[0].isalnum()
        bound = key in BOUNDS and (n in inside or _before_number(words, n))
        measured = key in _MEASURES and (n in inside or (n > 0 and words[n - 1].number))
        if counted or bound or measured:
            yield n


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
