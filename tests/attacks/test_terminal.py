"""Nothing that a package holds reaches the terminal raw: not in the report for people, not in JSON, not in a message."""

import re
from pathlib import Path

import pytest

from tests.support.attack import TRUST, Scene, alone
from tests.support.build import Built, package, trust_file
from tests.support.cli import run, write_files
from tests.support.forge import edited, records_of, resigned, restated, with_field

STEERING = "\x1b]0;owned\x07\x1b[2J\x9b31m\x7f\u202e\u2066\u200b\u2028"
RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")


def _uri(built: Built) -> Built:
    records = records_of(built.segment)
    records[1] = with_field(records[1], b"WARC-Target-URI", f"https://x.example/{STEERING}".encode())
    return resigned(built, records=records)


def _record_id(built: Built) -> Built:
    records = records_of(built.segment)
    records[1] = with_field(records[1], b"WARC-Block-Digest", STEERING.encode())
    records[1] = with_field(records[1], b"WARC-Record-ID", f"<urn:{STEERING}>".encode())
    return built.with_segment(resigned(built, records=records).segment)


SCENES = {
    "target uri": lambda b: alone(_uri(b)),
    "record id": lambda b: alone(_record_id(b)),
    "url of the statement": lambda b: alone(restated(b, lambda s: s["predicate"].update(url=STEERING))),
    "subject": lambda b: alone(restated(b, lambda s: s["subject"][0].update(name=STEERING))),
    "payload type": lambda b: alone(edited(b, lambda d: d["provenance"]["capture"].update(payloadType=STEERING))),
    "block": lambda b: alone(edited(b, lambda d: d["text"].__setitem__(1, STEERING))),
    "claim": lambda b: alone(edited(b, lambda d: d["claims"][0]["items"][1].update(exact=STEERING, id=STEERING))),
    "charset": lambda b: alone(edited(b, lambda d: d["capture"]["source"].update(charset=STEERING))),
    "unknown member": lambda b: alone(edited(b, lambda d: d.update({"\x1b[2J": 1}))),
    "duplicate key": lambda b: alone(b.with_sidecar(b'{"\\u001b[2J": 1, "\\u001b[2J": 1}')),
    "file name": lambda b: Scene({f"p/20261122T071501Z-{STEERING}-1a2b3c4d.json": b.sidecar}),
}


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("flags", [(), ("--verbose",), ("--json",)], ids=["plain", "verbose", "json"])
def test_nothing_raw(name: str, flags: tuple[str, ...], tmp_path: Path) -> None:
    write_files(tmp_path, {**SCENES[name](package()).files, TRUST: trust_file()})
    ran = run("verify", str(tmp_path / "p"), "--trust", str(tmp_path / TRUST), *flags, home=tmp_path / "home")
    assert ran.status in (1, 3, 7)
    assert ran.out
    assert not RAW.findall(ran.out + ran.err)
    if "--json" in flags:
        assert ran.report["verdict"] != "verified"
