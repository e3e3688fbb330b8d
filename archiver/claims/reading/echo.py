"""Quoted words that no cue introduces, but that stand in the quotation that follows them: the same person's.

'The advance left them “out of breath”. Lee said: “They were out of breath.”'   -> “out of breath”: Lee
"""

import re
from collections.abc import Sequence

from archiver.claims.draft import Draft
from archiver.model.claim import Part

MAX_ECHOES = 64  # of one article; each is looked for in all its quotations
_LEAST_WORDS = 2
_NOT_WORD = re.compile(r"[^\w*]+")


def _words(blocks: Sequence[str], parts: Sequence[Part]) -> str:
    """The words of the parts in lower case, a space around each."""
    joined = " ".join([blocks[block][start:end] for block, start, end in parts])
    return f" {_NOT_WORD.sub(' ', joined.lower()).strip()} "


def _paragraphs(blocks: Sequence[str], block: int) -> range:
    """The block and the paragraph behind it: where words are picked for the quotation that follows."""
    after = next((at for at in range(block + 1, len(blocks)) if blocks[at].strip()), block)
    return range(block, after + 1)


def echoes(loose: Sequence[Draft], drafts: Sequence[Draft], blocks: Sequence[str]) -> list[Draft]:
    """Those of `loose` that a quotation with a speaker in the same or the next paragraph holds word for word."""
    found: list[Draft] = []
    spoken: list[tuple[str, Draft]] | None = None
    for draft in loose[:MAX_ECHOES]:
        words = _words(blocks, draft.parts)
        block, start, _ = draft.parts[0]
        if words.count(" ") <= _LEAST_WORDS or blocks[block][start].isupper():
            continue
        if spoken is None:
            said = (d for d in drafts if d.kind == "direct_quote" and d.speaker is not None and not d.speaker.passive)
            spoken = [(_words(blocks, d.parts), d) for d in said]
        near = _paragraphs(blocks, block)
        source = next((d for text, d in spoken if words in text and d.parts[0][0] in near), None)
        if source is not None:
            found.append(draft._replace(speaker=source.speaker, rule="quote-echo", carried="echo"))
    return found


def with_echoes(drafts: list[Draft], loose: Sequence[Draft], blocks: Sequence[str], prefix: str = "") -> list[Draft]:
    """`drafts` in the order of the article, those of `loose` that echo a quotation among them.

    `prefix` stands before the rule's name.
    """
    found = {echo.parts: echo._replace(rule=prefix + echo.rule) for echo in echoes(loose, drafts, blocks)}
    if not found:
        return drafts
    kept = [draft for draft in drafts if draft.parts not in found]
    return sorted([*kept, *found.values()], key=lambda draft: draft.scope[:2])
