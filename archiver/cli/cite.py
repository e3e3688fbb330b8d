"""`archiver cite`: a citation that proves which version was read."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, QuietOption, TargetArgument, TrustOption

if TYPE_CHECKING:
    from archiver.store.packages import PackageFiles


def cite(
    target: TargetArgument,
    quote: Annotated[
        str | None, typer.Option("--quote", metavar="TEXT", help="A passage of the text, as printed; once in it.")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="FORM", help="text, bibtex, csl, ris or robustlink.")
    ] = "text",
    trust: TrustOption = None,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    quiet: QuietOption = False,
) -> None:
    """Cite one fixed version of an article, and one passage in it."""
    from archiver.cli.output import emit, safe
    from archiver.cli.targets import one_package
    from archiver.compare.citing.forms import FORMS, write
    from archiver.errors import UsageError
    from archiver.flows.cite import cite as cite_version
    from archiver.flows.compare import open_version

    chosen = next((known for known in FORMS if known == form), None)
    if chosen is None:
        raise UsageError(f"--format: expected one of {', '.join(FORMS)}, found {form}")
    files = one_package(target, archive)
    made = cite_version(open_version(files), quote)
    _check(files, trust, quiet=quiet)
    for line in write(made, chosen, safe).split("\n"):
        emit(line)


def _check(files: "PackageFiles", trust: Path | None, *, quiet: bool) -> None:
    """A version that fails is not cited; one that cannot be judged here is, with a word on stderr."""
    from archiver.cli import trusting
    from archiver.cli.output import note, safe
    from archiver.cli.targets import neighbours_of
    from archiver.flows.verify import verify_files
    from archiver.verify.package import Options

    with neighbours_of([files]) as neighbours:
        outcome = verify_files(files, trusting.trusted(trust), Options(deep=True), neighbours)
    verdict = outcome.report.verdict
    if verdict == "tampered":
        note(f"archiver: {safe(files.name)}: not cited, it fails verification; run `archiver verify` on it")
        raise typer.Exit(outcome.status)
    if verdict != "verified":
        note(f"{safe(files.name)} is {verdict}: run `archiver verify` on it before you rely on it.", quiet=quiet)
