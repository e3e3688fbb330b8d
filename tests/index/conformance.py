"""What every `Index` must do. An implementation's test module subclasses this and makes the fixture `index`."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from archiver.index.interface import MAX_FOUND, Index, Row
from archiver.model.digest import sha256

ARCHIVE, OTHER_ARCHIVE = (f"urn:uuid:{digit * 8}-0000-4000-8000-000000000000" for digit in "ab")


def row(number: int, sequence: int = 0, series: str = "org,example)/a", archive: str = ARCHIVE) -> Row:
    stem = f"2026/11/22/20261122T071501Z-example.org-{number:08x}"
    return Row(
        series=series,
        url="http://example.org/a",
        captured_at=f"2026-11-22T07:15:{number % 60:02}.000000Z",
        packaged_at=f"2026-11-22T07:16:{number % 60:02}.000000Z",
        sequence=sequence,
        archive=archive,
        capture_id=f"urn:uuid:{number:08x}-0000-4000-8000-000000000000",
        statement_id=sha256(b"%d" % number),
        previous=(sha256(b"before"), sha256(b"fork"))[:sequence],
        sidecar=stem + ".json",
        warc=stem + ".warc.gz",
        offset=number,
        length=2**40,
        text_sha256=sha256(b"text") if number % 2 else None,
        claims=3,
        relation="text" if sequence else None,
    )


class IndexConformance:
    """Subclasses provide `index`, empty."""

    def test_a_row_comes_back_as_it_went_in(self, index: Index) -> None:
        rows = [row(1), row(2, sequence=1), row(3, sequence=2, series="org,\u202eexample)/'\"")]
        index.add(rows)
        assert [index.by_statement(one.statement_id) for one in rows] == rows
        assert index.by_statement(sha256(b"none")) is None

    def test_adding_twice_is_adding_once(self, index: Index) -> None:
        index.add([row(1), row(1)])
        index.add([row(1)])
        assert index.count() == 1

    def test_a_package_that_moved_is_found_where_it_is_now(self, index: Index) -> None:
        moved = replace(row(1), warc="big.warc.gz", offset=77)
        index.add([row(1)])
        index.add([moved])
        assert index.versions("org,example)/a") == [moved]

    def test_all_rows_come_by_series_sequence_and_statement(self, index: Index) -> None:
        rows = [row(1, 10), row(2, 9), row(3, series="org,example)/b"), row(4, 9)]
        index.add(rows)
        assert list(index.rows()) == sorted(rows, key=lambda one: (one.series, one.sequence, one.statement_id))

    def test_latest_is_the_highest_sequence_of_that_archive(self, index: Index) -> None:
        assert index.latest(ARCHIVE, "org,example)/a") == []
        index.add(
            [row(1), row(2, 10), row(3, 9), row(4, 11, archive=OTHER_ARCHIVE), row(5, 12, series="org,example)/b")]
        )
        assert index.latest(ARCHIVE, "org,example)/a") == [row(2, 10)]

    def test_of_a_forked_series_all_heads_are_the_latest(self, index: Index) -> None:
        heads = sorted([row(2, 1), row(3, 1), row(4, 1)], key=lambda one: one.statement_id)
        index.add([row(1), *heads])
        assert index.latest(ARCHIVE, "org,example)/a") == heads

    def test_the_last_with_text_is_found_behind_versions_without(self, index: Index) -> None:
        assert index.last_with_text(ARCHIVE, "org,example)/a") is None
        with_text = replace(row(2, 2), text_sha256="sha256:" + "1" * 64)
        without = [replace(row(number, number), text_sha256=None) for number in (3, 4)]
        index.add(
            [
                row(1, 1),
                with_text,
                *without,
                replace(with_text, sequence=9, archive=OTHER_ARCHIVE, statement_id=sha256(b"x")),
            ]
        )
        assert index.last_with_text(ARCHIVE, "org,example)/a") == with_text

    def test_versions_are_in_order(self, index: Index) -> None:
        rows = [row(9 - sequence, sequence) for sequence in range(9)]
        index.add([rows[3], *rows[4:], *rows[:3], row(50, series="org,example)/aa"), row(51, series="org,example)/")])
        assert index.versions("org,example)/a") == rows
        assert index.versions("org,example)/none") == []

    @pytest.mark.parametrize("prefix", ["0000a", "0000A", "urn:uuid:0000a", "URN:UUID:0000a"])
    def test_a_prefix_of_the_capture_id_finds_it(self, index: Index, prefix: str) -> None:
        index.add([row(0xA123), row(0xA000), row(0xB000)])
        assert index.by_capture_prefix(prefix) == [row(0xA000), row(0xA123)]
        assert index.by_capture_prefix("0000a1") == [row(0xA123)]

    @pytest.mark.parametrize("prefix", ["%", "_", "f", "0000a000-0000-4000-8000-0000000000000", "'"])
    def test_a_prefix_is_text_and_no_pattern(self, index: Index, prefix: str) -> None:
        index.add([row(0xA000)])
        assert index.by_capture_prefix(prefix) == []

    def test_what_a_prefix_finds_is_bounded(self, index: Index) -> None:
        index.add(row(number) for number in range(MAX_FOUND + 5))
        assert index.by_capture_prefix("") == [row(number) for number in range(MAX_FOUND)]

    def test_all_rows_are_added_or_none(self, index: Index) -> None:
        def interrupted() -> Iterator[Row]:
            yield row(1)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            index.add(interrupted())
        assert index.count() == 0
        index.add([row(2)])
        assert index.count() == 1

    def test_cleared_and_filled_again_it_answers_the_same(self, index: Index) -> None:
        rows = [row(1), row(2, 1), row(3, 1)]
        index.add(rows)
        before = index.versions("org,example)/a")
        index.clear()
        assert index.count() == 0
        assert index.versions("org,example)/a") == []
        index.add(reversed(rows))
        assert index.versions("org,example)/a") == before
