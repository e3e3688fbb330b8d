"""Content codings (RFC 9110 8.4.1): gzip, deflate, br and zstd bodies made readable, under a limit.

The recorded payload keeps its coding; this is only for reading the article in it.
"""

import zlib

from archiver.errors import LimitError, WarcError

MAX_DECODED = 64 * 1024 * 1024
MAX_CODINGS = 3


def decode(payload: bytes, content_encoding: str | None) -> bytes:
    """`payload` without its content codings.

    Raises WarcError for a damaged or unknown coding, LimitError when more than MAX_DECODED octets come out.
    """
    codings = [c.strip().lower() for c in (content_encoding or "").split(",") if c.strip()]
    if len(codings) > MAX_CODINGS:
        raise LimitError(f"expected at most {MAX_CODINGS} content codings, found {len(codings)}")
    for coding in reversed(codings):
        payload = _decode_one(payload, coding)
    return payload


def _decode_one(payload: bytes, coding: str) -> bytes:
    if coding == "identity":
        return payload
    decoders = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}
    if coding not in decoders:
        raise WarcError(f"expected a content coding out of {', '.join(decoders)}, found {coding[:32]!a}")
    return decoders[coding](payload)


def _gzip(payload: bytes) -> bytes:
    return _inflate(payload, 31)


def _deflate(payload: bytes) -> bytes:
    """RFC 9110 means zlib; many servers send raw DEFLATE, and every browser reads both."""
    try:
        return _inflate(payload, 15)
    except WarcError:
        return _inflate(payload, -15)


def _inflate(payload: bytes, window_bits: int) -> bytes:
    inflater = zlib.decompressobj(window_bits)
    try:
        data = inflater.decompress(payload, MAX_DECODED + 1)  # one more, because the inflater may hold octets back
    except zlib.error as e:
        raise WarcError(f"the content coding is damaged: {e}") from e
    return _within_limit(data)


def _brotli(payload: bytes) -> bytes:
    import brotli

    decoder = brotli.Decompressor()
    try:
        data = decoder.process(payload, output_buffer_limit=MAX_DECODED + 1)
    except brotli.error as e:
        raise WarcError(f"the content coding br is damaged: {e}") from e
    return _within_limit(data)


def _zstd(payload: bytes) -> bytes:
    import zstandard

    try:
        with zstandard.ZstdDecompressor(max_window_size=MAX_DECODED).stream_reader(payload) as reader:
            data = reader.read(MAX_DECODED + 1)
    except zstandard.ZstdError as e:
        raise WarcError(f"the content coding zstd is damaged: {e}") from e
    return _within_limit(data)


def _within_limit(data: bytes) -> bytes:
    if len(data) > MAX_DECODED:
        raise LimitError(f"expected at most {MAX_DECODED} octets after decoding the content, found more")
    return data
