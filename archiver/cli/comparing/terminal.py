"""A comparison on a terminal: what was removed and added marked in the words, in colour where there is colour.

     quantity   block 3
       The bridge is open to {-4 tonnes-} {+6 tonnes+} .

The marks stay where colours are on: nobody has to see colours to read it.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from archiver.cli.comparing.wording import CLAIM_STATES, summary, when
from archiver.cli.looking.render import counted, label, paragraph, styled
from archiver.cli.output import emit, safe
from archiver.compare.alert import DOES_NOT_PROVE, Alert
from archiver.compare.diff import Comparison, Row
from archiver.compare.document import changed_claims, limits
from archiver.compare.joined import Joined
from archiver.compare.wording import Piece
from archiver.flows.compare import Compared, OpenVersion
from archiver.model.claim import Claim

T = TypeVar("T")
MAX_SHOWN = 200  # sentences or claims; `--json` and `--html` have the rest
_INDENT = " " * 6


def render(compared: Compared) -> None:
    """The whole comparison, the alert first."""
    found = compared.comparison
    for name, version in (("old", compared.old), ("new", compared.new)):
        label(name, _version(version))
    emit(styled("  neither is verified here: run `archiver verify` on both", "warn"))
    for note in (*compared.notes, *limits(found)):
        paragraph(styled(f"note: {safe(note)}", "warn"), first="  ", indent="  ")
    emit("")
    paragraph(summary(found))
    for notice in found.notices:
        paragraph(f"notice on the page: {safe(notice)}", first="  ", indent="    ")
    if found.alert:
        _alert(found.alert)
    _listed(found.changes, _change)
    _listed(changed_claims(found), _claim)
    _around(found)


def _version(version: OpenVersion) -> str:
    return f"{when(version)}  {version.statement.id}  {version.files.name}"


def _listed(items: Sequence[T], show: Callable[[T], None]) -> None:
    for item in items[:MAX_SHOWN]:
        emit("")
        show(item)
    if len(items) > MAX_SHOWN:
        emit("")
        emit(f"  and {len(items) - MAX_SHOWN} more; --json and --html have them")


def _alert(alert: Alert) -> None:
    emit("")
    emit(styled("ALERT  stealth: a substantive change that the page does not speak of", "warn"))
    before, after = (safe(value) if value else "not stated" for value in alert.modified)
    paragraph(f"no new notice of a correction; dateModified was {before} and is {after}", first="  ", indent="  ")
    rows, claims = counted(len(alert.evidence), "sentence"), counted(len(alert.withdrawn), "withdrawn claim")
    paragraph(f"{rows} and {claims}, below", first="  ")
    paragraph(f"This does not prove {DOES_NOT_PROVE}.", first="  ", indent="  ")


def _change(row: Row) -> None:
    unit = row.new or row.old
    place = f"block {unit.block}" if unit else ""
    moved = f" from block {row.old.block}" if "moved" in row.classes and row.old else ""
    emit(f"  {styled(', '.join(row.classes), 'bold')}  {styled(place + moved, 'dim')}")
    paragraph(_words(row), first=_INDENT, indent=_INDENT)


def _words(row: Row) -> str:
    if row.old is None and row.new:
        return _piece(Piece("added", row.new.text))
    if row.new is None and row.old:
        return _piece(Piece("removed", row.old.text))
    if row.pieces:
        return "".join(map(_piece, row.pieces))
    texts = [unit.text for unit in (row.old, row.new) if unit]
    return safe(texts[0]) if len(set(texts)) == 1 else f"{_mark('-', texts[0])} {_mark('+', texts[1])}"


def _piece(piece: Piece) -> str:
    if piece.kind == "same":
        return safe(piece.text)
    return _mark("-" if piece.kind == "removed" else "+", piece.text)


def _mark(sign: str, text: str) -> str:
    return styled(f"{{{sign}{safe(text)}{sign}}}", "removed" if sign == "-" else "added")


def _claim(one: Joined) -> None:
    emit(f"  {styled(CLAIM_STATES[one.state], 'bold')}")
    for name, claim in (("from", one.old), ("to", one.new)):
        if claim:
            paragraph(f"{name:5}{_said(claim)}", first=_INDENT, indent=_INDENT + " " * 5)
    if one.where:
        paragraph(f"{'now':5}{safe(one.where.text)}", first=_INDENT, indent=_INDENT + " " * 5)


def _said(claim: Claim) -> str:
    speaker = claim.speaker and (claim.speaker.resolved or claim.speaker.exact)
    return f"{safe(claim.exact)}" + (f" ({safe(speaker)})" if speaker else "")


def _around(found: Comparison) -> None:
    if found.around:
        emit("")
        emit(styled("  around the article", "bold"))
    for removed, added in found.around[:MAX_SHOWN]:
        paragraph(_mark("-", removed) if removed else _mark("+", added), first=_INDENT, indent=_INDENT)
