"""One octet changed anywhere in a segment, in a payload, in a signature: never verified."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.verify.package import exit_code
from tests.property.test_never_crashes import verify
from tests.support.again import again, intact_package
from tests.support.build import package
from tests.support.forge import Document, edited

NAMES = st.sampled_from(["english", "ukrainian", "http", "again", "twice"])


def flipped(octets: bytes, at: int, mask: int) -> bytes:
    """`octets` with the bits of `mask` turned in one of them."""
    return octets[:at] + bytes([octets[at] ^ mask]) + octets[at + 1 :]


@settings(max_examples=250, deadline=None)
@given(data=st.data(), name=NAMES, mask=st.integers(1, 255), deep=st.booleans())
def test_an_octet_of_the_segment(data: st.DataObject, name: str, mask: int, deep: bool) -> None:
    intact = intact_package(name)
    at = data.draw(st.integers(0, len(intact.segment) - 1))
    report = verify(intact.sidecar, flipped(intact.segment, at, mask), deep=deep)
    assert (report.verdict, exit_code(report)) == ("tampered", 1)


@settings(max_examples=100, deadline=None)
@given(data=st.data(), name=NAMES)
def test_the_segment_cut_anywhere(data: st.DataObject, name: str) -> None:
    intact = intact_package(name)
    report = verify(intact.sidecar, intact.segment[: data.draw(st.integers(0, len(intact.segment) - 1))])
    assert (report.verdict, exit_code(report)) == ("tampered", 1)


@settings(max_examples=200, deadline=None)
@given(data=st.data(), name=NAMES, mask=st.integers(1, 255))
def test_an_octet_of_the_sidecar(data: st.DataObject, name: str, mask: int) -> None:
    """Verified only where the octet belongs to what is free: a public key, or white space around values."""
    intact = intact_package(name)
    at = data.draw(st.integers(0, len(intact.sidecar) - 1))
    changed = flipped(intact.sidecar, at, mask)
    report = verify(changed, intact.segment)
    assert exit_code(report) in (0, 1, 3, 7)
    if report.verdict == "verified":
        line = intact.sidecar[: at + 1].splitlines()[-1] + intact.sidecar[at + 1 :].split(b"\n")[0]
        unsigned = b'"spki"' in line or b'"keyid"' in line or b'"algorithm"' in line
        leaf = line.strip().strip(b'",').isalnum() and len(line.strip().strip(b'",')) == 64
        assert unsigned or leaf or changed.split() == intact.sidecar.split(), line


@settings(max_examples=80, deadline=None)
@given(data=st.data(), number=st.integers(0, 1), mask=st.integers(1, 255))
def test_an_octet_of_a_later_signature(data: st.DataObject, number: int, mask: int) -> None:
    def change(document: Document) -> None:
        entry = document["provenance"]["later"][0]["signatures"][number]
        octets = base64.b64decode(entry["sig"])
        at = data.draw(st.integers(0, len(octets) - 1))
        entry["sig"] = base64.b64encode(flipped(octets, at, mask)).decode()

    report = verify(edited(again(), change).sidecar, again().segment, deep=False)
    assert (report.verdict, exit_code(report), report.current_claims) == ("tampered", 1, 0)


@settings(max_examples=80, deadline=None)
@given(data=st.data(), mask=st.integers(1, 255))
def test_an_octet_of_a_later_payload(data: st.DataObject, mask: int) -> None:
    """Mostly no statement any more, which leaves the verdict open; where it still is one, a contradiction."""

    def change(document: Document) -> None:
        envelope = document["provenance"]["later"][0]
        octets = base64.b64decode(envelope["payload"])
        at = data.draw(st.integers(0, len(octets) - 1))
        envelope["payload"] = base64.b64encode(flipped(octets, at, mask)).decode()

    report = verify(edited(again(), change).sidecar, again().segment, deep=False)
    assert report.verdict in ("tampered", "indeterminate")
    assert report.current_claims == 0


@pytest.mark.parametrize("number", [0, 1], ids=["P-256", "ML-DSA-65"])
@settings(max_examples=80, deadline=None)
@given(data=st.data(), mask=st.integers(1, 255))
def test_an_octet_of_a_signature(number: int, data: st.DataObject, mask: int) -> None:
    def change(document: Document) -> None:
        entry = document["provenance"]["capture"]["signatures"][number]
        octets = base64.b64decode(entry["sig"])
        at = data.draw(st.integers(0, len(octets) - 1))
        entry["sig"] = base64.b64encode(flipped(octets, at, mask)).decode()

    report = verify(edited(package(), change).sidecar, package().segment, deep=False)
    assert (report.verdict, exit_code(report)) == ("tampered", 1)


@settings(max_examples=80, deadline=None)
@given(data=st.data(), mask=st.integers(1, 255))
def test_an_octet_of_the_payload(data: st.DataObject, mask: int) -> None:
    def change(document: Document) -> None:
        envelope = document["provenance"]["capture"]
        octets = base64.b64decode(envelope["payload"])
        at = data.draw(st.integers(0, len(octets) - 1))
        envelope["payload"] = base64.b64encode(flipped(octets, at, mask)).decode()

    report = verify(edited(package(), change).sidecar, package().segment, deep=False)
    assert exit_code(report) in (1, 7)
    assert report.verdict != "verified"
