"""Two versions -> what changed: sentence by sentence, claim by claim, and what deserves a second look.

    found = compare(Side(blocks, claims), Side(blocks, claims))
    found.rows[3].classes == ("quantity",);  found.claims[0].state == "altered";  found.alert.evidence == (3,)

Sentences are paired wherever they stand (`align`), words inside the pairs (`wording`), claims through the pairs
(`joined`). What stands around the article (`furniture`) is listed apart. Nothing here says why anything was changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from archiver.compare import alert, furniture, joined, marks, notice, units, wording
from archiver.compare.alert import Alert
from archiver.compare.align import Alignment, align
from archiver.compare.form import comparison_form
from archiver.compare.joined import Joined, Pairing
from archiver.compare.units import Unit
from archiver.compare.wording import Class, Piece
from archiver.model.article import Excluded
from archiver.model.claim import Claim

MAX_WORDED = 3_000  # pairs of sentences whose words are compared
MAX_CHANGED = 400_000  # code points of all of them together


@dataclass(frozen=True)
class Side:
    """One version: its blocks (None: withheld), claims, what in it is no part of the article, its dateModified."""

    blocks: Sequence[str | None]
    claims: Sequence[Claim | None] = ()
    excluded: Sequence[Excluded] = ()
    modified: str | None = None


@dataclass(frozen=True)
class Row:
    """A sentence of either version or of both; no `classes` where nothing changed; `pieces` where words did."""

    old: Unit | None
    new: Unit | None
    classes: tuple[Class, ...]
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """What lies between two versions; rows in reading order of the new one, what was removed where it stood."""

    rows: tuple[Row, ...]
    claims: tuple[Joined, ...]
    around: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    alert: Alert | None
    coarse: tuple[str, ...] = field(default=())

    @property
    def changes(self) -> tuple[Row, ...]:
        """The rows that have changed."""
        return tuple(row for row in self.rows if row.classes)


def compare(old: Side, new: Side) -> Comparison:
    """Compares two versions; raises nothing, whatever they hold."""
    notes = [notice.notices(side.blocks) for side in (old, new)]
    known: dict[str, list[Unit]] = {}
    (ours, our_lines), (theirs, their_lines) = (_parts(side, known) for side in (old, new))
    spoken = [_claims(side, unit_list) for side, unit_list in ((old, ours), (new, theirs))]
    alignment = align(ours, theirs)
    rows, coarse = _rows(old, new, ours, theirs, alignment)
    claims = joined.join(spoken[0], spoken[1], Pairing(ours, theirs, dict(alignment.pairs)))
    said = _new_notices([old.blocks[n] or "" for n in notes[0]], [new.blocks[n] or "" for n in notes[1]])
    return Comparison(
        rows=rows,
        claims=tuple(claims),
        around=tuple(_around(our_lines, their_lines)),
        notices=said,
        alert=alert.stealth(rows, claims, said, old.modified, new.modified),
        coarse=(*alignment.coarse, *coarse, *_withheld(old, new)),
    )


def _parts(side: Side, known: dict[str, list[Unit]]) -> tuple[list[Unit], list[str]]:
    """The article's units, and the lines around it."""
    aside = furniture.furniture(side.blocks)
    lines = [side.blocks[number] or "" for number in aside]
    barred: dict[int, list[Excluded]] = {}
    for span in side.excluded:
        barred.setdefault(span.block, []).append(span)
    article = []
    for unit in units.units(side.blocks, known):
        if any(span.start <= unit.start and unit.end <= span.end for span in barred.get(unit.block, ())):
            lines += [unit.text] if unit.block not in aside else []
        elif unit.block not in aside:
            article.append(unit)
    return article, lines


def _rows(
    old: Side, new: Side, ours: Sequence[Unit], theirs: Sequence[Unit], alignment: Alignment
) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    reader = _Wording(old, new)
    partner = {b: a for a, b in alignment.pairs}
    behind = _behind(alignment)
    rows = [Row(ours[a], None, ("removed",)) for a in behind.get(-1, ())]
    for b, unit in enumerate(theirs):
        if b in partner:
            rows.append(reader.row(ours[partner[b]], unit, moved=(partner[b], b) in alignment.moved))
        else:
            rows.append(Row(None, unit, ("added",)))
        rows += [Row(ours[a], None, ("removed",)) for a in behind.get(b, ())]
    return tuple(rows), reader.coarse()


def _behind(alignment: Alignment) -> dict[int, list[int]]:
    """New index -> the removed units that stood behind its partner (-1: at the beginning)."""
    found: dict[int, list[int]] = {}
    stayed = iter([*(pair for pair in alignment.pairs if pair not in alignment.moved), (1 << 60, -1)])
    here, (a, b) = -1, next(stayed)
    for gone in alignment.removed:
        while a < gone:
            here, (a, b) = b, next(stayed)
        found.setdefault(here, []).append(gone)
    return found


class _Wording:
    """Compares the words of pairs; what both versions say about names is looked up when first needed."""

    def __init__(self, old: Side, new: Side) -> None:
        self._old, self._new = old, new
        self._done = self._read = 0
        self._stopped = False
        self._voices: tuple[dict[int, list[marks.Voice]], ...] = ()
        self._known: frozenset[str] = frozenset()

    def row(self, old: Unit, new: Unit, *, moved: bool) -> Row:
        """The row of one pair."""
        move: tuple[Class, ...] = ("moved",) if moved else ()
        if old.text == new.text:
            return Row(old, new, move)
        self._done += 1
        self._read += len(old.text) + len(new.text)
        if self._done > MAX_WORDED or self._read > MAX_CHANGED:
            self._stopped = True
            return Row(old, new, (*move, "typographic" if old.form == new.form else "reworded"))
        classes = self._classes(old, new)
        return Row(old, new, (*move, *classes), tuple(wording.pieces(old.text, new.text)))

    def coarse(self) -> tuple[str, ...]:
        """Says so when there were too many."""
        text = f"more than {MAX_WORDED} sentences or {MAX_CHANGED} characters differ: words were compared in the first"
        return (text,) if self._stopped else ()

    def _classes(self, old: Unit, new: Unit) -> tuple[Class, ...]:
        if not self._voices:
            self._voices = (marks.voices_of(self._old.claims), marks.voices_of(self._new.claims))
            self._known = marks.known_names([*self._old.blocks, *self._new.blocks])
        before = marks.Marks(old, self._voices[0], self._known)
        return wording.classes_of(before, marks.Marks(new, self._voices[1], self._known))


def _claims(side: Side, article: Sequence[Unit]) -> list[Claim]:
    """The claims that stand in the article itself; withheld ones can't be compared."""
    inside = {unit.block for unit in article}
    return [claim for claim in side.claims if claim is not None and claim.parts[0][0] in inside]


def _new_notices(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    before = set(map(comparison_form, old))
    return tuple(text for text in new if comparison_form(text) not in before)


def _around(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str]]:
    """Lines around the article that are in one version only: (removed, "") or ("", added)."""
    before, after = ({comparison_form(line): line for line in lines} for lines in (old, new))
    gone = [(line, "") for form, line in before.items() if form not in after]
    return [*gone, *(("", line) for form, line in after.items() if form not in before)]


def _withheld(old: Side, new: Side) -> tuple[str, ...]:
    hidden = sum(block is None for side in (old, new) for block in side.blocks)
    return (f"{hidden} blocks are withheld and were not compared",) if hidden else ()
