"""Runs extraction and claims in a child process under limits of time and memory.

Parsers meet pages that were made to break them: 50,000 nested elements kept one busy for two minutes. The child is
reused from page to page, killed when it exceeds its time, and started again for the next page.
"""

from collections.abc import Sequence
from typing import Any

import orjson

from archiver import errors
from archiver.batch import worker
from archiver.batch.child import Child
from archiver.capture.interface import Captured
from archiver.claims.extractors import Name
from archiver.claims.given import Given, given
from archiver.errors import LimitError
from archiver.extract.extraction import Extraction
from archiver.flows.reading import Reading
from archiver.model.claim import ClaimSet
from archiver.model.watch import Kind
from archiver.sign.canonical import canonical
from archiver.watch.sources import Found, Listing

DEFAULT: Name = "default"
MAX_SECONDS = 60.0  # for one task; an article takes about 0.05


class BoundedReader:
    """Extraction and claims behind a wall; a context manager that owns the child.

    `child` is one that was started before; without it one is started when it is first needed.
    """

    def __init__(self, seconds: float = MAX_SECONDS, child: Child | None = None) -> None:
        self._seconds = seconds
        self._child = child

    def __enter__(self) -> "BoundedReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, captured: Captured) -> Reading:
        """The article in a capture and its claims; raises LimitError when that takes too much time or memory."""
        return Reading.model_validate_json(self.read_octets(captured))

    def read_octets(self, captured: Captured) -> bytes:
        """What `read` gives, as the child said it."""
        return self._page("read", captured)

    def extract(self, captured: Captured) -> Extraction:
        """The article in a capture; raises LimitError as `read` does."""
        return Extraction.model_validate_json(self._page("extract", captured))

    def find_claims(self, extraction: Extraction) -> ClaimSet:
        """The claims in an extraction; raises LimitError as `read` does."""
        return self.claims_in(given(extraction.article, extraction.blocks), DEFAULT)

    def claims_in(self, text: Given, extractor: Name) -> ClaimSet:
        """The claims that an extractor finds in a text; raises LimitError as `read` does.

        Raises ResourceError when the extractor needs something that is not installed.
        """
        octets = self._ask("claims", "claims", {"extractor": extractor}, canonical(text.document()))
        return ClaimSet.model_validate_json(octets)

    def read_source(
        self, octets: bytes, *, kind: Kind, base: str, media_type: str, rules: Sequence[str], since: str
    ) -> Listing:
        """What a source names (`since` is an `Instant`); raises FormatError for what is none, LimitError as above."""
        arguments = {"kind": kind, "base": base, "media_type": media_type, "rules": list(rules), "since": since}
        value = orjson.loads(self._ask(base, "source", arguments, octets))
        articles = tuple(Found(str(url), title) for url, title in value["articles"])
        return Listing(articles, tuple(value["nested"]), tuple(value["notes"]))

    def close(self) -> None:
        """Ends the child."""
        if self._child:
            self._child.end()
            self._child = None

    def _page(self, task: str, captured: Captured) -> bytes:
        arguments = {"media_type": captured.media_type, "charset": captured.charset, "headline": captured.headline}
        return self._ask(captured.name, task, arguments, captured.body or b"")

    def _ask(self, name: str, task: str, arguments: dict[str, Any], body: bytes) -> bytes:
        """What a task gives, as JSON; asked twice when the child dies, as the kernel has it when memory is short."""
        message = worker.packed({"task": task, "arguments": arguments}, body)
        try:
            reply = self._try(message) or self._try(message)
        except TimeoutError:
            reply = None
        if reply is None:
            raise LimitError(
                f"{name}: expected a page that can be read within {self._seconds:g} s and"
                f" {worker.MAX_MEMORY} octets of memory, found one that cannot"
            )
        _raise_if_bad(name, reply[0])
        return reply[1]

    def _try(self, message: bytes) -> tuple[Any, bytes] | None:
        """The child's reply, None when it died over the task; then, or when its time is over, it is ended for good."""
        reply = None
        try:
            reply = self._ready_child().ask(message, self._seconds)
        finally:
            if reply is None:
                self.close()
        return reply

    def _ready_child(self) -> Child:
        if self._child is None or not self._child.alive():
            self.close()
            self._child = Child.start()
        return self._child


def _raise_if_bad(name: str, head: dict[str, Any]) -> None:
    if "defect" in head:
        raise RuntimeError(f"{name}: {head['defect']}")
    if "error" in head:
        kind = getattr(errors, head["error"], errors.InputError)
        raise kind(f"{name}: {head['message']}")
