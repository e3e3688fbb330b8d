"""docs/threat-model.md names checks that exist, and leaves none out."""

import re
from pathlib import Path

from archiver.verify import codes
from tests.docs.document import read, rows

NAME = "threat-model.md"
NEVER = "never a failure"
# Checks that only ever say that something is missing; the verifier's own words for that are in archiver/verify.
NEVER_FAIL = {"E203", "E204", "E306", "E602", "E604", "E701", "E702", "E804", "E806", "E807", "E809"}


def test_every_named_code_exists() -> None:
    assert set(re.findall(r"\bE\d{3}\b", read(NAME))) <= set(codes.BY_CODE)


def test_every_code_is_explained_once_and_in_order() -> None:
    assert [row[0] for row in rows(NAME, "## What each failure tells you")] == [code.code for code in codes.ALL]


def test_every_code_stops_some_attack() -> None:
    stopping = " ".join(row[1] for row in rows(NAME, "## What stops them"))
    assert set(re.findall(r"\bE\d{3}\b", stopping)) == set(codes.BY_CODE)


def test_no_attack_is_without_a_remaining_risk() -> None:
    table = rows(NAME, "## What stops them")
    assert all(len(row) == 3 and all(row) for row in table)


def test_what_never_fails_says_so() -> None:
    explained = dict(rows(NAME, "## What each failure tells you"))
    assert {code for code, text in explained.items() if text.startswith(NEVER)} == NEVER_FAIL


def test_what_never_fails_never_does() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in Path(codes.__file__).parent.glob("*.py"))
    failing = {value.code for name, value in vars(codes).items() if f"codes.{name}.failed(" in source}
    assert not failing & NEVER_FAIL
