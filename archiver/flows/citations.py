"""A bibliography against the packages at hand: does each citation still stand, and is what it cites still there?

    verified       the version is at hand, signed by somebody trusted, and holds the passage where the citation says
    changed        the same, and a later version of the article has another text, or not this passage
    tampered       version or citation contradict what was signed
    cannot-check   the version, a signer or the citation's own members are missing

What a bibliography says is never trusted: every member of an entry is held against the signed statement.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from archiver.bundle import parts
from archiver.compare.anchor import Later, anchor_at
from archiver.compare.change import change_between
from archiver.compare.citing.entry import Entry
from archiver.compare.citing.proof import Proof
from archiver.errors import InputError
from archiver.flows.compare import OpenVersion
from archiver.flows.describe import version_of_sidecar
from archiver.index.interface import Row
from archiver.model.report import Check, CitationReport, CitationStatus, PackageReport
from archiver.model.statement import CapturePredicate
from archiver.model.url import surt
from archiver.verify import codes
from archiver.verify.package import verdict_of

EXIT: Mapping[CitationStatus, int] = {"verified": 0, "changed": 0, "tampered": 1, "cannot-check": 3}
_MEMBERS = ("archiverarchive", "archivercaptured", "archiversequence", "archiveroriginal")
_CHAIN = frozenset(code.code for code in (codes.PREVIOUS, codes.FORK, codes.CHAIN_ORDER, codes.CHAIN_TAIL))
_OTHER_TEXT = frozenset({"text", "headline", "correction", "removed", "unavailable"})


@dataclass(frozen=True)
class Library:
    """The packages at hand: by statement id; their reports; and what came later in the same chain."""

    version: Callable[[str], OpenVersion | None]
    report: Callable[[OpenVersion], PackageReport]
    later: Callable[[CapturePredicate], Sequence[Row]]
    open_row: Callable[[Row], OpenVersion | None]
    last: Callable[[str, str], int | None]


class _FaultError(Exception):
    """Ends the check of one entry."""

    def __init__(self, status: CitationStatus, detail: str) -> None:
        super().__init__(detail)
        self.status: CitationStatus = status


def check(entry: Entry, library: Library) -> CitationReport:
    """Checks one entry; raises nothing for what it holds."""
    statement, url = entry.get("archiverstatement"), entry.get("archiveroriginal")
    version: OpenVersion | None = None
    try:
        version = _version(entry, statement, library)
        _signed(library.report(version))
        _members(entry, version.statement.model.predicate)
        _passage(entry, version)
        status, detail = _since(entry, version, library)
    except _FaultError as e:
        status, detail = e.status, str(e)
    sidecar = version.files.name if version else None
    return CitationReport(key=entry.key, status=status, statement_id=statement, url=url, sidecar=sidecar, detail=detail)


def cited(entries: Iterable[Entry]) -> dict[tuple[str, str], dict[str, int]]:
    """Archive and series -> statement ids that are cited, with their numbers; entries that lack one are passed over."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for entry in entries:
        archive, statement, number, url = (
            entry.get(name) for name in ("archiverarchive", "archiverstatement", "archiversequence", "archiveroriginal")
        )
        if archive and statement and url and number and number.isascii() and number.isdigit() and len(number) < 16:
            try:
                found.setdefault((archive, surt(url)), {})[statement] = int(number)
            except InputError:
                continue
    return found


def _version(entry: Entry, statement: str | None, library: Library) -> OpenVersion:
    if statement is None:
        raise _FaultError("cannot-check", "it names no statement: `archiver cite` writes citations that can be checked")
    version = library.version(statement)
    if version is None:
        raise _FaultError("cannot-check", f"the version is not at hand{_tail(entry, library)}")
    return version


def _tail(entry: Entry, library: Library) -> str:
    """Says so where the chain at hand ends before the version that is cited."""
    number, archive, url = (
        entry.get(name) or "" for name in ("archiversequence", "archiverarchive", "archiveroriginal")
    )
    try:
        last = library.last(archive, surt(url))
    except InputError:
        return ""
    if last is not None and number.isascii() and number.isdigit() and len(number) < 16 and int(number) > last:
        return f": the chain ends with version {last + 1}, and version {int(number) + 1} is cited (a missing tail)"
    return ""


def _signed(report: PackageReport) -> None:
    """The package's own verdict, its place in the chain aside: a version is what it is, whatever came before it."""
    checks = [check for check in report.checks if check.code not in _CHAIN]
    verdict = verdict_of(checks)
    if verdict == "tampered":
        raise _FaultError("tampered", f"the package fails: {_first(checks, 'fail')}")
    if verdict != "verified":
        raise _FaultError("cannot-check", f"the package: {_first(checks, 'cannot-check', 'fail')}")


