"""Each kind of change, signed into the newer capture; texts that two extractors read are read again by one."""

from dataclasses import replace

import pytest

from archiver.bundle import sidecar
from archiver.capture.interface import Captured
from archiver.extract.extraction import Extraction
from archiver.flows.archive import Workshop, archive
from archiver.flows.chain import chain_end, read_by
from archiver.flows.reread import reread
from archiver.model.digest import sha256
from archiver.model.statement import Relation
from archiver.verify.statement import read_statement
from tests.flows.workshop import URL, captured, extract_here, workshop

PAGE = """<!doctype html><html lang="en"><head><title>Bridge at Dolna reopened</title>
<meta name="author" content="Ana Lee"></head><body><div id="ads">Buy</div><article>
<h1>Bridge at Dolna reopened</h1>
<p>The bridge at Dolna was reopened on Monday after nine days of repair, the engineers said in the town hall.</p>
<p>“We worked for 36 hours,” said Olena Marchenko, who leads the repair crew. “Two lanes are open again.”</p>
<p>About 2,000 people are said to have crossed by noon, and the market was full for the first time since spring.</p>
</article></body></html>"""
NOTICE = "<p>Correction: an earlier version of this article gave the wrong day.</p></article>"
CASES: dict[str, tuple[Relation, str, str]] = {
    "the same octets": ("unchanged", "", ""),
    "another advertisement": ("markup", ">Buy<", ">Buy more<"),
    "other quotation marks": ("typographic", "“We worked for 36 hours,”", '"We worked for 36 hours,"'),
    "another byline": ("metadata", "Ana Lee", "Petro Dub"),
    "another number": ("text", "2,000", "3,000"),
    "another headline": ("headline", "<h1>Bridge at Dolna reopened", "<h1>Bridge at Dolna is open"),
    "a notice": ("correction", "</article>", NOTICE),
    "a comment count": ("markup", "</article>", "<p>12 comments</p></article>"),
}


def _kept(page: str, shop: Workshop, **changes: object) -> Relation | None:
    capture = replace(captured(page, shop, name="a.html"), **changes)  # type: ignore[arg-type]
    kept = archive(capture, shop)
    signed = sidecar.read(shop.store.read(kept.row.sidecar, 1 << 24)).model.provenance.capture
    previous = read_statement(signed).model.predicate.previous
    assert kept.change == (previous.relation if previous else None) == kept.row.relation
    return kept.change


@pytest.mark.parametrize(("relation", "old", "new"), CASES.values(), ids=CASES)
def test_the_kind_of_change_is_signed(relation: Relation, old: str, new: str) -> None:
    shop = workshop()
    assert _kept(PAGE, shop) is None
    assert not old or old in PAGE
    assert _kept(PAGE.replace(old, new), shop) == relation


def test_an_article_that_answers_elsewhere_has_moved() -> None:
    shop = workshop()
    _kept(PAGE, shop)
    assert _kept(PAGE, shop, final_url="https://news.example.org/2026/bridge") == "moved"


def test_removed_and_returned() -> None:
    shop = workshop()
    _kept(PAGE, shop)
    gone = {"method": "socket", "body": None, "payload": None, "outcome": "removed", "records": lambda _: ()}
    assert _kept(PAGE, shop, **gone) == "removed"
    assert _kept(PAGE, shop) == "returned"


def _older_extractor(capture: Captured) -> Extraction:
    """As an older version would have read it: every block but the headline cut in half."""
    read = extract_here(capture)
    assert read.article and read.article.extractor
    blocks = (read.blocks[0], *(block[: len(block) // 2] for block in read.blocks[1:]))
    older = read.article.extractor.model_copy(update={"version": "0.0.1"})
    return read.model_copy(update={"blocks": blocks, "article": read.article.model_copy(update={"extractor": older})})


def test_another_extractor_is_no_other_text() -> None:
    shop = workshop()
    _kept(PAGE, replace(shop, extract=_older_extractor))
    assert _kept(PAGE, shop) == "unchanged"
    assert _kept(PAGE.replace("2,000", "3,000"), shop) == "text"


def test_what_cannot_be_read_again_is_compared_as_it_was_read() -> None:
    shop = workshop()
    _kept(PAGE, replace(shop, extract=_older_extractor))
    end = chain_end(URL, shop.archive, shop.store, shop.index)
    lost = replace(end, warc="2026/11/22/lost.warc.gz")
    assert read_by(lost, extract_here(captured(PAGE, shop, name="a.html")), shop.store, extract_here) is lost


def test_a_headline_that_the_user_gave_is_given_again() -> None:
    shop = workshop()
    kept = archive(replace(captured(PAGE, shop, name="a.html"), headline="Another headline"), shop)
    model = sidecar.read(shop.store.read(kept.row.sidecar, 1 << 24)).model
    with shop.store.open(kept.row.warc) as segment:
        again = reread(model, segment, extract_here)
    assert again.article == model.article
    assert again.blocks == model.text
    assert again.article and again.article.text_sha256 and again.article.text_sha256 != sha256(b"")
