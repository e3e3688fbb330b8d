"""E003: the signed payload is strict JSON in its canonical form. The archive's own signature over it does not help."""

import json
from collections.abc import Callable

from archiver.sign.canonical import canonical, layout
from tests.support.attack import Attack, unusable
from tests.support.build import Built, archive_keys
from tests.support.forge import Document, edited, sealed, statement_of


def _payload(make: Callable[[bytes], bytes]) -> Callable[[Built], Built]:
    """The package with another payload, signed by the archive's keys."""

    def recipe(built: Built) -> Built:
        document = built.document
        old = canonical(statement_of(document))
        new = make(old)
        assert new != old
        sealed(document, new, archive_keys())
        return built.with_sidecar(layout(document))

    return recipe


def _envelope(make: Callable[[str], str]) -> Callable[[Built], Built]:
    """The payload's base64 spelled another way."""

    def recipe(built: Built) -> Built:
        def change(document: Document) -> None:
            envelope = document["provenance"]["capture"]
            envelope["payload"] = make(envelope["payload"])

        return edited(built, change)

    return recipe


def _unsorted(data: bytes) -> bytes:
    value = json.loads(data)
    return json.dumps(dict(reversed(value.items())), separators=(",", ":")).encode()


def _swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(old, new, 1)


ATTACKS: tuple[Attack, ...] = (
    unusable("white space", _payload(lambda data: data.replace(b":", b": ", 1))),
    unusable("final newline", _payload(lambda data: data + b"\n")),
    unusable("unsorted keys", _payload(_unsorted)),
    unusable("needless escape", _payload(_swap(b"archiver:capture", b"archiver:c\\u0061pture"))),
    unusable("escaped slash", _payload(_swap(b"https://in-toto.io", b"https:\\/\\/in-toto.io"))),
    unusable("duplicate key", _payload(_swap(b'"sequence":0', b'"sequence":1,"sequence":0'))),
    unusable("duplicate key spelled with an escape", _payload(_swap(b'"series"', b'"s\\u0065ries":"x","series"'))),
    unusable("float", _payload(_swap(b'"sequence":0', b'"sequence":0.0'))),
    unusable("2^53", _payload(_swap(b'"sequence":0', b'"sequence":9007199254740992'))),
    unusable("NaN", _payload(_swap(b'"sequence":0', b'"sequence":NaN'))),
    unusable("lone surrogate", _payload(_swap(b'"series":"', b'"series":"\\ud800'))),
    unusable("byte order mark", _payload(lambda data: b"\xef\xbb\xbf" + data)),
    unusable("depth bomb", _payload(lambda data: b"[" * 100_000)),
    unusable("empty", _payload(lambda data: b"")),
    unusable("not JSON", _payload(lambda data: b"statement")),
    unusable("base64 of no whole number of octets", _envelope(lambda text: "A" + text)),
)
