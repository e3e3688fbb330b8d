"""E001: the sidecar is strict JSON within the limits. What two readers could understand differently is refused."""

from collections.abc import Callable

from archiver.sign.strict import MAX_JSON_BYTES
from tests.support.attack import Attack, Scene, undecided, unusable
from tests.support.build import Built, archive_keys, trust_file
from tests.support.forge import replaced

BEGIN = b'{\n  "article": {'


def _text(old: bytes, new: bytes) -> Callable[[Built], Built]:
    return lambda built: replaced(built, old, new)


def _octets(make: Callable[[bytes], bytes]) -> Callable[[Built], Built]:
    return lambda built: built.with_sidecar(make(built.sidecar))


def _number(spelling: bytes) -> Callable[[Built], Built]:
    """The length of the source, which stands in a signed part, spelled another way."""
    return lambda built: replaced(built, b'"block": 1', b'"block": ' + spelling)


def _orphan(built: Built) -> Scene:
    return Scene({f"p/{built.stem}.warc.gz": built.segment})


def _linked(built: Built) -> Scene:
    """The sidecar in the archive is a symbolic link to a file outside of it."""
    files = {f"p/{built.stem}.warc.gz": built.segment, "outside.json": built.sidecar}
    return Scene(files, links={f"p/{built.stem}.json": "../outside.json"})


def _linked_segment(built: Built) -> Scene:
    files = {f"p/{built.stem}.json": built.sidecar, "outside.warc.gz": built.segment}
    return Scene(files, links={f"p/{built.stem}.warc.gz": "../outside.warc.gz"})


def _endless_segment(built: Built) -> Scene:
    """The sidecar is named itself; the segment beside it is a link to a device that never ends."""
    files = {f"p/{built.stem}.json": built.sidecar}
    return Scene(files, targets=(f"p/{built.stem}.json",), links={f"p/{built.stem}.warc.gz": "/dev/zero"})


def _many_keys_and_two_alike(built: Built) -> Built:
    """A duplicate behind very many keys: finding it must not take time that is quadratic in their number."""
    keys = b",".join(b'"k%d":0' % number for number in range(200_000))
    return built.with_sidecar(b"{" + keys + b',"k199999":1}')


def _trust_file(_: Built) -> Scene:
    """Some other JSON document of ours is no sidecar, and a private key is none either."""
    return Scene({"p/a.json": archive_keys()[0].encode(None), "p/b.json": trust_file()}, targets=("p/a.json",))


ATTACKS: tuple[Attack, ...] = (
    unusable("duplicate key", _text(BEGIN, b'{\n  "article": null,\n  "article": {')),
    unusable("duplicate key spelled with an escape", _text(BEGIN, b'{\n  "\\u0061rticle": null,\n  "article": {')),
    unusable("duplicate key deep inside", _text(b'"headline": "F', b'"headl\\u0069ne": "x",\n"headline": "F')),
    unusable("duplicate key with the same value", _text(b'"format":', b'"format": "archiver/package/v1",\n"format":')),
    unusable("two alike among very many keys", _many_keys_and_two_alike),
    unusable("NaN", _number(b"NaN")),
    unusable("Infinity", _number(b"-Infinity")),
    unusable("float", _number(b"1.5")),
    unusable("float that is whole", _number(b"1.0")),
    unusable("exponent", _number(b"1e0")),
    unusable("minus zero", _number(b"-0")),
    unusable("leading zero", _number(b"01")),
    unusable("2^53", _number(b"9007199254740992")),
    unusable("2^64", _number(b"18446744073709551616")),
    unusable("a number of ten thousand digits", _number(b"9" * 10_000)),
    unusable("lone surrogate", _text(b'"headline": "F', b'"headline": "\\ud800F')),
    unusable("surrogates in the wrong order", _text(b'"headline": "F', b'"headline": "\\udc00\\ud800F')),
    unusable("surrogate in raw octets", _text(b'"headline": "F', b'"headline": "\xed\xa0\x80F')),
    unusable("byte order mark", _octets(lambda data: b"\xef\xbb\xbf" + data)),
    unusable("UTF-16", _octets(lambda data: data.decode().encode("utf-16"))),
    unusable("malformed UTF-8", _text(b'"headline": "F', b'"headline": "\xffF')),
    unusable("overlong UTF-8", _text(b'"headline": "F', b'"headline": "\xc0\xafF')),
    unusable("control character in a string", _text(b'"headline": "F', b'"headline": "\nF')),
    unusable("key outside ASCII", _text(BEGIN, b'{\n  "\xd1\x97": null,\n  "article": {')),
    unusable("depth bomb", lambda built: built.with_sidecar(b"[" * 1_000_000)),
    unusable("depth bomb of objects", lambda built: built.with_sidecar(b'{"a":' * 100_000 + b"1" + b"}" * 100_000)),
    unusable("a bomb of empty arrays", lambda built: built.with_sidecar(b'{"text":[' + b"[]," * 3_000_000 + b"[]]}")),
    unusable("size bomb", lambda built: built.with_sidecar(built.sidecar.ljust(MAX_JSON_BYTES + 1))),
    unusable("empty file", lambda built: built.with_sidecar(b"")),
    unusable("white space", lambda built: built.with_sidecar(b" \n")),
    unusable("not JSON", lambda built: built.with_sidecar(b"<html>no</html>")),
    unusable("octets of zero", lambda built: built.with_sidecar(bytes(4096))),
    unusable("half written", _octets(lambda data: data[: len(data) // 2])),
    unusable("last octet missing", _octets(lambda data: data.rstrip()[:-1])),
    unusable("two documents", _octets(lambda data: data + data)),
    unusable("comment", _text(b"{\n", b"{ // a comment\n")),
    unusable("trailing comma", _octets(lambda data: data.rstrip()[:-1].rstrip() + b",}\n")),
    unusable("the segment in its place", lambda built: built.with_sidecar(built.segment)),
    unusable("a key file in its place", _trust_file),
    undecided("orphan WARC", _orphan),
    undecided("symbolic link out of the archive", _linked),
    undecided("symbolic link of the segment out of the archive", _linked_segment),
    undecided("symbolic link to an endless device", _endless_segment),
)
