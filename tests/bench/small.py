"""Verification of many small packages, `--quick` and `--deep`, against `warcio check` of the same WARCs."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from zlib_ng import zlib_ng

from archiver.bundle import parts, sidecar
from archiver.bundle.members import GZIP
from archiver.model.statement import Envelope
from archiver.sign import dsse
from archiver.store.packages import PackageFiles
from archiver.tlog import merkle
from tests.bench.corpus import package_many, trusted
from tests.bench.measure import interleaved
from tests.bench.sides import verify, warcio_check
from tests.bench.table import Row, at_most


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """60 kB pages, then 300 kB ones."""
    rounds = 1 if quick else 9
    packages = package_many(folder / "60k", 10 if quick else 1000, 60_000)
    yield from _compare(packages, "60 kB", rounds, 1.5, 2.0)
    packages = package_many(folder / "300k", 4 if quick else 200, 300_000)
    yield from _compare(packages, "300 kB", rounds, None, 1.0)


def _compare(
    packages: Sequence[PackageFiles], name: str, rounds: int, quick: float | None, deep: float
) -> Iterator[Row]:
    taken = interleaved(
        rounds,
        lambda: verify(packages, deep=False),
        lambda: verify(packages, deep=True),
        lambda: warcio_check(packages),
        lambda: _signatures(packages),
        lambda: _inflate_and_hash(packages),
        lambda: _read(packages),
        lambda: _leaves(packages),
    )
    a_package = 1000 / len(packages)
    ours, whole, theirs, signatures, floor, read, leaves = (spent.cpu * a_package for spent in taken)
    what = f"verify {{}}, {len(packages)} packages of {name} pages"
    least = signatures + read + leaves
    if quick:
        parts_of_it = (
            f"two signatures {signatures:.2f}, strict JSON and model {read:.2f}, leaves and roots {leaves:.2f}"
        )
        limit = f"{least:.2f} ms, {least / theirs:.2f}x: {parts_of_it}"
        yield at_most(what.format("--quick"), ours, theirs, quick, unit="ms", limit=limit)
    least += floor
    limit = f"{least:.2f} ms, {least / theirs:.2f}x: the same, and inflate + digests {floor:.2f}"
    yield at_most(what.format("--deep"), whole, theirs, deep, unit="ms", limit=limit)


def _signatures(packages: Sequence[PackageFiles]) -> None:
    for envelope in _envelopes(packages):
        dsse.open_envelope(envelope, trusted().keys)


_kept: dict[str, list[Envelope]] = {}
_values: dict[str, list[dict[str, Any]]] = {}


def _envelopes(packages: Sequence[PackageFiles]) -> list[Envelope]:
    key = packages[0].name
    if key not in _kept:
        octets = (files.sidecar.read_bytes() for files in packages if files.sidecar)
        _kept[key] = [sidecar.read(data).model.provenance.capture for data in octets]
    return _kept[key]


def _read(packages: Sequence[PackageFiles]) -> None:
    for files in packages:
        if files.sidecar:
            sidecar.read(files.sidecar.read_bytes())


def _leaves(packages: Sequence[PackageFiles]) -> None:
    """Every leaf and root of a sidecar's three trees, out of values that are at hand."""
    for document in _documents(packages):
        for hashes in parts.leaf_hashes(document, (), bytes(32)).values():
            merkle.root(hashes)


def _documents(packages: Sequence[PackageFiles]) -> list[dict[str, Any]]:
    """Of the first twenty, again and again: a thousand in memory would slow down whatever is measured beside them."""
    key = packages[0].name
    if key not in _values:
        first = (files.sidecar.read_bytes() for files in packages[:20] if files.sidecar)
        _values[key] = [sidecar.read(octets).document for octets in first]
    return [_values[key][number % len(_values[key])] for number in range(len(packages))]


def _inflate_and_hash(packages: Sequence[PackageFiles]) -> None:
    """What the segment alone costs: its digest, each record inflated, digests of record, block and HTTP entity."""
    for files in packages:
        octets = files.warc.read_bytes() if files.warc else b""
        hashlib.sha256(octets)
        while octets:
            inflater = zlib_ng.decompressobj(GZIP)
            record = inflater.decompress(octets)
            for _ in range(3 if b"application/http" in record[:1024] else 2):
                hashlib.sha256(record)
            octets = inflater.unused_data
