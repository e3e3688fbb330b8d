"""A comparison as one HTML page: no scripts, nothing loaded; readable on paper, by a screen reader, without colour.

Everything that came from the web is escaped twice: what could steer an eye is spelled out (`safe`), then HTML. The
page's policy (Content-Security-Policy) allows its own style, by digest, and nothing else.
"""

import base64
import hashlib
import html
from collections.abc import Iterable, Iterator, Sequence

from archiver.cli.comparing.style import STYLE
from archiver.cli.comparing.wording import CLAIM_STATES, summary, when
from archiver.cli.output import safe
from archiver.compare.alert import DOES_NOT_PROVE, Alert
from archiver.compare.diff import Comparison, Row
from archiver.compare.document import MAX_LISTED, changed_claims, limits
from archiver.compare.joined import Joined
from archiver.compare.wording import Piece
from archiver.flows.compare import Compared, OpenVersion
from archiver.model.claim import Claim

_POLICY = (
    "default-src 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode("ascii")
    + "'; base-uri 'none'; form-action 'none'"
)
_SECTIONS = (
    ("alert", "What the page does not speak of"),
    ("changes", "Changes"),
    ("claims", "Claims"),
    ("side", "Side by side"),
    ("inline", "The new text with its changes"),
    ("around", "Around the article"),
)


def page(compared: Compared) -> str:
    """The whole page."""
    found = compared.comparison
    bodies = {
        "alert": _alert(found.alert) if found.alert else "",
        "changes": _changes(found.changes),
        "claims": _claims(changed_claims(found)),
        "side": _side_by_side(found.rows),
        "inline": _inline(found.rows),
        "around": _around(found),
    }
    shown = [(name, title) for name, title in _SECTIONS if bodies[name]]
    title = _text(_headline(compared.new) or _headline(compared.old) or "An article")
    links = "".join(f'<li><a href="#{name}">{text}</a></li>' for name, text in shown)
    sections = "".join(
        f'<section id="{name}" aria-labelledby="{name}-h"><h2 id="{name}-h">{text}</h2>{bodies[name]}</section>'
        for name, text in shown
    )
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>Two versions: {title}</title><style>{STYLE}</style></head><body>"
        f'<header><p>Two versions of one article</p><h1 dir="auto">{title}</h1>{_versions(compared)}'
        f"<p>{_text(summary(found))}</p>{_notes(compared)}<nav><ul>{links}</ul></nav></header>"
        f"<main>{sections}</main></body></html>\n"
    )


def _text(text: str) -> str:
    return html.escape(safe(text), quote=True)


def _headline(version: OpenVersion) -> str | None:
    return version.model.article.headline if version.model.article else None


def _versions(compared: Compared) -> str:
    rows = "".join(
        f"<tr><th scope=row>{name}</th><td>{_text(when(version))}</td><td><code>{_text(version.statement.id)}</code>"
        f"</td><td>{_text(version.statement.model.predicate.url)}</td></tr>"
        for name, version in (("old", compared.old), ("new", compared.new))
    )
    head = "<tr><td></td><th scope=col>captured</th><th scope=col>statement</th><th scope=col>address</th></tr>"
    return f"<table class=versions><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _notes(compared: Compared) -> str:
    verify = "Neither version was verified for this page: run <code>archiver verify</code> on both."
    long = len(compared.comparison.rows) > MAX_LISTED
    cut = [f"The texts are shown as far as their first {MAX_LISTED} sentences."] if long else []
    notes = [_text(note) for note in (*compared.notes, *limits(compared.comparison), *cut)]
    said = [f"Notice on the page: {_text(notice)}" for notice in compared.comparison.notices]
    return "".join(f"<p class=note>{note}</p>" for note in (verify, *notes, *said))


def _alert(alert: Alert) -> str:
    before, after = (_text(value) if value else "not stated" for value in alert.modified)
    withdrawn = "".join(f"<li>withdrawn: {_said(one.old)}</li>" for one in alert.withdrawn if one.old)
    rows = "".join(_pair_row(row) for row in alert.evidence)
    table = _table(rows, "Sentences, then and now") if rows else ""
    return (
        "<p><strong>stealth</strong>: a quantity, name, speaker, hedge or negation changed, or a claim was withdrawn, "
        f"and there is no new notice of a correction; dateModified was {before} and is {after}.</p>{table}"
        f"{f'<ul>{withdrawn}</ul>' if withdrawn else ''}<p>This does not prove {_text(DOES_NOT_PROVE)}.</p>"
    )


