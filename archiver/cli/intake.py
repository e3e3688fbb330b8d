"""Files in hand, one after the other: what each is, what became of it, and what could not be used."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archiver.capture.archive import ArchiveSource, Skipped
from archiver.capture.file import FileSource, read_file, read_stream
from archiver.capture.interface import Captured
from archiver.cli.output import note, safe
from archiver.cli.packaged import say
from archiver.cli.wiring import OpenArchive
from archiver.errors import ArchiverError, ContentError, InputError, SourceError, UsageError
from archiver.flows.archive import Kept, archive
from archiver.flows.reading import read_once
from archiver.model import instant
from archiver.model.ids import new_urn
from archiver.store.opening import opened as opened_file

STDIN = "-"


@dataclass(frozen=True)
class Orders:
    """What the flags ask for, for every file; an empty string means that nothing was asked."""

    url: str
    captured_at: str
    media_type: str
    headline: str

    def check(self, files: list[str]) -> None:
        """Raises UsageError for flags that cannot mean what they say."""
        if len(files) > 1 and "{name}" not in self.url and any(not is_warc(file) for file in files):
            raise UsageError(
                "expected {name} in --url for several files, found one URL for all: they would be versions"
            )
        if files.count(STDIN) > 1:
            raise UsageError("expected - once, found it several times")
        self.instant()

    def instant(self) -> str | None:
        """--captured-at as an `Instant`; raises UsageError when it is no time with an offset."""
        try:
            return instant.format_instant(instant.read(self.captured_at)) if self.captured_at else None
        except ValueError as e:
            raise UsageError(f"--captured-at: {e}") from e


class Intake:
    """Packages files as they come; `kept` and `failed` tell what became of them."""

    def __init__(self, opened: OpenArchive, orders: Orders, *, silent: bool, quiet: bool) -> None:
        self.kept: list[Kept] = []
        self.failed: list[ArchiverError] = []
        self._opened = opened
        self._orders = orders
        self._silent = silent  # say nothing on stdout: one JSON document comes at the end
        self._quiet = quiet

    def take(self, file: str) -> None:
        """One file. What is wrong with it is noted; what is wrong with the machine is raised."""
        try:
            for kept in self._package(file):
                self.kept.append(kept)
                if not self._silent:
                    say(kept, self._opened)
        except (InputError, SourceError) as e:
            self.failed.append(e)
            named = "" if str(e).startswith(file) else f"{file}: "
            note(f"archiver: {safe(named + str(e))}")

    def _package(self, file: str) -> Iterator[Kept]:
        skipped: list[Skipped] = []
        for captured in self._captures(file, skipped):
            try:
                yield archive(captured, read_once(self._opened.workshop, self._opened.reader.read))
            except ContentError as e:
                if not is_warc(file):
                    raise
                note(f"skipped {safe(str(e))}", quiet=self._quiet)
        for skip in skipped:
            note(f"skipped {safe(file)} {safe(skip.record_id)}: {safe(skip.reason)}", quiet=self._quiet)

    def _captures(self, file: str, skipped: list[Skipped]) -> Iterator[Captured]:
        if is_warc(file):
            with opened_file(Path(file), SourceError) as stream:
                yield from ArchiveSource(file, stream, skipped).captures()
        else:
            yield from self._file(file).captures()

    def _file(self, file: str) -> FileSource:
        orders = self._orders
        if not orders.url:
            raise UsageError(f"{file}: expected --url, found none; say where the article is from")
        name = "stdin" if file == STDIN else file
        return FileSource(
            name=name,
            data=read_stream(sys.stdin.buffer, name) if file == STDIN else read_file(Path(file)),
            url=orders.url.replace("{name}", Path(name).stem),
            captured_at=orders.instant(),
            media_type=orders.media_type or None,
            headline=orders.headline or None,
            new_id=lambda: new_urn(self._opened.workshop.entropy),
        )


def is_warc(file: str) -> bool:
    """Whether a file is named as a WARC."""
    return file.endswith((".warc", ".warc.gz"))
