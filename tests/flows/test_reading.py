"""A page is read once, whoever asks; and what cannot be read is not tried again."""

from dataclasses import replace

import pytest

from archiver.capture.interface import Captured
from archiver.errors import LimitError
from archiver.extract.extraction import Extraction
from archiver.flows.capture import keep, named
from archiver.flows.reading import Reading, read_once
from archiver.model.claim import ClaimSet
from tests.flows.test_capture import LONG, Given, answered
from tests.flows.workshop import ARTICLE, captured, claims_here, extract_here, workshop


class Reader:
    """Reads in this process and remembers what."""

    def __init__(self) -> None:
        self.read_bodies: list[bytes | None] = []
        self.asked_for_claims = 0

    def read(self, capture: Captured) -> Reading:
        self.read_bodies.append(capture.body)
        if b"bomb" in (capture.body or b""):
            raise LimitError("a bomb")
        extraction = extract_here(capture)
        return Reading(extraction=extraction, claims=claims_here(extraction) if extraction.blocks else None)

    def find_claims(self, extraction: Extraction) -> ClaimSet:
        self.asked_for_claims += 1
        return claims_here(extraction)


def never(_: Captured) -> Extraction:
    raise AssertionError("read past `read_once`")


def test_text_and_claims_of_a_page_are_read_once_for_everything_that_looks_at_it() -> None:
    reader, shop = Reader(), workshop()
    once = read_once(replace(shop, extract=never, find_claims=reader.find_claims), reader.read)
    page = answered(shop, 200)
    named(page, once)
    done = keep(Given(page), once, robots=(), case_id=None)
    assert done.status == 0 and done.kept.row.claims == len(claims_here(extract_here(page)).items) > 0
    assert reader.read_bodies == [LONG.encode()]
    assert reader.asked_for_claims == 0


def test_a_page_that_holds_its_article_only_when_rendered_is_read_in_both_forms_once() -> None:
    reader, shop = Reader(), workshop()
    once = read_once(replace(shop, extract=never, find_claims=reader.find_claims), reader.read)
    rendered = answered(shop, 200)
    page = replace(answered(shop, 200, "Please enable scripts"), rendered=lambda _: rendered)
    assert keep(Given(page), once, robots=(), case_id=None).status == 0
    assert reader.read_bodies == [b"Please enable scripts", LONG.encode()]


def test_the_same_octets_read_in_another_way_are_read_again() -> None:
    reader, shop = Reader(), workshop()
    once = read_once(shop, reader.read)
    page = captured(ARTICLE, shop)
    for other in (page, replace(page, media_type="text/html"), replace(page, charset="cp1251"), page):
        once.extract(other)
    once.extract(replace(page, headline="Bridge opened"))
    assert len(reader.read_bodies) == 4


def test_what_cannot_be_read_is_tried_once() -> None:
    reader, shop = Reader(), workshop()
    once = read_once(shop, reader.read)
    bomb = captured(ARTICLE + "\n\nbomb", shop)
    for _ in range(2):
        with pytest.raises(LimitError, match="a bomb"):
            once.extract(bomb)
    assert len(reader.read_bodies) == 1


def test_claims_of_a_text_from_elsewhere_are_found_anew() -> None:
    reader, shop = Reader(), workshop()
    once = read_once(replace(shop, find_claims=reader.find_claims), reader.read)
    extraction = once.extract(captured(ARTICLE, shop))
    assert once.find_claims(extraction.model_copy(update={"absent": None})) == claims_here(extraction)
    assert reader.asked_for_claims == 0
    once.find_claims(extraction.model_copy(update={"blocks": extraction.blocks[:2]}))
    assert reader.asked_for_claims == 1
