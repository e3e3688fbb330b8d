"""Content codings, whole, damaged, stacked and as bombs; HTTP heads as they are met in the wild."""

import gzip
import random
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from archiver.bundle import content, http1
from archiver.bundle.http1 import MAX_CHUNK_LINE, Dechunker, split_head
from archiver.errors import LimitError, WarcError

BODY = "Сказане — сказано. ".encode() * 500


def _raw_deflate(data: bytes) -> bytes:
    made = zlib.compressobj(9, zlib.DEFLATED, -15)
    return made.compress(data) + made.flush()


CODERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("x-gzip", gzip.compress),
    "capitals": ("GZIP", gzip.compress),
    "deflate in zlib": ("deflate", zlib.compress),
    "deflate raw": ("deflate", _raw_deflate),
    "br": ("br", lambda data: bytes(brotli.compress(data))),
    "zstd": ("zstd", zstandard.compress),
    "zstd of unknown length": ("zstd", lambda data: zstandard.ZstdCompressor(write_content_size=False).compress(data)),
    "identity": ("identity", lambda data: data),
}


@pytest.mark.parametrize("name", CODERS)
def test_codings(name: str) -> None:
    coding, encode = CODERS[name]
    assert content.decode(encode(BODY), coding) == BODY


def test_no_coding() -> None:
    assert content.decode(BODY, None) == content.decode(BODY, "") == content.decode(BODY, " , ") == BODY


def test_codings_are_undone_from_the_last() -> None:
    assert content.decode(gzip.compress(bytes(brotli.compress(BODY))), "br, gzip") == BODY


@pytest.mark.parametrize("name", [name for name in CODERS if name not in ("identity",)])
def test_damage_is_an_error(name: str) -> None:
    coding, encode = CODERS[name]
    made = bytearray(encode(BODY))
    made[: len(made) // 2] = b"\xff" * (len(made) // 2)
    with pytest.raises(WarcError):
        content.decode(bytes(made), coding)


@pytest.mark.parametrize("name", CODERS)
def test_what_is_whole_and_what_is_cut_off(name: str) -> None:
    coding, encode = CODERS[name]
    plain = random.Random(7).randbytes(20_000)
    made = encode(plain)
    assert content.decoded(made, coding) == (plain, True)
    for octets in (len(made) // 2, len(made) - 1):
        found = content.decoded(made[:octets], coding)
        assert found.whole == (coding == "identity")
        assert plain.startswith(found.octets)


def test_nothing_at_all_is_whole_and_one_coding_of_two_may_be_cut_off() -> None:
    assert content.decoded(b"", "gzip") == (b"", True)
    inner = bytes(brotli.compress(random.Random(7).randbytes(9_000)))
    assert content.decoded(gzip.compress(inner), "br, gzip").whole
    assert not content.decoded(gzip.compress(inner[:-5]), "br, gzip").whole
    assert not content.decoded(gzip.compress(inner)[:-9], "br, gzip").whole


@pytest.mark.parametrize("coding", ["rot13", "compress", "aes128gcm", "\x1b[2J"])
def test_an_unknown_coding_is_an_error(coding: str) -> None:
    with pytest.raises(WarcError, match="expected a content coding") as e:
        content.decode(BODY, coding)
    assert "\x1b" not in str(e.value)


def test_the_number_of_codings_is_limited() -> None:
    with pytest.raises(LimitError, match="at most 3"):
        content.decode(BODY, "gzip, gzip, gzip, gzip")


@pytest.mark.parametrize("name", [name for name in CODERS if name not in ("identity", "x-gzip", "capitals")])
def test_bombs_stop_at_the_limit(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    coding, encode = CODERS[name]
    limit = 8 << 20
    monkeypatch.setattr(content, "MAX_DECODED", limit)
    assert content.decode(encode(bytes(limit)), coding) == bytes(limit)
    for size in (limit + 1, 6 * limit):
        with pytest.raises(LimitError, match=f"at most {limit} octets"):
            content.decode(encode(bytes(size)), coding)


@pytest.mark.parametrize("end", [b"\r\n\r\n", b"\n\n"])
def test_the_end_of_a_head(end: bytes) -> None:
    head = split_head(b"HTTP/1.1 200 OK" + end + b"body\r\n\r\n")
    assert (head.status, head.size) == (200, 15 + len(end))


def test_fields_as_received() -> None:
    head = split_head(b"HTTP/1.1  200\r\nA:1\r\na : 2\r\nFold: x\r\n  y\r\nOctets: \xe9\r\nnothing\r\n\r\n")
    assert head.status == 200
    assert head.get("a") == "1, 2"
    assert (head.get("fold"), head.get("octets"), head.get("none")) == ("x y", "é", None)


@pytest.mark.parametrize("line", [b"200 OK", b"HTTP/1.1", b"HTTP/1.1 abc", "HTTP/1.1 ٢٠٠".encode(), b""])
def test_a_line_that_states_no_status(line: bytes) -> None:
    with pytest.raises(WarcError, match="HTTP status line"):
        _ = split_head(line + b"\r\n\r\n").status


def test_a_head_is_limited() -> None:
    with pytest.raises(LimitError, match="HTTP fields"):
        split_head(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 3000 + b"\r\n")
    with pytest.raises(LimitError, match="no end of it"):
        split_head(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200_000)
    with pytest.raises(WarcError, match="ends with an empty line"):
        split_head(b"HTTP/1.1 200 OK\r\n")
    assert http1.MAX_HEAD == 256 * 1024


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"5\r\nhello\r\n0\r\n\r\n", b"hello"),
        (b"5\nhello\n0\n\n", b"hello"),
        (b"5\r\nhel", b"hel"),
        (b"5\r\nhello\r\nxyz\r\nrest", b"hellorest"),
        (b"-5\r\nhello", b"hello"),
        (b"5\r\nhelloworld\r\n0\r\n\r\n", b"hello0\r\n\r\n"),
        (b"", b""),
        (b"0\r\n\r\nafter", b""),
    ],
)
def test_malformed_chunks_lose_no_more_than_their_line(body: bytes, expected: bytes) -> None:
    assert Dechunker().feed(body) == expected


def test_a_chunk_line_without_end_does_not_fill_memory() -> None:
    dechunker = Dechunker()
    dechunker.feed(b"1" * (MAX_CHUNK_LINE + 1))
    assert dechunker.feed(b"rest") == b"rest"
