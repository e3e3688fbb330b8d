"""Feeds, sitemaps and front pages at night: what they name joins, and the answer that named it is evidence."""

from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.nightly.desk import Watch
from tests.nightly.site import SOURCES, Page, Site


def evidence(watch: Watch, url: str) -> list[bytes]:
    """The last response's block in each package of a source."""
    found = []
    for row in watch.rows(url):
        with (watch.work / "archives" / row.warc).open("rb") as segment:
            found.append(
                [
                    record.content_stream().read()
                    for record in ArchiveIterator(segment)
                    if record.rec_type == "response"
                ][-1]
            )
    return found


@pytest.mark.parametrize(
    ("path", "kind", "named_by"),
    [
        ("/feed.xml", "feed", "/feed.xml"),
        ("/sitemap.xml", "sitemap", "/news-sitemap.xml"),
        ("/world/", "section", "/world/"),
    ],
)
def test_an_answer_that_names_something_new_is_kept_and_no_other(
    tmp_path: Path, path: str, kind: str, named_by: str
) -> None:
    with Site(2) as site, Watch(tmp_path) as watch:
        watch.add([site.at(path)], "--kind", kind, *(("--links", "/*") if kind == "section" else ()))
        assert watch.run() == 0
        assert watch.results() == {"captured": 2}
        (source,) = watch.last_report()["sources"]
        assert source["sidecars"] == [row.sidecar for row in watch.rows(site.at(named_by))]
        assert 0 < source["octets"] < watch.last_report()["disk"]["used_by_run"]
        assert source["sidecars"][0] in watch.page()

        watch.later(hours=2)
        assert watch.run() == 0
        assert watch.last_report()["sources"][0]["sidecars"] == [], "it named nothing new"

        before = SOURCES[named_by](site)[1]
        site.pages[7] = Page()
        watch.later(hours=2)
        assert watch.run() == 0
        assert watch.last_report()["sources"][0]["joined"] == 1
        assert [block.endswith(octets) for block, octets in zip(
            evidence(watch, site.at(named_by)), (before, SOURCES[named_by](site)[1]), strict=True
        )] == [True, True]  # fmt: skip
        assert watch.relations(site.at(named_by)) == [None, "text"]
        sidecar = watch.sidecar(watch.rows(site.at(named_by))[0])
        assert (sidecar["article"], sidecar["text"]) == (None, [])
        assert sidecar["capture"]["absent"]["/article"] == f"a {kind}, kept for the articles that it names"
        assert watch.archiver("verify", "archives", "--quiet").status == 0


def test_a_front_page_that_is_captured_as_an_article_too_keeps_its_chain(tmp_path: Path) -> None:
    with Site(2) as site, Watch(tmp_path) as watch:
        watch.add([site.at("/world/")], "--kind", "section", "--links", "/*")
        watch.add([site.at("/world/")])
        assert watch.run() == 0
        site.pages[7] = Page()
        watch.later(hours=2)
        assert watch.run() == 0
        relations = watch.relations(site.at("/world/"))
        assert relations[:2] == [None, "text"], "the source first, then the page as an article"
        assert "unavailable" not in relations and "returned" not in relations
        assert watch.archiver("verify", "archives", "--quiet").status == 0


def test_a_feed_in_a_case_is_evidence_of_that_case(tmp_path: Path) -> None:
    with Site(1) as site, Watch(tmp_path) as watch:
        watch.add([site.feed], "--case", "C-7")
        assert watch.run() == 0
        assert watch.sidecar(watch.rows(site.feed)[0])["capture"]["case_id"] == "C-7"
