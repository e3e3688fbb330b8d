"""Verification of many small packages, `--quick` and `--deep`, against `warcio check` of the same WARCs."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from zlib_ng import zlib_ng

from archiver.bundle import sidecar
from archiver.bundle.members import GZIP
from archiver.model.statement import Envelope
from archiver.sign import dsse
from archiver.store.packages import PackageFiles
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
    )
    a_package = 1000 / len(packages)
    ours, whole, theirs, signatures, floor = (spent.cpu * a_package for spent in taken)
    what = f"verify {{}}, {len(packages)} packages of {name} pages"
    limit = f"two signatures {signatures:.2f} ms"
    if quick:
        yield at_most(what.format("--quick"), ours, theirs, quick, unit="ms", limit=limit)
    limit += f", inflate + sha256 {floor:.2f} ms"
    yield at_most(what.format("--deep"), whole, theirs, deep, unit="ms", limit=limit)


def _signatures(packages: Sequence[PackageFiles]) -> None:
    for envelope in _envelopes(packages):
        dsse.open_envelope(envelope, trusted().keys)


_kept: dict[str, list[Envelope]] = {}


def _envelopes(packages: Sequence[PackageFiles]) -> list[Envelope]:
    key = packages[0].name
    if key not in _kept:
        octets = (files.sidecar.read_bytes() for files in packages if files.sidecar)
        _kept[key] = [sidecar.read(data).model.provenance.capture for data in octets]
    return _kept[key]


def _inflate_and_hash(packages: Sequence[PackageFiles]) -> None:
    """What the segment alone costs: its digest, each record inflated, digests of record and block."""
    for files in packages:
        octets = files.warc.read_bytes() if files.warc else b""
        hashlib.sha256(octets)
        while octets:
            inflater = zlib_ng.decompressobj(GZIP)
            record = inflater.decompress(octets)
            hashlib.sha256(record)
            hashlib.sha256(record)
            octets = inflater.unused_data
