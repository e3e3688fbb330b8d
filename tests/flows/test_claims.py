"""Claims stated again: in a store of the test's own, with the real extractor, packer and verifier."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from archiver.bundle import sidecar
from archiver.claims.given import Given, claims_in
from archiver.errors import ContentError, InputError, ResourceError, UsageError
from archiver.flows.archive import Kept, Workshop, archive
from archiver.flows.claims import Stated, claims_again, withdraw
from archiver.index.interface import Query
from archiver.model.claim import ClaimSet
from archiver.model.digest import sha256
from archiver.model.sidecar import Sidecar
from archiver.sign import keys, trust
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.verify.chain import Alone
from archiver.verify.envelope import Trusted
from archiver.verify.package import Options, Package, verify_package
from tests.flows.workshop import ARTICLE, SIGNERS, captured, workshop

TRUSTED = Trusted.of(trust.EMPTY.with_set(trust.set_of("desk", SIGNERS)))


def _rules(version: str, kept: int = 100) -> Callable[[Given], ClaimSet]:
    """The real rules as if they were another version, which keeps the first claims alone."""

    def find(text: Given) -> ClaimSet:
        found = claims_in(text, "default")
        assert found.extractor
        return ClaimSet(extractor=found.extractor.model_copy(update={"version": version}), items=found.items[:kept])

    return find


def _same(text: Given) -> ClaimSet:
    return claims_in(text, "default")


@pytest.fixture
def shop() -> Workshop:
    return workshop()


@pytest.fixture
def kept(shop: Workshop) -> Kept:
    return archive(captured(ARTICLE, shop), shop)


def _octets(kept: Kept, shop: Workshop) -> bytes:
    return shop.store.read(kept.row.sidecar, MAX_JSON_BYTES)


def _model(kept: Kept, shop: Workshop) -> Sidecar:
    return sidecar.read(_octets(kept, shop)).model


def _again(kept: Kept, shop: Workshop, find: Callable[[Given], ClaimSet] = _rules("9.0")) -> Stated:  # noqa: B008
    return claims_again(find, kept.row.sidecar, shop, TRUSTED)


def test_another_reading_is_added_and_counts(kept: Kept, shop: Workshop) -> None:
    before = _model(kept, shop)
    stated = _again(kept, shop, _rules("9.0", 2))
    after = _model(kept, shop)
    assert (stated.added, stated.position, stated.current, stated.count) == (True, 1, 1, 2)
    assert after.claims[0] == before.claims[0]
    assert len(after.claims) == 2
    assert after.provenance.capture == before.provenance.capture
    with shop.store.open(kept.row.warc) as segment:
        package = Package("p", _octets(kept, shop), segment)
        report = verify_package(package, TRUSTED, Options(), Alone())
    assert (report.verdict, report.current_claims) == ("verified", 1)


def test_a_search_finds_what_stands_now(kept: Kept, shop: Workshop) -> None:
    def found() -> list[int]:
        return [len(hit.passages) for hit in shop.index.search(Query(kind="direct_quote")).hits]

    before = found()
    assert before != []
    _again(kept, shop, _rules("9.0", 1))
    assert found() != before
    withdraw(1, "Wrong.", kept.row.sidecar, shop, TRUSTED)
    assert found() == before
    assert shop.index.versions(kept.row.series) == [kept.row]


def test_the_same_reading_is_not_stated_again(kept: Kept, shop: Workshop) -> None:
    before = _octets(kept, shop)
    assert not _again(kept, shop, _same).added
    assert _octets(kept, shop) == before
    assert _again(kept, shop).added
    assert not _again(kept, shop).added
    assert _again(kept, shop, _same).position == 2


def test_time_rises_where_the_clock_stands_still(kept: Kept, shop: Workshop) -> None:
    still = replace(shop, now=lambda: "2020-01-01T00:00:00.000000Z")
    assert [_again(kept, still, _rules(version)).current for version in "123"] == [1, 2, 3]
    assert withdraw(3, "Wrong.", kept.row.sidecar, still, TRUSTED).current == 2


def test_a_set_is_withdrawn_once_and_stays(kept: Kept, shop: Workshop) -> None:
    _again(kept, shop)
    stated = withdraw(1, "  Read badly. ", kept.row.sidecar, shop, TRUSTED)
    assert (stated.current, stated.position, len(_model(kept, shop).claims)) == (0, 1, 2)
    with pytest.raises(UsageError, match=r"claims\[1\], which is withdrawn"):
        withdraw(1, "Again.", kept.row.sidecar, shop, TRUSTED)
    assert withdraw(0, "That too.", kept.row.sidecar, shop, TRUSTED).current is None
    assert _again(kept, shop).current == 2


@pytest.mark.parametrize("position", [1, 7])
def test_a_set_that_is_not_there_is_not_withdrawn(position: int, kept: Kept, shop: Workshop) -> None:
    with pytest.raises(UsageError, match="one of its 1 sets of claims"):
        withdraw(position, "Why not.", kept.row.sidecar, shop, TRUSTED)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2001])
def test_a_withdrawal_needs_a_reason(reason: str, kept: Kept, shop: Workshop) -> None:
    with pytest.raises(UsageError, match="a reason of 1 to 2000"):
        withdraw(0, reason, kept.row.sidecar, shop, TRUSTED)


def test_nothing_is_signed_about_a_changed_text(kept: Kept, shop: Workshop) -> None:
    octets = _octets(kept, shop)
    forged = octets.replace(b"Two lanes are open", b"No lanes are open")
    assert forged != octets
    shop.store.replace(kept.row.sidecar, forged, sha256(octets))
    with pytest.raises(InputError, match="verifies, found E302 blocks-tree, block 2"):
        _again(kept, shop)
    assert _octets(kept, shop) == forged


def test_nothing_is_signed_about_a_strangers_package(kept: Kept, shop: Workshop) -> None:
    with pytest.raises(InputError, match="E202 trusted-set"):
        claims_again(_same, kept.row.sidecar, shop, Trusted.of(trust.EMPTY))


def test_nothing_is_written_by_keys_that_may_not_state_claims(kept: Kept, shop: Workshop) -> None:
    before = _octets(kept, shop)
    others = tuple(keys.generate(algorithm) for algorithm in keys.ALGORITHMS)
    with pytest.raises(ResourceError, match=r"E704 later-signers.*nothing was written"):
        _again(kept, replace(shop, signers=others))
    capture_only = trust.set_of("desk", SIGNERS).model_copy(update={"roles": ("capture",)})
    with pytest.raises(ResourceError, match="E704 later-signers"):
        claims_again(_rules("9.0"), kept.row.sidecar, shop, Trusted.of(trust.EMPTY.with_set(capture_only)))
    assert _octets(kept, shop) == before


def test_claims_that_do_not_stand_in_the_text_are_not_stated(kept: Kept, shop: Workshop) -> None:
    """An extractor with a defect must not spoil a package that verifies."""
    before = _octets(kept, shop)

    def wrong(text: Given) -> ClaimSet:
        found = _same(text)
        assert found.items[0]
        return found.model_copy(update={"items": (found.items[0].model_copy(update={"exact": "Never said."}),)})

    with pytest.raises(ResourceError, match=r"E501 claim-anchors, claims\[1\] claim 0"):
        _again(kept, shop, wrong)
    assert _octets(kept, shop) == before


def test_what_somebody_else_wrote_meanwhile_is_not_lost(kept: Kept, shop: Workshop) -> None:
    def meanwhile(text: Given) -> ClaimSet:
        _again(kept, shop, _rules("8.0"))
        return _rules("9.0")(text)

    with pytest.raises(ResourceError, match="another run changed it"):
        _again(kept, shop, meanwhile)
    assert [found.extractor.version for found in _model(kept, shop).claims[1:] if found.extractor] == ["8.0"]


def test_a_capture_without_an_article_has_no_claims_to_find(kept: Kept, shop: Workshop) -> None:
    nothing = replace(captured(ARTICLE, shop), method="socket", body=None, unreadable="no answer")
    row = archive(nothing, shop).row
    with pytest.raises(ContentError, match="expected a package with text"):
        claims_again(_same, row.sidecar, shop, TRUSTED)
