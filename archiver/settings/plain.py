"""Small settings files: YAML 1.2 in the plain part that everybody reads alike, checked against a model, line by line.

    version: 1
    name: World desk
    browser: true

One mapping of scalars: no anchors, no tags, no lists, no key twice. Every fault is a UsageError with file and line.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args

from pydantic import StringConstraints, ValidationError

from archiver.errors import UsageError
from archiver.model.base import Frozen
from archiver.model.refusal import SHOWN, expected, refusal, shown

if TYPE_CHECKING:
    import yaml
    from pydantic_core import ErrorDetails

_STRING, _INTEGER, _BOOLEAN = (f"tag:yaml.org,2002:{name}" for name in ("str", "int", "bool"))
_TRUTH = {"true": True, "false": False}  # yes and on are texts in YAML 1.2
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,15}")  # 017, 0x11 and 1_7 are integers too, but not the same to every reader
_NOT_PLAIN = {
    "Anchor": "an anchor (&)",
    "Alias": "an alias (*)",
    "Tag": "a tag (!)",
    "Directive": "a directive (%)",
    "FlowSequenceStart": "a list [",
    "FlowMappingStart": "a mapping {",
    "BlockSequenceStart": "a list (-)",
}

Line = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+$")
]
Model = TypeVar("Model", bound=Frozen)


def parse(data: bytes, where: str, model: type[Model]) -> Model:
    """The values in `data`, as a `model`; `where` stands in messages. Raises UsageError."""
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key, value in _members(data, where):
        name, line = key.value, key.start_mark.line + 1
        if name in values:
            raise _wrong(where, line, f"each setting once, found {name!r} again (first in line {lines[name]})")
        if name not in model.model_fields:
            raise _wrong(where, line, f"one of {', '.join(model.model_fields)}, found {name[:SHOWN]!r}")
        read = _truth if _is_truth(model, name) else _scalar
        values[name], lines[name] = read(where, value), line
    try:
        return model.model_validate(values)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        name = str(fault["loc"][0]) if fault["loc"] else ""
        raise _wrong(where, lines.get(name, 1), _told(name, fault, model)) from error


def _told(name: str, fault: "ErrorDetails", model: type[Frozen]) -> str:
    if not name:
        return expected(fault)
    described = model.model_fields[name].description
    if fault["type"] == "string_pattern_mismatch" and described:
        return f"{name} to be {described}, found {shown(fault['input'])}"
    return f"{name} to be {refusal(fault).removeprefix('expected ')}"


def _members(data: bytes, where: str) -> Iterator[tuple["yaml.ScalarNode", "yaml.Node"]]:
    import yaml

    with _located(where):
        _refuse_structure(data, where)
        root = yaml.compose(data, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        raise _wrong(where, 1, "settings as `name: value`, found none")
    yield from root.value


def _refuse_structure(data: bytes, where: str) -> None:
    # Token by token and before composing: nested brackets cost PyYAML seconds for a few kilobytes.
    import yaml

    mappings = 0
    for token in yaml.scan(data, Loader=yaml.SafeLoader):
        mappings += isinstance(token, yaml.BlockMappingStartToken)
        name = type(token).__name__.removesuffix("Token")
        if name in _NOT_PLAIN or mappings > 1:
            found = _NOT_PLAIN.get(name, "a second mapping")
            raise _wrong(where, token.start_mark.line + 1, f"plain values, found {found}")


def _is_truth(model: type[Frozen], name: str) -> bool:
    annotation = model.model_fields[name].annotation
    return bool in (annotation, *get_args(annotation))


def _scalar(where: str, node: "yaml.Node") -> int | str:
    text = str(node.value)
    if node.tag == _STRING:
        return text
    if node.tag == _INTEGER and _DECIMAL.fullmatch(text):
        return int(text)
    raise _wrong(where, node.start_mark.line + 1, f"a string or a decimal integer, found {text[:SHOWN]!r}")


def _truth(where: str, node: "yaml.Node") -> bool:
    text = str(node.value)
    if node.tag == _BOOLEAN and text in _TRUTH:
        return _TRUTH[text]
    raise _wrong(where, node.start_mark.line + 1, f"true or false, found {text[:SHOWN]!r}")


@contextmanager
def _located(where: str) -> Iterator[None]:
    import yaml

    try:
        yield
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _wrong(where, line, f"YAML ({error.problem})") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise _wrong(where, 1, f"YAML in UTF-8, found {type(error).__name__}") from error


def _wrong(where: str, line: int, problem: str) -> UsageError:
    return UsageError(f"{where}, line {line}: expected {problem}: correct the file")
