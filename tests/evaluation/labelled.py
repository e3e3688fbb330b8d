"""Attributions marked in running text, and how many of them the rules find.

    attributions("«{q:We left}», {c:said} {s:Ana}.") -> ("«We left», said Ana.", [Attribution("q", {1, 2, ...}, ...)])

The marks are described in `uk_ru/README.md`. Prediction and label match when the Jaccard index of their letters is at
least one half (best pairs first, one to one), as in the scorer for PolNeAR; the speaker is right when it overlaps.
"""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from archiver.claims.find import find
from archiver.model.claim import Claim

FOLDER = Path(__file__).parent / "uk_ru"
_MARK = re.compile(r"\{([qmisc])(\d?):((?:[^{}:]|:(?!\})|:(?=\}))*?)\}(?!\})")
_INSIDE = re.compile(r"«[^»]*»|„[^“”]*[“”]|“[^”]*”|\"[^\"]*\"")
_LEAST = 0.5
_QUOTED_KINDS = ("direct_quote", "mixed_quote")
_KINDS = (*_QUOTED_KINDS, "indirect", "statement")


class Attribution(NamedTuple):
    """What is attributed (its letters, by position), to whom, by which word; `kind` is q, m or i."""

    kind: str
    content: frozenset[int]
    speaker: frozenset[int]
    cue: frozenset[int]


def _letters(text: str, start: int, end: int) -> frozenset[int]:
    return frozenset(at for at in range(start, end) if text[at].isalnum())


def attributions(line: str) -> tuple[str, list[Attribution]]:
    """The line without its marks, and the attributions that they mark."""
    text, position = "", 0
    spans: dict[str, set[int]] = {}
    for match in _MARK.finditer(line):
        text += line[position : match.start()]
        found = range(len(text), len(text) + len(match[3]))
        spans.setdefault(match[1] + match[2], set()).update(found)
        text, position = text + match[3], match.end()
    text += line[position:]

    def of(role: str, number: str) -> frozenset[int]:
        return frozenset(spans.get(role + number, spans.get(role, ())))

    contents = sorted((key for key in spans if key[0] in "qmi"), key=lambda key: min(spans[key]))
    found_all = [Attribution(key[0], of(key[0], key[1:]), of("s", key[1:]), of("c", key[1:])) for key in contents]
    return text, [a._replace(content=frozenset(i for i in a.content if text[i].isalnum())) for a in found_all]


def _predicted(text: str, claim: Claim) -> Attribution:
    content: frozenset[int] = frozenset().union(*(_letters(text, start, end) for _, start, end in claim.parts))
    speaker = _letters(text, claim.speaker.start, claim.speaker.end) if claim.speaker else frozenset()
    cue = frozenset(range(claim.cue.start, claim.cue.end)) if claim.cue else frozenset()
    inside = frozenset().union(*(_letters(text, *match.span()) for match in _INSIDE.finditer(text)))
    mixed = claim.kind == "mixed_quote" and content & inside
    kind = "q" if claim.kind in ("direct_quote", "statement") else "m" if claim.kind == "mixed_quote" else "i"
    return Attribution(kind, content & inside if mixed else content, speaker, cue)


def predicted(text: str, language: str) -> list[Attribution]:
    """What the rules attribute in one block."""
    found = find((text,), language=language, headline=False)
    return [_predicted(text, claim) for claim in found.items if claim and claim.kind in _KINDS]


def _matches(labels: Sequence[Attribution], found: Sequence[Attribution]) -> list[tuple[int, int]]:
    pairs = sorted(
        (
            (len(a.content & b.content) / len(a.content | b.content), i, j)
            for i, a in enumerate(labels)
            for j, b in enumerate(found)
            if a.content & b.content
        ),
        reverse=True,
    )
    left, right, kept = set(range(len(labels))), set(range(len(found))), []
    for score, i, j in pairs:
        if score >= _LEAST and i in left and j in right:
            left.remove(i)
            right.remove(j)
            kept.append((i, j))
    return kept


def count(line: str, language: str) -> Counter[str]:
    """Labels, predictions and hits of one line, for `quotes`, `speaker`, `indirect`, `all` and `cue`."""
    text, labels = attributions(line)
    found = predicted(text, language)
    numbers: Counter[str] = Counter()
    for name, kinds in (("quotes", "qm"), ("indirect", "i"), ("all", "qmi")):
        mine = [label for label in labels if label.kind in kinds]
        theirs = [item for item in found if item.kind in kinds]
        pairs = _matches(mine, theirs)
        numbers[f"{name}.gold"], numbers[f"{name}.found"], numbers[f"{name}.right"] = len(mine), len(theirs), len(pairs)
        for what in ("speaker", "cue"):
            right = sum(
                not getattr(mine[i], what) or bool(getattr(mine[i], what) & getattr(theirs[j], what)) for i, j in pairs
            )
            numbers[f"{name}+{what}.gold"], numbers[f"{name}+{what}.found"] = len(mine), len(theirs)
            numbers[f"{name}+{what}.right"] = right
    return numbers


def lines(language: str, sample: str = "") -> list[str]:
    """The labelled lines of a language; `sample` is "" for the first ones, "_second" and "_third" for those written later."""
    return (FOLDER / f"{language}{sample}.txt").read_text("utf-8").splitlines()
