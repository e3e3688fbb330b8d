"""Strict JSON: what two readers could understand differently is refused, not repaired.

Refused: duplicate keys (also when spelled with escapes), NaN and Infinity, floats and -0, integers beyond 2^53 - 1,
keys outside ASCII, lone surrogates, a byte order mark, malformed UTF-8, over the limits below.

The fast path parses with `orjson`, which keeps the last of two duplicate keys, and writes again: the same octets prove
that nothing was dropped. Whatever does not come back identical goes the slow way, which decides and names the reason.
"""

import json
from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

import orjson
from pydantic import ValidationError

from archiver.errors import FormatError, LimitError
from archiver.model.base import MAX_SAFE_INTEGER, Frozen
from archiver.sign.canonical import canonical, layout

MAX_JSON_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 32
MAX_VALUES = 500_000  # members and items, counted as the commas and brackets that the octets hold anywhere
MAX_QUICK_VALUES = 16_000  # a thousand levels deep, the indents of their lines take 64 MB
M = TypeVar("M", bound=Frozen)
_DEPTH_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


def parse(data: bytes, *, what: str, write: Callable[[object], bytes] = layout) -> Any:
    """The value that `data` holds; `write` is the layout it is expected in (only speed depends on that).

    Raises FormatError or LimitError, whose message names `what` and the reason.
    """
    _check_size(data, what)
    try:
        value = orjson.loads(data)
        if _plain(value, 0) and write(value) == data:
            return value
    except (orjson.JSONDecodeError, FormatError):
        pass
    return _parse_slowly(data, what)


def parse_canonical(data: bytes, *, what: str) -> Any:
    """As `parse`, and the octets must be the RFC 8785 form of the value; raises FormatError when they are not."""
    value = parse(data, what=what, write=canonical)
    if canonical(value) != data:
        raise FormatError(f"{what}: expected RFC 8785 canonical JSON, found another spelling of the same value")
    return value


def in_layout(data: bytes, *, what: str, write: Callable[[object], bytes]) -> bytes:
    """The value of `data`, as `write` wrote it, in the layout on disk, for who reads that strictly.

    Raises FormatError or LimitError. What comes back identical lost nothing; what else is wrong with it is still there.
    """
    _check_size(data, what)
    if sum(map(data.count, (b",", b"[", b"{"))) <= MAX_QUICK_VALUES:
        try:
            value = orjson.loads(data)
            if write(value) == data:
                return layout(value)
        except (orjson.JSONDecodeError, FormatError):
            pass
    return layout(parse(data, what=what, write=write))


class Parsed(NamedTuple, Generic[M]):
    """A document twice: its plain values, of which digests are taken, and the model made of the same octets."""

    value: Any
    model: M
    as_written: bool  # whether `data` is what writing `value` again gives


def parse_as(data: bytes, model: type[M], *, what: str, canonical_only: bool = False) -> Parsed[M]:
    """As `parse` (or `parse_canonical`), and as `model`; raises ValidationError where only the model objects.

    Octets that come back identical and that the model takes are what `parse` takes: a model has no place for a float, a
    large integer, a key outside ASCII or more nesting than allowed (tests/sign/test_strict_models.py proves it of each
    that is read here). So the walk over all values, 0.2 of 0.5 ms for a sidecar, is left to what is refused.
    """
    write = canonical if canonical_only else layout
    _check_size(data, what)
    try:
        if write(value := orjson.loads(data)) == data:
            return Parsed(value, model.model_validate(value), True)
    except (orjson.JSONDecodeError, FormatError, ValidationError):
        pass
    value = (parse_canonical if canonical_only else parse)(data, what=what)
    return Parsed(value, model.model_validate_json(canonical(value)), write(value) == data)


def again(data: bytes) -> Any:
    """The value in octets that `parse` or `parse_as` took before: the caller knows by their digest that it did."""
    return orjson.loads(data)


def _check_size(data: bytes, what: str) -> None:
    """Before any parser: 15 MB of empty arrays took one 5 GB. Commas in texts count as well, which harms nobody."""
    if len(data) > MAX_JSON_BYTES:
        raise LimitError(f"{what}: expected at most {MAX_JSON_BYTES} octets of JSON, found {len(data)}")
    if len(data) <= MAX_VALUES:  # nor can it hold more values than octets; counting takes a tenth of reading it
        return
    values = data.count(b",") + data.count(b"[") + data.count(b"{")
    if values > MAX_VALUES:
        raise LimitError(f"{what}: expected at most {MAX_VALUES} values, found as many as {values}")


def _plain(value: object, depth: int) -> bool:
    """No float, no large integer, no key outside ASCII, not too deep; False sends the text the slow way."""
    if isinstance(value, str) or value is None or isinstance(value, bool):
        return True
    if isinstance(value, int):
        return -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER
    if depth >= MAX_DEPTH:
        return False
    if isinstance(value, dict):
        return all(key.isascii() and _plain(item, depth + 1) for key, item in value.items())
    return isinstance(value, list) and all(_plain(item, depth + 1) for item in value)


def _parse_slowly(data: bytes, what: str) -> Any:
    if data.startswith(b"\xef\xbb\xbf"):
        raise FormatError(f"{what}: expected JSON without a byte order mark, found one at octet 0")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as e:
        raise FormatError(f"{what}: expected UTF-8, found a malformed sequence at octet {e.start}") from e
    _check_depth(text, what)
    try:
        value = json.loads(
            text, object_pairs_hook=_pairs, parse_float=_refuse_float, parse_int=_integer, parse_constant=_refuse
        )
        canonical(value)
    except (ValueError, FormatError) as e:
        raise FormatError(f"{what}: expected strict JSON: {e}") from e
    return value


def _check_depth(text: str, what: str) -> None:
    """Counts brackets outside strings, so that no recursive parser meets a text that is too deep for it."""
    depth, inside, escaped = 0, False, False
    for character in text:
        if inside:
            inside = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"':
            inside = True
        else:
            depth += _DEPTH_STEP.get(ord(character), 0)
            if depth > MAX_DEPTH:
                raise LimitError(f"{what}: expected at most {MAX_DEPTH} levels of nesting, found more")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise FormatError(f"the key {key[:64]!a} stands twice in one object")
        if not key.isascii():
            raise FormatError(f"the key {key[:64]!a} is not ASCII")
        found[key] = value
    return found


def _refuse(constant: str) -> Any:
    raise FormatError(f"{constant} is no JSON value")


def _refuse_float(text: str) -> Any:
    raise FormatError(f"the number {text[:32]} is no integer; decimals are written as strings")


def _integer(text: str) -> int:
    if len(text) > len(str(MAX_SAFE_INTEGER)) + 1 or abs(int(text)) > MAX_SAFE_INTEGER or text == "-0":
        raise FormatError(f"the number {text[:32]} is not an integer between -(2^53 - 1) and 2^53 - 1")
    return int(text)
