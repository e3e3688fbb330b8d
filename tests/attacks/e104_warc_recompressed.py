"""E104: the contents agree and the file differs. A finding of its own: somebody recompressed, nobody rewrote."""

import gzip
import io
import zlib
from collections.abc import Callable

from tests.support.attack import Attack
from tests.support.build import Built
from tests.support.forge import records_of


def _with(compress: Callable[[bytes], bytes]) -> Callable[[Built], Built]:
    return lambda built: built.with_segment(b"".join(map(compress, records_of(built.segment))))


def _named(octets: bytes) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile("secret.warc", "wb", fileobj=out, mtime=0) as stream:
        stream.write(octets)
    return out.getvalue()


def _flushed(octets: bytes) -> bytes:
    """Many empty DEFLATE blocks between the data."""
    made = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(
        made.compress(octets[n : n + 64]) + made.flush(zlib.Z_FULL_FLUSH) for n in range(0, len(octets), 64)
    ) + (made.flush())


ATTACKS: tuple[Attack, ...] = (
    Attack("another level", _with(lambda octets: gzip.compress(octets, 1, mtime=0))),
    Attack("stored", _with(lambda octets: gzip.compress(octets, 0, mtime=0))),
    Attack("a time in the head", _with(lambda octets: gzip.compress(octets, 6, mtime=1_800_000_000))),
    Attack("a name in the head", _with(_named)),
    Attack("flushed again and again", _with(_flushed)),
)
