"""Growth and savings: arithmetic on archives whose numbers are known, and savings that come true when one rolls."""

from dataclasses import replace
from pathlib import Path

import pytest
import zstandard

from archiver.bundle.rolled import line_of
from archiver.flows.archive import archive
from archiver.flows.growth import EMPTY, Growth, Period, Pieces, Tally, growth, pieces
from archiver.flows.roll import Roll, Way
from archiver.flows.savings import AREAS, Area, Measured, area, areas, measured, sample, savings
from archiver.index.interface import Row
from archiver.model.rolled import Coding
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.census import Taken, census, taken
from archiver.store.local import LocalStore
from archiver.store.rolled import RolledStore
from tests.flows.workshop import ARTICLE, captured, workshop
from tests.store.memory import MemoryStore

A, B, C = (f"sha256:{digit * 64}" for digit in "abc")
NOVEMBER = Period("2026-11-01T00:00:00.000000Z", "2026-12-01T00:00:00.000000Z")
SIDECAR, SEGMENT = 3_000, 500
COUNT = 6


def row(at: str, payload: str | None, text: str | None, *, number: int = 0) -> Row:
    """A package captured on the day `at`; `number` tells it from others of that day."""
    return Row(
        series="org,example)/a",
        url="https://example.org/a",
        captured_at=f"{at}T00:00:00.000000Z",
        packaged_at=f"{at}T00:00:00.000000Z",
        sequence=number,
        archive="urn:uuid:00000000-0000-4000-8000-000000000001",
        capture_id="urn:uuid:00000000-0000-4000-8000-000000000002",
        statement_id=f"sha256:{number:064x}",
        previous=(),
        sidecar=f"{at.replace('-', '/')}/{number}.json",
        warc=f"{at.replace('-', '/')}/{number}.warc.gz",
        offset=0,
        length=SEGMENT,
        text_sha256=text,
        claims=0,
        source_sha256=payload,
    )


def sizes(name: str) -> Taken:
    """Every sidecar has 3,000 octets in one block, every segment 500."""
    return Taken(name, SIDECAR if name.endswith(".json") else SEGMENT, 4096)


def nothing() -> None:
    """No progress bar."""


def grown(rows: list[Row], period: Period = NOVEMBER) -> Growth:
    found = pieces(rows, period, sizes, nothing)
    return growth(found, filter(period.precedes, rows))


def packages(of: Growth) -> dict[str, int]:
    return {kind: tally.packages for kind, tally in of.kinds.items() if tally.packages}


def test_each_package_is_of_one_kind_and_kinds_add_up() -> None:
    confirmed = row("2026-11-05", EMPTY, None, number=5)._replace(relation="unchanged")
    failed = row("2026-11-06", None, None, number=6)._replace(relation="unavailable")
    of = grown([
        row("2026-11-01", A, A), row("2026-11-02", A, A, number=2), row("2026-11-03", B, A, number=3),
        row("2026-11-04", C, B, number=4), confirmed, failed,
    ])  # fmt: skip
    assert packages(of) == {"new text": 2, "same payload": 1, "same text": 1, "not modified": 1, "no text": 1}
    assert of.total == Tally(6, 6 * SEGMENT, 6 * SIDECAR)
    assert of.total.mean == SEGMENT + SIDECAR
    assert (of.singles, of.single_sidecars) == (12, 6 * SIDECAR)
    assert of.slack == 6 * (2 * 4096 - SIDECAR - SEGMENT)


def test_the_first_by_time_is_the_new_one_whatever_the_order_of_the_index() -> None:
    late, soon = row("2026-11-20", A, A), row("2026-11-10", A, A, number=1)
    assert packages(grown([late, soon])) == {"new text": 1, "same payload": 1}


def test_a_month_knows_what_came_before_it_and_not_what_comes_after() -> None:
    before, within, after = row("2026-10-31", A, A), row("2026-11-30", A, A, number=1), row("2026-12-01", B, B)
    assert packages(grown([before, within, after])) == {"same payload": 1}
    assert packages(grown([within, row("2026-12-01", A, A)])) == {"new text": 1}
    assert packages(grown([before, row("2026-11-02", B, A, number=2)])) == {"same text": 1}


