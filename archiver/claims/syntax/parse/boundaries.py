"""What is parsed as one sentence, and which quotations are whole.

'He said: "We left. All of us."'     whole: what was said
'He called it "a disaster".'         words picked from what was said
'He read "Contract with America".'   a title, picked too
'"Why?" Ana Lee asked.'              one sentence, though a question ends in it
"""

import re

from archiver.claims.attribution.cues import LEXICON
from archiver.claims.quotations.scene import QUOTED, Atom, Scene
from archiver.text.tokens import UPPER, Range

BARE = QUOTED + " .,?!…;—–-―\u00a0\u200b"  # what may stand around a lone quotation
_PICKED_WORDS = 12  # a quotation with more words is no title and seldom picked
_LONG_WORDS = 30  # with more words it is whole wherever it stands
_TITLE_WORDS = 9
_SMALL = frozenset(("about", "from", "into", "over", "that", "upon", "with"))  # in a title, in lower case
_LOOKED_AT = 400  # code points of a quotation whose words are counted
_TAG_REACH = 80  # code points in which a tag behind a question begins
_TAG_WORDS = 5
_AGENCY = r"(?: \([\w/ ]{2,20}\))?"
_DATELINE = re.compile(
    rf"(?:[A-Z][A-Z.,’' ]{{2,40}}(?:,? [{UPPER}][\w.]{{1,15}}){{0,3}}|[{UPPER}][\w.,’' ]{{1,40}}(?= \()){_AGENCY}"
    r" ?(?:—|–|―|--| - ) ?"
)


def dateline_end(scene: Scene, sentence: Range) -> int:
    """Where the sentence begins once a dateline ("LERNA (AP) — ") at the start of its block is passed over."""
    match = _DATELINE.match(scene.masked, *sentence) if sentence[0] == 0 else None
    return match.end() if match else sentence[0]


def opens(scene: Scene, sentence: Range, atom: Atom) -> bool:
    """Whether the sentence begins with the quotation."""
    return not scene.masked[sentence[0] : atom.start].strip(BARE)


def _is_title(inner: str, words: int) -> bool:
    long = [word for word in (word.strip("’'”.,:!?") for word in inner.split()) if len(word) > 3 and word not in _SMALL]
    return words <= _PICKED_WORDS and all(word[:1].isupper() or word[:1].isdigit() for word in long)


def _said_before(ahead: str) -> bool:
    """Whether a word of saying is among the last three of `ahead`."""
    return any(word.lower() in LEXICON for word in ahead[-60:].rstrip(",").split()[-3:])


def is_whole(scene: Scene, sentence: Range, atom: Atom) -> bool:
    """Whether the quotation is something said, rather than words picked from it."""
    inner = scene.text[atom.inner_start : atom.inner_end].strip()
    words, last = len(inner[:_LOOKED_AT].split()), scene.masked[atom.end - 1]
    if opens(scene, sentence, atom):
        alone = not scene.masked[atom.end : sentence[1]].strip(BARE)
        followed = scene.masked[atom.end : atom.end + 1] in (",", "—", "–")
        return last in ",?!…." or alone or followed or words > _PICKED_WORDS
    ahead = scene.masked[sentence[0] : atom.start].rstrip()
    begins, title = inner[:1].isupper() or inner[:1] in "[…", _is_title(inner, words)
    if ahead[-1] == "," and title and words <= _TITLE_WORDS and not _said_before(ahead):
        return False
    if ahead[-1] in ":,―—–":
        return begins or ahead[-1] == ":" or (words >= 3 and last in ",.?!")
    return (begins and words >= 3 and last != QUOTED and not title) or words > _LONG_WORDS


def sentences(scene: Scene) -> list[Range]:
    """The scene's sentences; one that is a quotation ending in "?", "!" or "…" goes with the tag behind it."""
    found: list[Range] = []
    for start, end in scene.sentences:
        if found and _is_question(scene, found[-1]) and _begins_as_tag(scene, start, end):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _is_question(scene: Scene, sentence: Range) -> bool:
    masked = scene.masked[sentence[0] : sentence[1]]
    return masked[-1:] in "?!…" and masked[-2:-1] == QUOTED and not masked.strip(QUOTED + "?!…. ")


def _begins_as_tag(scene: Scene, start: int, end: int) -> bool:
    words = scene.masked[start : min(end, start + _TAG_REACH)].lower().split()[:_TAG_WORDS]
    if words[0].startswith(QUOTED):
        return False
    entries = [LEXICON.get(word) for word in words]
    return any(entry is not None and entry.form == "finite" for entry in entries) or words[1:3] == ["went", "on"]
