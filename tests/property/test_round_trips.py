"""Parse then write gives the same octets, for records, sidecars and trust files; DSSE's PAE cannot be read two ways."""

import base64
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.bundle import sidecar
from archiver.bundle.members import Members
from archiver.bundle.reader import foreign_records, segment_records
from archiver.bundle.record import Record, make
from archiver.bundle.writer import compress
from archiver.errors import SignatureError
from archiver.sign import dsse, keys, trust
from tests.support.build import SUBJECTS, archive_keys, package, stranger_keys, trust_file, trust_of
from tests.support.forge import records_of

LIMIT = 1 << 20
FIELD = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=20)
BLOCK = st.binary(max_size=3000) | st.just(b"\r\n\r\n") | st.just(b"WARC/1.1\r\n\r\n") | st.just(b"\x1f\x8b")
RECORDS = st.lists(st.tuples(FIELD, BLOCK), min_size=1, max_size=4)


def made(values: list[tuple[str, bytes]]) -> list[Record]:
    """Records with a free field and a free block."""
    return [
        make([("WARC-Type", "resource"), ("WARC-Record-ID", f"<urn:x:{number}>"), ("X-Free", field)], block)
        for number, (field, block) in enumerate(values)
    ]


@settings(max_examples=200, deadline=None)
@given(RECORDS)
def test_records_of_a_segment_read_and_written_again(values: list[tuple[str, bytes]]) -> None:
    octets = [record.octets() for record in made(values)]
    stream = io.BytesIO(b"".join(map(compress, octets)))
    found = [opened.load(LIMIT) for opened in segment_records(Members(stream))]
    assert [record.octets() for record in found] == octets
    assert [record.head.get("x-free") for record in found] == [field for field, _ in values]


@settings(max_examples=150, deadline=None)
@given(RECORDS, st.sampled_from(["plain", "a member a record", "one member", "cut anywhere"]), st.data())
def test_foreign_records_read_and_written_again(values: list[tuple[str, bytes]], how: str, data: st.DataObject) -> None:
    octets = [record.octets() for record in made(values)]
    whole = b"".join(octets)
    if how == "cut anywhere":
        at = data.draw(st.integers(0, len(whole)))
        written = compress(whole[:at]) + compress(whole[at:])
    else:
        written = {"plain": whole, "one member": compress(whole)}.get(how) or b"".join(map(compress, octets))
    found = [opened.load(LIMIT).octets() for opened in foreign_records(io.BytesIO(written))]
    assert found == octets


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_sidecar_read_and_written_again(name: str) -> None:
    octets = package(name).sidecar
    found = sidecar.read(octets)
    assert sidecar.write(found.model) == octets
    assert found.in_layout
    assert found.document == found.model.document()


@pytest.mark.parametrize("name", SUBJECTS)
def test_the_records_of_a_package_read_and_written_again(name: str) -> None:
    found = [r.load(LIMIT).octets() for r in segment_records(Members(io.BytesIO(package(name).segment)))]
    assert found == records_of(package(name).segment)


def test_a_trust_file_read_and_written_again() -> None:
    assert trust.write(trust.read(trust_file(), what="trust")) == trust_file()
    both = trust_of(archive_keys()).with_set(trust.set_of("other", stranger_keys()))
    assert trust.read(trust.write(both), what="trust") == both
    assert both.with_set(trust.set_of("again", stranger_keys())) == both


@given(st.text(max_size=30), st.binary(max_size=60))
def test_pae_can_be_taken_apart_in_one_way_only(kind: str, payload: bytes) -> None:
    message = dsse.pae(kind, payload)
    start = re.match(rb"DSSEv1 (\d+) ", message)
    assert start
    length = int(start[1])
    assert message[start.end() : start.end() + length] == kind.encode()
    rest = message[start.end() + length :]
    found = re.match(rb" (\d+) ", rest)
    assert found
    assert rest[found.end() :] == payload
    assert len(payload) == int(found[1])


def test_pae_is_the_example_of_the_protocol() -> None:
    assert dsse.pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200))
def test_what_is_sealed_opens_and_nothing_else_does(payload: bytes) -> None:
    known = {keys.key_id(k.spki): keys.load_public(k.spki, k.algorithm) for k in archive_keys()}
    envelope = dsse.seal(payload, archive_keys())
    opened = dsse.open_envelope(envelope, known)
    assert (opened.payload, opened.signed_by, opened.faults) == (payload, frozenset(known), ())
    other = envelope.model_copy(update={"payload": base64.b64encode(payload + b"x").decode()})
    assert dsse.open_envelope(other, known).signed_by == frozenset()
    assert dsse.open_envelope(envelope, {}).signed_by == frozenset()


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=64), st.sampled_from(archive_keys()))
def test_no_octets_but_the_signed_ones_verify(message: bytes, signer: keys.KeyPair) -> None:
    public, signature = keys.load_public(signer.spki, signer.algorithm), signer.sign(message)
    keys.verify(public, message, signature)
    with pytest.raises(SignatureError):
        keys.verify(public, message + b"\x00", signature)
    with pytest.raises(SignatureError):
        keys.verify(public, message, signature + b"\x00")
