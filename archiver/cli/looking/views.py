"""What `archiver show` prints of an article: one screen, its text, its claims."""

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archiver.bundle import sidecar
from archiver.bundle.sidecar import ReadSidecar
from archiver.cli.looking.render import counted, label, marked, moment, paragraph, styled
from archiver.cli.output import emit, safe
from archiver.errors import InputError, UsageError
from archiver.model.article import Article, Span
from archiver.model.claim import Claim, ClaimSet, Quantity, Speaker
from archiver.model.later import ClaimsStatement, LaterStatement, WithdrawalStatement
from archiver.model.sidecar import Sidecar
from archiver.model.statement import Previous
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.opening import located, read_sidecar
from archiver.store.packages import PackageFiles
from archiver.verify.later import current_set, read_all
from archiver.verify.statement import Statement, read_statement

MAX_SETS = 50  # sets of claims that are listed; an honest package has some few
UNSTATED = "not stated"
GAP = " ... "  # between two parts of a claim that stand in one block
LEGEND = "{reason: ...} is no part of the article; {!...} can make a text look like another one."
# Of a passive the span is its verb ("it was said"), of none it is whatever stands where a source would
_WHO = {
    "named": "{}",
    "unnamed": "{}",
    "passive": "by nobody who is named",
    "none": "by nobody",
}
_BASIS = {
    "observed": "by the clock of the machine that captured it",
    "imported": "as the imported WARC says",
    "asserted": "as its user said",
}


@dataclass(frozen=True)
class Look:
    """A package that was read and not verified."""

    files: PackageFiles
    read: ReadSidecar
    statement: Statement

    @property
    def model(self) -> Sidecar:
        """The sidecar."""
        return self.read.model


def look(files: PackageFiles) -> Look:
    """Reads a package; raises InputError when it has no sidecar, FormatError or LimitError when that is none."""
    if files.sidecar is None or files.problem:
        raise InputError(f"{files.name}: expected a sidecar beside it, found {files.problem or 'none'}")
    octets = read_sidecar(files.sidecar, MAX_JSON_BYTES)
    try:
        read = sidecar.read(octets)
        return Look(files, read, read_statement(read.model.provenance.capture))
    except InputError as e:
        raise type(e)(f"{files.name}: {e}") from e


def overview(seen: Look) -> None:
    """One screen: what it is, when it was had, what is in it, where it stands."""
    model, predicate = seen.model, seen.statement.model.predicate
    article = model.article
    headline = article.headline if article and article.headline else "(no headline)"
    paragraph(safe(headline))
    emit(styled(f"  not verified: run `archiver verify {safe(shlex.quote(seen.files.name))}`", "warn"))
    emit("")
    label("url", predicate.url)
    label("captured", f"{moment(predicate.captured_at)}, {_BASIS[predicate.time_basis]}")
    _article_rows(article)
    label("text", _text_counts(model))
    label("claims", _claim_counts(seen))
    label("version", _version(predicate.sequence, predicate.previous))
    label("capture", predicate.capture_id)
    label("statement", seen.statement.id)
    label("sidecar", _file(seen.files.sidecar))
    label("warc", _file(seen.files.warc), none="not beside the sidecar")


def _article_rows(article: Article | None) -> None:
    if article is None:
        label("article", None, none="none; `--capture` says why")
        return
    label("publisher", article.context.publisher if article.context else None, none=UNSTATED)
    label("byline", _told(article, "byline"), none=UNSTATED)
    label("published", _told(article, "published"), none=UNSTATED)
    if article.modified:
        label("modified", _told(article, "modified"))
    label("language", article.language, none=UNSTATED)


def _told(article: Article, name: str) -> str | None:
    """A member, and whether another place of the page says something else."""
    value = getattr(article, name)
    differs = " says " in (article.evidence or {}).get(name, "")
    return f"{value}  (the page also says otherwise: --article)" if value and differs else value


def _text_counts(model: Sidecar) -> str:
    parts = [counted(len(model.text), "block")]
    if model.article and model.article.excluded:
        parts.append(f"{counted(len(model.article.excluded), 'passage')} outside the article")
    kinds = Counter(flag.kind for flag in (model.article.flags or ())) if model.article else Counter[str]()
    parts += [f"{number} {kind}" for kind, number in sorted(kinds.items())]
    quality = model.capture.quality
    if quality and any(signal.startswith("extractors disagree") for signal in quality.signals):
        parts.append("extractors disagree: --article")
    return ", ".join(parts)


def _claim_counts(seen: Look) -> str:
    current = current_claims(seen)
    if current is None:
        return "none: every set is withdrawn" if seen.model.claims else "none"
    items = seen.model.claims[current].items
    kinds = Counter(claim.kind if claim else "withheld" for claim in items)
    listed = ", ".join(f"{number} {kind.replace('_', ' ')}" for kind, number in kinds.most_common())
    others = f"; set {current + 1} of {len(seen.model.claims)}" if len(seen.model.claims) > 1 else ""
    return (f"{len(items)}: {listed}" if items else "none") + others


def _version(sequence: int, previous: Previous | None) -> str:
    if previous is None:
        return "1, the first of this URL in its archive"
    return f"{sequence + 1}, {previous.relation} against {' and '.join(previous.statements)}"


def _file(path: Path | None) -> str | None:
    if path is None:
        return None
    found = located(path)
    at = f" at {found.offset:,}" if found.file != path else ""
    return f"{found.file}  {found.length:,} octets{at}"


