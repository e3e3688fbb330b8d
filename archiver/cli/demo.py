"""`archiver demo`: package an article, verify it, forge one word, and see who notices.

Everything is run for real, in a temporary folder with throw-away keys. The exit status is 0 when every step went as
told, so that this is a test of the installation as well.
"""

import os
import shlex
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    import subprocess

ARTICLE = Path(__file__).parent / "sample" / "bridge.html"
URL = "https://www.example.org/world/stara-vesna-crossing"
TRUE_WORD, FALSE_WORD = "four", "forty"
PHRASE = "We counted {} vehicles"
SECONDS = 60  # for one step; each takes about one
FAILED = 70
VERIFIED, TAMPERED = 0, 1
PROGRAMS = {"archiver": "archiver", "warcio": "warcio.cli"}


def demo() -> None:
    """Package an article, verify it, forge one word: who notices?"""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="archiver-demo-") as folder:
        _tell(Stage(Path(folder)))


def _tell(stage: "Stage") -> None:
    _say(f"This happens in {stage.folder}, with throw-away keys. Your own keys and archives are not touched.")
    _package(stage)
    _forge(stage)
    stage.run("warcio check -v forged.warc.gz", expected=VERIFIED, contains="digest pass")
    _say("Nothing wrong: a digest in a file says that the file agrees with itself, not who wrote it. Now ours:")
    words = (f"We counted {TRUE_WORD}", f"We counted {FALSE_WORD}", "block 2")
    stage.run("archiver verify forged.json", expected=TAMPERED, contains=words)
    _say(
        f'It names the paragraph and both wordings. "{TRUE_WORD}" was signed, "{FALSE_WORD}" was not, and whoever has'
        " the archive's public keys can tell. All went as told; the folder is gone now."
    )


def _package(stage: "Stage") -> None:
    stage.bring(ARTICLE)
    stage.run("archiver init --no-passphrase --quiet", expected=VERIFIED)
    _say("An archive with two new signing keys. An article that was saved as a file goes in:")
    stage.run(f"archiver add {ARTICLE.name} --url {URL}", expected=VERIFIED, contains="version 1")
    _say("Two files: the evidence (a WARC) and what is said about it (JSON), signed. Anybody can check them, offline:")
    stage.run("archiver verify archives", expected=VERIFIED, contains="VERIFIED")


def _forge(stage: "Stage") -> None:
    from archiver.cli.forger import forge

    (sidecar,) = stage.folder.glob("archives/2*/**/*.json")
    old, new = PHRASE.format(TRUE_WORD), PHRASE.format(FALSE_WORD)
    warc = sidecar.with_name(sidecar.name.removesuffix(".json") + ".warc.gz")
    (stage.folder / "forged.json").write_bytes(sidecar.read_bytes())
    (stage.folder / "forged.warc.gz").write_bytes(forge(warc.read_bytes(), old, new))
    _say(
        f"Now a forger takes a copy, forged.json and forged.warc.gz. In the page and in its text he changes one word,"
        f' "{old}" to "{new}", and computes every length and digest in the WARC anew. The usual check:'
    )


@dataclass(frozen=True)
class Stage:
    """The temporary folder in which everything happens."""

    folder: Path

    def bring(self, file: Path) -> None:
        """Copies a file here."""
        (self.folder / file.name).write_bytes(file.read_bytes())

    def run(self, line: str, *, expected: int, contains: str | tuple[str, ...] = ()) -> None:
        """Runs a command as one would type it, shows it, and ends the demonstration when it went otherwise."""
        from archiver.cli.looking.render import styled
        from archiver.cli.output import emit, safe

        done = self._execute(line)
        emit(styled(f"  $ {line}", "bold"))
        for output in (done.stdout + done.stderr).splitlines():
            emit(f"  {safe(output)}")
        emit(f"  (exit status {done.returncode})")
        emit("")
        wanted = (contains,) if isinstance(contains, str) else contains
        missing = [words for words in wanted if words not in done.stdout]
        if done.returncode != expected or missing:
            _fail(f"expected exit status {expected}{_and_words(missing)}, found {done.returncode}")

    def _execute(self, line: str) -> "subprocess.CompletedProcess[str]":
        import subprocess

        program, *arguments = shlex.split(line)
        return subprocess.run(
            [sys.executable, "-m", PROGRAMS[program], *arguments],
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )

    def _environment(self) -> dict[str, str]:
        """The user's, without what would lead to the user's own archive, keys or trust."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("ARCHIVER_")}
        here = str(Path(__file__).parents[2])
        paths = os.pathsep.join(filter(None, (here, own.get("PYTHONPATH"))))
        return {**own, "ARCHIVER_HOME": str(self.folder / "home"), "PYTHONPATH": paths, "PYTHONUTF8": "1"}


def _and_words(missing: list[str]) -> str:
    return " and " + " and ".join(map(repr, missing)) if missing else ""


def _fail(message: str) -> None:
    from archiver.cli.output import note

    note(f"archiver: {message}; this installation does not do what it should, run `archiver doctor`")
    raise typer.Exit(FAILED)


def _say(text: str) -> None:
    from archiver.cli.looking.render import MAX_WIDTH, width
    from archiver.cli.output import emit

    emit(textwrap.fill(text, min(width(), MAX_WIDTH), break_long_words=False, break_on_hyphens=False))
    emit("")
