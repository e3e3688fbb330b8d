"""Canonical JSON equals rfc8785 for every value of the format; the strict parser agrees with a slow reference."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import FormatError, InputError
from archiver.model.base import MAX_SAFE_INTEGER
from archiver.sign import strict
from archiver.sign.canonical import canonical, layout

KEYS = st.text(st.characters(min_codepoint=0, max_codepoint=127), max_size=6)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4))


@settings(max_examples=400, deadline=None)
@given(VALUES)
def test_canonical_is_rfc_8785(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_both_layouts_read_back_as_the_same_value(value: Any) -> None:
    assert strict.parse(layout(value), what="x") == value
    assert strict.parse_canonical(canonical(value), what="x") == value
    assert layout(strict.parse(layout(value), what="x")) == layout(value)


def reference(data: bytes) -> Any:
    """Strict JSON as plainly as it can be said; raises ValueError for what the format forbids."""
    if data.startswith(b"\xef\xbb\xbf"):
        raise ValueError("byte order mark")
    value = json.loads(
        data.decode("utf-8"), object_pairs_hook=_pairs, parse_float=_no, parse_constant=_no, parse_int=_int
    )
    _walk(value, 0)
    return value


def _no(text: str) -> Any:
    raise ValueError(text)


def _int(text: str) -> int:
    number = int(text)
    if text == "-0" or not -(2**53) < number < 2**53:
        raise ValueError(text)
    return number


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(set(keys)) < len(keys) or any(ord(letter) > 127 for key in keys for letter in key):
        raise ValueError("keys")
    return dict(pairs)


def _walk(value: Any, depth: int) -> None:
    if isinstance(value, str):
        value.encode("utf-8")  # UnicodeEncodeError is a ValueError
    elif isinstance(value, list | dict):
        if depth == strict.MAX_DEPTH:
            raise ValueError("depth")
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            _walk(key, depth)
            _walk(item, depth + 1)


def verdict(parse: Callable[[bytes], Any], data: bytes) -> Any:
    """The value, or None in a list of none for a refusal."""
    try:
        return [parse(data)]
    except (ValueError, InputError):
        return []


FRAGMENTS = st.lists(
    st.sampled_from(
        [b"{", b"}", b"[", b"]", b",", b":", b'"a"', b'"\\u0061"', b'"b"', b"1", b"-0", b"0", b"-1", b"1.0", b"1e2", b" ",
         b"NaN", b"Infinity", b"null", b"true", b"9007199254740991", b"9007199254740992", b'"\\ud800"', b'"\\ud83d\\ude00"',
         b'"\xd1\x97"', b'"\\u0457"', b"\n", b"\xef\xbb\xbf", b"\xff", b'"\t"', b"01", b"'a'", b'{"a":1}', b'{"a":1,"a":1}']
    ),
    max_size=9,
).map(b"".join)  # fmt: skip


@settings(max_examples=1500, deadline=None)
@given(FRAGMENTS)
def test_the_strict_parser_agrees_with_the_reference(data: bytes) -> None:
    assert verdict(lambda octets: strict.parse(octets, what="x"), data) == verdict(reference, data)


@settings(max_examples=300, deadline=None)
@given(VALUES, st.sampled_from([None, 0, 1, 2]), st.booleans(), st.booleans())
def test_it_agrees_on_json_that_others_wrote(value: Any, indent: int | None, ascii_only: bool, sort: bool) -> None:
    data = json.dumps(value, indent=indent, ensure_ascii=ascii_only, sort_keys=sort).encode()
    assert verdict(lambda octets: strict.parse(octets, what="x"), data) == [value]


@settings(max_examples=300, deadline=None)
@given(FRAGMENTS)
def test_what_is_accepted_as_canonical_is_the_canonical_form(data: bytes) -> None:
    try:
        value = strict.parse_canonical(data, what="x")
    except InputError:
        return
    assert rfc8785.dumps(value) == data


@pytest.mark.parametrize("spaced", [False, True], ids=["in the layout", "in another layout"])
@pytest.mark.parametrize(("depth", "accepted"), [(strict.MAX_DEPTH, True), (strict.MAX_DEPTH + 1, False)])
def test_depth_is_limited_alike_on_both_paths(spaced: bool, depth: int, accepted: bool) -> None:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    data = layout(value) + (b" " if spaced else b"")
    assert bool(verdict(lambda octets: strict.parse(octets, what="x"), data)) == accepted


@pytest.mark.parametrize("value", ["\ud800", {"a": "\udfff"}, object(), {1: 2}, [2**64]])
def test_what_json_cannot_hold_is_a_format_error(value: object) -> None:
    with pytest.raises(FormatError, match="plain JSON"):
        canonical(value)
    with pytest.raises(FormatError, match="plain JSON"):
        layout(value)
