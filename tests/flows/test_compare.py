"""Two packages through one pair of eyes: what two programs read is read again before it is compared."""

from dataclasses import replace
from pathlib import Path

from archiver.flows.compare import Compared, Readers, compare_versions, open_version
from archiver.store.packages import PackageFiles
from tests.flows.workshop import claims_here, extract_here
from tests.support.build import Built, archive_keys, article_of, contents, pack
from tests.support.cli import write_files

READERS = Readers(extract_here, claims_here)


def _older_text() -> Built:
    """The same page as another extractor read it: half of every block."""
    made = contents("english")
    article = article_of(made)
    assert article.extractor
    older = article.model_copy(update={"extractor": article.extractor.model_copy(update={"version": "0.0.1"})})
    return pack(
        replace(made, article=older, text=tuple(block[: len(block) // 2] for block in made.text), claims=None),
        archive_keys(),
    )


def _older_claims() -> Built:
    made = contents("english")
    assert made.claims and made.claims.extractor
    older = made.claims.extractor.model_copy(update={"version": "0.0.1"})
    return pack(replace(made, claims=made.claims.model_copy(update={"extractor": older, "items": ()})), archive_keys())


def _compared(old: Built, new: Built, folder: Path, *, warc: bool = True) -> Compared:
    versions = []
    for name, built in (("old", old), ("new", new)):
        write_files(folder / name, built.files)
        stem = folder / name / built.stem
        segment = stem.with_name(stem.name + ".warc.gz") if warc else None
        versions.append(open_version(PackageFiles(stem.with_name(stem.name + ".json"), segment)))
    return compare_versions(versions[0], versions[1], READERS)


def test_another_extractor_is_no_change(tmp_path: Path) -> None:
    found = _compared(_older_text(), pack(contents("english"), archive_keys()), tmp_path)
    assert found.comparison.changes == ()
    assert "read again" in found.notes[0]


def test_without_the_warc_the_difference_may_be_the_extractors_and_that_is_said(tmp_path: Path) -> None:
    found = _compared(_older_text(), pack(contents("english"), archive_keys()), tmp_path, warc=False)
    assert found.comparison.changes
    assert "WARC is not at hand" in found.notes[0]


def test_another_finder_of_claims_withdraws_nothing(tmp_path: Path) -> None:
    found = _compared(_older_claims(), pack(contents("english"), archive_keys()), tmp_path)
    assert {one.state for one in found.comparison.claims} == {"kept"}
    assert "claims" in found.notes[0]


def test_one_extractor_needs_no_second_look(tmp_path: Path) -> None:
    built = pack(contents("english"), archive_keys())
    found = _compared(built, built, tmp_path, warc=False)
    assert (found.notes, found.comparison.changes) == ((), ())
