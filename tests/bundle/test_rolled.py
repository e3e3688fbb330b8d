"""Names and contents of rolled WARCs: what is written is read, what is none is refused."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from archiver.bundle import rolled
from archiver.errors import FormatError, InputError, LimitError
from archiver.model.rolled import RolledMember
from archiver.sign import strict
from archiver.sign.canonical import layout

ARCHIVE, AT = "urn:uuid:0b8f0f0e-7d6a-4e7e-9a52-1f0f5f6f2c11", "2026-11-27T08:15:00.000000Z"
DIGEST = "sha256:" + "0" * 64
HEADER = rolled.write_contents(ARCHIVE, AT, [])
# ISO 28500:2017, Annex C: Prefix-Timestamp-Serial-Crawlhost.warc.gz, the time in 14 digits.
ANNEX_C = re.compile(r"[^-]+-[0-9]{14}-[0-9]{5}-[0-9A-Za-z.]+\.warc\.gz")

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc/_", max_size=4), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


def member(stem: str, **changes: object) -> RolledMember:
    made = RolledMember(stem=stem, segment=(0, 10), line=(5, 6), sidecar=DIGEST)
    return made.model_copy(update=changes)


def test_names_are_those_of_the_standard_and_name_no_machine() -> None:
    name = rolled.rolled_warc(rolled.rolled_name("archiver", AT, 7, ARCHIVE) + rolled.CONTENTS)
    assert name == "archiver-20261127081500-00007-0b8f0f0e.warc.gz"
    assert ANNEX_C.fullmatch(name)


def test_contents_are_read_as_they_were_written() -> None:
    members = [member("b-2"), member("a-1", line=None)]
    octets = rolled.write_contents(ARCHIVE, AT, members)
    header, found = rolled.read_contents(octets, "contents")
    assert (header.archive, header.rolled) == (ARCHIVE, AT)
    assert found == {one.stem: one for one in members}
    assert list(found) == ["a-1", "b-2"]
    assert rolled.write_contents(ARCHIVE, AT, found.values()) == octets


@pytest.mark.parametrize(
    "octets",
    [
        b"", b"\n", b"{}\n", b"\x00\xff\n", HEADER + b"{}\n", HEADER + b"\n",
        HEADER.replace(b"rolled/v1", b"rolled/v2"),
        HEADER + b'{"line":null,"segment":[0,-1],"sidecar":"%s","stem":"a"}\n' % DIGEST.encode(),
        HEADER + b'{"line":null,"segment":[0,1.5],"sidecar":"%s","stem":"a"}\n' % DIGEST.encode(),
        HEADER + b'{"line":null,"segment":[0,1],"sidecar":"%s","stem":"../a"}\n' % DIGEST.encode(),
        HEADER + b'{"line":null,"segment":[0,1],"sidecar":"%s","stem":".a"}\n' % DIGEST.encode(),
        HEADER + b'{"line":null,"segment":[0,1],"sidecar":"%s","stem":"a"}\n' % DIGEST.encode() * 2,
    ],
)  # fmt: skip
def test_what_are_no_contents_is_refused(octets: bytes) -> None:
    with pytest.raises(FormatError, match="here: expected"):
        rolled.read_contents(octets, "here")


def test_contents_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rolled, "MAX_MEMBERS", 3)
    octets = rolled.write_contents(ARCHIVE, AT, [member(f"a{number}") for number in range(4)])
    with pytest.raises(LimitError, match="at most 3 packages"):
        rolled.read_contents(octets, "here")


@pytest.mark.parametrize("size", [1, 7, 200, 10**6])
def test_contents_may_come_in_blocks_of_any_size(size: int) -> None:
    members = [member("a-1"), member("b-2", line=None), member("c-3")]
    octets = rolled.write_contents(ARCHIVE, AT, members)
    for data in (octets, octets[:-1]):  # the last line may lack its end
        header, found = rolled.read_lines((data[at : at + size] for at in range(0, len(data), size)), "here")
        assert (header.archive, list(found)) == (ARCHIVE, members)


def test_a_line_has_a_limit_however_many_blocks_it_comes_in() -> None:
    def endless() -> Iterator[bytes]:
        yield HEADER
        for _ in range(100):
            yield b"x" * 1_000
        raise AssertionError("read on")

    _, found = rolled.read_lines(endless(), "here")
    with pytest.raises(FormatError, match="here: expected lines of at most"):
        list(found)


@given(VALUES)
def test_a_sidecar_is_had_back_from_its_line(value: object) -> None:
    octets = layout(value)
    line = rolled.line_of(octets)
    assert line is not None
    assert line.count(b"\n") == 1
    assert rolled.sidecar_of(line) == octets


@given(VALUES, st.sampled_from([b" ", b"\n", b"\t"]))
def test_what_a_line_would_not_give_back_has_none(value: object, more: bytes) -> None:
    assert rolled.line_of(layout(value) + more) is None


@given(st.binary(max_size=60))
def test_any_octets_are_a_line_or_refused(octets: bytes) -> None:
    try:
        rolled.sidecar_of(octets)
    except InputError as e:
        assert "a line of sidecars" in str(e)


@given(VALUES)
def test_a_sidecar_is_had_back_from_its_frame_and_by_any_zstd(value: object) -> None:
    octets = layout(value)
    frame, line = rolled.line_of(octets, "zstd"), rolled.line_of(octets)
    assert frame and rolled.sidecar_of(frame, "zstd") == octets
    assert zstandard.ZstdDecompressor().decompress(frame) == line


@given(st.binary(max_size=60))
def test_any_octets_are_a_frame_or_refused(octets: bytes) -> None:
    try:
        rolled.sidecar_of(octets, "zstd")
    except InputError as e:
        assert "a line of sidecars" in str(e)


def _frames() -> dict[str, bytes]:
    """Frames of `{}` that are not as ours are, by what is wrong with them."""
    line = b"{}\n"
    ours = rolled.line_of(layout({}), "zstd") or b""
    dictionary = zstandard.train_dictionary(
        1024, [f"{{number: {number}}} of some".encode() * 9 for number in range(99)]
    )
    return {
        "two": ours + ours,
        "something behind it": ours + b"\n",
        "cut off": ours[:-1],
        "no size": zstandard.ZstdCompressor(write_content_size=False).compress(line),
        "a dictionary": zstandard.ZstdCompressor(dict_data=dictionary).compress(line),
        "skippable": b"\x50\x2a\x4d\x18\x01\x00\x00\x00x",
        "another size": ours.replace(b"\x20\x03", b"\x20\x04", 1),
        "a line": line,
        "nothing": b"",
    }


@pytest.mark.parametrize("what", _frames())
def test_what_is_not_one_frame_that_stands_alone_is_refused(what: str) -> None:
    assert rolled.sidecar_of(rolled.line_of(layout({}), "zstd") or b"", "zstd") == layout({})
    with pytest.raises(FormatError, match="a line of sidecars"):
        rolled.sidecar_of(_frames()[what], "zstd")


def test_a_bomb_is_refused_before_anything_is_inflated() -> None:
    announced = zstandard.ZstdCompressor().compress(bytes(strict.MAX_JSON_BYTES + 1))
    assert len(announced) < 10_000
    with pytest.raises(LimitError, match=f"at most {strict.MAX_JSON_BYTES} octets"):
        rolled.sidecar_of(announced, "zstd")


def test_a_frame_that_announces_less_than_it_holds_is_refused() -> None:
    bomb = bytearray(zstandard.ZstdCompressor().compress(bytes(1 << 20)))
    assert zstandard.get_frame_parameters(bytes(bomb)).content_size == 1 << 20
    at = bytes(bomb).index((1 << 20).to_bytes(4, "little"))
    bomb[at : at + 4] = (1000).to_bytes(4, "little")
    assert zstandard.get_frame_parameters(bytes(bomb)).content_size == 1000
    with pytest.raises(FormatError, match="a damaged one"):
        rolled.sidecar_of(bytes(bomb), "zstd")


def test_a_line_is_never_blown_up_by_indents() -> None:
    """A thousand levels deep each line would begin with two thousand spaces."""
    deep = b"[" * 900 + b"1," * 20_000 + b"1" + b"]" * 900
    with pytest.raises(LimitError, match="levels of nesting"):
        rolled.sidecar_of(deep + b"\n")


def test_what_a_line_hides_is_still_there_for_the_strict_reader() -> None:
    with pytest.raises(FormatError):  # of two keys one would be dropped: the slow way says so
        rolled.sidecar_of(b'{"a":1,"a":1}\n')
    for value in (b'{"a":1.5}\n', b'{"a":9007199254740993}\n', '{"é":1}\n'.encode()):
        with pytest.raises(FormatError):
            strict.parse(rolled.sidecar_of(value), what="sidecar")


def test_the_sample_in_lines() -> None:
    for path in sorted((Path(__file__).parents[2] / "archives" / "sample").rglob("2*.json")):
        line = rolled.line_of(path.read_bytes())
        assert line and rolled.sidecar_of(line) == path.read_bytes()
