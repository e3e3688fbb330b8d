"""The transparency log and time stamps: leaves a second, a proof from disk, and what both cost a package of a batch."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from archiver.flows.logbook import Log, Stamps, log_batch
from archiver.flows.stamp import stamp_of
from archiver.model.sidecar import Timestamp
from archiver.remote import tsa
from archiver.sign import notekey
from archiver.store.local import LocalStore
from archiver.store.logfolder import LogFolder
from archiver.tlog import checkpoint, note, tiles
from archiver.tlog.note import ED25519, Verifier
from tests.bench.corpus import package_many, trusted
from tests.bench.table import Row, Verdict
from tests.support.tsa import Authority

ORIGIN = "bench.example.org/log"
LEAVES, BATCH = 10_000_000, 100_000
PACKAGES = 5_000
PROOFS = 200
CHECKED, CHECK_MEGABYTES = 1_000_000, 150  # leaves; ten times as many are 70 more sorted pieces, 8 MB a list


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
        LogFolder(root).append(map(_leaf, range(low, low + batch)), ORIGIN, sign)
    speed = count / (time.perf_counter() - began)
    what = f"log: append, {count} leaves in batches of {batch}"
    yield Row(what, f"{speed:.0f} /s", target=">= 20000 /s", verdict="pass" if speed >= 20_000 else "FAIL")
    began = time.perf_counter()
    for number in range(PROOFS):
        tiles.inclusion(LogFolder(root), number * (count // PROOFS), count)
    spent = 1000 * (time.perf_counter() - began) / PROOFS
    what = f"log: a proof from disk, {count} leaves"
    yield Row(what, f"{spent:.2f} ms", target="< 5 ms", verdict="pass" if spent < 5 else "FAIL")
    yield from _check(root.with_name("checked"), 3_000 if count < LEAVES else CHECKED, sign)


def _leaf(index: int) -> bytes:
    """64 octets, no two statements alike."""
    return index.to_bytes(checkpoint.HASH_OCTETS, "big") * 2


def _check(root: Path, count: int, sign: Callable[[str], str]) -> Iterator[Row]:
    """Log and packages side by side, in a process of its own that has nothing else in memory."""
    LogFolder(root).append(map(_leaf, range(count)), ORIGIN, sign)
    done = subprocess.run(
        [sys.executable, "-c", _CHECK, str(root), str(count)], capture_output=True, text=True, check=True
    )
    peak, spent = int(done.stdout.split()[0]) / 1000, float(done.stdout.split()[1])
    what, limit = f"log check, memory for {count} leaves and packages", f"{spent:.0f} s without reading sidecars"
    verdict: Verdict = "pass" if peak < CHECK_MEGABYTES else "FAIL"
    yield Row(what, f"{peak:.0f} MB", limit=limit, target=f"< {CHECK_MEGABYTES} MB", verdict=verdict)


_CHECK = """
import sys, time
from pathlib import Path
from archiver.flows.logcheck import check_log
from archiver.store.logfolder import LogFolder
log, count = LogFolder(Path(sys.argv[1])), int(sys.argv[2])
began = time.perf_counter()
found = next(check_log(log, log.newest(), ((f"{n}.json", n.to_bytes(32, "big") * 2) for n in range(count))), None)
assert found is None, found
print(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0], time.perf_counter() - began)
"""


def _batch(folder: Path, count: int) -> Iterator[Row]:
    """The whole batch durably: sidecars read, leaves, one checkpoint, its stamps, a proof into every sidecar."""
    with ExitStack() as stack:
        urls = [stack.enter_context(Authority(folder / f"tsa{number}").served()) for number in range(2)]
        asked: list[str] = []

        def stamps_of(over: str, signature: bytes) -> list[Timestamp]:
            asked.extend(urls)
            return [stamp_of(over, tsa.ask(url, signature)) for url in urls]

        bare = 1000 * _logged(folder / "bare", count, lambda *_: []) / count
        stamped = 1000 * _logged(folder / "stamped", count, stamps_of) / count
    what = f"log: a package of a batch of {count}, its proof in the sidecar, durable"
    yield Row(what, f"{bare:.2f} ms", target="< 2 ms", verdict="pass" if bare < 2 else "FAIL")
    yield Row(f"{what}, stamps of 2 authorities over the checkpoint", f"{stamped:.2f} ms")
    yield Row(f"requests to time authorities, batch of {count}", str(len(asked)), target="<= 2 in all, of 2 authorities",
              verdict="pass" if len(asked) == 2 else "FAIL")  # fmt: skip


def _logged(root: Path, count: int, stamps_of: Stamps) -> float:
    """Seconds for one batch of new packages."""
    store = LocalStore(root)
    package_many(root, count, 60_000)
    log = Log(ORIGIN, LogFolder(root / "log"), notekey.generate(), None, lambda _: None, trusted())
    names = list(store.list(".json"))
    began = time.perf_counter()
    done = log_batch(names, store, log, stamps_of)
    if done.added != count or done.refused:
        raise RuntimeError(f"expected {count} new leaves, found {done.added}, refused {done.refused[:3]}")
    return time.perf_counter() - began
