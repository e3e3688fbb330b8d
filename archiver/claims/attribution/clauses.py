"""Indirect speech: what stands beside a cue without quotation marks, or with a few words of it in them.

    "ISW said on Monday that the line held."   -> "the line held"     (after)
    "The line held, according to ISW."         -> "The line held"     (before)
    "He told reporters the line held."         -> "the line held"     (after an addressee)
    "ISW questioned Moscow's ability to hold." -> "Moscow's ability to hold"

What was said ends with its sentence or before ", according to"; its closing punctuation is left out.
"""

import re

from archiver.claims.attribution.tags import cues_between, word_before
from archiver.claims.attribution.verbs import verb_end
from archiver.claims.quotations.scene import QUOTED, Hit, Scene
from archiver.text.mentions.names import names
from archiver.text.tokens import Range, trimmed, word_set

MIN_CLAUSE = 12  # code points: shorter is no clause ("said so")
_THAT_REACH = 90
_THAT = re.compile(r"[^.;:\x02]*?,? (?:that|що|что) ")
_NO_CLAUSE = re.compile(
    r" (?:on|in|at|to|of|for|with|about|by|as|so|and|or|but|after|before|during|when|while|from|last|this|that|"
    r"earlier|later|again|more|much|nothing|something|anything|otherwise|it$|him|her|them|us|me|against|out|up|off|"
    r"over|through|until|since|monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r" (?:on )?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|today)"
    r"(?: (?:morning|afternoon|evening|night))?(?= [^\s,.])"
)
_ADDRESSEE = re.compile(r" (?:(?:the|a|an|his|her|their|its|our) (?:[a-z’'-]{1,30} ){0,2}?)?[\w’'.-]{1,30}")
_OBJECTS = word_set(
    "question deny dismiss reject criticize criticise condemn praise accuse blame denounce demand refute confirm "
    "contradict call describe cite defend discuss blast tout propose mock"
)
_TO_DO = re.compile(r" (?=to [a-z])")
_SOMEBODY_TO_DO = re.compile(r" (?=(?:[^\s,.;:\x02]+ ){1,6}to [a-z])")
_WHETHER = re.compile(r"(?: (?!if |whether )[^\s,.;:\x02]+){0,3} (?=(?:if|whether|why|how|what|who|when) )")
_INFINITIVES = {
    **dict.fromkeys(("promise", "vow", "pledge", "threaten", "offer", "swear", "agree"), _TO_DO),
    **dict.fromkeys(("urge", "ask", "tell", "advise", "encourage", "persuade", "warn", "remind"), _SOMEBODY_TO_DO),
}
_NEXT = re.compile(r", (?:and|but|while|whereas) (?=[^\W\d_])")
_NEXT_REACH = 60  # code points in which the verb of saying of the next clause stands
_NOT_CONTENT = " .,;:!?…"


def _content(text: str, start: int, end: int) -> Range | None:
    start, end = trimmed(text, start, end, _NOT_CONTENT)
    return (start, end) if end - start >= MIN_CLAUSE else None


def _end(scene: Scene, start: int, hi: int) -> int:
    """Where a clause ends: before ", according to", before ", and Lee said", or with its sentence."""
    at = scene.masked.find(", according to ", start, hi)
    hi = hi if at < 0 else at
    for match in _NEXT.finditer(scene.masked, start, hi):
        if any(_is_main(hit) for hit in cues_between(scene, match.end(), min(hi, match.end() + _NEXT_REACH))):
            return match.start()
    return hi


def _is_main(hit: Hit) -> bool:
    return hit.entry.form == "finite" and hit.entry.frame in ("clause", "that", "addressee")


def _after_addressee(text: str, at: int, hi: int) -> int | None:
    """Behind "told X": X is a name, a pronoun or a short noun phrase."""
    found = names(text[at : min(hi, at + 80)])
    if found and text[at : at + found[0][0]].lower() in (" ", " the ", " a "):
        return at + found[0][1]
    match = _ADDRESSEE.match(text, at, hi)
    return match.end() if match else None


def asked(scene: Scene, hit: Hit, hi: int) -> int | None:
    """Where "to leave", "them to leave" or "whether they left" begins behind the cue."""
    text, lemma = scene.masked, hit.entry.lemma
    pattern = _INFINITIVES.get(lemma)
    match = pattern.match(text, hit.end, hi) if pattern else None
    if match is None and lemma in ("ask", "wonder"):
        match = _WHETHER.match(text, hit.end, hi)
    return match.end() if match else None


def after_cue(scene: Scene, sentence: Range, hit: Hit, *, loose: bool) -> Range | None:
    """What follows the cue: a clause with "that", or without it if the cue allows; `loose` takes any phrase."""
    text, hi = scene.masked, sentence[1]
    frame = hit.entry.frame
    that = _THAT.match(text, hit.end, min(hi, hit.end + _THAT_REACH))
    if that and frame in ("clause", "that", "addressee") and verb_end(text, hit.end, that.end()) is None:
        return _content(text, that.end(), _end(scene, that.end(), hi))
    start = asked(scene, hit, hi)
    if start is not None and not loose:
        return _content(text, start, _end(scene, start, hi))
    if loose and frame != "addressee":
        return _content(text, hit.end, _end(scene, hit.end, hi))
    if frame == "object":
        fits = hit.entry.lemma in _OBJECTS and text[hit.end : hit.end + 1] == " " and hit.entry.form == "finite"
        return _content(text, hit.end, _end(scene, hit.end, hi)) if fits else None
    start = hit.end if frame == "clause" else None
    if frame == "addressee":
        start = _after_addressee(text, hit.end, hi)
    if start is None or text[start : start + 1] != " ":
        return None
    when = _WHEN.match(text, start, hi)
    start = when.end() if when else start
    return None if _NO_CLAUSE.match(text, start, hi) else _content(text, start, _end(scene, start, hi))


def before_cue(scene: Scene, sentence: Range, tag: int, end: int | None) -> Range | None:
    """What stands before ", Bondar said." and ", according to ISW": from the start of the sentence to the comma.

    `tag` is where the tag begins, `end` where it ends and nothing but a place or time may follow (None: anything may).
    """
    text, (lo, hi) = scene.masked, sentence
    comma = len(text[lo:tag].rstrip()) + lo - 1
    if comma <= lo or text[comma] not in ",—–":
        return None
    if end is not None:
        tail = text[end:hi].strip(" .")
        if tail and tail[0] not in ",;" and not _NO_CLAUSE.match(text, end, hi):
            return None
    return _content(text, lo, comma)


def is_opening_source(scene: Scene, sentence: Range, hit: Hit) -> bool:
    """Whether the sentence begins with its source: "According to ISW, ..."."""
    opening = scene.masked[sentence[0] : hit.start].strip(" " + QUOTED)
    return hit.entry.frame == "source" and len(opening) <= len("Відповідно до") and word_before(scene, hit) != "not"


def after_source(scene: Scene, sentence: Range, end: int) -> Range | None:
    """What follows "According to ISW,": `end` is where the source ends."""
    text, hi = scene.masked, sentence[1]
    comma = text.find(",", end, hi)
    return _content(text, comma + 1, hi) if comma >= 0 else None
