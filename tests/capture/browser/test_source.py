"""A view as a capture, without Chromium: what is said where something is missing."""

from dataclasses import replace

import pytest

from archiver.bundle import sidecar
from archiver.bundle.records import Stamp
from archiver.capture.browser.browse import Loaded, View
from archiver.capture.browser.exchange import Resource
from archiver.capture.browser.executable import has_playwright
from archiver.capture.browser.source import BrowserSource
from archiver.capture.interface import Captured
from archiver.flows.capture import keep
from archiver.model.ids import new_urn
from archiver.model.url import surt
from archiver.sign.strict import MAX_JSON_BYTES
from tests.capture.browser.pages import article
from tests.flows.workshop import URL, captured, counting_entropy, workshop

pytestmark = pytest.mark.skipif(
    not has_playwright(), reason="NOT TESTED: no Playwright, whose version a capture states"
)
AT = "2026-11-22T07:15:01.000000Z"
FULL = View("1280x800", "156.0", AT, URL, {"dom": article().encode(), "png": b"\x89PNG", "pdf": b"%PDF"})


def _source(view: View, octets: str = "<p>Please enable JavaScript.</p>") -> BrowserSource:
    entropy = counting_entropy(1000)
    base = replace(captured(octets, workshop()), method="socket", media_type="text/html", captured_at=AT)
    return BrowserSource(base, view, lambda: new_urn(entropy))


def _only(source: BrowserSource) -> Captured:
    (found,) = source.captures()
    return found


def _loaded(url: str, **facts: object) -> Loaded:
    known = Resource(url=url, method="GET", role="image", requested_at=AT).model_copy(update=facts)
    return Loaded(known, None)


def test_a_view_without_its_picture_is_kept_and_is_no_success() -> None:
    notes = ("consent: Locator.click: Timeout 2000ms exceeded.", "png: not done within 8 s")
    found = _only(_source(replace(FULL, views={"dom": b"<p>x", "pdf": b"%PDF"}, notes=notes)))
    assert [view.kind for view in found.renderings] == ["dom", "pdf"]
    assert found.shortfall is not None and found.shortfall.startswith("browser: no png: ")
    assert found.absent["/capture/access/consent_action"] == notes[0] and found.access.consent_action is None
    assert notes[1] in found.absent["/capture/renderings"]


def test_what_was_not_had_is_listed_with_its_reason_and_what_has_no_address_is_counted() -> None:
    refused = _loaded("http://10.0.0.1/x.png", reason="address: private")
    late = _loaded("http://h/late.png", status=200, fields=(("Content-Type", "image/png; x=y"),), reason="not finished")
    found = _only(_source(replace(FULL, loaded=(refused, _loaded("http://h/" + "x" * 9000), late))))
    assert [(m.url, m.status, m.media_type, m.sha256, m.record) for m in found.media] == [
        ("http://10.0.0.1/x.png", None, None, None, None),
        ("http://h/late.png", 200, "image/png", None, None),
    ]
    assert found.absent["/capture/media/0/sha256"] == "address: private"
    assert found.absent["/capture/media/1/sha256"] == "not finished"
    note = b"".join(found.records(Stamp("<urn:x>", AT))[-1].pieces())
    assert b"note: 1 requests left out" in note


def test_the_rendered_page_is_read_where_the_octets_hold_no_article() -> None:
    shop = workshop()
    elsewhere = f"{URL}?page=2"
    tried = keep(_source(replace(FULL, shown_url=f"{elsewhere}#top")), shop, robots=(), case_id=None)
    assert (tried.status, tried.kept.quality.verdict) == (0, "article")
    found = _only(_source(replace(FULL, shown_url=f"{elsewhere}#top")))
    assert found.rendered is not None
    rendered = found.rendered("because")
    assert (rendered.final_url, rendered.charset, rendered.body) == (elsewhere, "utf-8", article().encode())
    heads = [record.head for record in rendered.records(Stamp("<urn:x>", AT))]
    assert [head.target_uri for head in heads if head.record_id == rendered.payload.record] == [elsewhere]  # type: ignore[union-attr]


def test_the_octets_are_read_where_they_hold_the_article() -> None:
    shop = workshop()
    source = _source(FULL, article())
    keep(source, shop, robots=(), case_id=None)
    (row,) = shop.index.versions(surt(URL))
    capture = sidecar.read(shop.store.read(row.sidecar, MAX_JSON_BYTES)).model.capture
    assert capture.source is not None and source.captured.payload is not None
    assert (capture.method, capture.source.record) == ("browser", source.captured.payload.record)


def test_a_view_that_failed_leaves_what_the_wire_level_client_had() -> None:
    found = _only(_source(View("1280x800", failure="crash: it did"), article()))
    assert (found.method, found.renderings, found.rendered) == ("socket", (), None)
    assert found.shortfall == "browser: crash: it did"
    tried = keep(_source(View("1280x800", failure="crash: it did"), article()), workshop(), robots=(), case_id=None)
    assert (tried.status, tried.reason, tried.kept.quality.verdict) == (6, "browser: crash: it did", "article")
