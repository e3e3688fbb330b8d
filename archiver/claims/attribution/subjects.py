"""Whose words: the noun phrase before or after a cue, found without a parser.

    before("Mark Lee, a farmer, also said", 0, 25) -> (0, 8);   after("said a spokesman for the port.", 4, 30) ->
    (5, 29)

Before a cue: adverbs and auxiliaries are passed over, then an apposition between commas, then the phrase runs back
to the nearest boundary (comma, conjunction, quotation, start of the sentence). A participle or a verb after "and"
takes the subject of its sentence. Never more than `REACH` code points are looked at.
"""

import re

from archiver.claims.attribution.verbs import is_verb, verb_end
from archiver.text.mentions.names import first_name, names
from archiver.text.mentions.pronouns import is_pronoun
from archiver.text.tokens import Range, trimmed, word_set

REACH = 240  # code points looked at on either side of a cue
MAX_PHRASE = 12  # words of a noun phrase
_PASSED = word_set(
    "has have had is was were are be been also later then once now still just again recently previously "
    "repeatedly already further even first often only would will could can may might must did does do not never "
    "to himself herself themselves itself always long soon privately earlier today yesterday monday tuesday "
    "wednesday thursday friday "
    "saturday sunday n't all both on in too нібито начебто буцімто якобы тоді тогда вже уже также також раніше ранее "
    "потім потом ще еще"
)
_BOUNDARY = re.compile(
    r"(?<!\d),|,(?!\d)|[;:()\x02\"”“]|(?<!\w)[—–-](?!\w)|(?<!\w)(?:and|but|as|while|when|because|after|before|although|though|that|if|where|whether|"
    r"since|so|or|than|і|а|але|що|як|и|но|что|как|хоча|хотя)(?!\w)",
    re.IGNORECASE,
)
_DETERMINED = re.compile(
    r"(?<!\w)(?:the|an?|one|two|three|his|her|its|their|my|our|some|many|several|most|another|other|this|those|these|all|every)"
    r"(?: [^\s,]{1,30}){1,8}\Z",
    re.IGNORECASE,
)
_OPENERS = re.compile(
    r"(?:(?:but|and|so|yet|then|still|however|instead|meanwhile|also|again|later|now|here|finally|even|today|indeed|"
    r"yesterday|perhaps|only|once|afterwards?|recently|additionally|furthermore|moreover|nevertheless|"
    r"that|since|earlier)[ ,]{1,3}){1,6}",
    re.IGNORECASE,
)
_PREPOSITIONS = word_set("in on at by for from with of to during after before under over within without about")
_RELATIVE = re.compile(r",? (?:who|which|that|який|яка|які|который|которая|которые)\Z")
_RELATIVE_PRONOUN = re.compile(r",? (who|який|яка|які|который|которая|которые)\Z")
_STOP = re.compile(
    r"[.,;:()\x02\"”“?!]|(?<!\w)[—–-](?!\w)|(?<=\w) (?:who|which|in|on|at|during|as|after|when|while|before|about|to|"
    r"with|that|by|because|since|where|and (?:added|said|then)|last|earlier|later|monday|"
    r"tuesday|wednesday|thursday|friday|saturday|sunday|this|через|під|у|в|во|на)(?!\w)",
    re.IGNORECASE,
)
_SETTING = re.compile(
    r"(?:(?:In|On|At|After|During|Before|Since|For|With|When|While|As|Under|By|From|Despite|"
    r"Alongside|Besides|Among|Amid|Like|Unlike|Given|Because of|Instead of|Asked|Speaking|Writing|"
    r"Responding|Appearing|Referring|Commenting|Addressing|Walking|Standing|Sitting)\b[^,.;:\x02]{1,120}|"
    r"(?:The|A) (?:day|week|month|year|night|morning) (?:before|after|later|earlier)), ",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:The|An?|His|Her|Their|Its|Other|Some|Several|Many|Two|Most)((?: [\w’'-]{1,30}){1,5})", re.IGNORECASE
)
_NOUN_STOP = re.compile(r"(?<= )(?:in|on|at|by|for|from|with|to|as|who|which|that|and|also|[a-z]+ly|[a-z]{3,}ed)(?!\w)")
_BRACKETED = re.compile(r" ?[(\[][^()\[\]]{1,60}[)\]]\Z")
_OPENING_BRACKET = re.compile(r" ?\([^()]{1,60}\)")
_OPEN_APPOSITION = re.compile(r" ?(?:,|\()")
_WHO = re.compile(r" who (?=\w)")
_LAST_PRONOUN = re.compile(r" (he|she|they|I|we|it|you)\Z")
_WHOLE_WORD = re.compile(r"[\w’']{1,40}")
_SLAVIC_PASSED = re.compile(
    r" (?:(?:журналістам|журналистам|нам|йому|їй|ему|ей|їм|им|також|также|про це|об этом)(?= )|"
    r"(?:до|к|ко|перед) [^\W\d_]+(?= ))?(?: |\Z)?"
)
_SLAVIC_PHRASE = re.compile(
    r" ?((?:[вуВУ] )?[^\W\d_][\w’'-]*(?:\.(?= [^\W\d_]))?"
    r"(?: (?!(?:в|у|на|під|через|після|после|про|о|об|що|что|як|как|за|до|із|з|при)(?!\w))"
    r"[^\W\d_][\w’'-]*(?:\.(?= [^\W\d_]))?)*)"
)
_FIRST_WORD = re.compile(r"\w{1,40}")


def _without_adverbs(text: str, lo: int, hi: int) -> int:
    """Where the subject ends: `hi` moved left over auxiliaries and adverbs."""
    while True:
        hi = trimmed(text, lo, hi)[1]
        cut = max(text.rfind(" ", lo, hi) + 1, lo)
        word = text[cut:hi].lower()
        short = word.removesuffix("’s").removesuffix("'s")
        if word and (word in _PASSED or (word.endswith("ly") and len(word) > 4 and word != "family")) and cut > lo:
            hi = cut
        elif word != short and is_pronoun(short):
            return cut + len(short)
        else:
            return hi


def _region(text: str, lo: int, hi: int) -> Range:
    """From the last boundary in `lo`..`hi` to `hi`."""
    start = lo
    for match in _BOUNDARY.finditer(text, lo, hi):
        start = match.end()
    start, end = trimmed(text, start, hi)
    relative = _WHO.search(text, start, end)
    if relative and relative.start() > start:
        return start, relative.start()
    verb = verb_end(text, start, end)
    start = trimmed(text, verb, end)[0] if verb is not None else start
    pronoun = _LAST_PRONOUN.search(text, start, end)
    return (pronoun.start(1), end) if pronoun else (start, end)


def phrase(text: str, lo: int, hi: int) -> Range | None:
    """The noun phrase that ends at `hi`, somewhere in `lo`..`hi`; None when nothing looks like one."""
    start, end = trimmed(text, lo, hi, " ,")
    opener = _OPENERS.match(text, start, end)
    start = opener.end() if opener and opener.end() < end else start
    if start >= end:
        return None
    spoken = text[start:end].split(" ")
    if spoken[0].lower() not in _PREPOSITIONS and len(spoken) <= MAX_PHRASE:
        return start, end
    found = names(text[start:end])
    if found and found[-1][1] >= end - start - 2:
        return start + found[-1][0], end
    determined = _DETERMINED.search(text, start, end)
    if determined:
        return determined.span()
    return (end - len(spoken[-1]), end) if is_pronoun(spoken[-1]) else None


def _before_apposition(text: str, lo: int, hi: int) -> Range | None:
    """The phrase before "..., a journalist and coordinator," (`hi` is where the closing comma stands)."""
    for _ in range(3):
        comma = text.rfind(",", lo, hi)
        if comma < 0:
            return phrase(text, lo, hi)
        region = _region(text, lo, comma)
        found = phrase(text, *region)
        if found and (names(text[found[0] : found[1]]) or text[found[0] : found[0] + 4].lower() in ("the ", "one ")):
            return found
        hi = comma
    return None


def lead(text: str, lo: int, hi: int) -> Range | None:
    """The noun phrase with which a sentence at `lo` begins: its subject, most often."""
    opener = _OPENERS.match(text, lo, hi)
    start = opener.end() if opener else lo
    setting = _SETTING.match(text, start, hi)
    start = setting.end() if setting else start
    word = _FIRST_WORD.match(text, start, hi)
    if word and is_pronoun(word[0]):
        return word.span()
    found = first_name(text, start, min(hi, start + REACH))
    if found and text[start : found[0]].lower() in ("", "the ", "a "):
        return found
    noun = _noun_phrase(text, start, hi)
    return noun or (found if start == lo else None)


def _noun_phrase(text: str, start: int, hi: int) -> Range | None:
    """The words after an article up to the first that is a verb, an adverb or a preposition."""
    match = _SUBJECT.match(text, start, hi)
    if match is None:
        return None
    stop = _NOUN_STOP.search(text, match.start(1) + 1, match.end())
    end = stop.start() if stop else match.end()
    for word in _WHOLE_WORD.finditer(text, match.start(1), end):
        if is_verb(word[0]):
            end = word.start()
            break
    end = trimmed(text, start, end)[1]
    return (start, end) if end > match.start(1) else None


def _subject_of_apposition(text: str, lo: int, hi: int) -> Range | None:
    """The lead of the sentence when all between it and `hi` is an apposition to it: no verb of another clause."""
    found = lead(text, lo, hi)
    if found is None or not _OPEN_APPOSITION.match(text, found[1], hi):
        return None
    bracket = _OPENING_BRACKET.match(text, found[1], hi)
    clause = text[bracket.end() if bracket else found[1] : hi].lstrip(" ,")
    relative = clause.startswith(("who ", "which ", "whose ", "as "))
    return found if relative or verb_end(text, found[1], hi) is None else None


def relative(text: str, lo: int, at: int) -> Range | None:
    """The relative pronoun that is the subject of the cue at `at`: "who" in "Ana Lee, who said"."""
    low = max(lo, at - REACH)
    hi = _without_adverbs(text, low, at)
    match = _RELATIVE_PRONOUN.search(text, max(low, hi - 12), hi)
    return match.span(1) if match else None


def before(text: str, lo: int, at: int) -> Range | None:
    """The subject of the cue at `at`, in the sentence that begins at `lo`."""
    low = max(lo, at - REACH)
    hi = _without_adverbs(text, low, at)
    bracketed = _BRACKETED.search(text, max(low, hi - 64), hi)
    hi = bracketed.start() if bracketed else hi
    relative = _RELATIVE.search(text, max(low, hi - 12), hi)
    if relative and relative[0].lstrip(", ") != "that":
        hi = trimmed(text, low, relative.start(), " ,")[1]
    elif hi > low and text[hi - 1] == "," and hi > low + 1:
        return _subject_of_apposition(text, lo, hi - 1) or _before_apposition(text, low, hi - 1) or lead(text, lo, at)
    start, end = _region(text, low, hi)
    found = phrase(text, start, end) if start < end else None
    return found or lead(text, lo, at)


def slavic_after(text: str, at: int, hi: int) -> Range | None:
    """The subject behind a Ukrainian or Russian verb, past an addressee ("журналістам") and with its preposition."""
    passed = _SLAVIC_PASSED.match(text, at, hi)
    end = passed.end() if passed else at
    found = _SLAVIC_PHRASE.match(text, end, min(hi, end + REACH))
    if found is None or found[1].count(" ") >= MAX_PHRASE:
        return None
    return trimmed(text, *found.span(1), " ,.")


def after(text: str, at: int, hi: int) -> Range | None:
    """The noun phrase that follows the cue ending at `at` ("said Bondar", "according to the ministry")."""
    high = min(hi, at + REACH)
    start, end = trimmed(text, at, high, " ")
    named = [(start + begin, start + stop) for begin, stop in names(text[start:end])[:1]]
    for match in _STOP.finditer(text, start, end):
        if not any(begin <= match.start() < stop for begin, stop in named):
            end = match.start()
            break
    start, end = trimmed(text, start, end, " ,.")
    if start >= end or not text[start].isalpha() or text.count(" ", start, end) >= MAX_PHRASE:
        return None
    return start, end
