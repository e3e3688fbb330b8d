"""docs/verify-without-us.md, steps 11 and 12: a stamp by `openssl ts`, a log proof by hand, on good and bad packages."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.conftest import Made, make
from tests.docs.document import Block, blocks, runnable
from tests.docs.shell import Run, run
from tests.support.tsa import Authority

NAME = "verify-without-us.md"
pytestmark = pytest.mark.xdist_group("stamps-by-hand")  # what the module makes once is made in one worker


def _boxes(word: str) -> list[Block]:
    found = [block for block in blocks(NAME) if word in block.words]
    assert found
    return found


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa"))


@pytest.fixture(scope="module")
def vouched(desk: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """Stamped, then put into the log as one of five."""
    with desk.served() as url:
        more = "\n".join(
            [f"archiver timestamp archive --authority {url} --quiet"]
            + [f"archiver add article.html --url https://other.example.com/{n} --archive archive" for n in range(4)]
            + [
                f"archiver log checkpoint --archive archive --authority {url} --quiet",
                "rm archive/2*/*/*/*other.example.com*",
            ]
        )
        made = make(tmp_path_factory.mktemp("vouched") / "made", more)
        (made.folder / "authority.pem").write_bytes(desk.root.pem)
        yield made


def _check(package: Made) -> Run:
    first = [block for block in runnable(NAME) if not block.needs]
    return run([*first, *_boxes("stamp"), *_boxes("log")], package.folder)


def test_a_vouched_package_passes_every_step(vouched: Made) -> None:
    ended = _check(vouched)
    assert ended.status == 0, ended.output
    assert "Verification: OK" in ended.output
    assert "ok         the proof leads to the root" in ended.output
    assert "Signature Verified Successfully" in ended.output


def _changed(package: Made, to: Path, old: str, new: str) -> Made:
    copy = package.copy(to)
    document = json.loads(copy.sidecar.read_text())
    entry = document["provenance"]["log"][0]
    entry["proof"], entry["checkpoint"] = entry["proof"].replace(old, new), entry["checkpoint"].replace(old, new)
    copy.sidecar.write_text(json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
    return copy


def test_another_size_has_no_signature(vouched: Made, tmp_path: Path) -> None:
    size = json.loads(vouched.sidecar.read_text())["provenance"]["log"][0]["checkpoint"].split("\n")[1]
    ended = _check(_changed(vouched, tmp_path / "copy", f"\n{size}\n", f"\n0{size}\n"))
    assert ended.status != 0
    assert "Signature Verification Failure" in ended.output


def test_anothers_stamp_is_found(vouched: Made, desk: Authority, tmp_path: Path) -> None:
    copy = vouched.copy(tmp_path / "copy")
    (copy.folder / "authority.pem").write_bytes(Authority(tmp_path / "stranger").root.pem)
    ended = _check(copy)
    assert ended.status != 0
    assert "Verification: FAILED" in ended.output
