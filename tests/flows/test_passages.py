"""What of a package can be searched for: what stands in it, of the set that stands, and nothing that is withheld."""

import pytest

from archiver.bundle import sidecar
from archiver.flows.passages import MAX_PASSAGE, passages_of, standing_claims
from archiver.flows.rows import row_of
from archiver.model.sidecar import Sidecar
from archiver.store.interface import Location
from archiver.verify.statement import read_statement
from tests.support.again import again, stated, twice, withdrawn
from tests.support.build import package


def model(name: str = "english") -> Sidecar:
    return sidecar.read(package(name).sidecar).model


def words(made: Sidecar) -> str:
    return repr(passages_of(made))


def without(made: Sidecar, *, blocks: tuple[int, ...] = (), claims: tuple[int, ...] = ()) -> Sidecar:
    """As a redaction leaves it: null in the place of what is withheld."""
    items = tuple(None if n in claims else item for n, item in enumerate(made.claims[0].items))
    text = tuple(None if n in blocks else block for n, block in enumerate(made.text))
    return made.model_copy(update={"text": text, "claims": (made.claims[0].model_copy(update={"items": items}),)})


@pytest.mark.parametrize("name", ["english", "ukrainian"])
def test_every_claim_and_the_headline_once(name: str) -> None:
    made = model(name)
    passages = passages_of(made)
    assert made.article
    headlines = [passage.text for passage in passages if passage.kind == "headline"]
    assert headlines == [made.article.headline]
    claims = [passage for passage in passages if passage.position is not None]
    assert [passage.text for passage in claims] == [claim.exact for claim in made.claims[0].items if claim]
    assert [passage.position for passage in claims] == list(range(len(claims)))
    assert any(passage.speaker for passage in claims)


def test_a_claim_that_is_withheld_is_not_found() -> None:
    made = model()
    for number, claim in enumerate(made.claims[0].items):
        assert claim
        left = passages_of(without(made, claims=(number,)))
        assert number not in [passage.position for passage in left]
        assert len(left) >= len(passages_of(made)) - 1


def test_nothing_of_a_block_that_is_withheld_is_found() -> None:
    made = model()
    for block in range(len(made.text)):
        left = passages_of(without(made, blocks=(block,)))
        for claim, position in zip(made.claims[0].items, range(100), strict=False):
            assert claim
            found = next((passage for passage in left if passage.position == position), None)
            if any(at == block for at, _, _ in claim.parts):
                assert found is None
            elif found and claim.speaker and claim.speaker.block == block:
                assert (found.speaker, found.stands_for) == (None, None)


def test_what_is_withheld_elsewhere_is_in_no_row() -> None:
    made = model()
    statement = read_statement(made.provenance.capture)
    capture = made.capture.model_copy(update={"quality": None, "case_id": None, "source": None})
    assert made.article
    article = made.article.model_copy(update={"headline": None, "text_sha256": None})
    redacted = without(made.model_copy(update={"capture": capture, "article": article}))
    row = row_of("a.json", redacted, statement.model, statement.id, Location("a.warc.gz", 0, 1))
    assert (row.quality, row.case_id, row.source_sha256, row.text_sha256) == (None, None, None, None)
    assert all(passage.position is not None for passage in row.passages or ())


def test_the_newest_set_that_nobody_withdrew_stands() -> None:
    for built, expected in (
        (package(), 0), (again(), 1), (twice(), 2), (withdrawn(package(), 0), None), (withdrawn(again(), 1), 0),
    ):  # fmt: skip
        made = sidecar.read(built.sidecar).model
        assert standing_claims(made) == (None if expected is None else made.claims[expected])


def test_a_set_without_a_statement_does_not_stand() -> None:
    made = sidecar.read(stated(package()).sidecar).model
    unsigned = made.model_copy(update={"provenance": made.provenance.model_copy(update={"later": ()})})
    assert standing_claims(unsigned) == made.claims[0]


def test_a_package_without_article_or_claims_has_none() -> None:
    made = model().model_copy(update={"article": None, "claims": (), "text": ()})
    assert passages_of(made) == ()


def test_a_passage_is_bounded() -> None:
    made = model()
    first = made.claims[0].items[0]
    assert first
    long = first.model_copy(update={"exact": "x" * (MAX_PASSAGE * 2)})
    made = made.model_copy(update={"claims": (made.claims[0].model_copy(update={"items": (long,)}),)})
    assert len(passages_of(made)[-1].text) == MAX_PASSAGE
