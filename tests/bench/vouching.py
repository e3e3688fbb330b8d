"""The transparency log and time stamps: leaves a second, a proof from disk, and what both cost a package of a batch."""

import time
from collections.abc import Iterator
from pathlib import Path

from archiver.flows.logbook import Log, log_batch
from archiver.sign import notekey
from archiver.store.local import LocalStore
from archiver.store.logfolder import LogFolder
from archiver.tlog import checkpoint, note, tiles
from archiver.tlog.note import ED25519, Verifier
from tests.bench.corpus import package_many, trusted
from tests.bench.table import Row

ORIGIN = "bench.example.org/log"
LEAVES, BATCH = 10_000_000, 100_000
PACKAGES = 5_000
PROOFS = 200


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """The log alone, then a batch of packages through it."""
    yield from _log(folder / "log", 3_000 if quick else LEAVES, 1_000 if quick else BATCH)
    yield from _batch(folder, 5 if quick else PACKAGES)


def _log(root: Path, count: int, batch: int) -> Iterator[Row]:
    key = notekey.generate()
    verifier = Verifier(ORIGIN, ED25519, key.public)

    def sign(text: str) -> str:
        return note.Note(text, (note.signed(text, verifier, key.sign),)).whole()

    began = time.perf_counter()
    for low in range(0, count, batch):
        leaves = (index.to_bytes(checkpoint.ENTRY_OCTETS, "big") for index in range(low, low + batch))
        LogFolder(root).append(leaves, ORIGIN, sign)
    speed = count / (time.perf_counter() - began)
    what = f"log: append, {count} leaves in batches of {batch}"
    yield Row(what, f"{speed:.0f} /s", target=">= 20000 /s", verdict="pass" if speed >= 20_000 else "FAIL")
    began = time.perf_counter()
    for number in range(PROOFS):
        tiles.inclusion(LogFolder(root), number * (count // PROOFS), count)
    spent = 1000 * (time.perf_counter() - began) / PROOFS
    what = f"log: a proof from disk, {count} leaves"
    yield Row(what, f"{spent:.2f} ms", target="< 5 ms", verdict="pass" if spent < 5 else "FAIL")


def _batch(folder: Path, count: int) -> Iterator[Row]:
    """The whole batch durably: sidecars read, leaves, one checkpoint, a proof into every sidecar."""
    key = notekey.generate()
    store = LocalStore(folder / "packages")
    package_many(folder / "packages", count, 60_000)
    asked: list[bytes] = []

    def stamps_of(signature: bytes) -> list[bytes]:
        asked.append(signature)
        return []

    log = Log(ORIGIN, LogFolder(folder / "packages" / "log"), key, None, lambda _: None, trusted())
    names = list(store.list(".json"))
    began = time.perf_counter()
    log_batch(names, store, log, stamps_of)
    spent = 1000 * (time.perf_counter() - began) / count
    what = f"log: a package of a batch of {count}, its proof in the sidecar, durable"
    yield Row(what, f"{spent:.2f} ms", target="< 2 ms", verdict="pass" if spent < 2 else "FAIL")
    requests = f"{len(asked)} for each authority"
    yield Row(f"requests to time authorities, batch of {count}", requests, target="<= 2 in all, of 2 authorities",
              verdict="pass" if len(asked) == 1 else "FAIL")  # fmt: skip
