"""What a step over many found, as rows of a table (`archiver.model.results`): a row a package.

An audit's rows are made from its record when that is closed, so that those of a run that was interrupted are among them
and no verdict waits for a table; what was checked together becomes a row for each of its packages.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from archiver.errors import ArchiverError, FormatError, ResourceError
from archiver.flows.capture import Tried
from archiver.flows.claims import Stated
from archiver.flows.reindex import Passed
from archiver.flows.rows import warc_name
from archiver.flows.together import One, alone, ones, prefix_of
from archiver.index.interface import Index, Row
from archiver.model.audit import CheckEvent, FixityEvent, ShelfEvent, TogetherEvent
from archiver.model.results import AuditResult, CaptureResult, ClaimsResult, PlacedResult
from archiver.store.logfolder import LogFolder
from archiver.store.stretches import members_of

_NONE: Callable[[str], bool] = frozenset[str]().__contains__
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
        """A row a package, in the order of the events, those of what was checked together by name.

        Raises ResourceError for a stretch whose rolled WARC has gone since it was checked.
        """
        together, among = list[AuditResult](), _NONE
        for event in events:
            if isinstance(event, FixityEvent) and among(event.package):
                together.append(self._row(event))
                continue
            yield from sorted(together, key=_name_of)
            together, among = [], _NONE
            if isinstance(event, FixityEvent):
                yield self._row(event)
            else:
                together, among = self._of(event)
        yield from sorted(together, key=_name_of)

    def _of(self, event: TogetherEvent) -> tuple[list[AuditResult], Callable[[str], bool]]:
        """The rows of an event, and whether a name is one of those that lie between and have events of their own."""
        found = self._ones(event)
        if isinstance(event, ShelfEvent):
            prefix, last = prefix_of(event), found[-1].name
            return [
                self._row(alone(event, one)) for one in found
            ], lambda name: name.rpartition("/")[0] == event.folder and prefix <= name < last
        drawn = {found[at].name for at in event.drawn}
        return [self._row(alone(event, one)) for one in found if one.name not in drawn], drawn.__contains__

    def _ones(self, event: TogetherEvent) -> list[One]:
        try:
            members_of_it = partial(members_of, self.root)
            found = ones(event, members_of_it, self.log, self.leaves) if self.log else []
        except (FormatError, ResourceError):
            found = []
        wanted = len(event.sidecars) if isinstance(event, ShelfEvent) else event.of
        if len(found) == wanted:
            return found
        where = event.folder if isinstance(event, ShelfEvent) else event.warc
        raise ResourceError(
            f"{where}: expected {wanted} packages with their leaves, as the audit's record names them, found"
            f" {len(found)}: run the audit with --restart"
        )

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
