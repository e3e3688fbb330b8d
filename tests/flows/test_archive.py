"""The journey: what ends up in the store, in the index and in the chain."""

import gzip

import pytest

from archiver.bundle import sidecar
from archiver.errors import ContentError
from archiver.flows.archive import archive
from archiver.flows.reindex import rebuild
from archiver.flows.rows import warc_name
from archiver.model.digest import sha256
from archiver.sign.dsse import payload_of
from archiver.verify.statement import Statement, read_statement
from tests.flows.workshop import ARTICLE, URL, captured, counting_entropy, ticking_clock, workshop
from tests.index.memory import MemoryIndex

LIMIT = 1 << 24


def statement_in(octets: bytes) -> Statement:
    return read_statement(sidecar.read(octets).model.provenance.capture)


def test_a_package_is_stored_and_indexed_under_its_capture_time() -> None:
    shop = workshop()
    kept = archive(captured(ARTICLE, shop), shop)
    assert kept.row.sidecar.startswith("2026/11/22/20261122T0715")
    assert kept.change is None
    assert [row.statement_id for row in shop.index.versions("org,example,news)/bridge")] == [kept.row.statement_id]
    statement = statement_in(shop.store.read(kept.row.sidecar, LIMIT))
    assert statement.id == kept.row.statement_id
    assert statement.model.subject[0].digest.sha256 == sha256(shop.store.read(kept.row.warc, LIMIT))[7:]


def test_the_same_url_again_names_the_statement_before_and_the_kind_of_change() -> None:
    shop = workshop()
    first = archive(captured(ARTICLE, shop), shop)
    same = archive(captured(ARTICLE, shop), shop)
    altered = archive(captured(ARTICLE.replace("2,000", "3,000"), shop), shop)
    assert [kept.row.sequence for kept in (first, same, altered)] == [0, 1, 2]
    assert [kept.change for kept in (same, altered)] == ["unchanged", "text"]
    assert altered.row.previous == (same.row.statement_id,)


def test_another_spelling_of_the_url_continues_the_series() -> None:
    shop = workshop()
    archive(captured(ARTICLE, shop), shop)
    again = archive(captured(ARTICLE, shop, url="http://WWW.news.example.org:80/bridge/"), shop)
    assert again.row.sequence == 1


def test_a_fork_is_joined_by_the_next_version() -> None:
    shop = workshop()
    archive(captured(ARTICLE, shop), shop)
    heads = []
    rows = shop.index.versions("org,example,news)/bridge")
    for number in (1, 2):  # two machines that both know only the first version
        fork = workshop(entropy=counting_entropy(number * 1000))
        fork.index.add(rows)
        fork.store.put_new([(name, shop.store.read(name, LIMIT)) for name in (rows[0].sidecar, rows[0].warc)])
        kept = archive(captured(ARTICLE + f"\nUpdate {number}.\n", fork), fork)
        shop.index.add([kept.row])
        shop.store.put_new([(name, fork.store.read(name, LIMIT)) for name in (kept.row.warc, kept.row.sidecar)])
        heads.append(kept.row.statement_id)
    joined = archive(captured(ARTICLE, shop), shop)
    assert joined.row.sequence == 2
    assert joined.row.previous == tuple(sorted(heads))


def test_packaging_time_rises_although_the_clock_stands_still() -> None:
    shop = workshop(now=lambda: "2026-11-22T07:15:01.000000Z")
    times = [archive(captured(ARTICLE, shop), shop).row.packaged_at for _ in range(3)]
    assert times == sorted(set(times))


def test_the_same_contents_clock_ids_and_seed_give_the_same_package() -> None:
    made = []
    for _ in range(2):
        shop = workshop(now=ticking_clock(), entropy=counting_entropy())
        kept = archive(captured(ARTICLE, shop), shop)
        envelope = sidecar.read(shop.store.read(kept.row.sidecar, LIMIT)).model.provenance.capture
        made.append((gzip.decompress(shop.store.read(kept.row.warc, LIMIT)), payload_of(envelope)))
    assert made[0][0] == made[1][0]
    # The payload holds the digest of the compressed segment, which is the same while the compressor is.
    assert made[0][1] == made[1][1]


@pytest.mark.parametrize("page", [b"<html><body></body></html>", b"<p></p>", b"\x00\x01\x02<html></html>"])
def test_a_file_without_an_article_is_refused_and_nothing_is_kept(page: bytes) -> None:
    shop = workshop()
    with pytest.raises(ContentError, match="expected an article"):
        archive(captured(page, shop, name="a.html"), shop)
    assert list(shop.store.list(".json")) == []


def test_an_empty_file_is_refused_before_anything_else() -> None:
    with pytest.raises(ContentError, match="found an empty file"):
        captured("  \n", workshop())


def test_the_index_is_the_same_after_a_rebuild_from_the_packages() -> None:
    shop = workshop()
    for text in (ARTICLE, ARTICLE + "\nMore.\n"):
        archive(captured(text, shop), shop)
    archive(captured(ARTICLE, shop, url="https://news.example.org/other"), shop)
    fresh = MemoryIndex()
    done = rebuild(shop.store, fresh)
    assert (done.indexed, done.skipped) == (3, ())
    for series in ("org,example,news)/bridge", "org,example,news)/other"):
        assert fresh.versions(series) == shop.index.versions(series)


def test_a_damaged_sidecar_is_reported_by_a_rebuild_and_stops_nothing() -> None:
    shop = workshop()
    kept = archive(captured(ARTICLE, shop), shop)
    bad = "2026/11/22/20261122T071501Z-bad.example.org-00000000.json"
    shop.store.put_new([(warc_name(bad), b""), (bad, b"{")])
    done = rebuild(shop.store, shop.index)
    assert done.indexed == 1
    assert [name for name, _ in done.skipped] == [bad]
    assert shop.index.by_statement(kept.row.statement_id)


def test_no_name_of_the_machine_or_the_user_gets_into_a_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "conspicuous-host")
    monkeypatch.setattr("platform.node", lambda: "conspicuous-host")
    monkeypatch.setenv("USER", "conspicuous-user")
    shop = workshop()
    kept = archive(captured(ARTICLE, shop, name="/home/conspicuous-user/a.txt"), shop)
    octets = shop.store.read(kept.row.sidecar, LIMIT) + gzip.decompress(shop.store.read(kept.row.warc, LIMIT))
    assert b"conspicuous" not in octets
    assert URL.encode() in octets
