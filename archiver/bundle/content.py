"""Content codings (RFC 9110 8.4.1): gzip, deflate, br and zstd bodies made readable, under a limit.

The recorded payload keeps its coding; this is only for reading the article in it. What is cut off is decoded as far as
it goes, and `whole` says so: a transfer that ends in time can hold a coding that does not.
"""

import zlib
from typing import NamedTuple

from archiver.errors import LimitError, WarcError

MAX_DECODED = 64 * 1024 * 1024
MAX_CODINGS = 3
CUT_OFF = "the body is cut off: its content coding ends before its own end"


class Decoded(NamedTuple):
    """Octets without their codings; `whole` is False where a coding ends before its own end."""

    octets: bytes
    whole: bool


def decode(payload: bytes, content_encoding: str | None) -> bytes:
    """`payload` without its content codings, as far as they go; raises as `decoded` does."""
    return decoded(payload, content_encoding).octets


def decoded(payload: bytes, content_encoding: str | None) -> Decoded:
    """`payload` without its content codings, and whether they were whole.

    Raises WarcError for a damaged or unknown coding, LimitError when more than MAX_DECODED octets come out.
    """
    codings = [c.strip().lower() for c in (content_encoding or "").split(",") if c.strip()]
    if len(codings) > MAX_CODINGS:
        raise LimitError(f"expected at most {MAX_CODINGS} content codings, found {len(codings)}")
    whole = True
    for coding in reversed(codings) if payload else ():
        payload, complete = _decode_one(payload, coding)
        whole = whole and complete
    return Decoded(payload, whole)


def _decode_one(payload: bytes, coding: str) -> Decoded:
    if coding == "identity":
        return Decoded(payload, whole=True)
    decoders = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}
    if coding not in decoders:
        raise WarcError(f"expected a content coding out of {', '.join(decoders)}, found {coding[:32]!a}")
    return decoders[coding](payload)


def _gzip(payload: bytes) -> Decoded:
    return _inflate(payload, 31)


def _deflate(payload: bytes) -> Decoded:
    """RFC 9110 means zlib; many servers send raw DEFLATE, and every browser reads both."""
    try:
        return _inflate(payload, 15)
    except WarcError:
        return _inflate(payload, -15)


def _inflate(payload: bytes, window_bits: int) -> Decoded:
    inflater = zlib.decompressobj(window_bits)
    try:
        data = inflater.decompress(payload, MAX_DECODED + 1)  # one more, because the inflater may hold octets back
    except zlib.error as e:
        raise WarcError(f"the content coding is damaged: {e}") from e
    return Decoded(_within_limit(data), inflater.eof)


def _brotli(payload: bytes) -> Decoded:
    import brotli

    decoder = brotli.Decompressor()
    try:
        data = decoder.process(payload, output_buffer_limit=MAX_DECODED + 1)
    except brotli.error as e:
        raise WarcError(f"the content coding br is damaged: {e}") from e
    return Decoded(_within_limit(data), decoder.is_finished())


def _zstd(payload: bytes) -> Decoded:
    import zstandard

    try:
        with zstandard.ZstdDecompressor(max_window_size=MAX_DECODED).stream_reader(payload) as reader:
            data = reader.read(MAX_DECODED + 1)
        # The reader takes a frame that is cut off for a whole one; the other interface knows, but no limit.
        end = zstandard.ZstdDecompressor(max_window_size=MAX_DECODED).decompressobj()
        end.decompress(payload if len(data) <= MAX_DECODED else b"")
    except zstandard.ZstdError as e:
        raise WarcError(f"the content coding zstd is damaged: {e}") from e
    return Decoded(_within_limit(data), end.eof)


def _within_limit(data: bytes) -> bytes:
    if len(data) > MAX_DECODED:
        raise LimitError(f"expected at most {MAX_DECODED} octets after decoding the content, found more")
    return data
