"""Signed trust files that are none: each fault is named, nothing else is accepted, and nothing crashes the reader."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from archiver.errors import ArchiverError, FormatError, LimitError, SuccessionError
from archiver.model.digest import sha256
from archiver.sign import dsse, roots, succession
from archiver.sign.canonical import canonical, layout
from archiver.sign.roots import Published
from tests.sign.holders import (
    NOW,
    PEOPLE,
    WHAT,
    first,
    follows,
    holder,
    pair,
    pinned,
    resigned,
    two,
    with_roots,
)
from tests.support.build import stranger_keys


def _root(change: Callable[[dict[str, Any]], object]) -> Published:
    return resigned(first(), change, "anna", "ben")


def _lie(root: dict[str, Any]) -> None:
    """Chris's place goes to a key of somebody else under chris's id."""
    root["holders"][2]["keys"][0]["spki"] = base64.b64encode(stranger_keys()[0].spki).decode()


def _twice(root: dict[str, Any]) -> None:
    root["holders"][2]["keys"] = root["holders"][0]["keys"]


def _half_twice(root: dict[str, Any]) -> None:
    root["holders"][2]["keys"] = root["holders"][0]["keys"][:1]


MALFORMED: dict[str, tuple[Callable[[], Published], str]] = {
    "a key id that lies": (lambda: _root(_lie), "expected the key id sha256:"),
    "one key for two holders": (lambda: _root(_twice), "stands for two holders"),
    "one key of two for two holders": (lambda: _root(_half_twice), "stands for two holders"),
    "one name for two holders": (lambda: _root(lambda root: root["holders"][2].update(name="anna")), "two holders"),
    "two keys of one kind": (
        lambda: _root(lambda root: root["holders"][2].update(keys=[holder(n).keys[0].document() for n in ("chris", "dora")])),
        "one key of each algorithm",
    ),
    "a threshold of nobody": (lambda: _root(lambda root: root.update(threshold=0)), "threshold"),
    "a threshold above the holders": (lambda: _root(lambda root: root.update(threshold=4)), "4 signatures asked for"),
    "an unknown member": (lambda: _root(lambda root: root.update(more=1)), "more"),
    "version nought": (lambda: _root(lambda root: root.update(version=0)), "version"),
    "a list in the place of a root": (
        lambda: with_roots(first(), {0: first().trust}), "expected a payload of type application/vnd.archiver.root+json"
    ),
    "a witness in the list": (lambda: _list(roles=("witness",), algorithm="ed25519"), "who watches an archive"),
    "another spelling of the payload": (lambda: with_roots(first(), {0: _spelled()}), "canonical JSON"),
}  # fmt: skip


def _spelled() -> Any:
    pairs = [key for name in PEOPLE[:2] for key in pair(name)]
    return dsse.seal(layout(succession.open_roots(first(), WHAT)[0].model.document()), pairs, roots.ROOT_TYPE)


def _list(roles: Sequence[str], algorithm: str) -> Published:
    from archiver.sign import notekey

    key = notekey.generate()
    public = {"keyid": key.keyid, "algorithm": algorithm, "spki": base64.b64encode(key.spki).decode()}
    members = {
        "name": "eye.example.net",
        "roles": list(roles),
        "keys": [public],
        "from": None,
        "until": None,
        "revoked": None,
    }
    document = succession.open_list(first(), WHAT).model.document() | {"sets": [members], "version": 2}
    made = dsse.seal(canonical(document), [key for name in PEOPLE[:2] for key in pair(name)], roots.LIST_TYPE)
    return first().model_copy(update={"trust": made})


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed(name: str) -> None:
    make, says = MALFORMED[name]
    with pytest.raises(FormatError) as e:
        follows(make(), pinned())
    assert says in str(e.value)


def test_too_many_signatures_are_not_looked_at() -> None:
    envelope = first().roots[0]
    many = tuple(
        envelope.signatures[0].model_copy(update={"keyid": sha256(str(n).encode())})
        for n in range(roots.MAX_SIGNATURES + 1)
    )
    with pytest.raises(LimitError):
        succession.open_roots(with_roots(first(), {0: envelope.model_copy(update={"signatures": many})}), WHAT)


@pytest.mark.parametrize(
    "octets", [b"", b"{}", b"[]", b'{"format": "archiver/signed-trust/v1"}', b"\xff", b'{"a":1,"a":2}']
)
def test_anything_else_is_refused_and_never_a_crash(octets: bytes) -> None:
    for read in (roots.read, roots.read_pinned, roots.read_holder):
        with pytest.raises(ArchiverError):
            read(octets, what=WHAT)


def test_every_octet_of_what_is_signed_counts() -> None:
    good = bytearray(dsse.payload_of(first().roots[0]))
    for at in range(0, len(good), 97):
        changed = bytearray(good)
        changed[at] ^= 1
        envelope = first().roots[0].model_copy(update={"payload": dsse.encode64(bytes(changed))})
        with pytest.raises((SuccessionError, FormatError)):
            pinned(with_roots(first(), {0: envelope}))


SWAPS: tuple[Any, ...] = (None, 0, -1, 2**60, "", "x" * 300, [], {}, True, "sha256:" + "00" * 32, "AA==", "A")


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, below in inner for found in _places(below, (*path, key)))]


def _with(value: Any, path: tuple[Any, ...], swap: Any) -> Any:
    if not path:
        return swap
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[path[0]] = _with(value[path[0]], path[1:], swap)
    return copied


def test_no_other_file_is_accepted_or_a_crash() -> None:
    """Every value of the file, and of the payloads in it, in exchange for every one that is out of place."""
    document = first().model_copy(update={"roots": (*two().roots,)}).document()
    variants = [_with(document, path, swap) for path in _places(document) for swap in SWAPS]
    for at, kind in (("roots", roots.ROOT_TYPE), ("trust", roots.LIST_TYPE)):
        envelope = document[at][-1] if at == "roots" else document[at]
        payload = json.loads(base64.b64decode(envelope["payload"]))
        for path in _places(payload):
            for swap in SWAPS:
                made = {
                    **envelope,
                    "payload": base64.b64encode(canonical(_with(payload, path, swap))).decode(),
                    "payloadType": kind,
                }
                variants.append({**document, at: [document[at][0], made] if at == "roots" else made})
    good = pinned()
    assert follows(Published.model_validate_json(layout(document)), good).root.model.version == 2
    for variant in variants:
        if variant == document:
            continue
        try:
            read = roots.read(layout(variant), what=WHAT)
            accepted = succession.follow(read, good.root, good.list, now=NOW, what=WHAT)
        except ArchiverError:
            continue
        assert accepted.list.octets == good.list.octets, variant
