"""docs/README.md: each user's walk-through, run from the document in a folder that looks like the repository."""

import re
import shutil
from pathlib import Path

import pytest

from tests.docs.document import DOCS, read, runnable
from tests.docs.shell import Run, archiver_on_path, run

NAME = "README.md"
ROOT = DOCS.parent
USERS = {
    "archivist": ("The archivist: keep articles and answer for them", ("VERIFIED", "version 2, text", "2 packages")),
    "researcher": (
        "The researcher: use packages that others made",
        (
            "INDETERMINATE",
            "exit status 3",
            "VERIFIED",
            "trusted: sample",
            "verified sha256:",
            "ALERT",
            "{-four-}{+five+}",
            "direct quote  Danylo Vymyslenyi: We counted five vehicles",
            "Danylo Vymyslenyi\tWe counted four vehicles",
            "held elsewhere, known by CDXJ: no packages",
            "Proof claims:",
            "CHANGED SINCE",
            "2 citations: 1 verified, 1 changed since",
        ),
    ),
    "machine": ("The machine: captures every night", ("version 1", "exit status 0: verified, 2 packages")),
}


def _walk(heading: str, folder: Path) -> Run:
    repository = folder / "repository"
    shutil.copytree(ROOT / "archives" / "sample", repository / "archives" / "sample")
    shutil.copytree(ROOT / "archiver" / "cli" / "sample", repository / "archiver" / "cli" / "sample")
    steps = [block for block in runnable(NAME) if block.heading == heading]
    return run(steps, repository, archiver_on_path(folder))


@pytest.mark.parametrize("user", USERS)
def test_walk_through(user: str, tmp_path: Path) -> None:
    heading, said = USERS[user]
    if "jq" in "".join(block.text for block in runnable(NAME) if block.heading == heading) and not shutil.which("jq"):
        pytest.skip("jq is not installed; this walk-through uses it")
    ended = _walk(heading, tmp_path)
    assert ended.status == 0, ended.output
    assert [words for words in said if words not in ended.output] == [], ended.output
    assert "TAMPERED" not in ended.output


def test_every_runnable_block_belongs_to_a_user() -> None:
    assert {block.heading for block in runnable(NAME)} == {heading for heading, _ in USERS.values()}


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


PAGES = [*DOCS.rglob("*.md"), *(ROOT / name for name in ("README.md", "CHANGELOG.md", "archives/README.md"))]


@pytest.mark.parametrize("page", sorted(path.relative_to(ROOT).as_posix() for path in PAGES))
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target, anchor in re.findall(r"\]\(([^)#:\s]*)(?:#([^)\s]+))?\)", text):
        path = ((ROOT / page).parent / target) if target else ROOT / page
        assert path.exists(), f"{page} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
            assert anchor in map(_anchor, headings), f"{page} links to #{anchor}"


@pytest.mark.parametrize("page", sorted(path.relative_to(ROOT).as_posix() for path in PAGES))
def test_decisions_and_documents_that_are_named_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    numbers = {path.name[:4] for path in (DOCS / "adr").glob("*.md")}
    named = {number.zfill(4) for number in re.findall(r"(?:ADR |adr/)0*(\d{1,4})\b", text)}
    assert named - numbers == set(), f"{page} names decisions that are not there"
    for name in re.findall(r"`?(docs/[\w/-]+\.md)", text):
        assert (ROOT / name).exists(), f"{page} names {name}"


@pytest.mark.parametrize("name", sorted(path.name for path in DOCS.glob("*.md")))
def test_nothing_of_this_machine_is_in_it(name: str) -> None:
    assert not re.findall(r"/tmp/|/home/|/root/|registry\.|pypi\.org", read(name))
