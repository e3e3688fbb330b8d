"""The index at a million rows: filling, size, look-ups and how they grow, searching for words, rebuilding."""

import hashlib
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path

from archiver.bundle import sidecar
from archiver.bundle.naming import SIDECAR
from archiver.flows.reindex import rebuild
from archiver.index.interface import Passage, Query
from archiver.index.interface import Row as Package
from archiver.index.schema import TABLES
from archiver.index.sqlite import INDEX_NAME, SqliteIndex, rebuilt
from archiver.model.digest import PREFIX
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.local import LocalStore
from tests.bench.corpus import package_many
from tests.bench.measure import Spent, interleaved
from tests.bench.table import Row, Verdict, at_most

MILLION = 1_000_000
SMALL = 10_000  # rows of the index that growth is measured from
VERSIONS = 10  # of each article
HOSTS = 100
ASKED = 2_000  # look-ups a round, each for something else
PAGES_OF = 20  # look-ups that a page of twenty rows stands for
ROUNDS = 3
ARCHIVE = "urn:uuid:00000000-0000-4000-8000-000000000001"

ROWS_A_SECOND = 130_000  # measured for SQLite alone when the target was set; six columns
OCTETS_A_ROW = 140  # the same
ALONE_US = 17  # the same, one URL's versions
LOOK_UP_US = 100
GROWTH = 1.5  # log 10^6 / log 10^4
WORDS = (
    "port",
    "grain",
    "bridge",
    "ferry",
    "convoy",
    "shelling",
    "harbour",
    "ministry",
    "power",
    "water",
    "road",
    "rail",
)


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Against SQLite alone with the same rows and no more columns than a CDX has."""
    size, small, rounds = (20_000, 2_000, 1) if quick else (MILLION, SMALL, ROUNDS)
    yield from _filling(folder, size)
    with rebuilt(folder / "small.sqlite") as index:
        index.add_many(_packages(small))
    yield from _look_ups(folder, size, small, rounds)
    yield from _searching(folder, 2_000 if quick else 100_000, rounds)
    yield _rebuilding(folder, 20 if quick else 300, rounds)


def _filling(folder: Path, size: int) -> Iterator[Row]:
    path, batch = folder / INDEX_NAME, 50_000

    def ours() -> None:
        with rebuilt(path) as index:
            taken.append(_spent_on(_packages(size), batch, index.add_many))

    taken: list[float] = []
    whole = _once(ours)
    alone = sqlite3.connect(folder / "alone.sqlite", isolation_level=None)
    alone.execute("PRAGMA journal_mode = WAL")
    alone.execute("PRAGMA synchronous = NORMAL")
    alone.execute("CREATE TABLE cdx (surt, at, digest, file, at_octet, length, PRIMARY KEY (surt, at)) WITHOUT ROWID")

    def raw(found: list[Package]) -> None:
        alone.execute("BEGIN")
        values = [(one.series, one.captured_at, one.statement_id, one.warc, one.offset, one.length) for one in found]
        spent.append(_cpu(lambda: alone.executemany("INSERT INTO cdx VALUES (?, ?, ?, ?, ?, ?)", values)))
        alone.execute("COMMIT")

    spent: list[float] = []
    _spent_on(_packages(size), batch, raw)
    alone.close()
    limit, same = size / sum(spent), size / _same_columns(path, folder / "same.sqlite", batch)
    speed = size / taken[0]
    yield _reached(
        f"index, {size:,} rows in sorted batches, one core", f"{speed:,.0f} /s", speed >= ROWS_A_SECOND,
        f">= {ROWS_A_SECOND:,}/s", f"SQLite alone: the same columns {same:,.0f}/s, 6 of them {limit:,.0f}/s", f"{speed / same:.2f}x",
    )  # fmt: skip
    yield Row(f"index, {size:,} rows with the nine look-ups built after them", f"{size / whole.cpu:,.0f} /s")
    octets = path.stat().st_size / size
    yield Row(
        "index, octets a row with all look-ups, 10 versions a URL", f"{octets:.0f} B",
        limit=f"SQLite alone, 6 columns {(folder / 'alone.sqlite').stat().st_size / size:.0f} B",
        target=f"info: {OCTETS_A_ROW} B without look-ups",
    )  # fmt: skip


def _same_columns(path: Path, copy: Path, batch: int) -> float:
    """CPU seconds of SQLite alone for the rows of the index at `path`, ready-made, into the same table."""
    with closing(sqlite3.connect(path)) as made, closing(sqlite3.connect(copy, isolation_level=None)) as alone:
        alone.execute("PRAGMA journal_mode = MEMORY")
        alone.execute("PRAGMA synchronous = OFF")
        for statement in TABLES:
            alone.execute(statement)
        there = made.execute("SELECT * FROM package ORDER BY series, sequence, twin")
        insert = f"INSERT INTO package VALUES ({', '.join('?' for _ in there.description)})"
        spent = 0.0
        while found := there.fetchmany(batch):
            alone.execute("BEGIN")
            spent += _cpu(partial(alone.executemany, insert, found))
            alone.execute("COMMIT")
    return spent


def _look_ups(folder: Path, size: int, small: int, rounds: int) -> Iterator[Row]:
    with (
        SqliteIndex(folder / INDEX_NAME, read_only=True) as large,
        SqliteIndex(folder / "small.sqlite", read_only=True) as little,
    ):
        alone = sqlite3.connect(folder / "alone.sqlite")
        for what, ask in _QUESTIONS.items():
            spent, less, raw = interleaved(
                rounds,
                _asking(ask, large, size),
                _asking(ask, little, small),
                lambda: [alone.execute(_ALONE, (_series(n),)).fetchall() for n in _numbers(size)],
            )
            yield _within(
                f"{what}, {size:,} rows", spent, f"one URL by SQLite alone {_us(raw):.0f} (target {ALONE_US})"
            )
            yield at_most(
                f"{what}, against {small:,} rows", _us(spent), _us(less), GROWTH, unit="us", limit="log n 1.5x"
            )
        for what, query in _PAGES.items():
            spent, less = interleaved(rounds, partial(_pages, large, query), partial(_pages, little, query))
            yield at_most(
                f"{what}, a row, against {small:,}", _us(spent), _us(less), GROWTH, unit="us", limit="log n 1.5x"
            )
        alone.close()


_ALONE = "SELECT at, digest, file, at_octet, length FROM cdx WHERE surt = ?"
_QUESTIONS: dict[str, Callable[[SqliteIndex, int], object]] = {
    "one URL's versions (10)": lambda index, number: index.versions(_series(number)),
    "newest version of one URL": lambda index, number: index.latest(ARCHIVE, _series(number)),
    "one statement": lambda index, number: index.by_statement(_digest("s", number)),
    "one capture id": lambda index, number: index.by_capture_prefix(_capture(number)),
    "one text's digest": lambda index, number: index.search(Query(digest=_digest("t", number))),
    "one moment": lambda index, number: index.search(Query(since=_moment(number), sort="oldest", limit=1)),
}
_PAGES = {
    "a page of the newest": Query(),
    "a page of one host": Query(host="example0007.org"),
    "a page of one verdict": Query(quality="captcha"),
    "a page of one case": Query(case_id="case 7"),
}


def _searching(folder: Path, packages: int, rounds: int) -> Iterator[Row]:
    path = folder / "words.sqlite"
    with rebuilt(path) as index:
        index.add_many(_with_passages(packages))
    octets = path.stat().st_size / packages
    yield Row(f"index, octets a package with {len(WORDS)} passages of 20 words", f"{octets:,.0f} B")
    questions = {
        "a rare word": Query(words="rare7"),
        "two common words, newest first": Query(words="port ferry"),
        "a common word of one speaker": Query(words="port", speaker="koval"),
        "a common word, most relevant first": Query(words="port", sort="relevance"),
    }
    with SqliteIndex(path, read_only=True) as index:
        for what, query in questions.items():
            (spent,) = interleaved(rounds, partial(index.search, query))
            yield Row(f"search, {packages * len(WORDS):,} passages: {what}", f"{spent.cpu * 1000:.2f} ms")


def _rebuilding(folder: Path, count: int, rounds: int) -> Row:
    root = folder / "packages"
    package_many(root, count, 60_000)
    store = LocalStore(root)

    def ours() -> None:
        with rebuilt(root / INDEX_NAME) as index:
            rebuild(store, index)

    def reading() -> None:
        for name in store.list(SIDECAR):
            sidecar.read(store.read(name, MAX_JSON_BYTES))

    spent, floor = interleaved(rounds, ours, reading)
    each = f"{count / spent.cpu:,.0f} /s"
    limit = f"strict JSON and model {count / floor.cpu:,.0f}/s"
    return Row(f"index rebuild, {count} packages of 60 kB pages, one core", each, limit=limit)


def _packages(size: int) -> Iterator[Package]:
    """By series and number, as a rebuild sorts them."""
    for number in range(size):
        article, version = divmod(number, VERSIONS)
        host, moment, capture = f"example{article % HOSTS:04}.org", _moment(number), _capture(number)
        stem = f"{moment[:10].replace('-', '/')}/{moment[:19].replace('-', '').replace(':', '')}Z-www.{host}-{capture[9:17]}"
        yield Package(
            series=_series(article * VERSIONS), url=f"https://www.{host}/news/2026/{article:08}-words-of-a-headline",
            captured_at=moment, packaged_at=moment, sequence=version, archive=ARCHIVE, capture_id=capture,
            statement_id=_digest("s", number), previous=(_digest("s", number - 1),) if version else (),
            sidecar=f"{stem}.json", warc=f"{stem}.warc.gz", offset=0, length=15_000 + number % 999,
            text_sha256=_digest("t", number), claims=9, relation="text" if version else None,
            source_sha256=_digest("p", number), segment_sha256=_digest("w", number),
            quality="article" if number % 50 else "captcha", case_id=f"case {article % 100}" if article % 10 == 7 else None,
        )  # fmt: skip


def _with_passages(packages: int) -> Iterator[Package]:
    draw = random.Random(1)
    for number, package in enumerate(_packages(packages)):
        passages = tuple(
            Passage(at, "direct_quote", " ".join([f"rare{number}", *draw.choices(WORDS, k=19)]), f"Olena Koval {at}")
            for at in range(len(WORDS))
        )
        yield package._replace(passages=passages)


def _series(number: int) -> str:
    article = number // VERSIONS
    return f"org,example{article % HOSTS:04})/news/2026/{article:08}-words-of-a-headline"


def _moment(number: int) -> str:
    """Versions a day apart, articles a few seconds."""
    article, version = divmod(number, VERSIONS)
    second = article * 7 % 86_400
    time_of_day = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
    return f"2026-{1 + article // 12_343:02}-{1 + version:02}T{time_of_day}.{article % 10**6:06}Z"


def _digest(kind: str, number: int) -> str:
    return PREFIX + hashlib.sha256(f"{kind}{number}".encode()).hexdigest()


def _capture(number: int) -> str:
    found = hashlib.sha256(f"c{number}".encode()).hexdigest()
    return f"urn:uuid:{found[:8]}-{found[8:12]}-4{found[13:16]}-8{found[17:20]}-{found[20:32]}"


def _numbers(size: int) -> list[int]:
    draw = random.Random(size)
    return [draw.randrange(size) for _ in range(ASKED)]


def _asking(ask: Callable[[SqliteIndex, int], object], index: SqliteIndex, size: int) -> Callable[[], object]:
    numbers = _numbers(size)
    return lambda: [ask(index, number) for number in numbers]


def _pages(index: SqliteIndex, query: Query) -> None:
    for _ in range(ASKED // PAGES_OF):
        index.search(query)


def _spent_on(packages: Iterator[Package], batch: int, add: Callable[[list[Package]], object]) -> float:
    """CPU seconds of `add` alone: making the rows is not what is measured."""
    spent = 0.0
    while found := list(islice(packages, batch)):
        spent += _cpu(partial(add, found))
    return spent


def _cpu(work: Callable[[], object]) -> float:
    return _once(work).cpu


def _once(work: Callable[[], object]) -> Spent:
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return Spent(time.process_time() - cpu, time.perf_counter() - wall)


def _us(spent: Spent) -> float:
    return spent.cpu / ASKED * 1e6


def _within(what: str, spent: Spent, limit: str) -> Row:
    return _reached(what, f"{_us(spent):.1f} us", _us(spent) < LOOK_UP_US, f"< {LOOK_UP_US} us", limit)


def _reached(what: str, ours: str, reached: bool, target: str, limit: str, ratio: str = "") -> Row:
    verdict: Verdict = "pass" if reached else "FAIL"
    return Row(what, ours, ratio=ratio, limit=limit, target=target, verdict=verdict)
