"""What a run leaves behind beside its packages: `<archive>/reports/<run id>/`, and the file for Prometheus.

A report is no evidence and may be removed. A run that is taken up again writes its report again.
"""

from pathlib import Path

from archiver.cli.nightly.page import html_page
from archiver.cli.nightly.words import text_report
from archiver.cli.output import safe
from archiver.model.run import RunReport
from archiver.settings import durable
from archiver.sign.canonical import layout

REPORTS = "reports"
PAGE = "index.html"
FILES = ("report.json", "report.txt", PAGE)
MODE = 0o644


def write_report(archive: Path, report: RunReport) -> Path:
    """Writes the report in all its forms and returns its page; raises ResourceError."""
    folder = archive / REPORTS / report.id
    forms = (layout(report.document()), printable(text_report(report)).encode(), html_page(report).encode())
    for name, octets in zip(FILES, forms, strict=True):
        write(folder / name, octets)
    return folder / PAGE


def printable(text: str) -> str:
    """`text` with every line made safe for a terminal."""
    return "".join(f"{safe(line)}\n" for line in text.split("\n"))


def write(path: Path, data: bytes) -> None:
    """Replaces `path` in one step, making its folder where it is missing; raises ResourceError."""
    with durable.wrapped("write", path):
        path.parent.mkdir(parents=True, exist_ok=True)
        durable.replace(path, data, MODE)
