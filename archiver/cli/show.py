"""`archiver show`: look inside a package. Nothing is verified here, and the first view says so."""

from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, JsonOption, TargetArgument, TrustOption

if TYPE_CHECKING:
    from pathlib import Path

    from archiver.store.packages import PackageFiles


def show(
    target: TargetArgument,
    text: Annotated[bool, typer.Option("--text", help="The text, block by block.")] = False,
    article: Annotated[bool, typer.Option("--article", help="What the page says of it, and where.")] = False,
    claims: Annotated[bool, typer.Option("--claims", help="What was said, and by whom.")] = False,
    capture: Annotated[bool, typer.Option("--capture", help="Where, when and how it was had.")] = False,
    provenance: Annotated[bool, typer.Option("--provenance", help="Who signed what.")] = False,
    records: Annotated[bool, typer.Option("--records", help="The records of the WARC.")] = False,
    position: Annotated[
        int | None, typer.Option("--set", metavar="N", min=0, help="With --claims: claims[N], not the current set.")
    ] = None,
    trust: TrustOption = None,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    json: JsonOption = False,
) -> None:
    """Look inside a package, without verifying it."""
    from archiver.cli.targets import one_package
    from archiver.errors import UsageError

    flags = {
        "text": text,
        "article": article,
        "claims": claims,
        "capture": capture,
        "provenance": provenance,
        "records": records,
    }
    wanted = [name for name, given in flags.items() if given]
    if len(wanted) > 1:
        raise UsageError(f"expected one view, found --{' and --'.join(wanted)}; ask for them one by one")
    if position is not None and not claims:
        raise UsageError("expected --set with --claims, found it without")
    files = one_package(target, archive)
    view = wanted[0] if wanted else "overview"
    if json:
        _print_json(files, view)
    else:
        _print(files, view, trust, position)


def _print_json(files: "PackageFiles", view: str) -> None:
    """The member of the sidecar as it stands there; without a view the whole sidecar."""
    from archiver.cli.looking import views
    from archiver.cli.looking.segment import rows
    from archiver.cli.output import emit_json

    if view == "records":
        emit_json([row.document() for row in rows(files)])
        return
    document = views.look(files).read.document
    emit_json(document if view == "overview" else document[view])


def _print(files: "PackageFiles", view: str, trust: "Path | None", position: int | None) -> None:
    from archiver.cli import trusting
    from archiver.cli.looking import views
    from archiver.cli.looking.article import article
    from archiver.cli.looking.evidence import capture, provenance, records

    if view == "records":
        records(files)
    elif view == "text":
        views.text(views.look(files))
    elif view == "article":
        article(views.look(files))
    elif view == "claims":
        views.claims(views.look(files), position)
    elif view == "capture":
        capture(views.look(files))
    elif view == "provenance":
        provenance(views.look(files), trusting.trusted(trust).trust)
    else:
        views.overview(views.look(files))
