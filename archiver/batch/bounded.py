"""Runs extraction and claims in a child process under limits of time and memory.

Parsers meet pages that were made to break them: 50,000 nested elements kept one busy for two minutes. The child is
reused from page to page, killed when it exceeds its time, and started again for the next page.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import archiver
from archiver import errors
from archiver.batch import worker
from archiver.capture.interface import Captured
from archiver.claims.extractors import Name
from archiver.claims.given import Given, given
from archiver.errors import LimitError
from archiver.extract.extraction import Extraction
from archiver.model.claim import ClaimSet
from archiver.model.watch import Kind
from archiver.sign.canonical import canonical
from archiver.watch.sources import Found, Listing

DEFAULT: Name = "default"
MAX_SECONDS = 60.0  # for one task; an article takes about 0.05


class BoundedReader:
    """Extraction and claims behind a wall; a context manager that owns the child."""

    def __init__(self, seconds: float = MAX_SECONDS) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._killed = False  # by us, because its time was over

    def __enter__(self) -> "BoundedReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def extract(self, captured: Captured) -> Extraction:
        """The article in a capture; raises LimitError when reading it takes too much time or memory."""
        arguments = {"media_type": captured.media_type, "charset": captured.charset, "headline": captured.headline}
        value = self._ask(captured.name, "extract", arguments, captured.body or b"")
        return Extraction.model_validate_json(canonical(value))

    def find_claims(self, extraction: Extraction) -> ClaimSet:
        """The claims in an extraction; raises LimitError as `extract` does."""
        return self.claims_in(given(extraction.article, extraction.blocks), DEFAULT)

    def claims_in(self, text: Given, extractor: Name) -> ClaimSet:
        """The claims that an extractor finds in a text; raises LimitError as `extract` does.

        Raises ResourceError when the extractor needs something that is not installed.
        """
        value = self._ask("claims", "claims", {"extractor": extractor}, canonical(text.document()))
        return ClaimSet.model_validate_json(canonical(value))

    def read_source(
        self, octets: bytes, *, kind: Kind, base: str, media_type: str, rules: Sequence[str], since: str
    ) -> Listing:
        """What a source names (`since` is an `Instant`); raises FormatError for what is none, LimitError as above."""
        arguments = {"kind": kind, "base": base, "media_type": media_type, "rules": list(rules), "since": since}
        value = self._ask(base, "source", arguments, octets)
        articles = tuple(Found(str(url), title) for url, title in value["articles"])
        return Listing(articles, tuple(value["nested"]), tuple(value["notes"]))

    def close(self) -> None:
        """Ends the child."""
        if self._child:
            for stream in (self._child.stdin, self._child.stdout):
                if stream:
                    with suppress(BrokenPipeError):  # what the child was not there to take
                        stream.close()
            self._child.kill()
            self._child.wait()
            self._child = None

    def _ask(self, name: str, task: str, arguments: dict[str, Any], body: bytes) -> Any:
        reply = self._try({"task": task, "arguments": arguments}, body)
        if reply is None and not self._killed:  # by somebody else, as the kernel does when memory is short
            reply = self._try({"task": task, "arguments": arguments}, body)
        if reply is None:
            raise LimitError(
                f"{name}: expected a page that can be read within {self._seconds:g} s and"
                f" {worker.MAX_MEMORY} octets of memory, found one that cannot"
            )
        return _value(name, reply[0])

    def _try(self, head: dict[str, Any], body: bytes) -> tuple[Any, bytes] | None:
        """The child's reply, None when it died over the task; then it is ended for good."""
        stdin, stdout = self._pipes()
        self._killed = False
        timer = threading.Timer(self._seconds, self._kill)
        timer.start()
        try:
            worker.send(stdin, head, body)
            reply = worker.receive(stdout)
        except BrokenPipeError:
            reply = None
        finally:
            timer.cancel()
        if reply is None:
            self.close()
        return reply

    def _pipes(self) -> tuple[BinaryIO, BinaryIO]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = _start()
        child = self._child
        if child.stdin is None or child.stdout is None:
            raise RuntimeError("the child was started without pipes")
        return child.stdin, child.stdout  # type: ignore[return-value]

    def _kill(self) -> None:
        self._killed = True
        if self._child:
            self._child.kill()


def _start() -> "subprocess.Popen[bytes]":
    here = str(Path(archiver.__file__).parent.parent)
    return subprocess.Popen(
        [sys.executable, "-m", worker.__name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))},
    )


def _value(name: str, head: dict[str, Any]) -> Any:
    if "defect" in head:
        raise RuntimeError(f"{name}: {head['defect']}")
    if "error" in head:
        kind = getattr(errors, head["error"], errors.InputError)
        raise kind(f"{name}: {head['message']}")
    return head["value"]
