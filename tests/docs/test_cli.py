"""docs/cli.md lists the commands, options and exit statuses that there are, and shows JSON as it is printed."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from archiver.cli import main
from archiver.cli.packaged import summary
from archiver.cli.stating import _row
from archiver.errors import ArchiverError
from archiver.flows.archive import Kept
from archiver.flows.claims import Stated
from archiver.flows.verify import WORST_FIRST
from archiver.index.interface import Row
from archiver.model.article import Extractor
from archiver.model.capture import Quality
from archiver.model.claim import ClaimSet
from archiver.model.report import Report
from archiver.verify import codes
from tests.docs.document import blocks, prose, read, rows

NAME = "cli.md"
SECTIONS = dict(re.findall(r"^### `(archiver [a-z ]+)`\n(.*?)(?=^### |\Z)", read(NAME), re.M | re.S))


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Untyped because typer brings a click of its own, or uses another, from version to version."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, command
        return
    for name, below in inner.items():
        yield from _commands(below, f"{path} {name}")


COMMANDS = dict(_commands(typer.main.get_command(main.app_for({*main.COMMANDS, *main.GROUPS})), "archiver"))


def test_every_command_has_a_section_and_no_other_does() -> None:
    assert set(SECTIONS) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_named_and_no_other_is(name: str) -> None:
    options = {option for parameter in COMMANDS[name].params for option in (*parameter.opts, *parameter.secondary_opts)}
    there_are = {option for option in options if option.startswith("--")} - {"--help"}
    usage = re.search(rf"`{name}[^`]*`", SECTIONS[name])
    assert set(re.findall(r"--[a-z][a-z-]*", usage[0] if usage else "")) == there_are
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", SECTIONS[name])) <= there_are


def test_exit_statuses() -> None:
    listed = [int(row[0]) for row in rows(NAME, "## Exit status")]
    documented = re.findall(r"^\| (\d+) \|", main.__doc__ or "", re.M)
    assert listed == [int(status) for status in documented]
    assert {kind.exit_code for kind in _tree(ArchiverError)} <= set(listed)


def _tree(kind: type[ArchiverError]) -> Iterator[type[ArchiverError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _tree(below)


def test_order_of_the_worst() -> None:
    order = ", ".join(str(status) for status in WORST_FIRST if status)
    assert f"the first of {order} that occurs" in prose(NAME)


def test_the_report_is_one() -> None:
    shown = next(block.text for block in blocks(NAME) if block.words == ("verify",))
    report = Report.model_validate_json(shown)
    assert set(json.loads(shown)["packages"][0]["checks"][0]) == set(report.packages[0].checks[0].document())
    assert all(codes.BY_CODE[check.code].name == check.name for check in report.packages[0].checks)


def test_the_rows_of_claims_have_these_members() -> None:
    shown = json.loads(next(block.text for block in blocks(NAME) if block.words == ("claims",)))["packages"][0]
    extractor = Extractor.model_validate(shown["extractor"])
    made = _row(
        Stated("a.json", "", "", "", "", 1, "sha256:", 1, ClaimSet(extractor=extractor, items=(None,) * 7), 0), "a.json"
    )
    assert set(shown) == set(made)
    assert all(type(shown[name]) is type(value) for name, value in made.items())


def test_the_summary_of_add_has_these_members() -> None:
    shown = json.loads(next(block.text for block in blocks(NAME) if block.words == ("add",)))["packages"][0]
    row = Row(
        series="org,example)/", url="https://example.org/", captured_at="", packaged_at="", sequence=0, archive="",
        capture_id="", statement_id="", previous=(), sidecar="a.json", warc="a.warc.gz", offset=0, length=0,
        text_sha256=None, claims=0,
    )  # fmt: skip
    made = summary(Kept(row, None, Quality(verdict="article", signals=())), Path("archives"))
    assert set(shown) == set(made)
    assert all(type(shown[name]) is type(value) for name, value in made.items())
