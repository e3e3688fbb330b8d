"""`archiver cite` in every form, and `archiver verify` on what it wrote: kept, tampered with, and after the article changed."""

import shutil
from pathlib import Path

import pytest

from tests.support.cli import Ran, run, write_files

FORMS = {"bibtex": ".bib", "csl": ".json", "ris": ".ris", "robustlink": ".html", "text": ".txt"}
URL = "https://www.example.org/pell"
QUOTE = "nine people were on the bridge"
ONE = f"Bridge closed in Pell\n\nIvan Bondar said {QUOTE}. Trams still run.\n"
pytestmark = pytest.mark.xdist_group("bibliographies")  # what the module makes once is made in one worker


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with one article, cited whole and in part in every form; `refs.*` and `whole.*` beside it."""
    folder = tmp_path_factory.mktemp("desk")
    write_files(folder, {"one.txt": ONE.encode(), "two.txt": ONE.replace("nine", "six").encode()})
    assert archiver(folder, "init", "--no-passphrase", "-q").status == 0
    assert archiver(folder, "add", "one.txt", "--url", URL, "--captured-at", "2026-03-14T10:15:00Z").status == 0
    for form, suffix in FORMS.items():
        for name, quote in (("refs", ("--quote", QUOTE)), ("whole", ())):
            written = archiver(folder, "cite", URL, *quote, "--format", form).out
            page = f"<!DOCTYPE html><title>Essay</title><p>As {written} has it." if form == "robustlink" else written
            (folder / (name + suffix)).write_text(page, "utf-8")
    return folder


def archiver(folder: Path, *arguments: str) -> Ran:
    return run(*arguments, home=folder / "home", cwd=folder)


def statuses(folder: Path, *names: str) -> tuple[int, list[str]]:
    ran = archiver(folder, "verify", *names, "--json")
    return ran.status, [citation["status"] for citation in ran.report["citations"]]


@pytest.mark.parametrize("suffix", FORMS.values())
def test_what_was_cited_is_verified(desk: Path, suffix: str) -> None:
    assert statuses(desk, f"refs{suffix}", f"whole{suffix}") == (0, ["verified", "verified"])


@pytest.mark.parametrize("suffix", FORMS.values())
@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        (QUOTE, QUOTE.replace("nine", "four"), "tampered"),
        ("10:15:00.000000Z", "10:16:00.000000Z", "tampered"),
        ("path=", "path=" + "0" * 64 + ",", "tampered"),
        ("STATEMENT", "sha256:" + "0" * 64, "cannot-check"),
        ("STATEMENT", "sha256:0", "cannot-check"),
    ],
)
def test_a_citation_that_somebody_changed(
    desk: Path, tmp_path: Path, suffix: str, old: str, new: str, status: str
) -> None:
    statement = archiver(desk, "verify", URL, "--json").report["packages"][0]["statement_id"]
    text, old = (desk / f"refs{suffix}").read_text("utf-8"), old.replace("STATEMENT", statement)
    assert old in text
    changed = tmp_path / f"changed{suffix}"
    changed.write_text(text.replace(old, new), "utf-8")
    assert statuses(desk, str(changed)) == ({"tampered": 1, "cannot-check": 3}[status], [status])


@pytest.mark.parametrize("suffix", FORMS.values())
def test_an_article_that_changed_since(desk: Path, tmp_path: Path, suffix: str) -> None:
    shutil.copytree(desk, tmp_path / "later")
    later = tmp_path / "later"
    archiver(later, "add", "two.txt", "--url", URL, "--captured-at", "2026-03-15T10:15:00Z")
    assert statuses(later, f"refs{suffix}", f"whole{suffix}") == (0, ["changed", "changed"])


def test_all_in_one_run_and_beside_an_address(desk: Path) -> None:
    names = [f"refs{suffix}" for suffix in FORMS.values()]
    code, found = statuses(desk, *names, URL)
    assert (code, found) == (0, ["verified"] * len(FORMS))


@pytest.mark.parametrize("suffix", [".bib", ".json", ".ris", ".txt"])
def test_a_newer_version_that_is_cited_and_gone(desk: Path, tmp_path: Path, suffix: str) -> None:
    shutil.copytree(desk, tmp_path / "later")
    later = tmp_path / "later"
    archiver(later, "add", "two.txt", "--url", URL, "--captured-at", "2026-03-15T10:15:00Z")
    form = next(form for form, end in FORMS.items() if end == suffix)
    newer = archiver(later, "cite", URL, "--format", form).out
    (desk / f"newer{suffix}").write_text(newer, "utf-8")
    ran = archiver(desk, "verify", URL, f"newer{suffix}", "--json")
    assert ran.status == 3
    assert ran.found("E604", "cannot-check")
    assert ran.report["chains"][0]["cited"] == [ran.report["citations"][0]["statement_id"]]
