"""`archiver add`: package files in hand."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, JsonOption, QuietOption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.capture.archive import Skipped
    from archiver.capture.interface import Captured, Source
    from archiver.cli.wiring import OpenArchive
    from archiver.flows.archive import Kept

SOME_FAILED = 4


def add(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="HTML, text or WARC; - for stdin.")],
    url: Annotated[
        str, typer.Option("--url", help="Where the article is from; {name} is the file's stem. Not for a WARC.")
    ] = "",
    captured_at: Annotated[
        str, typer.Option("--captured-at", metavar="T", help="When it was had, e.g. 2026-11-22T07:15:01Z.")
    ] = "",
    media_type: Annotated[
        str, typer.Option("--media-type", metavar="M", help="e.g. text/html or 'text/plain; charset=koi8-u'.")
    ] = "",
    headline: Annotated[str, typer.Option("--headline", metavar="H", help="The headline, where it is known.")] = "",
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Package files in hand: HTML, text, WARC."""
    from archiver.cli import wiring
    from archiver.cli.output import emit_json, note, progress, safe
    from archiver.errors import InputError

    jobs = _Jobs(url, captured_at, media_type, headline)
    jobs.check(files)
    ensure_archive(archive, quiet=quiet or json)
    kept: list[Kept] = []
    failed: list[InputError] = []
    with wiring.open_for_writing(archive) as opened, progress("packaging", len(files), quiet=quiet) as count:
        if opened.caught_up:
            note(f"The last run was cut off; {opened.caught_up} packages of it are indexed now.", quiet=quiet)
        for file in files:
            try:
                for one in _package(file, jobs, opened, quiet=quiet):
                    kept.append(one)
                    say(one, opened, json=json)
            except InputError as e:
                failed.append(e)
                named = "" if str(e).startswith(file) else f"{file}: "
                note(f"archiver: {safe(named + str(e))}")
            count()
    if json:
        emit_json({"packages": [summary(one, archive) for one in kept]})
    if failed:
        raise typer.Exit(SOME_FAILED if kept else failed[0].exit_code)


class _Jobs:
    """What the flags ask for, for every file."""

    def __init__(self, url: str, captured_at: str, media_type: str, headline: str) -> None:
        self.url = url
        self.captured_at = captured_at
        self.media_type = media_type
        self.headline = headline

    def check(self, files: list[str]) -> None:
        """Raises UsageError for flags that cannot mean what they say."""
        from archiver.errors import UsageError

        if len(files) > 1 and "{name}" not in self.url and any(not is_warc(file) for file in files):
            raise UsageError(
                "expected {name} in --url for several files, found one URL for all: they would be versions"
            )
        if files.count("-") > 1:
            raise UsageError("expected - once, found it several times")
        if self.captured_at:
            self.instant()

    def instant(self) -> str | None:
        """--captured-at as an `Instant`; raises UsageError when it is no time with an offset."""
        from archiver.errors import UsageError
        from archiver.model import instant

        try:
            return instant.format_instant(instant.read(self.captured_at)) if self.captured_at else None
        except ValueError as e:
            raise UsageError(f"--captured-at: {e}") from e


def is_warc(file: str) -> bool:
    """Whether a file is named as a WARC."""
    return file.endswith((".warc", ".warc.gz"))


def summary(kept: "Kept", archive: Path) -> dict[str, object]:
    """What `--json` says of a package (docs/cli.md)."""
    row = kept.row
    return {
        "sidecar": str(archive / row.sidecar),
        "warc": str(archive / row.warc),
        "capture_id": row.capture_id,
        "statement_id": row.statement_id,
        "url": row.url,
        "sequence": row.sequence,
        "change": kept.change,
        "claims": row.claims,
    }


def ensure_archive(archive: Path, *, quiet: bool) -> None:
    """Makes the archive on first use; without a terminal that is an error which says what to do."""
    import sys

    from archiver.cli.init import found
    from archiver.cli.wiring import has_passphrase_source
    from archiver.errors import UsageError

    if (archive / "archiver.yaml").is_file():
        return
    if not (sys.stdin.isatty() or has_passphrase_source()):
        raise UsageError(
            f"{archive}: expected an archive, found none, and there is no terminal to ask for a passphrase at; run"
            f" `archiver init {archive} --no-passphrase`, or set ARCHIVER_PASSPHRASE_FILE"
        )
    found(archive, no_passphrase=False, name="", signers="default", quiet=quiet)


def _package(file: str, jobs: _Jobs, opened: "OpenArchive", *, quiet: bool) -> "Iterator[Kept]":
    from archiver.cli.output import note, safe
    from archiver.errors import ContentError
    from archiver.flows.archive import archive

    skipped: list[Skipped] = []
    for captured in _captures(file, jobs, opened, skipped):
        try:
            yield archive(captured, opened.workshop)
        except ContentError as e:
            if not is_warc(file):
                raise
            note(f"skipped {safe(str(e))}", quiet=quiet)
    for skip in skipped:
        note(f"skipped {safe(file)} {safe(skip.record_id)}: {safe(skip.reason)}", quiet=quiet)


def _captures(file: str, jobs: _Jobs, opened: "OpenArchive", skipped: "list[Skipped]") -> "Iterator[Captured]":
    import sys

    from archiver.capture.archive import ArchiveSource
    from archiver.capture.file import FileSource, read_file, read_stream
    from archiver.errors import UsageError
    from archiver.model.ids import new_urn
    from archiver.store.packages import opened as opened_file

    if is_warc(file):
        with opened_file(Path(file)) as stream:
            yield from ArchiveSource(file, stream, skipped).captures()
        return
    if not jobs.url:
        raise UsageError(f"{file}: expected --url, found none; say where the article is from")
    data = read_stream(sys.stdin.buffer, "stdin") if file == "-" else read_file(Path(file))
    source: Source = FileSource(
        name="stdin" if file == "-" else file,
        data=data,
        url=jobs.url.replace("{name}", "stdin" if file == "-" else Path(file).stem),
        captured_at=jobs.instant(),
        media_type=jobs.media_type or None,
        headline=jobs.headline or None,
        new_id=lambda: new_urn(opened.workshop.entropy),
    )
    yield from source.captures()


def say(kept: "Kept", opened: "OpenArchive", *, json: bool) -> None:
    from archiver.cli.output import emit, safe

    if json:
        return
    row = kept.row
    version = f"version {row.sequence + 1}" + (f", {kept.change}" if kept.change else "")
    emit(f"{opened.root / row.sidecar}  {version}, {row.claims} claims  {safe(row.url)}")
