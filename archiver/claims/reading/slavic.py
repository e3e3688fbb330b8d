"""Indirect speech in Ukrainian and Russian, where a colon, a comma or a dash may stand for "that".

"Мер сказав, що міст відкрито."  "Мер попередив: міст закрито."  "Кажуть, міст відкрито."
"Як повідомляє мерія, міст закрито."  "Міст закрито, — повідомив мер."  "Міст закрито, йдеться в заяві мерії."
"Мерія: міст закрито"  "Міст закрито — мерія"
"""

import re
from bisect import bisect_left

from archiver.claims.attribution.clauses import MIN_CLAUSE
from archiver.claims.attribution.cyrillic import IMPERSONAL
from archiver.claims.attribution.subjects import MAX_PHRASE, before, slavic_after
from archiver.claims.attribution.tags import cue_span, cues_between, word_before
from archiver.claims.draft import CueSpan, Draft, Mention
from archiver.claims.quotations.scene import QUOTED, Hit, Scene
from archiver.model.claim import Kind
from archiver.text.tokens import Range, trimmed, word_set

_NOT_CONTENT = " .,;:!?…—–"
_REACH = 120  # code points between a cue and its clause
_CONJUNCTION = re.compile(
    r"[^.;:—–\x02]*?,? "
    r"(?:що|что|щоб|чтобы|як|как|чому|почему|скільки|сколько|коли|когда|чи|де|где|куди|куда|хто|кто)(?!\w)"
)
_COLON = re.compile(rf"[^.,;:—–{QUOTED}]{{0,60}}: ?(?=\w)")
_COMMA = re.compile(r", (?=\w)")
_AFTER_DASH = re.compile(r"[,.!?…]? ?[—–] ?\Z")
_COMPLEMENT = re.compile(r" (?:про|о|об|обо|щодо|относительно) (?=\w)")
_TO_SOMEBODY = re.compile(r"(?: [^\W\d_]+){1,2}?(?= (?:[уво]|на|за|не|до|к|[^\W\d_]+(?:ти|тися|ть|ться))(?!\w))")
_INFINITIVE = re.compile(r"(?: (?:від|от|у) [^\W\d_]+){0,1} (?=(?:не )?[^\W\d_]+(?:ти|тися|ть|ться|чь|чи)(?!\w))")
_THING = re.compile(r" (?!(?:в|у|на|з|із|с|со|до|к|по|за|під|під|что|що)(?!\w))(?=[^\W\d_])")
_PROMISING = word_set(
    "обіцяти пообіцяти обещать пообещать погрожувати пригрозити угрожать пригрозить вимагати требовать потребовать"
)
_CONFIRMING = word_set(
    "підтвердити підтверджувати подтвердить подтверждать заперечити заперечувати отрицать опровергать"
)
_ABOUT_THIS = re.compile(r"(?:Про це|Об этом|Про те саме|О том же)(?: (?:ж|же|також|также))? ")
_UNNAMED = re.compile(r"(?:За|По|Із|Зі|Со) ([^\W\d_]+) ([^\W\d_]+), ")
_POSSESSIVES = word_set("його її їх їхніми їхньою его её ее их")
_ASIDE = re.compile(
    r", (?!(?:як[^\W\d_]{1,3}|котор[^\W\d_]{2,3}|що|что|коли|когда|а|але|но|і|и|та|після|после|під|во?|у|на) )(?=\w)"
)
_NEXT_ACT = re.compile(r",? (?:і|й|та|и|а також|а также) (?=[^\W\d_]+,? )")
_HEADLINE = re.compile(r"((?:[^\W\d_][\w’'.«»-]* ?){1,5}): (?=\w)")
_SIGNED = re.compile(r",? [—–] ((?:[^\W\d_][\w’'-]*)(?: [^\W\d_][\w’'-]*){0,3})\Z")
_VERB = re.compile(
    r"(?:ється|ються|ить|ять|ать|ють|уть|ет|ёт|ют|ут|ит|[аиіую]в|[аиіш]ла|[аиіш]ли|ал|ил|єть|шов|шёл|шел)\Z"
)


def _content(text: str, start: int, end: int) -> Range | None:
    start, end = trimmed(text, start, end, _NOT_CONTENT)
    return (start, end) if end - start >= MIN_CLAUSE else None