def test_two_answers_without_a_body_have_no_payload_in_common() -> None:
    tries = [row(f"2026-11-0{day}", EMPTY, None, number=day)._replace(relation="unavailable") for day in (1, 2)]
    assert packages(grown(tries)) == {"no text": 2}


def test_a_payload_that_is_somebody_elses_text_is_new() -> None:
    assert packages(grown([row("2026-10-31", B, A), row("2026-11-01", A, B, number=1)])) == {"new text": 1}


def test_a_package_without_its_files_is_counted_apart() -> None:
    there, gone = row("2026-11-01", A, A), row("2026-11-02", B, B, number=1)
    found = pieces([there, gone], Period(), lambda name: None if name == gone.warc else sizes(name), nothing)
    of = growth(found, ())
    assert (of.total.packages, of.missing) == (1, 1)


def test_a_period_without_packages() -> None:
    of = grown([])
    assert of.total == Tally()
    assert savings(of, []).rolling == savings(of, []).zstd_sidecars == 0


def test_savings_are_in_proportion_to_the_sample() -> None:
    of = grown([row("2026-11-01", A, A), row("2026-11-02", B, B, number=1)])
    one = Measured(
        file=1000, line=750, frame=300, contents=100, kept=1000, kept_zstd=400, segment=100, segment_zstd=110
    )
    saved = savings(of, [one])
    assert saved.zstd_sidecars == round(0.6 * 2 * SIDECAR)
    assert saved.zstd_segments == round(-0.1 * 2 * SEGMENT)
    assert saved.rolling == of.slack + round(0.25 * 2 * SIDECAR) - 200
    assert saved.rolling_zstd == of.slack + round(0.7 * 2 * SIDECAR) - 200
    assert saved.fewer_files == 4


def test_a_sample_is_the_same_each_time_and_no_larger_than_asked() -> None:
    found = pieces([row("2026-11-01", A, A, number=9 - number) for number in range(9)], Period(), sizes, nothing)
    chosen = sample(found.found, 4)
    assert [one.statement_id for one in chosen] == [f"sha256:{number:064x}" for number in (1, 2, 3, 4)]
    assert sample(reversed(found.found), 4) == chosen


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("2026/11/22/20261122T071501Z-example.org-1a2b3c4d.warc.gz", "segments"),
        ("2026/11/22/20261122T071501Z-example.org-1a2b3c4d.json", "sidecars"),
        ("2026/11/22/archiver-20261127081500-00000-0b8f0f0e.warc.gz", "rolled"),
        ("2026/11/22/archiver-20261127081500-00000-0b8f0f0e.sidecars.jsonl", "rolled"),
        ("2026/11/22/archiver-20261127081500-00000-0b8f0f0e.contents.jsonl", "rolled"),
        ("2026/11/22/.tmp-5f3c9a0b1d2e4f60-a.json", "left of killed runs"),
        ("2026/11/22/a.json.damaged-20261127T081500000000Z", "damaged, set aside"),
        ("2026/11/22/notes.txt", "other"),
        ("index.sqlite-wal", "index"),
        ("watch.sqlite", "watch list"),
        ("log/tile/0/000", "log"),
        ("audits/.seals/1", "audits"),
        ("reports/1/index.html", "reports"),
        ("cdxj/theirs.cdxj", "cdxj"),
        ("archiver.yaml", "other"),
    ],
)
def test_where_a_file_belongs(name: str, kind: str) -> None:
    assert area(name) == kind
    counted = areas([Taken(name, 10, 4096), Taken(name, 5, 4096)])
    assert counted.pop(kind) == Area(2, 15, 8192)
    assert set(counted) == set(AREAS) - {kind}
    assert set(counted.values()) == {Area()}


