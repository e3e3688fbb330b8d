"""An archive for tests of quick audits, and what is done to it."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from archiver.sign.canonical import layout
from tests.cli.running import Done, in_process
from tests.samples import SOURCES

COUNT = 6


def archiver(work: Path, *arguments: str) -> Done:
    return in_process(arguments, work)


def add(work: Path, *names: str) -> None:
    for name in names:
        (work / f"{name}.html").write_bytes((SOURCES / "bridge.html").read_bytes())
    files = [f"{name}.html" for name in names]
    done = archiver(work, "add", *files, "--url", "https://www.example.org/{name}", "-q")
    assert done.status == 0, done.stderr


def archive_of(work: Path, count: int) -> None:
    """Makes an archive of so many packages in the user's folder `work`; none of them is logged."""
    assert archiver(work, "init", "--no-passphrase", "-q").status == 0
    add(work, *(f"a{number}" for number in range(count)))


def checkpoint(work: Path) -> None:
    """Logs what is new, and forgets its seals, as where another user's home looks at the archive."""
    with unsealed(work):
        done = archiver(work, "log", "checkpoint", "--no-stamp", "--json")
    assert done.status == 0, done.stderr


@contextmanager
def unsealed(work: Path) -> Iterator[None]:
    """Whatever is sealed inside is not afterwards; older seals are as they were."""
    audits, kept = work / "archives/audits", work / "kept-audits"
    audits.mkdir(exist_ok=True)
    shutil.copytree(audits, kept, symlinks=True)
    yield
    shutil.rmtree(audits)
    kept.rename(audits)


def audit(work: Path, *flags: str, signatures: str = "0", depth: str = "--quick") -> dict[str, Any]:
    """The JSON report, with its exit status and the ways of checking as a dictionary."""
    done = archiver(work, "audit", depth, "--restart", "--json", "--signatures", signatures, *flags)
    assert done.stdout, done.stderr
    report = json.loads(done.stdout)
    found = {
        event["package"]: [(one["code"], one["part"]) for one in event["findings"]] for event in report["findings"]
    }
    return {"status": done.status, "found": found, **report["summary"], "how": dict(report["summary"]["how"])}


def sidecars(work: Path) -> list[Path]:
    return sorted((work / "archives").glob("2*/**/*.json"))


def name_of(work: Path, path: Path) -> str:
    return str(path.relative_to(work / "archives"))


def segment_of(path: Path) -> Path:
    return path.with_name(path.stem + ".warc.gz")


def changed(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """The sidecar with a change, in the format's own layout."""
    document = json.loads(path.read_bytes())
    change(document)
    path.write_bytes(layout(document))


def flipped_signature(which: int) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        signature = document["provenance"]["capture"]["signatures"][which]
        first = signature["sig"][20]
        signature["sig"] = signature["sig"][:20] + ("A" if first != "A" else "B") + signature["sig"][21:]

    return change
