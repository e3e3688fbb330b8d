"""What every `Index` must do. An implementation's test module subclasses this and makes the fixture `index`."""

import itertools
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from archiver.errors import UsageError
from archiver.index.interface import MAX_FOUND, Found, Index, Passage, Query, Row
from archiver.index.tally import Tally
from archiver.model.digest import sha256
from archiver.model.url import surt
from tests.index.memory import MemoryIndex

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


def said(number: int, *passages: Passage, day: int = 1, **facts: object) -> Row:
    """A row of its own series, captured on that day of November, with passages."""
    url = str(facts.pop("url", f"https://example.org/{number}"))
    captured = f"2026-11-{day:02}T07:15:{number % 60:02}.000000Z"
    made = row(number, series=surt(url))._replace(url=url, captured_at=captured, passages=passages)
    return made._replace(**facts)  # type: ignore[arg-type]  # the test names fields of a row


def quote(text: str, position: int = 0, speaker: str | None = None, places: tuple[str, ...] = ()) -> Passage:
    return Passage(position, "direct_quote", text, speaker, None, places)


def numbers(found: Found) -> list[int]:
    """The numbers of the rows that were found."""
    return [hit.row.offset for hit in found.hits]


def tallied(rows: Iterable[Row]) -> Tally:
    """As an audit meets the packages of these rows."""
    met = Tally.drawn()
    for one in rows:
        met.add(one.warc, bytes.fromhex(one.statement_id[7:]), one.sidecar, one.offset, one.length)
    return met