def test_a_census_is_what_lies_on_disk_and_follows_no_link(tmp_path: Path) -> None:
    root, outside = tmp_path / "archive", tmp_path / "outside"
    for folder in (root / "2026" / "11", outside):
        folder.mkdir(parents=True)
        (folder / ".tmp-1-a").write_bytes(b"0123456789")
    (root / "linked").symlink_to(outside)
    (root / "a.json").symlink_to(outside / ".tmp-1-a")
    (found,) = census(root)
    status = (root / "2026" / "11" / ".tmp-1-a").stat()
    assert (found.name, found.octets, found.allocated) == ("2026/11/.tmp-1-a", 10, status.st_blocks * 512)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "archive").mkdir()
    return tmp_path / "archive"


def measured_in(root: Path, store: RolledStore, rows: list[Row]) -> tuple[Pieces, list[Measured]]:
    found = pieces(rows, Period(), lambda name: taken(store, root, name), nothing)
    read = [[store.read(one.name, MAX_JSON_BYTES) for one in (piece.sidecar, piece.segment)] for piece in found.found]
    return found, [measured(piece, *files) for piece, files in zip(found.found, read, strict=True)]


@pytest.mark.parametrize("coding", [None, "zstd"])
def test_what_rolling_was_said_to_save_is_what_it_saves(root: Path, coding: Coding | None) -> None:
    store = RolledStore(LocalStore(root))
    shop = replace(workshop(), store=store)
    for number in range(COUNT):
        archive(captured(f"{ARTICLE}\nNo. {number}.\n", shop, url=f"https://news.example.org/{number}"), shop)
    before = list(census(root))
    found, sampled = measured_in(root, store, list(shop.index.rows()))
    of = growth(found, ())
    said = savings(of, sampled)
    assert of.total.octets == sum(one.octets for one in before)
    assert of.slack == sum(one.allocated - one.octets for one in before)
    assert packages(of) == {"new text": COUNT}

    way = Way(archive=shop.archive, at="2026-11-27T08:15:00.000000Z", coding=coding)
    (_,) = Roll(store, shop.index.add, way).day("2026/11/22")
    after = list(census(root))
    saved = sum(one.allocated for one in before) - sum(one.octets for one in after)
    first = 200  # octets of the contents' first line at most; places have more digits after a thousand packages
    assert abs((said.rolling_zstd if coding else said.rolling) - saved) < first + COUNT * 10
    assert said.fewer_files == len(before)

    found, sampled = measured_in(root, store, list(shop.index.rows()))
    of = growth(found, ())
    said = savings(of, sampled)
    assert (of.singles, of.slack, said.rolling) == (0, 0, 0)
    assert (said.zstd_sidecars == 0) is (coding == "zstd")
    assert of.total.segments + of.total.sidecars < sum(one.octets for one in after)


def test_sizes_where_no_disk_is_at_hand() -> None:
    store = RolledStore(MemoryStore())
    store.put_new([("2026/11/22/a.json", b"{}\n")])
    assert taken(store, None, "2026/11/22/a.json") == Taken("2026/11/22/a.json", 3, 3)
    assert taken(store, None, "2026/11/22/b.json") is None


def test_what_zstd_saves_is_measured_on_the_octets_that_are_kept(root: Path) -> None:
    store = RolledStore(LocalStore(root))
    shop = replace(workshop(), store=store)
    archive(captured(ARTICLE, shop), shop)
    found, (one,) = measured_in(root, store, list(shop.index.rows()))
    sidecar = store.read(found.found[0].sidecar.name, MAX_JSON_BYTES)
    line = line_of(sidecar)
    assert line is not None
    assert (one.file, one.line, one.kept) == (len(sidecar), len(line), len(sidecar))
    assert one.kept_zstd == len(zstandard.ZstdCompressor(level=3).compress(sidecar)) < len(sidecar)
    rolled = replace(found.found[0], sidecar=Taken("2026/11/22/a.json", len(line), len(line), rolled=True))
    assert (
        measured(rolled, sidecar, b"").kept_zstd == one.frame == len(zstandard.ZstdCompressor(level=3).compress(line))
    )
