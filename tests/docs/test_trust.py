"""docs/trust.md: the walk-through of a root is run from the document, and its table says what the program says."""

import re
from pathlib import Path

from tests.docs.document import rows, runnable
from tests.docs.shell import archiver_on_path, run
from tests.docs.test_walkthroughs import ROOT

NAME = "trust.md"
SAID = (
    "exit status 3: signatures are missing",
    "complete: publish it",
    "example-archive  root 1, list 1, good until",
    "nothing new, root 1, list 1",
    "+ default-2  capture, claims",
    "+ default  capture, claims  until 2026-11-20T00:00:00.000000Z",
    "example-archive  root 2, list 2, good until",
)


def test_the_walk_through(tmp_path: Path) -> None:
    ended = run(runnable(NAME), tmp_path, archiver_on_path(tmp_path))
    assert ended.status == 0, ended.output
    assert [words for words in SAID if words not in ended.output] == [], ended.output


def test_what_is_refused_is_said_in_these_words() -> None:
    source = "".join((ROOT / "archiver" / name).read_text() for name in ("sign/succession.py", "flows/pinning.py"))
    program = re.sub(r'"\n\s+f?"', "", source)
    for _, quoted in rows(NAME, "### What a reader's program refuses"):
        words = re.split(r"(?:list|root) [0-9]+|'[a-z]+'|[0-9]+ of the [0-9]+|…|[0-9]+", quoted.strip("`"))
        for part in words:
            assert part.strip(" :,") in program, part
