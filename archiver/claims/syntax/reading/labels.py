"""Who speaks as a label in front: headlines and transcripts.

"Lee: Bridge Was Never Safe"      the first block, one sentence: said by Lee, in whatever words
"LEE: We closed it. I was there." capitals: a transcript, the whole block is what Lee said
"""

import re

from archiver.claims.draft import CueSpan, Draft, Mention
from archiver.claims.quotations.scene import QUOTED, Scene
from archiver.claims.syntax.reading.drafting import NOT_CONTENT, RULE
from archiver.text.tokens import UPPER, trimmed, word_set

_LABEL = re.compile(rf"([{UPPER}][\w.’'-]*+(?: [{UPPER}][\w.’'-]*+){{0,4}})(:)\s+(?=\w|[‘'])")
_NOBODY = word_set(
    "analysis breaking correction editorial exclusive fact live news note opinion photo photos q question related "
    "review source update updated video watch"
)
_LEAST = 20  # code points that are worth a claim
_INITIALS = 3  # letters of a name in capitals


def labelled(scene: Scene, *, first: bool) -> Draft | None:
    """The claim of a block that begins with its speaker and a colon; `first` says that it is the first of all."""
    match = _LABEL.match(scene.masked)
    if match is None or match[1].lower().rpartition(" ")[2] in _NOBODY:
        return None
    start, end = trimmed(scene.text, match.end(), len(scene.text), NOT_CONTENT)
    transcript = match[1].isupper() and len(match[1]) >= _INITIALS and QUOTED not in scene.masked
    if end - start < _LEAST or not (transcript or (first and len(scene.sentences) == 1)):
        return None
    cue = CueSpan(scene.block, *match.span(2), lemma=":", type="punctuation")
    return Draft(
        kind="direct_quote" if transcript else "indirect", parts=((scene.block, start, end),),
        scope=(scene.block, 0, len(scene.text)), speaker=Mention(scene.block, *match.span(1)), cue=cue,
        rule=RULE + "label",
    )  # fmt: skip
