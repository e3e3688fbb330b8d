"""Two versions compared, and a long series listed from the index; targets in milliseconds, against a floor of each."""

import re
import sqlite3
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from archiver.claims.find import find
from archiver.compare import units
from archiver.compare.diff import Side, compare
from archiver.flows.versions import versions_of
from archiver.index.interface import Row as Package
from archiver.index.sqlite import INDEX_NAME, SqliteIndex
from archiver.model.digest import sha256
from tests.bench.measure import interleaved
from tests.bench.table import Row, Verdict
from tests.compare.golden import articles, hand_made

WORDS = 1_000
CHANGED = 3  # of the articles that make up the version; the second row takes all of them
DIFF_MS = 10
VERSIONS = 1_000
LIST_MS = 100
URL = "https://www.example.org/pell"
SERIES = "org,example)/pell"
ARCHIVE = "urn:uuid:00000000-0000-4000-8000-000000000001"


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """The comparison against difflib over the same words; the list against reading the same rows with sqlite3."""
    rounds = 3 if quick else 30
    yield _comparison(rounds, *_versions(CHANGED))
    yield _comparison(rounds, *_versions(WORDS))
    old, _ = _versions(0)
    yield _comparison(rounds, old, [_each_sentence_changed(block) for block in old])
    yield _listing(folder, 20 if quick else VERSIONS, 1 if quick else 9)


def _comparison(rounds: int, old: list[str], new: list[str]) -> Row:
    sides = [Side(blocks, find(blocks, language="en").items) for blocks in (old, new)]
    words = [" ".join(blocks).split() for blocks in (old, new)]

    def ours() -> None:
        units.words_in.cache_clear()  # or the next round finds the words of this one
        compare(sides[0], sides[1])

    spent, theirs = interleaved(
        rounds, ours, lambda: SequenceMatcher(a=words[0], b=words[1], autojunk=False).get_opcodes()
    )
    what = f"diff of two {len(words[0]):,}-word versions, {len(compare(*sides).changes)} sentences changed"
    return _within(what, spent.cpu, DIFF_MS, f"difflib over the words alone {theirs.cpu * 1000:.1f} ms")


def _versions(changes: int) -> tuple[list[str], list[str]]:
    """Several articles in one, so that there are enough words; some as they are, some with hand-made changes."""
    changed = {pair.name.split()[1]: pair.new for pair in hand_made()}
    old: list[str] = []
    new: list[str] = []
    for number, (name, blocks) in enumerate(articles().items()):
        if sum(block.count(" ") + 1 for block in old) < WORDS and name in changed:
            old += blocks
            new += changed[name] if number < changes else blocks
    return old, new


def _each_sentence_changed(block: str) -> str:
    """A word more in every sentence."""
    return re.sub(r"(?<=[^\W\d_])(?=[.?!](?:\s|$))|(?<=[^.?!])$", " again", block)


def _listing(folder: Path, count: int, rounds: int) -> Row:
    path = folder / INDEX_NAME
    with SqliteIndex(path) as index:
        index.add(_package(number) for number in range(count))

    def ours() -> None:
        with SqliteIndex(path, read_only=True) as index:
            versions_of(URL, index)

    def floor() -> None:
        database = sqlite3.connect(path)
        database.execute("SELECT * FROM package WHERE series = ? ORDER BY sequence", (SERIES,)).fetchall()
        database.close()

    spent, least = interleaved(rounds, ours, floor)
    return _within(
        f"versions, a series of {count:,} from the index",
        spent.wall,
        LIST_MS,
        f"sqlite3 alone {least.wall * 1000:.1f} ms",
    )


def _package(number: int) -> Package:
    stem = f"2026/11/22/20261122T071501Z-example.org-{number:08x}"
    return Package(
        series=SERIES, url=URL, captured_at=f"2026-11-22T07:15:01.{number:06}Z",
        packaged_at=f"2026-11-22T07:16:01.{number:06}Z", sequence=number, archive=ARCHIVE,
        capture_id=f"urn:uuid:{number:08x}-0000-4000-8000-000000000000", statement_id=sha256(b"%d" % number),
        previous=(sha256(b"%d" % (number - 1)),) if number else (), sidecar=f"{stem}.json", warc=f"{stem}.warc.gz",
        offset=0, length=1, text_sha256=sha256(b"text"), claims=3, relation="text" if number else None,
    )  # fmt: skip


def _within(what: str, seconds: float, target: int, limit: str) -> Row:
    verdict: Verdict = "pass" if seconds * 1000 < target else "FAIL"
    return Row(what, f"{seconds * 1000:.2f} ms", limit=limit, target=f"< {target} ms", verdict=verdict)
