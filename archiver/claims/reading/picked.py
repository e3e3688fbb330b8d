"""Whether a quotation is what was said, or words picked from it.

'He said: "We left."'           -> said
'He called it "a disaster".'    -> picked
"""

import re

from archiver.claims.quotations.scene import QUOTED, Atom, Scene
from archiver.text.tokens import Range

BARE = QUOTED + " .,?!…;—–-"
_DASHED = re.compile(", [—–] ")  # in Ukrainian and Russian the tag behind a quotation, be it of one word
_LONG = 200  # code points; whether a quotation has few words is seen by then
_TELLING_WORDS = 4  # fewer, with nobody who says them, are a name, a title or a wry word
_DIRECT_WORDS = 3  # a shorter quotation inside a sentence is words picked from one


def is_direct(scene: Scene, sentence: Range, atom: Atom) -> bool:
    """Whether the quotation is what was said, rather than words picked from it."""
    text = scene.text[atom.inner_start : atom.inner_end]
    ahead = scene.masked[sentence[0] : atom.start].rstrip()
    count = len(text[:_LONG].split())
    last = scene.masked[atom.end - 1 : atom.end]
    if not ahead.strip(BARE):
        alone = not scene.masked[atom.end : sentence[1]].strip(BARE)
        dashed = _DASHED.match(scene.masked, atom.end) is not None
        listed = count > 1 and scene.masked[atom.end : atom.end + 1] in (",", "—", "–")
        return last in ".,?!…" or alone or listed or (scene.cyrillic and dashed)
    if ahead.endswith(":"):
        return True
    starts = text[:1].isupper() or text[:1] in "[…"
    return count >= _DIRECT_WORDS and ((starts and last != QUOTED) or (ahead.endswith(",") and starts))


def enough_words(scene: Scene, atom: Atom) -> bool:
    """Whether quoted words that no cue introduces are more than a name, a title or a wry word."""
    found = scene.text[atom.inner_start : atom.inner_end][:_LONG].split()
    return len(found) >= _TELLING_WORDS and not all(word[:1].isupper() or len(word) < 4 for word in found)
