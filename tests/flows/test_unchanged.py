"""What the package of a 304 leaves out, and what it never does."""

from dataclasses import replace
from typing import Any

from archiver.bundle.record import AnyRecord
from archiver.bundle.records import CERTIFICATE_URI, Stamp, resource
from archiver.capture.http.evidence import CERTIFICATE_TYPE
from archiver.capture.interface import Captured
from archiver.flows.capture import keep
from archiver.flows.chain import START, chain_end
from archiver.flows.unchanged import lean
from archiver.model.capture import Tls
from archiver.model.digest import hex_of, sha256
from tests.flows.test_capture import LONG, Given, answered
from tests.flows.workshop import URL, captured, workshop

OLD, RENEWED, ROOT = b"certificate", b"another certificate", b"root"


def over_tls(given: Captured, *chain: bytes) -> Captured:
    """`given` as if it had come over TLS, with the records of the chain behind its own."""

    def records(stamp: Stamp) -> tuple[AnyRecord, ...]:
        return (*given.records(stamp), *(_certificate(stamp, octets) for octets in chain))

    facts = Tls(version="tls/1.3", cipher="X", certificate_chain_sha256=tuple(map(sha256, chain)))
    return replace(given, tls=facts, records=records)


def _certificate(stamp: Stamp, octets: bytes) -> AnyRecord:
    uri = CERTIFICATE_URI + hex_of(sha256(octets))
    return resource(stamp, record_id=f"<{uri}>", uri=uri, media_type=CERTIFICATE_TYPE, block=octets)


def certificates(given: Captured) -> list[bytes]:
    stamp = Stamp("<urn:uuid:00000000-0000-4000-8000-000000000001>", "2026-11-22T07:15:00.000000Z")
    records: Any = given.records(stamp)
    return [record.block for record in records if str(record.head.target_uri).startswith(CERTIFICATE_URI)]


def test_a_304_leaves_out_the_certificates_that_the_version_has_and_keeps_a_new_one() -> None:
    shop = workshop()
    keep(Given(over_tls(captured(LONG, shop), OLD, ROOT)), shop, robots=(), case_id=None)
    end = chain_end(URL, shop.archive, shop.store, shop.index)
    echo = answered(shop, 304, outcome="unchanged")
    assert certificates(lean(over_tls(echo, OLD, ROOT), end)) == []
    assert certificates(lean(over_tls(echo, RENEWED, ROOT), end)) == [RENEWED]
    assert certificates(lean(over_tls(echo, OLD), START)) == [OLD], "there is no version that has them"


def test_every_other_answer_keeps_all_of_them() -> None:
    shop = workshop()
    keep(Given(over_tls(captured(LONG, shop), OLD, ROOT)), shop, robots=(), case_id=None)
    end = chain_end(URL, shop.archive, shop.store, shop.index)
    for again in (captured(LONG, shop), answered(shop, 404, outcome="removed")):
        assert certificates(lean(over_tls(again, OLD, ROOT), end)) == [OLD, ROOT]


def test_only_a_304_leaves_the_public_keys_to_the_version() -> None:
    shop = workshop()
    kept = [
        keep(Given(given), shop, robots=(), case_id=None).kept.row.sidecar
        for given in (captured(LONG, shop), answered(shop, 304, outcome="unchanged"), captured(LONG, shop))
    ]
    from archiver.bundle import sidecar

    counts = [len(sidecar.read(shop.store.read(name, 1 << 20)).model.provenance.keys) for name in kept]
    assert counts == [2, 0, 2]
