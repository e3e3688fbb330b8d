"""Reads what a test needs out of a Markdown document: fenced blocks, with their heading, and tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
_FENCE = re.compile(r"^```(\S*)[ ]?(.*)$")


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, the words after it, the heading above it, its text."""

    language: str
    words: tuple[str, ...]
    heading: str
    text: str

    @property
    def runs(self) -> bool:
        """Whether the document marks the block as one that a test runs."""
        return "run" in self.words

    @property
    def needs(self) -> frozenset[str]:
        """What has to be there for the block to run, as in `needs=npm`."""
        return frozenset(word.removeprefix("needs=") for word in self.words if word.startswith("needs="))


def read(name: str) -> str:
    """The text of a document under docs/."""
    return (DOCS / name).read_text(encoding="utf-8")


def prose(name: str) -> str:
    """The text of a document on one line, for what may be broken anywhere."""
    return " ".join(read(name).split())


def blocks(name: str) -> list[Block]:
    """The fenced blocks of a document, in order."""
    return list(_blocks(read(name).splitlines()))


def runnable(name: str) -> list[Block]:
    """The blocks that a test runs; there is at least one."""
    found = [block for block in blocks(name) if block.runs]
    assert found, f"{name} has no block marked as one to run"
    return found


def rows(name: str, heading: str) -> list[list[str]]:
    """The cells of the first table under `heading`, without its head."""
    _, _, rest = read(name).partition(f"\n{heading}\n")
    assert rest, f"{name} has no heading {heading!r}"
    lines = rest.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("|"))
    table = lines[start:]
    end = next((number for number, line in enumerate(table) if not line.startswith("|")), len(table))
    return [_cells(line) for line in table[2:end]]


def _cells(line: str) -> list[str]:
    return [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def _blocks(lines: list[str]) -> Iterator[Block]:
    heading, opened = "", None
    body: list[str] = []
    for line in lines:
        fence = _FENCE.match(line)
        if opened is None and fence:
            opened, body = fence, []
        elif opened is not None and line == "```":
            yield Block(opened[1], tuple(opened[2].split()), heading, "\n".join(body) + "\n")
            opened = None
        elif opened is not None:
            body.append(line)
        elif line.startswith("#"):
            heading = line.lstrip("#").strip()
