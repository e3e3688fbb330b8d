"""An archive with a log, by its commands."""

import json
from pathlib import Path
from typing import Any

from tests.support import articles
from tests.support.cli import Ran, run


def archiver(work: Path, *arguments: str) -> Ran:
    return run(*arguments, home=work / "home", cwd=work)


def add(work: Path, number: int) -> None:
    (work / f"{number}.html").write_text(articles.ENGLISH_HTML.replace("2,400", f"{number},400"))
    done = archiver(
        work, "add", f"{number}.html", "--url", f"https://news.example.org/{number}", "--archive", "archive"
    )
    assert done.status == 0, done.err


def sidecars(work: Path) -> list[Path]:
    # Not what a killed run was writing: its name begins with a dot.
    return sorted((work / "archive").glob("[0-9]*/*/*/[0-9]*.json"))


def provenance(work: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text())["provenance"] for path in sidecars(work)]


def batch(work: Path, *flags: str) -> Ran:
    return archiver(work, "log", "checkpoint", "--archive", "archive", *flags)


def check(work: Path, *flags: str) -> tuple[int, list[dict[str, str]]]:
    done = archiver(work, "log", "check", "--archive", "archive", "--json", *flags)
    assert done.out, done.err
    return done.status, json.loads(done.out)["findings"]
