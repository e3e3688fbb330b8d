"""What a night's confirmation (304) takes on disk, part by part, and that it stands alone all the same.

The table in docs/operations.md says these figures; what may not grow is held here.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from archiver.flows.describe import READERS
from archiver.sign.canonical import layout
from tests.nightly.desk import Watch
from tests.nightly.site import Site

ML_DSA_65 = 4 * ((3309 + 2) // 3)  # FIPS 204, table 2: octets of a signature, in base64
SEGMENT, ENVELOPE, RECORD, LEAVES = 2_000, 6_900, 4_000, 2_600  # octets at most, each in its layout on disk
WHOLE = 15_700
pytestmark = pytest.mark.xdist_group("small")  # what the module makes once is made in one worker


@pytest.fixture(scope="module")
def confirmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive whose newest package is that of a 304, and the name of its sidecar in `newest`."""
    folder = tmp_path_factory.mktemp("small")
    with Site(1) as site, Watch(folder) as watch:
        watch.add([site.url(0)])
        assert watch.run() == 0
        watch.later(hours=2)
        assert watch.run() == 0
        assert site.ledger[0][-1].status == 304
        (folder / "newest").write_text(watch.rows(site.url(0))[-1].sidecar)
    return folder


def sidecar_of(folder: Path) -> Path:
    return folder / "archives" / (folder / "newest").read_text()


def test_no_part_of_the_package_of_a_304_grows(confirmed: Path) -> None:
    path = sidecar_of(confirmed)
    segment, octets = path.with_suffix(".warc.gz").stat().st_size, path.read_bytes()
    sidecar: Any = json.loads(octets)
    shares = {
        "segment": (segment, SEGMENT),
        "envelope": (len(layout(sidecar["provenance"])), ENVELOPE),
        "record": (len(layout(sidecar["capture"])), RECORD),
        "leaves": (len(layout(sidecar["disclosure"])), LEAVES),
        "whole": (segment + len(octets), WHOLE),
    }
    assert {name for name, (found, bound) in shares.items() if found > bound} == set(), shares
    assert max(len(one["sig"]) for one in sidecar["provenance"]["capture"]["signatures"]) == ML_DSA_65


def test_it_names_only_the_programs_that_took_part(confirmed: Path) -> None:
    path = sidecar_of(confirmed)
    programs = [
        {one["name"] for one in json.loads(each.read_bytes())["capture"]["software"]}
        for each in sorted(path.parent.glob("*.json"))
    ]
    assert programs[0] > READERS, "somebody read the page"
    assert programs[1] == programs[0] - READERS, "nothing was there to read"


def test_it_is_read_and_verified_without_the_version_that_it_confirms(confirmed: Path, tmp_path: Path) -> None:
    path = sidecar_of(confirmed)
    for each in (path, path.with_suffix(".warc.gz")):
        shutil.copy(each, tmp_path)
    from tests.cli.running import in_process

    done = in_process(["verify", str(tmp_path / path.name), "--deep", "--json"], confirmed)
    [package] = json.loads(done.stdout)["packages"]
    open_checks = {one["code"] for one in package["checks"] if one["status"] not in ("pass", "not-applicable")}
    assert open_checks == {"E601"}, "only that there was a version before cannot be checked without it"
    assert in_process(["show", str(tmp_path / path.name)], confirmed).status == 0
