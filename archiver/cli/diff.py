"""`archiver diff`: what changed between two versions, word by word and claim by claim."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, JsonOption, QuietOption

if TYPE_CHECKING:
    from archiver.flows.compare import Compared, OpenVersion

_WHAT = "A sidecar, a WARC, a capture id or a URL in the archive"


def diff(
    a: Annotated[str, typer.Argument(metavar="A", help=f"The older version: {_WHAT[0].lower()}{_WHAT[1:]}.")],
    b: Annotated[
        str, typer.Argument(metavar="[B]", help="The newer version. Without it: A against the version before it.")
    ] = "",
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Also write the comparison as one HTML page.")
    ] = None,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Show what changed between two versions, word by word.

    Claims are compared as well: who is quoted otherwise, which figure or hedge changed.
    """
    from archiver.cli.comparing import terminal
    from archiver.cli.output import emit_json, note, safe

    compared = _compared(a, b, archive)
    if html:
        _write(html, compared)
        note(f"Wrote {safe(str(html))}.", quiet=quiet)
    if json:
        emit_json(_document(compared))
    elif not (html and quiet):
        terminal.render(compared)


def _compared(a: str, b: str, archive: Path) -> "Compared":
    from archiver.cli import wiring
    from archiver.cli.targets import one_package, version_before
    from archiver.flows.compare import compare_versions, open_version

    newer = one_package(b or a, archive)
    older = one_package(a, archive) if b else version_before(newer, archive)
    with wiring.readers() as readers:
        return compare_versions(open_version(older), open_version(newer), readers)


def _document(compared: "Compared") -> dict[str, object]:
    from archiver.compare.document import document

    versions = {"old": _version(compared.old), "new": _version(compared.new)}
    return {**versions, **document(compared.comparison), "notes": list(compared.notes)}


def _version(version: "OpenVersion") -> dict[str, object]:
    predicate = version.statement.model.predicate
    return {
        "sidecar": version.files.name,
        "capture_id": predicate.capture_id,
        "statement_id": version.statement.id,
        "url": predicate.url,
        "sequence": predicate.sequence,
        "captured_at": predicate.captured_at,
    }


def _write(path: Path, compared: "Compared") -> None:
    from archiver.cli.comparing.page import page
    from archiver.errors import ResourceError

    try:
        path.write_text(page(compared), encoding="utf-8")
    except OSError as e:
        raise ResourceError(f"{path}: expected to write the page: {e.strerror or e}") from e