class IndexConformance:
    """Subclasses provide `index`, empty."""

    def test_a_row_comes_back_as_it_went_in(self, index: Index) -> None:
        rows = [row(1), row(2, sequence=1), row(3, sequence=2, series="org,\u202eexample)/'\"")]
        index.add(rows)
        assert [index.by_statement(one.statement_id) for one in rows] == rows
        assert index.by_statement(sha256(b"none")) is None

    def test_rows_and_packages_of_a_rolled_warc_are_held_against_each_other(self, index: Index) -> None:
        big = [row(number, number)._replace(warc="big.warc.gz") for number in range(4)]
        index.add([*big, row(5, 5)._replace(warc="other.warc.gz"), row(6, 6)])
        whole = tallied(big)
        said = index.tally(whole)
        assert not whole.settled_with(said, "other.warc.gz")
        assert whole.settled_with(said, "big.warc.gz")
        other: dict[str, Any] = {"offset": 77, "length": 1, "sidecar": "b.json", "statement_id": sha256(b"b")}
        for met in (big[1:], [*big, big[0]], *([*big[1:], big[0]._replace(**{name: other[name]})] for name in other)):
            some = tallied(met)
            assert not some.settled_with(index.tally(some), "big.warc.gz")

    def test_what_is_settled_counts_once(self, index: Index) -> None:
        """A package of it that is met again is one too many."""
        big = [row(number, number)._replace(warc="big.warc.gz") for number in range(2)]
        index.add(big)
        met = tallied(big)
        said = index.tally(met)
        assert met.settled_with(said, "big.warc.gz")
        again = big[0]
        met.add(again.warc, bytes.fromhex(again.statement_id[7:]), again.sidecar, again.offset, again.length)
        assert not met.settled_with(said, "big.warc.gz")

    @pytest.mark.parametrize("said", ["2026/11/22/", ""])
    def test_a_row_that_names_a_folder_in_the_place_of_a_warc_agrees_with_no_file(
        self, index: Index, said: str
    ) -> None:
        name = f"{said}20261122T071501Z-example.org-00000001"
        good = row(1)._replace(sidecar=f"{name}.json", warc=f"{name}.warc.gz")
        for warc, settled in ((good.warc, True), (said, False)):
            index.add([good._replace(warc=warc)])
            met = tallied([good._replace(warc=said)])  # as what is a file of its own is met: by its folder
            assert met.settled_with(index.tally(met), said) is settled

    def test_adding_twice_is_adding_once(self, index: Index) -> None:
        index.add([row(1), row(1)])
        index.add([row(1)])
        assert index.count() == 1

    def test_a_package_that_moved_is_found_where_it_is_now(self, index: Index) -> None:
        moved = row(1)._replace(warc="big.warc.gz", offset=77)
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
        with_text = row(2, 2)._replace(text_sha256="sha256:" + "1" * 64)
        without = [row(number, number)._replace(text_sha256=None) for number in (3, 4)]
        index.add(
            [
                row(1, 1),
                with_text,
                *without,
                with_text._replace(sequence=9, archive=OTHER_ARCHIVE, statement_id=sha256(b"x")),
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

    def test_many_rows_are_added_in_any_order(self, index: Index) -> None:
        rows = [row(number, number % 7, series=f"org,example)/{number % 3}") for number in range(50)]
        assert index.add_many(reversed(rows)) == 50
        assert list(index.rows()) == sorted(rows, key=lambda one: (one.series, one.sequence, one.statement_id))

    def test_all_facts_come_back(self, index: Index) -> None:
        full = said(
            1, source_sha256=sha256(b"s"), segment_sha256=sha256(b"w"), quality="paywall", case_id="Справа 7",
            captured_at="0001-02-03T04:05:06.000007Z", packaged_at="9999-12-31T23:59:59.999999Z",
        )  # fmt: skip
        index.add([full])
        assert index.by_statement(full.statement_id) == full

    def test_words_are_found_in_any_case_and_script(self, index: Index) -> None:
        index.add([
            said(1, quote("The GRAIN port is open.")), said(2, quote("Греблю біля Вигаданого втримали"), day=2),
            said(3, quote("Ёлка у дома, сказал он"), day=3), said(4, quote("Le café reste fermé"), day=4),
            said(5, quote("Об’єкт пошкоджено"), day=5), said(6, quote("vehi\u00adcles were cou\u200bnted"), day=6),
        ])  # fmt: skip
        for words, expected in {
            "grain": [1], "Port OPEN": [1], "греблю": [2], "ГРЕБ*": [2], "ёлка": [3], "CAFÉ": [4], "об'єкт": [5],
            '"vehicles were counted"': [6], "grain closed": [], "ain": [],
        }.items():  # fmt: skip
            assert numbers(index.search(Query(words=words))) == expected, words

    def test_a_decomposed_letter_is_the_same_letter(self, index: Index) -> None:
        index.add([said(1, quote(unicodedata.normalize("NFD", "Київський район")))])
        assert numbers(index.search(Query(words="київський"))) == [1]
        assert numbers(index.search(Query(words=unicodedata.normalize("NFD", "київський")))) == [1]

    def test_a_phrase_keeps_its_order(self, index: Index) -> None:
        index.add([said(1, quote("the port is open")), said(2, quote("open is the port"))])
        assert numbers(index.search(Query(words='"port is open"'))) == [1]
        assert numbers(index.search(Query(words="“port is op*"))) == [1]
        assert sorted(numbers(index.search(Query(words="port is open")))) == [1, 2]

    def test_words_speaker_and_place_stand_in_one_passage(self, index: Index) -> None:
        olena = quote("The port is open.", 0, "Olena Koval", ("Port Alder", "Dolna"))
        ivan = quote("The road is closed.", 1, "he")
        index.add([said(1, olena, replace(ivan, stands_for="Ivan Hryn"))])
        assert [hit.passages for hit in index.search(Query(words="port", speaker="koval")).hits] == [(olena,)]
        assert numbers(index.search(Query(words="port", speaker="hryn"))) == []
        assert numbers(index.search(Query(speaker="HRYN"))) == [1]
        assert numbers(index.search(Query(place="alder dolna"))) == [1]
        assert numbers(index.search(Query(place="alder", words="road"))) == []

    def test_all_passages_of_a_package_are_one_hit_in_their_order(self, index: Index) -> None:
        passages = [Passage(None, "headline", "Port"), quote("port b", 0), quote("road", 1), quote("port a", 2)]
        index.add([said(1, *passages), said(2, quote("port"), day=2)])
        assert [hit.passages for hit in index.search(Query(words="port")).hits] == [
            (quote("port"),), (passages[0], passages[1], passages[3])
        ]  # fmt: skip
        assert [hit.passages for hit in index.search(Query(kind="headline")).hits] == [(passages[0],)]
        assert numbers(index.search(Query(kind="headline", words="road"))) == []

    @pytest.mark.parametrize("words", [
        '"', "AND", "port AND", "NOT port", "port NEAR(x", "text:port", "port)", "(", "*", "-port", "^port", "p;--", "'",
        'a"b"c', "\x00", "port\x00x", "{text}: port", "\ud800port", "%", "_", "портـ", "🚢",
    ])  # fmt: skip
    def test_what_is_typed_is_never_a_language(self, index: Index, words: str) -> None:
        index.add([said(1, quote("port"))])
        try:
            assert numbers(index.search(Query(words=words))) in ([], [1])
        except UsageError as e:
            assert "words to look for" in str(e)

    @pytest.mark.parametrize("query", [
        Query(words="x" * 2000), Query(words="x " * 60), Query(words="..."), Query(url="x"), Query(host="a b"),
        Query(prefix="ftp://example.org/"), Query(digest="sha256:12"), Query(limit=0), Query(offset=-1),
        Query(limit=10**9), Query(sort="relevance"), Query(url="https://example.org/", host="example.org"),
    ])  # fmt: skip
    def test_a_question_without_a_meaning_is_refused(self, index: Index, query: Query) -> None:
        with pytest.raises(UsageError, match="expected"):
            index.search(query)

    def test_addresses(self, index: Index) -> None:
        urls = [
            "https://example.org/news", "https://www.example.org/news/a", "http://example.org/newsletter",
            "https://uk.example.org/news/", "https://example.org:8443/news/b", "https://example.organic/news/a",
            "https://example-org.example/news", "https://example.org/news?page=2",
        ]  # fmt: skip
        index.add(said(number, url=url) for number, url in enumerate(urls))
        assert numbers(index.search(Query(url="http://www.example.org/news/"))) == [0]
        assert set(numbers(index.search(Query(prefix="https://example.org/news")))) == {0, 1, 2, 7}
        assert set(numbers(index.search(Query(prefix="https://example.org/news/")))) == {0, 1, 7}
        assert set(numbers(index.search(Query(host="example.org")))) == {0, 1, 2, 3, 4, 7}
        assert set(numbers(index.search(Query(host="Example.ORG.")))) == {0, 1, 2, 3, 4, 7}
        assert numbers(index.search(Query(host="uk.example.org"))) == [3]
        found = index.search(Query(host="example.org")).hits
        assert [hit.row.series for hit in found] == sorted(hit.row.series for hit in found)

    def test_times_verdicts_cases_and_digests(self, index: Index) -> None:
        facts = {"source_sha256": sha256(b"s"), "segment_sha256": sha256(b"w"), "text_sha256": sha256(b"t")}
        index.add([
            said(1, day=1), said(2, day=2, quality="captcha", case_id="a"), said(3, day=3, quality="article", **facts),
            said(4, day=4, quality="captcha", case_id="b"),
        ])  # fmt: skip
        assert numbers(index.search(Query())) == [4, 3, 2, 1]
        assert numbers(index.search(Query(sort="oldest"))) == [1, 2, 3, 4]
        second, fourth = "2026-11-02T07:15:02.000000Z", "2026-11-04T07:15:04.000000Z"
        assert numbers(index.search(Query(since=second, until=fourth))) == [3, 2]
        assert numbers(index.search(Query(quality="captcha"))) == [4, 2]
        assert numbers(index.search(Query(quality="captcha", case_id="a"))) == [2]
        assert numbers(index.search(Query(case_id="'"))) == []
        for digest in facts.values():
            assert numbers(index.search(Query(digest=digest))) == [3]
        assert numbers(index.search(Query(digest=row(2).statement_id))) == [2]
        assert numbers(index.search(Query(digest=sha256(b"none")))) == []

    def test_everything_that_is_asked_for_holds(self, index: Index) -> None:
        rows = [
            said(day, quote("port" if day % 2 else "road", 0, "Olena" if day % 3 else "Ivan", ("Dolna",) * (day % 5 > 0)),
                 day=day, url=f"https://{'uk.' if day % 2 else ''}example.{'org' if day % 7 else 'net'}/{day % 4}",
                 quality="article" if day % 5 else "paywall", case_id="x" if day % 4 else None)
            for day in range(1, 29)
        ]  # fmt: skip
        index.add(rows)
        fake = MemoryIndex()
        fake.add(rows)
        options: list[dict[str, Any]] = [
            {"words": "port"}, {"speaker": "olena"}, {"place": "dolna"}, {"kind": "direct_quote"},
            {"host": "example.org"}, {"prefix": "https://uk.example.org/1"}, {"url": "https://example.org/2"},
            {"since": "2026-11-05T00:00:00.000000Z"}, {"until": "2026-11-20T07:15:20.000000Z"}, {"quality": "article"},
            {"case_id": "x"}, {"digest": rows[8].statement_id}, {"sort": "newest"}, {"sort": "oldest"}, {"limit": 3},
            {"offset": 2},
        ]  # fmt: skip
        for several in itertools.chain(itertools.combinations(options, 2), itertools.combinations(options, 3)):
            asked: dict[str, Any] = {name: value for one in several for name, value in one.items()}
            if len({"url", "host", "prefix"} & set(asked)) < 2:
                query = Query(**asked)
                assert index.search(query) == fake.search(query), query

    def test_pages_follow_each_other(self, index: Index) -> None:
        index.add(said(number, quote("port"), day=1 + number % 28) for number in range(23))
        for query in (Query(words="port"), Query(), Query(host="example.org"), Query(words="port", sort="relevance")):
            whole = numbers(index.search(replace(query, limit=100)))
            assert sorted(whole) == list(range(23))
            pages = [index.search(replace(query, limit=10, offset=offset)) for offset in (0, 10, 20, 30)]
            assert [number for page in pages for number in numbers(page)] == whole
            assert [page.more for page in pages] == [True, True, False, False]

    def test_passages_are_replaced_with_the_package_and_kept_without(self, index: Index) -> None:
        index.add([said(1, quote("port"), quote("harbour", 1)), said(2, quote("road"))])
        index.add([said(1, quote("bridge"))])
        assert numbers(index.search(Query(words="port"))) == numbers(index.search(Query(words="harbour"))) == []
        index.add([said(1)._replace(passages=None, warc="rolled.warc.gz", offset=1)])
        found = index.search(Query(words="bridge")).hits
        assert [(hit.row.warc, hit.passages) for hit in found] == [("rolled.warc.gz", (quote("bridge"),))]
        index.add([said(1)])
        assert numbers(index.search(Query(words="bridge"))) == []
        assert numbers(index.search(Query(words="road"))) == [2]
        index.clear()
        assert numbers(index.search(Query(words="road"))) == []

    def test_a_row_that_came_out_can_go_in_again(self, index: Index) -> None:
        index.add([said(1, quote("port"))])
        (came_out,) = index.versions("org,example)/1")
        assert came_out.passages is None
        index.add([came_out])
        assert numbers(index.search(Query(words="port"))) == [1]