def _changes(rows: Sequence[Row]) -> str:
    if not rows:
        return "<p>No sentence changed.</p>"
    return (
        "<ol>"
        + "".join(f"<li>{_tags(row.classes)}<p dir=auto>{_words(row)}</p></li>" for row in rows[:MAX_LISTED])
        + "</ol>"
    )


def _tags(classes: Iterable[str]) -> str:
    return " ".join(f"<span class=tag>{kind}</span>" for kind in classes)


def _words(row: Row) -> str:
    if row.old and row.new:
        return "".join(map(_piece, row.pieces)) or _unworded(row)
    return (
        _piece(Piece("added", row.new.text)) if row.new else _piece(Piece("removed", row.old.text if row.old else ""))
    )


def _unworded(row: Row) -> str:
    old, new = (unit.text if unit else "" for unit in (row.old, row.new))
    return _text(new) if old == new else _piece(Piece("removed", old)) + " " + _piece(Piece("added", new))


def _piece(piece: Piece) -> str:
    if piece.kind == "same":
        return _text(piece.text)
    tag, word = ("del", "removed") if piece.kind == "removed" else ("ins", "added")
    return f"<{tag}><span class=hidden>[{word}: </span>{_text(piece.text)}<span class=hidden>]</span></{tag}>"


def _claims(joined: Sequence[Joined]) -> str:
    if not joined:
        return ""
    rows = "".join(
        f"<tr><th scope=row>{CLAIM_STATES[one.state]}</th><td dir=auto>{_said(one.old)}</td><td dir=auto>"
        f"{_said(one.new) if one.new else _text(one.where.text) if one.where else ''}</td></tr>"
        for one in joined[:MAX_LISTED]
    )
    head = "<tr><td></td><th scope=col>from</th><th scope=col>to</th></tr>"
    return (
        f"<table><caption class=hidden>Claims, then and now</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"
    )


def _said(claim: Claim | None) -> str:
    if claim is None:
        return ""
    speaker = claim.speaker and (claim.speaker.resolved or claim.speaker.exact)
    return _text(claim.exact) + (f" <span class=speaker>({_text(speaker)})</span>" if speaker else "")


def _side_by_side(rows: Sequence[Row]) -> str:
    return _table("".join(_pair_row(row) for row in rows[:MAX_LISTED]), "Both texts, sentence by sentence")


def _table(rows: str, caption: str) -> str:
    head = "<tr><th scope=col>old</th><th scope=col>new</th><th scope=col>change</th></tr>"
    named = f"<caption class=hidden>{caption}</caption>"
    return f"<table class=pairs>{named}<thead>{head}</thead><tbody>{rows}</tbody></table>"


def _pair_row(row: Row) -> str:
    changed = " class=changed" if row.classes else ""
    halves = "".join(f"<td dir=auto>{_half(row, kind)}</td>" for kind in ("removed", "added"))
    return f"<tr{changed}>{halves}<td>{_tags(row.classes)}</td></tr>"


def _half(row: Row, kind: str) -> str:
    unit = row.old if kind == "removed" else row.new
    if unit is None:
        return ""
    if row.pieces:
        return "".join(_piece(piece) for piece in row.pieces if piece.kind in ("same", kind))
    alone = row.old is None or row.new is None
    return _piece(Piece("removed" if kind == "removed" else "added", unit.text)) if alone else _text(unit.text)


def _inline(rows: Sequence[Row]) -> str:
    return "".join(f"<p dir=auto>{' '.join(paragraph)}</p>" for paragraph in _paragraphs(rows[:MAX_LISTED]))


def _paragraphs(rows: Sequence[Row]) -> Iterator[list[str]]:
    """The sentences of each block of the new version, what was removed with the block that it stood in."""
    block, sentences = -1, list[str]()
    for row in rows:
        if row.new and row.new.block != block and sentences:
            yield sentences
            sentences = []
        block = row.new.block if row.new else block
        sentences.append(_words(row))
    if sentences:
        yield sentences


def _around(found: Comparison) -> str:
    lines = "".join(
        f"<li dir=auto>{_piece(Piece('removed', a)) if a else _piece(Piece('added', b))}</li>"
        for a, b in found.around[:MAX_LISTED]
    )
    return f"<ul>{lines}</ul>" if lines else ""
