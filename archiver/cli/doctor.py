"""`archiver doctor`: check the set-up, and say what to do about each finding. Reads only; prints no secret."""

from typing import TYPE_CHECKING

import typer

from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, JsonOption, VerboseOption

if TYPE_CHECKING:
    from archiver.cli.doctoring.finding import Finding

ATTENTION = 3
BROKEN = 5


def doctor(archive: ArchiveOption = DEFAULT_ARCHIVE, json: JsonOption = False, verbose: VerboseOption = False) -> None:
    """Check the set-up and say what to do about each finding."""
    from archiver.cli.doctoring.machine import checkup
    from archiver.cli.output import emit_json

    findings = checkup(archive, explicit=archive != DEFAULT_ARCHIVE)
    if json:
        emit_json({"findings": [finding.document() for finding in findings], "state": _worst(findings)})
    else:
        _render(findings, verbose=verbose)
    raise typer.Exit({"ok": 0, "attention": ATTENTION, "broken": BROKEN}[_worst(findings)])


def _worst(findings: "list[Finding]") -> str:
    states = {finding.state for finding in findings}
    return next((state for state in ("broken", "attention") if state in states), "ok")


def _render(findings: "list[Finding]", *, verbose: bool) -> None:
    from archiver.cli.looking.render import counted, paragraph, styled
    from archiver.cli.output import emit, safe

    for finding in findings:
        row = f"{finding.state:9}  {finding.name:11}  {safe(finding.found)}"
        indent = " " * 24
        paragraph(styled(row, "warn") if finding.state in ("attention", "broken") else row, indent=indent)
        if finding.advice and (verbose or finding.state != "ok"):
            paragraph(safe(finding.advice), first=f"{indent}-> ", indent=f"{indent}   ")
    wrong = sum(finding.state in ("attention", "broken") for finding in findings)
    emit(f"{counted(wrong, 'finding')} to look at" if wrong else "all is well")
