"""`archiver export`: a package in the words of other standards, once it has been verified."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, QuietOption, TargetArgument, TrustOption

if TYPE_CHECKING:
    from archiver.flows.verify import Outcome

MODE = 0o644


def export(
    target: TargetArgument,
    form: Annotated[
        Literal["annotations", "schema-claims", "sigstore"],
        typer.Option("--format", help="Its claims as W3C Web Annotations or schema.org; its signature for Sigstore."),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there instead of to stdout.")
    ] = None,
    trust: TrustOption = None,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    quiet: QuietOption = False,
) -> None:
    """Tell claims or a signature in the words of another standard."""
    from archiver.cli import trusting
    from archiver.cli.output import emit_json
    from archiver.cli.targets import neighbours_of, one_package
    from archiver.flows.export import export as export_from
    from archiver.settings import durable
    from archiver.sign.canonical import layout
    from archiver.verify.package import Options

    files = one_package(target, archive)
    with neighbours_of([files]) as neighbours:
        outcome, document = export_from(files, form, trusting.trusted(trust), Options(), neighbours)
    _say(outcome, exported=document is not None, quiet=quiet)
    if document is not None and output is None:
        emit_json(document)
    elif document is not None and output is not None:
        with durable.wrapped("write the export", output):
            durable.replace(output, layout(document), MODE)
    raise typer.Exit(outcome.status)


def _say(outcome: "Outcome", *, exported: bool, quiet: bool) -> None:
    """The verdict, which belongs to what is exported; why nothing is, also where nothing else is to be said."""
    from archiver.cli.output import note, safe

    report = outcome.report
    findings = [f"{check.code} {check.name}" for check in report.checks if check.status in ("fail", "cannot-check")]
    why = f" ({', '.join(dict.fromkeys(findings))})" if findings else ""
    refused = "" if exported else "; nothing was exported, run `archiver verify`"
    note(f"archiver: {safe(report.sidecar)}: {report.verdict}{why}{refused}", quiet=quiet and exported)
