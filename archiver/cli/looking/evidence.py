"""What `archiver show` prints of the evidence: the capture record, the provenance, the records of the WARC."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archiver.cli.looking.render import label, moment, paragraph, styled
from archiver.cli.looking.segment import rows
from archiver.cli.looking.views import Look
from archiver.cli.output import emit, safe
from archiver.errors import ResourceError
from archiver.model.capture import REASONED
from archiver.model.digest import PREFIX
from archiver.model.statement import CapturePredicate, RequiredSigner
from archiver.settings.archive import find_archive
from archiver.sign.trust import Trust
from archiver.store.packages import PackageFiles
from archiver.verify.later import read_all

INDENT = 22  # columns before a value
MAX_SHOWN = 600  # characters of one value; `--json` has all of it


def capture(seen: Look) -> None:
    """Every field of the capture record; a null one with its reason."""
    withheld = {leaf.position for leaf in seen.model.disclosure.withheld}
    reasons = seen.model.capture.absent or {}
    for name, value in sorted(seen.read.document["capture"].items()):
        if f"fields:/capture/{name}" in withheld:
            _row(name, "(withheld)")
        elif value is None:
            _row(name, _reason(name, reasons))
        elif name != "absent":
            _value(name, value)
    if (reason := reasons.get("/article")) and seen.model.article is None:
        _row("article", f"(none: {reason})")


def _reason(name: str, reasons: dict[str, str]) -> str:
    reason = reasons.get(f"/capture/{name}")
    if reason:
        return f"(none: {reason})"
    return "(none, and no reason is given)" if name in REASONED else "(none)"


def _value(name: str, value: Any) -> None:
    lines = list(_lines(value)) or ["(empty)"]
    for number, line in enumerate(lines):
        _row("" if number else name, line)


def _lines(value: Any) -> Iterator[str]:
    """A value as lines: scalars as they are, a list one item a line, the members of an object one a line."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _member(key, list(_lines(item)))
    elif isinstance(value, list):
        yield from (_item(item) for item in value)
    else:
        yield _scalar(value)


def _member(key: str, lines: list[str]) -> Iterator[str]:
    if len(lines) == 1:
        yield f"{key}  {lines[0]}"
        return
    yield f"{key}  ({len(lines)})"
    yield from (f"  {line}" for line in lines)


def _item(item: Any) -> str:
    if isinstance(item, list):
        return ": ".join(_scalar(part) for part in item)
    if isinstance(item, dict):
        parts = [_scalar(part) for part in item.values() if part is not None and part != []]
        return "  ".join(sorted(parts, key=lambda part: part.startswith(PREFIX)))
    return _scalar(item)


def _scalar(value: Any) -> str:
    if value is None:
        return "-"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _row(name: str, value: str) -> None:
    shown = value if len(value) <= MAX_SHOWN else f"{value[:MAX_SHOWN]}... ({len(value)} characters)"
    paragraph(safe(shown), first=f"{name:{INDENT - 1}} ", indent=" " * (INDENT + 2))


def provenance(seen: Look, trust: Trust) -> None:
    """The statement, the roots that it signs, its signers, its place in the chain; nothing of it is checked here."""
    predicate = seen.statement.model.predicate
    paragraph(styled("not verified: this is what the statement says of itself", "warn"))
    emit("")
    _statement(seen, predicate)
    emit("")
    _signers(seen, predicate, trust)
    emit("")
    _chain(seen, predicate)
    later = seen.model.provenance
    proofs = f", {len(later.proofs())} OpenTimestamps proofs" if later.proofs() else ""
    stamps = f"{len(later.tokens())} time stamps{proofs}"
    label("later", f"{len(later.later)} statements, {stamps}, {len(later.log)} log entries")
    for one in read_all(later.later)[0]:
        kind = one.model.predicate_type.rsplit(":", 2)[1]
        label(kind, f"{one.id}  claims[{one.position}], {moment(one.model.predicate.stated_at)}")


def _statement(seen: Look, predicate: CapturePredicate) -> None:
    label("statement", seen.statement.id)
    label("warc", f"sha256:{seen.statement.model.subject[0].digest.sha256}")
    for name, tree in predicate.parts.document().items():
        label(name, f"{tree['root']}  {tree['size']:>4} parts")
    label("capture", predicate.capture_id)
    label("captured", f"{moment(predicate.captured_at)} ({predicate.time_basis})")
    label("packaged", moment(predicate.packaged_at))
    label("tool", f"{predicate.tool.name} {predicate.tool.version}")


def _signers(seen: Look, predicate: CapturePredicate, trust: Trust) -> None:
    signed = {signature.keyid for signature in seen.model.provenance.capture.signatures}
    for signer in predicate.required_signers:
        missing = "" if signer.keyid in signed else "  SIGNATURE MISSING"
        label("signer", f"{signer.algorithm:18} {signer.keyid}{missing}")
    for keyid in sorted(signed - {signer.keyid for signer in predicate.required_signers}):
        label("signer", f"{'not asked for':18} {keyid}")
    label("trust", _trusted_as(predicate.required_signers, trust))


def _trusted_as(required: tuple[RequiredSigner, ...], trust: Trust) -> str:
    wanted = {(signer.keyid, signer.algorithm) for signer in required}
    for members in trust.sets_for("capture"):
        if {(key.keyid, key.algorithm) for key in members.keys} == wanted:
            return f"your trust file knows these keys as {members.name!r}"
    return "no signer set of your trust file has these keys; `archiver trust add FILE` adds one"


def _chain(seen: Look, predicate: CapturePredicate) -> None:
    label("archive", predicate.archive)
    label("series", predicate.series)
    label("sequence", f"{predicate.sequence} (counts packages of this series, from 0)")
    if predicate.previous is None:
        label("previous", None, none="none: the first of its series")
        return
    label("relation", predicate.previous.relation)
    for statement_id in predicate.previous.statements:
        label("previous", " ".join(filter(None, (statement_id, _at_hand(seen.files, statement_id)))))


def _at_hand(files: PackageFiles, statement_id: str) -> str | None:
    """Where the archive around the package keeps a statement, as far as its index knows."""
    from archiver.cli import wiring

    root = find_archive(Path(files.name))
    if root is None:
        return None
    try:
        with wiring.read_index(root) as index:
            row = index.by_statement(statement_id)
    except ResourceError:
        return None
    return row.sidecar if row else None


def records(files: PackageFiles) -> None:
    """The records of the WARC, with the digest that the signed tree of records takes of each."""
    for number, row in enumerate(rows(files)):
        emit(f"{number}  {styled(safe(row.type), 'bold')}  {safe(row.media_type or '')}".rstrip())
        label("id", row.id)
        if row.uri:
            label("uri", row.uri)
        label("block", f"{row.bytes:,} octets")
        label("member", f"{row.length:,} octets at {row.offset:,}")
        label("record", row.sha256)
