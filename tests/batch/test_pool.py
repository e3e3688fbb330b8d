"""Several readers side by side give what one gives, whoever asks, and leave no child behind."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from archiver.batch.child import cores
from archiver.batch.pool import ReaderPool
from archiver.errors import LimitError
from tests.batch.test_bounded import NESTED
from tests.flows.workshop import ARTICLE, captured, claims_here, extract_here, workshop

SHOP = workshop()


def test_many_at_once_are_read_as_one_would_be() -> None:
    pages = [captured(ARTICLE.replace("36", str(number)), SHOP) for number in range(20)]
    with ReaderPool(3) as pool, ThreadPoolExecutor(8) as threads:
        read = list(threads.map(pool.extract, pages))
        claims = list(threads.map(pool.find_claims, read))
    assert read == [extract_here(page) for page in pages]
    assert claims == [claims_here(extraction) for extraction in read]


def test_one_page_costs_one_child_and_none_is_left() -> None:
    with ReaderPool(3) as pool:
        for _ in range(3):
            pool.find_claims(pool.extract(captured(ARTICLE, SHOP)))
        children = [reader._child for reader in pool._readers if reader._child]
        assert len(children) == 1
    assert not children[0].alive()


def test_a_page_that_breaks_a_reader_leaves_the_others_alone() -> None:
    with ReaderPool(2, seconds=20) as pool:
        with pytest.raises(LimitError):
            pool.extract(captured(NESTED, SHOP, name="a.html"))
        assert pool.extract(captured(ARTICLE, SHOP)).blocks[0] == "Bridge at Dolna reopened"


def test_a_core_at_least() -> None:
    assert cores() >= 1