def text(seen: Look) -> None:
    """Numbered blocks; what is no part of the article and what can mislead the eye stands in braces with its name."""
    article = seen.model.article
    marks: dict[int, list[tuple[int, int, str]]] = {}
    for span in (article.excluded or ()) if article else ():
        marks.setdefault(span.block, []).append((span.start, span.end, span.reason))
    for flag in (article.flags or ()) if article else ():
        marks.setdefault(flag.block, []).append((flag.start, flag.end, f"!{flag.kind}"))
    for number, block in enumerate(seen.model.text):
        shown = "(withheld)" if block is None else marked(block, marks.get(number, ()))
        paragraph(shown, first=f"{number:>4}  ", indent=" " * 6)
    if marks:
        emit("")
        paragraph(styled(LEGEND, "dim"))


def claims(seen: Look, position: int | None = None) -> None:
    """Which sets of claims there are, then one claim a paragraph of the set at `position`, of the current one for None.

    Raises UsageError for a set that there is not.
    """
    sets, shown = seen.model.claims, current_claims(seen) if position is None else position
    if position is not None and position >= len(sets):
        raise UsageError(
            f"{seen.files.name}: expected one of its {len(sets)} sets of claims, counted from 0, found {position}"
        )
    stated = read_all(seen.model.provenance.later)[0]
    for number, found in enumerate(sets[:MAX_SETS]):
        row = _set_row(number, found, [one.model for one in stated if one.position == number])
        paragraph(styled(row + ("  (shown below)" if number == shown else ""), "dim"), indent="  ")
    if len(sets) > MAX_SETS:
        paragraph(styled(f"and {len(sets) - MAX_SETS} sets more", "dim"))
    for number, claim in enumerate(sets[shown].items if shown is not None else ()):
        emit("")
        _claim(number, claim)


def current_claims(seen: Look) -> int | None:
    """The set that counts if everything that is stated is to be believed; only `verify` knows whether it is."""
    return current_set(len(seen.model.claims), read_all(seen.model.provenance.later)[0])


def _set_row(number: int, found: ClaimSet, about: Sequence[LaterStatement]) -> str:
    """One set: who found it, when it was stated, whether it was withdrawn."""
    by = f"{safe(found.extractor.name)} {safe(found.extractor.version)}" if found.extractor else "(withheld)"
    row = [f"claims[{number}]  {counted(len(found.items), 'claim')} by {by}"]
    if number == 0:
        row.append("signed with the capture")
    elif not any(isinstance(model, ClaimsStatement) for model in about):
        row.append("COVERED BY NO STATEMENT")
    return ", ".join([*row, *map(_stated, about)])


def _stated(model: LaterStatement) -> str:
    if isinstance(model, WithdrawalStatement):
        return f"withdrawn {moment(model.predicate.stated_at)}: {safe(model.predicate.reason)}"
    return f"stated {moment(model.predicate.stated_at)}"


def _claim(number: int, claim: Claim | None) -> None:
    if claim is None:
        emit(f"{number:>4}  (withheld)")
        return
    kind = claim.kind.replace("_", " ") + (", negated" if claim.negated else "")
    paragraph(" · ".join([kind, *_attribution(claim)]), first=f"{number:>4}  ", indent=" " * 8)
    for part in _paragraphs(claim):
        paragraph(styled(safe(part), "bold"), first=" " * 6, indent=" " * 6)
    for name, values in _details(claim):
        if values:
            paragraph(f"{name}: {'; '.join(values)}", first=" " * 6, indent=" " * 8)
    where = ", ".join(f"block {block} {start}-{end}" for block, start, end in claim.parts)
    row = f"{where} · confidence {claim.confidence / 10:g} % · rule {safe(claim.rule)}"
    paragraph(styled(row, "dim"), first=" " * 6, indent=" " * 8)


def _paragraphs(claim: Claim) -> list[str]:
    """The words of a claim, a paragraph of the article each; " ... " where words between its parts are not its own.

    `exact` joins the parts by one space, which would read as if nothing stood between them.
    """
    found: list[str] = []
    position, last = 0, -1
    for block, start, end in claim.parts:
        words = claim.exact[position : position + end - start]
        position += end - start + 1
        if block == last:
            found[-1] += GAP + words
        else:
            found.append(words)
        last = block
    return found if position == len(claim.exact) + 1 else [claim.exact]


def _attribution(claim: Claim) -> Iterator[str]:
    if claim.speaker:
        yield _speaker(claim.speaker)
    if claim.cue:
        yield f"cue {_quoted(claim.cue)}"


def _speaker(speaker: Speaker) -> str:
    resolved = ""
    if speaker.resolved is not None and speaker.resolved != speaker.exact:
        resolved = f" -> {safe(speaker.resolved)} ({speaker.resolution})"
    return f"{_WHO[speaker.source_class].format(safe(speaker.exact) + resolved)} [{speaker.source_class}]"


def _details(claim: Claim) -> Iterator[tuple[str, list[str]]]:
    yield "hedges", _words(claim.hedges)
    yield "quantities", [_quantity(quantity) for quantity in claim.quantities]
    yield "times", [_quoted(time) + (f" = {safe(time.iso)}" if time.iso else "") for time in claim.times]
    yield "places", _words(claim.places)
    yield "metonyms", _words(claim.metonyms)
    yield "insertions", [f"{_quoted(insertion)} ({insertion.role})" for insertion in claim.insertions]


def _quantity(quantity: Quantity) -> str:
    read = " ".join(filter(None, (quantity.modifier, quantity.value, quantity.unit)))
    return f"{_quoted(quantity)} = {safe(read)}" if quantity.value else _quoted(quantity)


def _words(spans: Iterable[Span]) -> list[str]:
    return [_quoted(span) for span in spans]


def _quoted(span: Span) -> str:
    return f'"{safe(span.exact)}"'
