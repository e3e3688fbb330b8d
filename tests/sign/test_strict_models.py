"""Models that `strict.parse_as` reads admit nothing that `strict.parse` refuses: shown on their schemas."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from archiver.errors import FormatError, LimitError
from archiver.model.base import MAX_SAFE_INTEGER, Frozen
from archiver.model.sidecar import Sidecar
from archiver.model.statement import CaptureStatement
from archiver.sign import dsse, strict
from archiver.sign.roots import HolderFile, Pinned, Published, Root, TrustList
from tests import samples

MODELS: list[type[Frozen]] = [Sidecar, CaptureStatement, Published, Pinned, Root, TrustList, HolderFile]
SIDECARS = sorted(samples.SAMPLE.rglob("2*.json"))
DOCUMENT = orjson.loads(SIDECARS[0].read_bytes())
STATEMENT = orjson.loads(dsse.decode64(DOCUMENT["provenance"]["capture"]["payload"]))
ASCII_ONLY = re.compile(r"\^\[\\x21-\\x7e\]\+\$")


def depth(schema: Any, definitions: dict[str, Any]) -> int:
    """Levels of nesting that a schema admits; asserts on the way that each part of it is strict."""
    if "$ref" in schema:
        return depth(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        return max(depth(option, definitions) for option in schema["anyOf"])
    kind = schema.get("type") or ("string" if isinstance(schema.get("const"), str) else None)
    if kind == "integer":
        assert -MAX_SAFE_INTEGER <= schema["minimum"] <= schema["maximum"] <= MAX_SAFE_INTEGER
    elif kind == "array":
        items = [*schema.get("prefixItems", []), *([schema["items"]] if isinstance(schema.get("items"), dict) else [])]
        assert items
        return 1 + max(depth(item, definitions) for item in items)
    elif kind == "object":
        return 1 + max(depth(member, definitions) for member in members(schema))
    else:
        assert kind in ("string", "boolean", "null"), schema
    return 0


def members(schema: dict[str, Any]) -> list[Any]:
    """The schemas of an object's values, whose keys are ASCII: named ones, or all that match a pattern."""
    if "properties" in schema:
        assert schema["additionalProperties"] is False
        assert all(name.isascii() for name in schema["properties"])
        return list(schema["properties"].values())
    if "patternProperties" in schema:
        assert all(ASCII_ONLY.fullmatch(pattern) for pattern in schema["patternProperties"])
        return list(schema["patternProperties"].values())
    assert ASCII_ONLY.fullmatch(schema["propertyNames"]["pattern"])
    return [schema["additionalProperties"]]


@pytest.mark.parametrize("model", MODELS)
def test_a_model_has_no_place_for_what_strict_json_refuses(model: type[Frozen]) -> None:
    schema = model.model_json_schema(by_alias=True)
    assert depth(schema, schema["$defs"]) < strict.MAX_DEPTH


class Tiny(Frozen):
    """Enough of a model to try refusals on."""

    n: int | None
    t: tuple[str, ...]


@pytest.mark.parametrize(
    "data",
    [
        b'{"n":1.0,"t":[]}',
        b'{"n":1e3,"t":[]}',
        b'{"n":-0,"t":[]}',
        b'{"n":NaN,"t":[]}',
        b'{"n":1,"n":2,"t":[]}',
        b'{"n":1,"\\u006e":2,"t":[]}',
        b'{"n":1,"t":["\\ud800"]}',
        b'{"n":1,"t":["\xff"]}',
        b'\xef\xbb\xbf{"n":1,"t":[]}',
        b'{"n":1,"t":[]}\n',
        b'{"t":[],"n":1}',
        b'{"n":1,"t":["\\u0041"]}',
    ],
)
def test_the_quick_path_takes_no_other_spelling(data: bytes) -> None:
    with pytest.raises(FormatError):
        strict.parse_as(data, Tiny, what="test", canonical_only=True)


def test_nesting_is_refused_whatever_the_model() -> None:
    with pytest.raises(LimitError):
        strict.parse_as(b"[" * 100 + b"]" * 100, Tiny, what="test")


def test_another_layout_is_read_and_said_to_be_one() -> None:
    parsed = strict.parse_as(b'{"t": [], "n": 1}', Tiny, what="test")
    assert (parsed.model, parsed.as_written) == (Tiny(n=1, t=()), False)


def swapped(value: Any, other: Any) -> Iterator[Any]:
    """`value` with one of the values in it, each in turn, replaced by `other`."""
    yield other
    places = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    for key, inner in places[:40]:  # of a long list the rest is of one kind
        copied = value.copy()
        for changed in swapped(inner, other):
            copied[key] = changed
            yield copied


OTHERS: list[object] = [
    None,
    True,
    0,
    1,
    -1,
    2**53,
    2**63,
    1.0,
    1.5,
    "",
    "1",
    "true",
    [],
    [1],
    ["1"],
    [[]],
    {},
    {"a": 1},
]


@pytest.mark.parametrize("other", OTHERS, ids=repr)
def test_a_value_is_taken_exactly_where_its_octets_are(other: object) -> None:
    """Pydantic takes less from Python than from JSON and coerces more; `parse_as` hands it values, and means octets."""
    for document, model in (DOCUMENT, Sidecar), (STATEMENT, CaptureStatement):
        for value in swapped(document, other):
            assert outcome(model.model_validate, value) == outcome(model.model_validate_json, orjson.dumps(value))


def outcome(read: Callable[[Any], Frozen], value: object) -> object:
    """The model, or where and why there is none."""
    try:
        return read(value)
    except ValidationError as e:
        return {(fault["loc"], fault["type"]) for fault in e.errors()}
