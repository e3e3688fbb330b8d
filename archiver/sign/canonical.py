r"""Canonical JSON (RFC 8785) and the two layouts in which this format writes JSON.

    canonical({"b": 1, "a": "é"}) == b'{"a":"\xc3\xa9","b":1}'

The format forbids what makes RFC 8785 hard (floats, -0, integers beyond 2^53 - 1, keys outside ASCII), so sorting keys
by code point and printing integers in decimal is all that is left, and `orjson` does that; `rfc8785` is the oracle in
the tests. `canonical` therefore expects a value that came through a model or through `strict.parse`.
"""

import orjson

from archiver.errors import FormatError


def canonical(value: object) -> bytes:
    """`value` in RFC 8785 form; raises FormatError for what JSON cannot hold (a lone surrogate, a float NaN)."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except (TypeError, ValueError, RecursionError) as e:
        raise FormatError(f"expected plain JSON values, found one that JSON cannot hold: {e}") from e


def layout(value: object) -> bytes:
    """`value` as it lies on disk: sorted keys, two-space indent, UTF-8, one final newline."""
    options = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    try:
        return orjson.dumps(value, option=options)
    except (TypeError, ValueError, RecursionError) as e:
        raise FormatError(f"expected plain JSON values, found one that JSON cannot hold: {e}") from e
