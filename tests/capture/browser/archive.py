"""`archiver capture --browser` as somebody types it, and what it leaves in the archive."""

import json
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from tests.support.cli import Ran, run


class Archive:
    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder / "archive", folder / "home"
        assert run("init", str(self.folder), "--no-passphrase", home=self.home).status == 0

    def capture(self, *arguments: str) -> Ran:
        given = ("--browser", "--allow-private", "--delay", "0", "--archive", str(self.folder), "--json")
        return run("capture", *arguments, *given, home=self.home)

    def sidecar(self, ran: Ran, number: int = 0) -> dict[str, Any]:
        package = ran.report["packages"][number]
        assert run("verify", package["sidecar"], "--json", home=self.home).status == 0
        return dict(json.loads(Path(package["sidecar"]).read_text()))

    def records(self, ran: Ran, number: int = 0) -> dict[str, tuple[str, str, bytes]]:
        """As warcio reads them: type, address and payload by record id."""
        with Path(ran.report["packages"][number]["warc"]).open("rb") as stream:
            return {
                record.rec_headers["WARC-Record-ID"]: (
                    record.rec_type,
                    record.rec_headers["WARC-Target-URI"],
                    record.content_stream().read(),
                )
                for record in ArchiveIterator(stream)
            }
