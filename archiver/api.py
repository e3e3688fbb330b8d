"""The interface for programs and notebooks: `import archiver`.

    package = archiver.package("page.html", url="https://example.org/a", archive="archives")
    report = archiver.verify("archives")
    report.verdict, [check for check in report.packages[0].checks if check.status == "fail"]
    [hit.row.url for hit in archiver.search("grain port", archive="archives").hits]

Everything that comes back is a frozen model of `archiver.model`; `model_dump()` turns it into plain values, so that
`pandas.DataFrame(claim.model_dump() for claim in package.claims)` works. Errors are those of `archiver.errors`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.bundle import sidecar
from archiver.capture.file import FileSource, read_file
from archiver.cli import trusting, wiring
from archiver.cli.targets import neighbours_of, one_package, packages_of
from archiver.errors import InputError, UsageError
from archiver.flows.archive import archive as archive_one
from archiver.flows.reading import read_once
from archiver.flows.search import search as search_in
from archiver.flows.verify import overall, verify_files
from archiver.index.interface import Query
from archiver.model import instant
from archiver.model.ids import new_urn
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.opening import read_sidecar
from archiver.verify.package import Options
from archiver.verify.statement import read_statement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from archiver.flows.search import Answer
    from archiver.index.interface import Sort
    from archiver.model.article import Article
    from archiver.model.capture import Capture, QualityVerdict
    from archiver.model.claim import Claim, ClaimSet, Kind
    from archiver.model.report import Report
    from archiver.model.sidecar import Sidecar

DEFAULT_ARCHIVE = Path("archives")


@dataclass(frozen=True)
class OpenPackage:
    """A package as it lies on disk. Reading it proves nothing: `archiver.verify` does.

    `text` holds the canonical blocks (a withheld one is None); `claims` those of the signed first set, each with
    offsets in Unicode code points within a block; `statement_id` is sha256 of the signed payload.
    """

    path: Path
    sidecar: Sidecar
    statement_id: str

    @property
    def capture(self) -> Capture:
        """Where, when and how the article was had."""
        return self.sidecar.capture

    @property
    def article(self) -> Article | None:
        """Headline, byline, dates, language; None for a capture without an article."""
        return self.sidecar.article

    @property
    def text(self) -> tuple[str | None, ...]:
        """The canonical text (`text/v1`), block by block."""
        return self.sidecar.text

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that are signed with the capture, without withheld ones."""
        first = self.sidecar.claims[0].items if self.sidecar.claims else ()
        return tuple(claim for claim in first if claim is not None)

    @property
    def claim_sets(self) -> tuple[ClaimSet, ...]:
        """Every set of claims, also those that were stated later; a report's `current_claims` says which one counts."""
        return self.sidecar.claims

    @property
    def url(self) -> str | None:
        """The URL that was asked for."""
        return self.sidecar.capture.url


def package(
    source: str | Path | bytes,
    *,
    url: str,
    archive: str | Path = DEFAULT_ARCHIVE,
    captured_at: datetime | None = None,
    media_type: str | None = None,
    headline: str | None = None,
) -> OpenPackage:
    """Packages one article: a file's path, or its octets.

    `captured_at` is an aware datetime that you assert; without it the present counts. `media_type` is such as
    "text/html; charset=windows-1251" (RFC 9110 8.3.1) and is guessed where it is None.

    Raises InputError when there is no article or a limit is exceeded, UsageError for a bad URL or archive,
    ResourceError for disk, permission, lock or passphrase.
    """
    name, data = ("octets", source) if isinstance(source, bytes) else (str(source), read_file(Path(source)))
    root = wiring.require_archive(Path(archive))
    with wiring.open_for_writing(root) as opened:
        files = FileSource(
            name=name,
            data=data,
            url=url,
            captured_at=_instant(captured_at),
            media_type=media_type,
            headline=headline,
            new_id=lambda: new_urn(opened.workshop.entropy),
        )
        shop = read_once(opened.workshop, opened.reader.read)
        kept = [archive_one(captured, shop) for captured in files.captures()]
    return _open(root / kept[0].row.sidecar)


def verify(
    target: str | Path | Sequence[str | Path],
    *,
    trust: str | Path | None = None,
    deep: bool = True,
    at: datetime | None = None,
    archive: str | Path = DEFAULT_ARCHIVE,
) -> Report:
    """Verifies sidecars, WARCs, folders, URLs or capture ids, offline.

    `trust` is a trust file; None means your own. `at` is a time at which you know that the signatures existed. The
    report's verdict is that of the worst package. Raises InputError or UsageError when the target names no package;
    nothing that a package contains makes it raise.
    """
    targets = [target] if isinstance(target, str | Path) else list(target)
    files = [found for one in targets for found in packages_of(str(one), Path(archive))]
    trusted = trusting.trusted(Path(trust) if trust else None)
    options = Options(deep=deep, at=_instant(at), now=wiring.now())
    with neighbours_of(files) as neighbours:
        return overall([verify_files(found, trusted, options, neighbours) for found in files])[0]


def open(target: str | Path, *, archive: str | Path = DEFAULT_ARCHIVE) -> OpenPackage:
    """Opens one package: a sidecar, a WARC, a capture id, or a URL (its newest version).

    Raises UsageError when it names several, InputError when it is no package, ResourceError when it cannot be read.
    """
    found = one_package(str(target), Path(archive))
    if found.sidecar is None:
        raise InputError(f"{found.name}: expected a sidecar beside this WARC, found none")
    return _open(found.sidecar)


def search(
    words: str = "",
    *,
    speaker: str = "",
    place: str = "",
    kind: Kind | None = None,
    url: str | None = None,
    prefix: str | None = None,
    host: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    digest: str | None = None,
    verdict: QualityVerdict | None = None,
    case: str | None = None,
    sort: Sort | None = None,
    limit: int = 1000,
    offset: int = 0,
    archive: str | Path = DEFAULT_ARCHIVE,
) -> Answer:
    """The packages for which everything holds that is given; `hits` have a row of the index and passages.

    `words` are words, "phrases" and beginnings* that stand together in one claim or headline, in any case. `since` and
    `until` are aware datetimes; until does not count. `digest` (`sha256:...`) is of a canonical text, a payload, a
    segment or a statement. The index says where to look: `archiver.open(hit.row.capture_id)` reads the package, and
    `archiver.verify` verifies it.

    Raises UsageError for a question that has no meaning, ResourceError when there is no index, or a damaged one.
    """
    query = Query(
        words=words, speaker=speaker, place=place, kind=kind, url=url, prefix=prefix, host=host, since=_instant(since),
        until=_instant(until), digest=digest, quality=verdict, case_id=case, sort=sort, limit=limit, offset=offset,
    )  # fmt: skip
    root = wiring.require_archive(Path(archive))
    with wiring.read_index(root) as index:
        return search_in(root, query, index)


def _open(path: Path) -> OpenPackage:
    model = sidecar.read(read_sidecar(path, MAX_JSON_BYTES)).model
    return OpenPackage(path, model, read_statement(model.provenance.capture).id)


def _instant(moment: datetime | None) -> str | None:
    try:
        return instant.format_instant(moment) if moment else None
    except ValueError as e:
        raise UsageError(str(e)) from e
