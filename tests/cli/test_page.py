"""The page of `archiver diff --html`: nothing from the web is live in it, nothing is loaded, all of it can be read."""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from archiver.cli.comparing.page import page
from archiver.flows.compare import Compared, Readers, compare_versions, open_version
from archiver.store.packages import PackageFiles
from tests.flows.workshop import claims_here, extract_here
from tests.support.build import archive_keys, contents, pack
from tests.support.cli import write_files
from tests.support.forge import edited

HOSTILE = '</title></style><script>alert(1)</script>" onload="x" \u202e\x1b[31m&lt;b&gt; <img src=x onerror=y> {+x+}'


def _compared(folder: Path) -> Compared:
    """Two versions of which the newer one holds everything that could break out of a page."""
    old = pack(contents("english"), archive_keys())
    new = edited(old, lambda d: d["text"].__setitem__(1, HOSTILE + d["text"][1]))
    new = edited(new, lambda d: d["article"].update(headline=HOSTILE, modified=HOSTILE))
    new = edited(new, lambda d: d["text"].extend([f"Correction: {HOSTILE}", f"Read more: {HOSTILE}"]))
    made = []
    for name, built in (("old", old), ("new", new)):
        write_files(folder / name, built.files)
        made.append(open_version(PackageFiles(folder / name / f"{built.stem}.json", None)))
    return compare_versions(made[0], made[1], Readers(extract_here, claims_here))


def _tree(made: str) -> Any:
    return html.document_fromstring(made)


@pytest.fixture
def made(tmp_path: Path) -> str:
    return page(_compared(tmp_path))


def test_nothing_from_the_web_is_live(made: str) -> None:
    tree = _tree(made)
    assert not tree.xpath("//script | //img | //link | //iframe | //object | //form | //base | //svg | //*[@style]")
    assert not [name for element in tree.iter() for name in element.attrib if str(name).lower().startswith("on")]
    assert not re.findall(
        r"(?:src|url\(|@import|https?://(?!example\.org|www\.example|news\.example))", tree.xpath("string(//style)")
    )
    assert {link.get("href")[0] for link in tree.xpath("//a")} == {"#"}
    assert "\u202e" not in made
    assert "\x1b" not in made
    assert r"\u202e" in made
    assert "<img src=x onerror=y>" in tree.text_content()


def test_the_policy_allows_this_style_and_nothing_else(made: str) -> None:
    tree = _tree(made)
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    digest = base64.b64encode(hashlib.sha256(tree.xpath("string(//style)").encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")
    assert made.index("Content-Security-Policy") < made.index("<style")


def test_a_screen_reader_finds_its_way(made: str) -> None:
    tree = _tree(made)
    assert tree.get("lang") == "en"
    assert len(tree.xpath("//h1")) == len(tree.xpath("//main")) == 1
    for link in tree.xpath("//nav//a/@href"):
        assert tree.xpath(f"//section[@id='{link[1:]}'][@aria-labelledby]")
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert all(table.xpath(".//th[@scope]") for table in tree.xpath("//table"))
    for change in tree.xpath("//ins"):
        assert change.text_content().startswith("[added: ")
    for change in tree.xpath("//del"):
        assert change.text_content().startswith("[removed: ")


def test_both_views_hold_the_whole_text(made: str) -> None:
    tree = _tree(made)
    unchanged = "".join(tree.xpath("//section[@id='inline']//p[last()]")[0].itertext())
    assert unchanged
    rows = tree.xpath("//section[@id='side']//tbody/tr")
    assert len(rows) > len(tree.xpath("//section[@id='changes']/ol/li")) > 0
