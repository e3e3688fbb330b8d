"""Clock, ids and seed given, a package's uncompressed records, payload and roots are the same every time."""

import pytest

from archiver.bundle import package as packer
from archiver.bundle.package import Contents
from tests.support.build import SUBJECTS, archive_keys, contents, pack
from tests.support.forge import Document, records_of, statement_of


def _made(made: Contents) -> tuple[list[bytes], Document, Document]:
    """Records, statement and everything in the sidecar that is not a signature."""
    built = pack(made, archive_keys())
    document = built.document
    del document["provenance"]["capture"]["signatures"]
    statement = statement_of(built.document)
    # The segment's digest is over compressed octets: another compressor may choose others.
    del statement["subject"][0]["digest"]
    del document["provenance"]["capture"]["payload"]
    return records_of(built.segment), statement, document


@pytest.mark.parametrize("name", SUBJECTS)
def test_the_same_contents_give_the_same_package(name: str) -> None:
    assert _made(contents(name)) == _made(contents(name))


def test_another_seed_gives_other_leaves_of_the_same_text() -> None:
    one, two = (_made(contents("english", seed=seed)) for seed in ("a", "b"))
    assert one[2]["text"] == two[2]["text"]
    for tree in ("fields", "blocks", "claims", "records"):
        pairs = zip(one[2]["disclosure"]["leaves"][tree], two[2]["disclosure"]["leaves"][tree], strict=True)
        assert all(a != b for a, b in pairs)


def test_no_two_leaves_of_equal_parts_are_equal() -> None:
    """Two blocks with one text have different salts: what was withheld is not found by looking for its double."""
    made = contents("text")
    document = pack(made, archive_keys()).document
    leaves = [leaf for tree in document["disclosure"]["leaves"].values() for leaf in tree]
    assert len(set(leaves)) == len(leaves)


def test_ml_dsa_is_hedged_and_the_statement_id_is_not() -> None:
    one, two = (pack(contents(), archive_keys()) for _ in range(2))
    sig = [built.document["provenance"]["capture"]["signatures"][1]["sig"] for built in (one, two)]
    assert sig[0] != sig[1]
    assert statement_of(one.document) == statement_of(two.document)
    assert packer.stem(contents().facts) == one.stem
