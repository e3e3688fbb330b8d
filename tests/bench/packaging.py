"""Packaging without extraction against stock warcio with `rfc8785` and the same signatures: durable, and the work alone.

What a medium takes to keep three files swings from 0.7 to 9 ms on one machine and is the same for both sides; so the
ratio is judged where it costs next to nothing, and shown where it doesn't. A package is in the index when it is packaged;
its words are taken into the search with those of others, when a run ends or a thousand wait: what that adds is shown.
"""

import io
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import rfc8785
from warcio.warcwriter import WARCWriter

from archiver.bundle.package import Contents, records_of
from archiver.bundle.record import Record
from archiver.bundle.writer import compress
from archiver.flows.archive import Workshop, archive
from archiver.index.sqlite import SqliteIndex
from archiver.model.digest import sha256
from archiver.sign import dsse
from archiver.store.local import LocalStore
from tests.bench.corpus import KINDS, Ready, captured, contents_of, ready, signers, with_page, workshop
from tests.bench.measure import Spent, interleaved
from tests.bench.table import Row, Verdict, at_least, info, skipped

SIZE = 60_000
A_SECOND = 250
MEMORY = Path("/dev/shm")
SYNCS = 3  # segment, sidecar, folder


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Articles a second, durable, and what each part of one costs at least; then the work alone, the disk left out."""
    count, rounds = (4, 1) if quick else (200, 7)
    makes = [ready(number, SIZE) for number in range(min(KINDS, count))]
    ours, theirs = _compare(folder, makes, count, rounds)
    what, limit = "package, 60 kB pages, durable", _limits(folder, makes[0], 5 if quick else 100)
    verdict: Verdict = "pass" if count / ours.wall >= A_SECOND else "FAIL"
    yield Row(what, f"{count / ours.wall:.0f} /s", "", "", limit, f">= {A_SECOND} /s", verdict)
    against = "package, 60 kB pages, against warcio + rfc8785"
    yield info(
        f"{against}, durable", count / ours.wall, count / theirs.wall, unit="/s", limit="the same fsyncs on both"
    )
    if not MEMORY.is_dir():
        yield skipped(against, f"no {MEMORY} on this machine")
        return
    with TemporaryDirectory(dir=MEMORY, prefix="archiver-bench-") as memory:
        ours, theirs = _compare(Path(memory), makes, count, rounds)
        words = _words(Path(memory) / "words", makes, count, rounds)
    limit = f"in {MEMORY}: the medium costs both sides the same"
    yield at_least(against, count / ours.cpu, count / theirs.cpu, 1.8, unit="/s", limit=limit)
    with_words = ours.cpu / count + words
    what = f"{against}, with its words in the search"
    yield info(
        what, 1 / with_words, count / theirs.cpu, unit="/s", limit=f"words {words * 1000:.2f} ms, of {count} together"
    )


def _compare(folder: Path, makes: list[Ready], count: int, rounds: int) -> tuple[Spent, Spent]:
    store, numbers = LocalStore(folder), iter(range(10**9))
    with workshop(folder / "packaged", makes[0]) as shop:
        ours, theirs = interleaved(
            rounds,
            lambda: _each(makes, count, lambda made: _ours(next(numbers), made, shop)),
            lambda: _each(makes, count, lambda made: _stock(next(numbers), made, store)),
        )
    return ours, theirs


def _words(folder: Path, makes: list[Ready], count: int, rounds: int) -> float:
    """CPU seconds a package of what the end of a batch adds: the words of all of its packages, taken in together."""
    spent, numbers = [], iter(range(10**9))
    with workshop(folder, makes[0]) as shop:
        assert isinstance(shop.index, SqliteIndex)
        for _ in range(rounds):
            _each(makes, count, lambda made: _ours(next(numbers), made, shop))
            start = time.process_time()
            shop.index.take_in()
            spent.append(time.process_time() - start)
    return min(spent) / count


def _each(makes: list[Ready], count: int, work: Callable[[Ready], object]) -> None:
    for number in range(count):
        work(makes[number % len(makes)])


def _ours(number: int, made: Ready, shop: Workshop) -> None:
    archive(captured(number, made.html), with_page(shop, made))


def _stock(number: int, made: Ready, store: LocalStore) -> None:
    """The same records by warcio (gzip 9), the same document by rfc8785, signed and kept in the same way."""
    contents = contents_of(made, captured(number, made.html))
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    for record in records_of(contents):
        assert isinstance(record, Record)
        fields = [field for field in record.head.fields if field[0] != "Content-Length"]
        writer.write_record(
            writer.create_warc_record(
                record.head.target_uri or "", record.head.type, payload=io.BytesIO(record.block),
                warc_headers_dict=dict(fields), warc_content_type=record.head.need("Content-Type"),
            )
        )  # fmt: skip
    document = _document(contents)
    statement = {"subject": sha256(out.getvalue()), "parts": sha256(rfc8785.dumps(document))}
    envelope = dsse.seal(rfc8785.dumps(statement), signers())
    sidecar = rfc8785.dumps({**document, "provenance": envelope.document()})
    store.put_new([(f"stock/{number}.warc.gz", out.getvalue()), (f"stock/{number}.json", sidecar)])


def _document(contents: Contents) -> dict[str, Any]:
    """The sidecar's content but for what signing adds."""
    return {
        "article": contents.article.document() if contents.article else None,
        "capture": contents.capture.document(),
        "claims": [contents.claims.document()] if contents.claims else [],
        "text": list(contents.text),
    }


def _limits(folder: Path, made: Ready, times: int) -> str:
    ecdsa, mldsa = signers()
    octets = made.html

    def synced() -> None:
        for number in range(SYNCS):
            with (folder / f"synced-{number}").open("wb", buffering=0) as file:
                file.write(octets)
                os.fsync(file.fileno())

    parts: dict[str, Callable[[], object]] = {
        "ML-DSA": lambda: mldsa.sign(octets[:1000]),
        "P-256": lambda: ecdsa.sign(octets[:1000]),
        "gzip": lambda: compress(octets),
        f"{SYNCS} x write + fsync": synced,
    }
    return ", ".join(f"{name} {_milliseconds(work, times):.2f}" for name, work in parts.items()) + " ms"


def _milliseconds(work: Callable[[], object], times: int) -> float:
    """The middle one of many: signing takes now long and now short, by chance (FIPS 204 rejects)."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return 1000 * sorted(taken)[times // 2]