def _behind(scene: Scene, hit: Hit, hi: int) -> Range | None:
    """What follows the cue, behind its conjunction, colon or comma."""
    text = scene.masked
    reach = min(hi, hit.end + _REACH)
    if hit.entry.frame == "object":
        somebody = _TO_SOMEBODY.match(text, hit.end, reach)
        return _content(text, somebody.end() if somebody else hit.end, hi)
    for pattern in (_CONJUNCTION, _COLON, _COMPLEMENT):
        match = pattern.match(text, hit.end, reach)
        if match:
            return _content(text, match.end(), hi)
    if hit.entry.lemma in _PROMISING and (match := _INFINITIVE.match(text, hit.end, reach)):
        return _content(text, match.end(), hi)
    if hit.entry.lemma in _CONFIRMING and (match := _THING.match(text, hit.end, reach)):
        return _content(text, match.end(), hi)
    comma = _COMMA.match(text, hit.end, reach) if hit.entry.frame in ("clause", "impersonal") else None
    return _content(text, comma.end(), hi) if comma else None


def _before_next_act(scene: Scene, found: Range | None) -> Range | None:
    """The clause before ", і додав, що": the speaker says another thing."""
    if found is None:
        return None
    for match in _NEXT_ACT.finditer(scene.masked, *found):
        hit = next(iter(cues_between(scene, match.end(), match.end() + 1)), None)
        if hit is not None and hit.entry.slavic and hit.entry.form == "finite" and _behind(scene, hit, found[1]):
            return _content(scene.masked, found[0], match.start())
    return found


def goes_on(scene: Scene, hit: Hit) -> bool:
    """Whether the cue stands behind "і" and tells another thing that the same speaker said."""
    before_it = scene.masked[max(0, hit.start - 4) : hit.start]
    return hit.entry.slavic and before_it.endswith((" і ", " й ", " та ", " и ", "кож ", "кже "))


def _about_this(scene: Scene, sentence: Range, hit: Hit) -> Draft | None:
    """The sentence before "Про це повідомив мер", if nothing in it is said by anybody else."""
    opening = _ABOUT_THIS.match(scene.masked, *sentence)
    at = bisect_left(scene.sentences, sentence)
    if opening is None or opening.end() != hit.start or at == 0:
        return None
    said = scene.sentences[at - 1]
    own = any(cue.entry.form == "finite" for cue in cues_between(scene, *said))
    speaker = slavic_after(scene.masked, hit.end, sentence[1])
    if own or speaker is None or QUOTED in scene.masked[slice(*said)]:
        return None
    return _draft(scene, sentence, _content(scene.masked, *said), _mention(scene, speaker), hit, "after-clause")


def _without_verb(text: str, found: Range | None) -> Range | None:
    """The subject without a verb at its end: "висловив" in "Президент висловив переконання, що"."""
    if found is None or " " not in text[found[0] : found[1]]:
        return found
    start, end = found
    cut = text.rindex(" ", start, end)
    last = text[cut + 1 : end]
    return (start, cut) if last.islower() and _VERB.search(last) else found


def _mention(scene: Scene, found: Range | None) -> Mention | None:
    return Mention(scene.block, *found) if found and QUOTED not in scene.masked[found[0] : found[1]] else None


def _postposed(scene: Scene, sentence: Range, hit: Hit) -> Draft | None:
    """What stands in front of ", — сказав мер" or ", йдеться в заяві мерії"."""
    text, (lo, hi) = scene.masked, sentence
    head = text[lo : hit.start].rstrip()
    comma = max(head.rfind(", "), head.rfind("— "), head.rfind("– "), len(head) - 1)
    if not head or text[lo + comma] not in ",—–":
        return None
    between = trimmed(text, lo + comma + 1, hit.start, " —–")
    speaker = slavic_after(text, hit.end, hi) or (between if between[0] < between[1] else None)
    content = _content(text, lo, lo + comma)
    found = _draft(scene, sentence, content, _mention(scene, speaker), hit, "after-clause") if speaker else None
    rest = _ASIDE.match(text, speaker[1], hi) if speaker else None
    more = _content(text, rest.end(), hi) if rest and speaker and speaker[0] > hit.start else None
    return found._replace(parts=(*found.parts, (scene.block, *more))) if found and more else found


