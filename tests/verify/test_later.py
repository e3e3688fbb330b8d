"""Which set of claims counts, and what a package with later statements says of itself when nothing is wrong."""

from dataclasses import replace
from typing import Any

import pytest

from archiver.bundle import sidecar
from archiver.bundle.later import with_claims
from archiver.errors import InputError
from archiver.model.report import PackageReport
from archiver.sign import trust
from archiver.verify.chain import Alone
from archiver.verify.envelope import Trusted
from archiver.verify.package import Options, Package, verify_package
from tests.support.again import SECOND, THIRD, about, act, again, other_claims, stated, statements_of, twice, withdrawn
from tests.support.build import Built, archive_keys, package, stranger_keys, trust_of, without_article
from tests.support.build import pack as pack_contents
from tests.support.forge import edited, redacted, resigned


def _report(built: Built, pinned: trust.Trust | None = None) -> PackageReport:
    trusted = Trusted.of(pinned or trust_of(archive_keys()))
    return verify_package(Package("p", built.sidecar, None), trusted, Options(deep=False), Alone())


def _found(report: PackageReport, code: str) -> list[tuple[str, str | None]]:
    return [(check.status, check.detail) for check in report.checks if check.code == code]


def test_the_newest_set_counts() -> None:
    report = _report(again())
    assert report.current_claims == 1
    assert _found(report, "E702") == [("pass", "claims[1] by archiver-rules 0.2.0 is current, of 2")]
    assert [_found(report, f"E70{n}")[0][0] for n in (1, 3, 4, 5, 6, 7)] == ["pass"] * 6


def test_without_later_statements_the_first_counts_and_nothing_more_is_said() -> None:
    report = _report(package())
    assert report.current_claims == 0
    assert _found(report, "E702") == [("not-applicable", "none")]
    assert not _found(report, "E703")


def test_a_withdrawn_set_does_not_count() -> None:
    assert _report(withdrawn(again(), 1)).current_claims == 0
    assert _report(twice()).current_claims == 2
    assert _report(withdrawn(package(), 0)).current_claims is None
    all_gone = withdrawn(withdrawn(again(), 1), 0, stated_at=THIRD)
    report = _report(all_gone)
    assert report.current_claims is None
    assert _found(report, "E702") == [("pass", "no set of claims is current: all are withdrawn")]


def test_a_set_by_a_stranger_does_not_count_and_can_be_vouched_for() -> None:
    by_stranger = stated(package(), signers=stranger_keys())
    assert _report(by_stranger).current_claims == 0
    both = trust_of(archive_keys()).with_set(trust.set_of("readers", stranger_keys()))
    report = _report(by_stranger, both)
    assert report.current_claims == 1
    assert ("pass", "readers") in _found(report, "E704")


def test_a_withdrawal_by_a_stranger_takes_nothing_away() -> None:
    document = withdrawn(again(), 1).document
    forged = stated(again(), other_claims(package(), "0.9.0", 1), stated_at=SECOND, signers=stranger_keys())
    assert _report(forged).current_claims == 1
    assert len(statements_of(document)) == 2


def test_many_statements_make_a_short_report_and_the_worst_is_in_it() -> None:
    built = again()

    def many(document: Any) -> None:
        good = document["provenance"]["later"][0]
        unsigned = {**good, "signatures": []}
        document["provenance"]["later"] = [*[unsigned] * 100, {**good, "signatures": good["signatures"][:1]}]

    report = _report(edited(built, many))
    assert len(report.checks) < 150
    assert ("fail", "later 100") in [(c.status, c.part) for c in report.checks if c.code == "E703"]
    assert ("cannot-check", "and 81 more") in _found(report, "E703")


def test_a_changed_set_does_not_count() -> None:
    changed = edited(again(), lambda d: d["claims"][1]["items"][0].update(negated=True))
    assert _report(changed).current_claims == 0


def test_claims_can_be_stated_after_a_redaction() -> None:
    """There is no seed any more: salts of their own are disclosed, and a claim can be withheld again."""
    held = redacted(package(), ["claims:2", "blocks:3"])
    report = _report(stated(held, other_claims(package(), kept=2)))
    assert report.current_claims == 1
    assert {check.code for check in report.checks if check.status in ("fail", "cannot-check")} == {"E306"}
    salts = stated(held).document["disclosure"]["salts"]
    assert set(held.document["disclosure"]["salts"]) < set(salts)
    assert len({value for key, value in salts.items() if key.startswith("claims/1:")}) == 5


def test_stating_changes_nothing_that_was_there() -> None:
    before, after = package("english").document, again().document
    assert after["claims"][0] == before["claims"][0]
    assert after["provenance"]["capture"] == before["provenance"]["capture"]
    for name in ("article", "capture", "disclosure", "format", "text"):
        assert after[name] == before[name]


def test_the_statement_holds_no_unsalted_digest_and_no_words() -> None:
    built = again()
    payload = str(statements_of(built.document)[0][1])
    assert not [item["exact"] for item in built.document["claims"][1]["items"] if item["exact"] in payload]


def test_a_package_without_claims_gets_no_later_ones() -> None:
    built = pack_contents(without_article(), archive_keys())
    with pytest.raises(InputError, match="1 to 9999 sets of claims, found 0"):
        with_claims(sidecar.read(built.sidecar).model, other_claims(package()), about(built), act())


def test_claims_that_name_no_extractor_are_not_stated() -> None:
    nameless = other_claims(package()).model_copy(update={"extractor": None})
    with pytest.raises(InputError, match="name their extractor"):
        with_claims(sidecar.read(package().sidecar).model, nameless, about(package()), act())


def test_a_forger_of_the_text_gains_nothing_from_claims_stated_before() -> None:
    """The capture statement changes with the text, and the later ones name the old one."""
    forged = resigned(again(), lambda d: d["capture"].update(purpose="another"), signers=archive_keys())
    report = _report(replace(forged))
    assert report.verdict == "tampered"
    assert _found(report, "E705")[0][0] == "fail"
