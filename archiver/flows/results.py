"""What a step over many found, as rows of a table (`archiver.model.results`): a row a package.

An audit's rows are made from its record when that is closed, so that those of a run that was interrupted are among them
and no verdict waits for a table; a stretch of a rolled WARC becomes a row for each of its packages.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archiver.bundle.naming import SIDECAR
from archiver.errors import ArchiverError, ResourceError
from archiver.flows.capture import Tried
from archiver.flows.claims import Stated
from archiver.flows.found import leaves_of
from archiver.flows.reindex import Passed
from archiver.flows.rows import warc_name
from archiver.index.interface import Index, Row
from archiver.model.audit import CheckEvent, FixityEvent, StretchEvent
from archiver.model.digest import PREFIX
from archiver.model.results import AuditResult, CaptureResult, ClaimsResult, PlacedResult
from archiver.store.logfolder import LogFolder
from archiver.store.stretches import members_of

_NOTHING = dict.fromkeys(PlacedResult.model_fields) | {"previous": ()}


def placed(row: Row) -> PlacedResult:
    """A package that an index was told of."""
    return PlacedResult.model_validate(_columns(row))


def passed_over(name: str, reason: str) -> PlacedResult:
    """A package of which there is no row, or which was left as it was, and why."""
    return PlacedResult.model_validate({**_NOTHING, "name": _text(name), "error": _text(reason)})


def indexed(one: Row | Passed) -> PlacedResult:
    """What became of one package when an index was rebuilt."""
    return passed_over(one.name, one.reason) if isinstance(one, Passed) else placed(one)


def captured(asked: int, url: str, tried: Tried) -> CaptureResult:
    """What became of an address of which there is a package."""
    reason = _text(tried.reason) if tried.reason else None
    columns = {**_columns(tried.kept.row), "url": url, "error": reason}
    return CaptureResult.model_validate({**columns, "asked": asked, "status": tried.status})


def not_captured(asked: int, url: str, reason: str, status: int) -> CaptureResult:
    """What became of an address of which there is no package."""
    columns = {**_NOTHING, "url": url, "error": _text(reason)}
    return CaptureResult.model_validate({**columns, "asked": asked, "status": status})


def stated(of: Stated) -> ClaimsResult:
    """The claims of a package that stand."""
    return ClaimsResult(
        name=of.sidecar,
        statement_id=of.statement_id,
        capture_id=of.capture_id,
        url=of.url,
        captured_at=of.captured_at,
        added=of.added,
        stated_by=of.stated_by,
        current=of.current,
        extractor=of.extractor,
        claims=of.standing.items if of.standing else (),
        error=None,
    )


def not_stated(name: str, error: ArchiverError) -> ClaimsResult:
    """A package about which nothing could be stated, and why."""
    return ClaimsResult(
        name=_text(name), statement_id=None, capture_id=None, url=None, captured_at=None, added=False, stated_by=None,
        current=None, extractor=None, claims=(), error=_text(str(error)),
    )  # fmt: skip


@dataclass(frozen=True)
class Ledger:
    """Where an audit's rows are made from, besides its record: `log` and how many leaves of it the audit took."""

    root: Path
    index: Index
    log: LogFolder | None
    leaves: int

    def rows(self, events: Iterable[CheckEvent]) -> Iterator[AuditResult]:
        """A row a package, in the order of the events, those of one stretch by name.

        Raises ResourceError for a stretch whose rolled WARC has gone since it was checked.
        """
        stretch, drawn = list[AuditResult](), set[str]()
        for event in events:
            if isinstance(event, FixityEvent) and event.package in drawn:
                stretch.append(self._row(event))
                continue
            yield from sorted(stretch, key=_name_of)
            stretch, drawn = [], set()
            if isinstance(event, StretchEvent):
                stretch, drawn = self._of(event)
            else:
                yield self._row(event)
        yield from sorted(stretch, key=_name_of)

    def _of(self, event: StretchEvent) -> tuple[list[AuditResult], set[str]]:
        """The rows of a stretch, and the names of those that have events of their own."""
        folder = event.warc.rpartition("/")[0]
        members = members_of(self.root, event)
        leaves = list(leaves_of(event, self.log, self.leaves)) if self.log else []
        if not len(members) == len(leaves) == event.of:
            raise ResourceError(
                f"{event.warc}: expected the {event.of} packages that the audit's record names from number"
                f" {event.first} on, found {len(members)}, and {len(leaves)} leaves: run the audit with --restart"
            )
        rows, drawn = list[AuditResult](), set[str]()
        for at, ((stem, found), (leaf, statement)) in enumerate(zip(members, leaves, strict=True)):
            name, (offset, length) = f"{folder}/{stem}{SIDECAR}".removeprefix("/"), found.member.segment
            if at in event.drawn:
                drawn.add(name)
                continue
            one = FixityEvent(
                event="fixity check", at=event.at, package=name, statement=PREFIX + statement.hex(), outcome="verified",
                status=0, how=event.how, leaf=leaf, octets=length, within=(event.warc, offset), findings=(),
            )  # fmt: skip
            rows.append(self._row(one))
        return rows, drawn

    def _row(self, event: FixityEvent) -> AuditResult:
        row = self.index.by_statement(event.statement) if event.statement else None
        warc, offset = event.within or (warc_name(event.package), 0)
        return AuditResult(
            name=_text(event.package),
            statement_id=event.statement,
            capture_id=row.capture_id if row else None,
            url=row.url if row else None,
            captured_at=row.captured_at if row else None,
            verdict=event.outcome,
            status=event.status,
            how=event.how,
            checked_at=event.at,
            leaf=event.leaf,
            codes=tuple(dict.fromkeys(check.code for check in event.findings)),
            findings=event.findings,
            text_sha256=row.text_sha256 if row else None,
            source_sha256=row.source_sha256 if row else None,
            segment_sha256=row.segment_sha256 if row else None,
            warc=None if event.octets is None else warc,
            offset=None if event.octets is None else offset,
            length=event.octets,
        )


def _columns(row: Row) -> dict[str, object]:
    columns = {name: getattr(row, name) for name in PlacedResult.model_fields if name not in ("name", "error")}
    return {**columns, "name": row.sidecar, "error": None}


def _name_of(row: AuditResult) -> str:
    return row.name or ""


def _text(text: str) -> str:
    """Octets of a file name that are no UTF-8 are spelled out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
