"""`archiver.yaml`: the settings of one archive, in its top folder.

    version: 1
    archive: urn:uuid:0b8f0f0e-7d6a-4e7e-9a52-1f0f5f6f2c11
    name: World desk
    signers: world-desk
    authorities: http://timestamp.digicert.com https://freetsa.org/tsr

YAML 1.2 in the plain part that everybody reads alike: one mapping of scalars, no anchors, no tags, no key twice.
Nothing in it is a reason to trust: it travels with the archive.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import StringConstraints, ValidationError

from archiver.errors import ResourceError, UsageError
from archiver.model.base import Frozen, Urn
from archiver.settings import durable

if TYPE_CHECKING:
    import yaml

SETTINGS_NAME = "archiver.yaml"
MAX_SETTINGS = 64 << 10  # octets; bounds what the YAML parser has to do
MAX_PARENTS = 64  # folders to walk up
MODE = 0o644
SHOWN = 60  # characters of a refused value that a message repeats

_STRING, _INTEGER = "tag:yaml.org,2002:str", "tag:yaml.org,2002:int"
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
_HEADER = """\
# Settings of this archive. Flags and ARCHIVER_* variables go before them.
#
# version   of this file's format
# archive   the archive's random id; it stands in every signed statement and never changes
# name      what people call this archive
# signers   name of the signer set whose keys sign here; the keys are in $ARCHIVER_HOME/keys, never in the archive
# authorities   addresses of time authorities (RFC 3161), with spaces between; empty: none is asked
"""
DEFAULT_AUTHORITIES = "http://timestamp.digicert.com https://freetsa.org/tsr"
MAX_AUTHORITIES = 8

Line = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+$")
]


class ArchiveSettings(Frozen):
    """What `archiver.yaml` says; `name` is one printable line, `signers` names keys and signer set."""

    version: Literal[1]
    archive: Urn
    name: Line
    signers: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    authorities: Annotated[str, StringConstraints(max_length=2000, pattern=r"^[\x20-\x7e]*$")] = DEFAULT_AUTHORITIES

    def authority_urls(self) -> tuple[str, ...]:
        """The time authorities that are asked, each once."""
        return tuple(dict.fromkeys(self.authorities.split()))[:MAX_AUTHORITIES]


def default_authorities() -> tuple[str, ...]:
    """The time authorities where no archive's settings say otherwise."""
    return tuple(DEFAULT_AUTHORITIES.split())


def find_archive(path: Path) -> Path | None:
    """The nearest folder at or above `path` that holds `archiver.yaml`; None when there is none.

    Raises ResourceError when a folder on the way may not be looked into.
    """
    folder = path.resolve()
    for candidate in [folder, *folder.parents][:MAX_PARENTS]:
        with durable.wrapped("look for an archive in", candidate):
            if (candidate / SETTINGS_NAME).is_file():
                return candidate
    return None


def load_settings(archive: Path) -> ArchiveSettings:
    """The settings of the archive in the folder `archive`.

    Raises ResourceError when the file is missing or unreadable, LimitError over MAX_SETTINGS octets, UsageError with
    file and line for everything that is wrong in it.
    """
    path = archive / SETTINGS_NAME
    with durable.wrapped("read the settings", path):
        data = durable.read_limited(path, MAX_SETTINGS)[0]
    return parse_settings(data, str(path))


def parse_settings(data: bytes, where: str) -> ArchiveSettings:
    """The settings in the octets of an `archiver.yaml`; `where` stands in messages. Raises UsageError."""
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key, value in _members(data, where):
        name, line = key.value, key.start_mark.line + 1
        if name in values:
            raise _wrong(where, line, f"each setting once, found {name!r} again (first in line {lines[name]})")
        if name not in ArchiveSettings.model_fields:
            raise _wrong(where, line, f"one of {', '.join(ArchiveSettings.model_fields)}, found {name[:SHOWN]!r}")
        values[name], lines[name] = _scalar(where, value), line
    try:
        return ArchiveSettings.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        found = repr(values[name])[:SHOWN] if name in values else "nothing"
        raise _wrong(where, lines.get(name, 1), f"{name} ({first['msg']}), found {found}") from error


def dump_settings(settings: ArchiveSettings) -> bytes:
    """The octets of `archiver.yaml`: header, then one line a setting, strings as JSON does; the same every time."""
    members = settings.document().items()
    return (_HEADER + "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in members)).encode()


def write_settings(archive: Path, settings: ArchiveSettings) -> None:
    """Create `archiver.yaml` in the existing folder `archive`; raises ResourceError when there is one already."""
    path = archive / SETTINGS_NAME
    with durable.wrapped("write the settings", path):
        try:
            durable.create(path, dump_settings(settings), MODE)
        except FileExistsError as error:
            raise ResourceError(
                f"expected no settings at {str(path)!r}, found some: this is an archive already, edit the file instead"
            ) from error


def replace_signers(archive: Path, signers: str) -> None:
    """Names other keys in the settings of an archive, and leaves every other line as it is; raises ResourceError."""
    path = archive / SETTINGS_NAME
    with durable.wrapped("write the settings", path):
        old = durable.read_limited(path, MAX_SETTINGS)[0]
        new = re.sub(rb"(?m)^signers:.*$", f"signers: {json.dumps(signers)}".encode(), old)
        parse_settings(new, str(path))
        durable.replace(path, new, MODE)


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


def _scalar(where: str, node: "yaml.Node") -> int | str:
    text = str(node.value)
    if node.tag == _STRING:
        return text
    if node.tag == _INTEGER and _DECIMAL.fullmatch(text):
        return int(text)
    raise _wrong(where, node.start_mark.line + 1, f"a string or a decimal integer, found {text[:SHOWN]!r}")


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
