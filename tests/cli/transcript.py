r"""Transcripts: what somebody types, and what the program answers.

    # An article that changed.                  a comment
    $ archiver verify page.json                 a command, run in an empty folder of its own
    TAMPERED  page.json                         its stdout
    ...                                         any number of lines
    2> archiver: ...                            its stderr
    [exit 1]                                    its exit status, when that is not 0
    -- page.json --                             a file that is there from the start, at the end of the transcript
    {}

Ids, times, digests and sizes are written `<urn>`, `<time>`, `<digest>`, `<n>`; `\u202e` in a file is that character. Besides `archiver` there are the few
commands in `BUILT_IN`. `NAME=value` before a command sets a variable, `< file` after it is its stdin, `*` finds files.

UPDATE_TRANSCRIPTS=1 writes into a transcript what the program answers now; read the difference before committing it.
"""

import os
import re
import shlex
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.cli.running import Done, Runner

_NORMAL = [
    (re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "<urn>"),
    (re.compile(r"sha256:[0-9a-f]{64}"), "<digest>"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "<hex>"),
    (re.compile(r"\b(?:[0-9a-f]{4} ){15}[0-9a-f]{4}\b"), "<fingerprint>"),
    (re.compile(r'(?<="spki": ")[^"]+'), "<spki>"),
    (re.compile(r"\b\d{4}/\d\d/\d\d/"), "<day>/"),
    (re.compile(r"\d{8}T\d{6}Z-([^\s/\"]*?)-[0-9a-f]{8}(?=\.(?:json|warc)\b)"), r"<time>-\1-<id>"),
    (re.compile(r"archiver-\d{14}-\d{5}-[0-9a-f]{8}"), "archiver-<time>-<serial>-<id>"),
    (re.compile(r"(?<= packages, )[\d.]+ k?B"), "<size>"),
    (re.compile(r"audits/\d{8}T\d{6}\.\d{6}Z"), "audits/<time>"),
    (re.compile(r"\.damaged-\d{8}T\d{12}Z"), ".damaged-<time>"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"), "<time>"),
    (re.compile(r"[\d,]+ octets at [\d,]+|[\d,]+ octets(?= *$)", re.M), "<n> octets"),
    (re.compile(r'"(bytes|length|offset)": \d+'), r'"\1": <n>'),
    (re.compile(r"at octet \d+"), "at octet <n>"),
    # What is found in a text is for the tests of its room.
    (re.compile(r"\b\d+ (claims|parts)\b"), r"<n> \1"),
    (re.compile(r"^(  claims      )\d.*$", re.M), r"\1<n>"),
    (re.compile(r"salt=[0-9a-f]{32}"), "salt=<salt>"),
    (re.compile(r"archiver-[0-9a-f]{12}"), "archiver-<id>"),
    (re.compile(r"(?<=<n> claims  )[0-9a-f]{8}$", re.M), "<id>"),
    (re.compile(r"(?<=  capture )[0-9a-f]{8}$", re.M), "<id>"),
    (re.compile(r"archiver \d+\.\d+\.\d+"), "archiver <version>"),
    (re.compile(r"process \d+"), "process <pid>"),
]
_FILE = re.compile(r"^-- (\S+) --$", re.M)
_ASSIGNMENT = re.compile(r"([A-Z_]+)=(.*)", re.S)


@dataclass
class Step:
    """A command and what is expected of it; `lead` are the comments before it."""

    lead: list[str]
    line: str
    expected: list[str] = field(default_factory=list)


@dataclass
class Transcript:
    """A transcript file, taken apart."""

    steps: list[Step]
    files: dict[str, str]
    tail: str


def parse(text: str) -> Transcript:
    script, *rest = _FILE.split(text)
    steps: list[Step] = []
    lead: list[str] = []
    for line in script.splitlines():
        if line.startswith("$ "):
            steps.append(Step(lead, line.removeprefix("$ ")))
            lead = []
        elif line.startswith("#") or not steps:
            lead.append(line)
        else:
            steps[-1].expected.append(line)
    for step in steps:
        while step.expected and not step.expected[-1].strip():
            step.expected.pop()
    files = {name: _unescaped(content.removeprefix("\n")) for name, content in zip(rest[::2], rest[1::2], strict=True)}
    return Transcript(steps, files, text[len(script) :])


def _unescaped(content: str) -> str:
    """`\\u202e` becomes that character: what is invisible is not written raw in a transcript."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), content)


def written(transcript: Transcript, answers: list[list[str]]) -> str:
    """The transcript with these answers; an expectation that still matches is kept with its wildcards."""
    lines: list[str] = []
    for step, answer in zip(transcript.steps, answers, strict=True):
        lines += [*step.lead, f"$ {step.line}", *(step.expected if matches(step.expected, answer) else answer), ""]
    return "\n".join(lines).rstrip("\n") + "\n" + ("\n" + transcript.tail if transcript.tail else "")


def matches(expected: list[str], answer: list[str]) -> bool:
    """Whether an answer is as expected, line by line."""
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line.rstrip()) + r"[ ]*\n" for line in expected)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in answer)) is not None


def perform(step: Step, work: Path, run: Runner) -> list[str]:
    """Runs one command in `work` and returns its answer as a transcript states it."""
    words = shlex.split(step.line)
    environment, stdin = {}, b""
    while assignment := _ASSIGNMENT.fullmatch(words[0]):
        environment[assignment[1]] = assignment[2].replace("<work>", str(work))
        words = words[1:]
    if "<" in words:
        stdin = (work / words[words.index("<") + 1]).read_bytes()
        words = words[: words.index("<")]
    program, *arguments = [found for word in words for found in _expanded(word, work)]
    if program == "archiver":
        done = run(arguments, work, environment, stdin)
    else:
        done = Done(0, BUILT_IN[program](work, *arguments), "")
    return _answer(done, work)


def _expanded(word: str, work: Path) -> list[str]:
    found = sorted(str(path.relative_to(work)) for path in work.glob(word)) if "*" in word else []
    return found or [word]


def _answer(done: Done, work: Path) -> list[str]:
    lines = [*_normal(done.stdout, work), *(f"2> {line}".rstrip() for line in _normal(done.stderr, work))]
    return lines + ([f"[exit {done.status}]"] if done.status else [])


def _normal(text: str, work: Path) -> list[str]:
    text = text.replace(str(work), "<work>")
    for pattern, name in _NORMAL:
        text = pattern.sub(name, text)
    return [line.rstrip() for line in text.splitlines()]


def _remove(work: Path, *names: str) -> str:
    for name in names:
        (work / name).unlink()
    return ""


def _copy(work: Path, source: str, target: str) -> str:
    (work / target).write_bytes((work / source).read_bytes())
    return ""


def _copy_folder(work: Path, source: str, target: str) -> str:
    shutil.copytree(work / source, work / target)
    return ""


def _replace(work: Path, name: str, old: str, new: str) -> str:
    octets = (work / name).read_bytes()
    assert old.encode() in octets, f"{name}: {old!r} does not occur"
    (work / name).write_bytes(octets.replace(old.encode(), new.encode(), 1))
    return ""


def _forge(work: Path, name: str, old: str, new: str) -> str:
    from archiver.cli.forger import forge

    (work / name).write_bytes(forge((work / name).read_bytes(), old, new))
    return ""


def _cut(work: Path, name: str, octets: str) -> str:
    content = (work / name).read_bytes()
    (work / name).write_bytes(content[: -int(octets)])
    return ""


def _list(work: Path, *names: str) -> str:
    return "".join(f"{name}\n" for name in names if (work / name).exists())


def _mode(work: Path, mode: str, name: str) -> str:
    (work / name).chmod(int(mode, 8))
    return ""


def _folder(work: Path, name: str) -> str:
    (work / name).mkdir()
    return ""


def _hold(work: Path, archive: str) -> str:
    """Takes the archive's lock as another run would; it is held until the process of the test ends."""
    import fcntl

    path = work / archive / ".lock"
    path.write_text("4711 2026-11-22T07:15:01.000000Z\n", encoding="ascii")
    HELD.append(os.open(path, os.O_RDWR))
    fcntl.flock(HELD[-1], fcntl.LOCK_EX)
    return ""


def release() -> None:
    """Drops the locks that a transcript held."""
    while HELD:
        os.close(HELD.pop())


HELD: list[int] = []
BUILT_IN: dict[str, Callable[..., str]] = {
    "rm": _remove,
    "cp": _copy,
    "copy-folder": _copy_folder,
    "replace": _replace,
    "forge": _forge,
    "cut": _cut,
    "ls": _list,
    "chmod": _mode,
    "mkdir": _folder,
    "hold-lock": _hold,
}