def _draft(
    scene: Scene, sentence: Range, content: Range | None, speaker: Mention | None, hit: Hit, rule: str,
    kind: Kind = "indirect",
) -> Draft | None:  # fmt: skip
    if content is None or speaker is None:
        return None
    scope = (scene.block, *sentence)
    return Draft(kind, ((scene.block, *content),), scope, speaker, cue_span(scene, hit), f"{kind}-{rule}")


def _opens(scene: Scene, sentence: Range, hit: Hit) -> bool:
    return not scene.masked[sentence[0] : hit.start].strip(" —–")


def _as_reported(scene: Scene, sentence: Range, hit: Hit) -> Draft | None:
    """The clause of "Як повідомляє мерія, ...", which stands behind the comma that ends the source."""
    if word_before(scene, hit) not in ("як", "как"):
        return None
    speaker = slavic_after(scene.masked, hit.end, sentence[1])
    comma = scene.masked.find(",", speaker[1], sentence[1]) if speaker else -1
    if comma < 0:
        return None
    content = _content(scene.masked, comma + 1, sentence[1])
    return _draft(scene, sentence, content, _mention(scene, speaker), hit, "source")


def unnamed_source(scene: Scene, sentence: Range, hit: Hit, kind: Kind) -> Draft | None:
    """The clause of "За попередніми даними, ..." (nobody's) and of "За його словами, ..." (his)."""
    opening = _UNNAMED.match(scene.masked, *sentence)
    if opening is None or opening.end(2) != hit.end:
        return None
    own = opening[1].lower() in _POSSESSIVES
    who = Mention(scene.block, *opening.span(1)) if own else Mention(scene.block, *opening.span(2), passive=True)
    content = _content(scene.masked, opening.end(), sentence[1])
    found = _draft(scene, sentence, content, who, hit, "source", kind)
    return found if own or found is None else found._replace(rule="passive-reports", kind="indirect")


def slavic_indirect(scene: Scene, sentence: Range, hit: Hit) -> Draft | None:
    """The claim that a Ukrainian or Russian cue makes of its sentence without quotation marks."""
    if hit.entry.form == "ing":
        return None
    reported = _as_reported(scene, sentence, hit) or _about_this(scene, sentence, hit)
    if reported is not None:
        return reported
    content = _before_next_act(scene, _behind(scene, hit, sentence[1]))
    if scene.text[hit.start : hit.end].lower() in IMPERSONAL and _opens(scene, sentence, hit):
        passive = Mention(scene.block, hit.start, hit.end, passive=True)
        found = _draft(scene, sentence, content, passive, hit, "passive")
        return found._replace(rule="passive-reports") if found else None
    dashed = _AFTER_DASH.search(scene.masked, sentence[0], hit.start)
    if content is None or dashed:
        return _postposed(scene, sentence, hit)
    speaker = _without_verb(scene.masked, before(scene.masked, sentence[0], hit.start))
    return _draft(scene, sentence, content, _mention(scene, speaker), hit, "clause")


def _bare(scene: Scene, sentence: Range, source: Range, content: Range | None, mark: int) -> Draft | None:
    text = scene.masked
    last = text[source[0] : source[1]].rpartition(" ")[2]
    if content is None or QUOTED in text[source[0] : source[1]] or _VERB.search(last):
        return None
    cue = CueSpan(scene.block, mark, mark + 1, text[mark], "punctuation")
    scope = (scene.block, *sentence)
    speaker = Mention(scene.block, *source)
    return Draft("indirect", ((scene.block, *content),), scope, speaker, cue, "indirect-bare")


def slavic_bare(scene: Scene, sentence: Range) -> Draft | None:
    """Source and clause with nothing but a colon or a dash between them, as headlines have it."""
    text, (lo, hi) = scene.masked, sentence
    if scene.atoms or text[lo:hi].rstrip()[-1:] == ".":
        return None
    match = _HEADLINE.match(text, lo, hi)
    if match and match[1].count(" ") < MAX_PHRASE:
        return _bare(scene, sentence, match.span(1), _content(text, match.end(), hi), match.end(1))
    signed = _SIGNED.search(text, max(lo, hi - _REACH), hi)
    if signed is None:
        return None
    mark = text.index(text[signed.start(1) - 2], signed.start())
    return _bare(scene, sentence, signed.span(1), _content(text, lo, signed.start()), mark)
