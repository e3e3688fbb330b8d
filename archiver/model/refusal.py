"""What a model refuses, in the words of this program instead of those of pydantic.

at /sets/0/name: expected text, found 12
at /format: expected 'archiver/trust/v1', found 'archiver/trust/v2'
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

SHOWN = 60  # characters of a refused value that a message repeats

_OWN = "Value error, "  # before the words of a validator of ours
_KINDS = {
    "bool_type": "true or false",
    "dict_type": "an object",
    "extra_forbidden": "no field of this name",
    "int_type": "a whole number",
    "list_type": "a list",
    "missing": "a value",
    "model_attributes_type": "an object",
    "model_type": "an object",
    "none_required": "null",
    "string_type": "text",
    "tuple_type": "a list",
}
_LIMITS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "enum": lambda context: str(context["expected"]),
    "greater_than_equal": lambda context: f"{context['ge']} or more",
    "less_than_equal": lambda context: f"{context['le']} or less",
    "literal_error": lambda context: str(context["expected"]),
    "string_pattern_mismatch": lambda context: f"text of the form {context['pattern']}",
    "string_too_long": lambda context: f"{context['max_length']} characters or fewer",
    "string_too_short": lambda context: f"{context['min_length']} characters or more",
    "too_long": lambda context: f"{context['max_length']} of them or fewer",
    "too_short": lambda context: f"{context['min_length']} of them or more",
}


def first_refusal(e: ValidationError) -> str:
    """Where a document departs from its model first, in one line; the value is shown with its escapes."""
    fault = e.errors(include_url=False)[0]
    return f"at /{'/'.join(map(str, fault['loc']))}: {refusal(fault)}"


def refusal(fault: "ErrorDetails") -> str:
    """What was expected and what was found."""
    wanted = expected(fault)
    if fault["type"] == "missing":
        return f"expected {wanted}, found none"
    whole = isinstance(fault["input"], dict | list | tuple) or ", found " in wanted
    return f"expected {wanted}" if whole else f"expected {wanted}, found {shown(fault['input'])}"


def expected(fault: "ErrorDetails") -> str:
    """What would have been right, as a noun; what only pydantic has words for is in its words."""
    kind, context = fault["type"], fault.get("ctx") or {}
    if kind in _LIMITS:
        return _LIMITS[kind](context)
    return _KINDS.get(kind) or fault["msg"].removeprefix(_OWN).removeprefix("expected ")


def shown(value: object) -> str:
    """A refused value, cut short."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = ascii(value[: SHOWN + 1] if isinstance(value, str) else value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