def _first(checks: Sequence[Check], *statuses: str) -> str:
    found = next(check for check in checks if check.status in statuses)
    return f"{found.code} {found.name}" + (f", {found.detail}" if found.detail else "")


def _members(entry: Entry, predicate: CapturePredicate) -> None:
    signed = (predicate.archive, predicate.captured_at, str(predicate.sequence), predicate.url)
    for name, value in zip(_MEMBERS, signed, strict=True):
        stated = entry.get(name)
        same = stated is None or entry.reads(value, name) or (name == "archiveroriginal" and _same(stated, value))
        if not same:
            raise _FaultError("tampered", f"{name}: the citation says {stated}, the signed statement says {value}")


def _same(a: str, b: str) -> bool:
    """Addresses that differ only in how braces and backslashes are written, or by a fragment that is empty."""
    return a.removesuffix("#") == b.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C").removesuffix("#")


def _passage(entry: Entry, version: OpenVersion) -> None:
    exact, place = entry.get("archiverquote"), _place(entry)
    if exact is None:
        return
    if place is None:
        raise _FaultError("cannot-check", "archiverplace: expected block:start-end")
    block, start, end = place
    text = version.model.text[block] if block < len(version.model.text) else ""
    if text is None:
        raise _FaultError("cannot-check", f"block {block} is withheld")
    if not entry.reads(text[start:end], "archiverquote"):
        raise _FaultError("tampered", f"block {block} does not read so at {start}: the quotation is another")
    if (written := entry.get("archiverproof")) is not None:
        _proof(written, version)


def _place(entry: Entry) -> tuple[int, int, int] | None:
    block, colon, span = (entry.get("archiverplace") or "").partition(":")
    numbers = [block, *span.split("-")]
    if not colon or len(numbers) != 3 or not all(n.isascii() and n.isdigit() and len(n) < 10 for n in numbers):
        return None
    return int(numbers[0]), int(numbers[1]), int(numbers[2])


def _proof(written: str, version: OpenVersion) -> None:
    proof = Proof.read(written)
    if proof is None:
        raise _FaultError("cannot-check", "archiverproof: expected a leaf and a path as `archiver cite` writes them")
    root = getattr(version.statement.model.predicate.parts, proof.tree)
    if proof.size != root.size or proof.root() != root.root:
        raise _FaultError("tampered", f"archiverproof: the path does not lead to the signed root of {proof.tree}")
    document = version.model.document()
    pairs = dict(parts.claim_pairs(document) if proof.tree == "claims" else parts.block_pairs(document))
    if pairs.get(proof.key) not in (proof.digest, None):
        raise _FaultError("tampered", f"archiverproof: {proof.tree} {proof.key} has another digest")


def _since(entry: Entry, version: OpenVersion, library: Library) -> tuple[CitationStatus, str]:
    """Whether the newest version with a text, or the news that there is none, says something else."""
    later = library.later(version.statement.model.predicate)
    if not later:
        return "verified", "the newest version at hand"
    newest = library.open_row(later[-1])
    if newest is None:
        return "verified", "a later version cannot be read: whether it changed is not known"
    said = f"version {later[-1].sequence + 1}, captured {later[-1].captured_at}"
    relation = later[-1].relation
    if not newest.model.text and relation in ("removed", "unavailable"):
        return "changed", f"{said}: {relation}"
    holding = newest if newest.model.text else _last_with_text(later, library)
    if holding is None:
        return "verified", f"no later text ({said})"
    return _against(entry, version, holding, said)


def _last_with_text(later: Sequence[Row], library: Library) -> OpenVersion | None:
    row = next((row for row in reversed(later) if row.text_sha256), None)
    return library.open_row(row) if row else None


def _against(entry: Entry, version: OpenVersion, newest: OpenVersion, said: str) -> tuple[CitationStatus, str]:
    place = _place(entry)
    text = version.model.text
    if entry.get("archiverquote") is not None and place is not None:
        whole = [block or "" for block in text]
        found = Later(newest.model.text).find_exact(anchor_at(whole, place))
        return ("verified", f"the passage stands in {said} too") if found else ("changed", f"not in {said}")
    change = change_between(version_of_sidecar(version.model), version_of_sidecar(newest.model))
    if change in _OTHER_TEXT:
        return "changed", f"{said}: {change}"
    return "verified", f"{said}: {change}"
