"""Claims found on an engine, ahead of the one writer that signs them.

    for prepared in engine.in_batches(partial(find_claims, root, "default"), sidecar_names): ...

A worker reads a sidecar and answers with claims; it holds no key and writes nothing. What it found counts only for the
text that it read: the writer asks `Prepared.claims_in` with the text of the sidecar that it verified itself.
"""

import atexit
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from archiver.batch.bounded import BoundedReader
from archiver.bundle import sidecar
from archiver.claims.extractors import Name
from archiver.claims.given import Given, given
from archiver.errors import InputError, ResourceError
from archiver.model.claim import ClaimSet
from archiver.model.digest import Digest, sha256
from archiver.sign.canonical import canonical
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.interface import components
from archiver.store.opening import read_sidecar

Find = Callable[[Given], ClaimSet]


@dataclass(frozen=True)
class Prepared:
    """The claims in the text with the digest `text`; nothing where reading it failed, so that the writer sees why."""

    text: Digest | None = None
    claims: ClaimSet | None = None

    def claims_in(self, text: Given, find: Find) -> ClaimSet:
        """What was prepared if it was for this text, else what `find` says of it."""
        if self.claims is not None and self.text == _digest(text):
            return self.claims
        return find(text)


def find_claims(root: Path, extractor: Name, names: Sequence[str]) -> list[Prepared]:
    """The work of one worker: the claims in the packages whose sidecars are `names` in the archive `root`."""
    return [_prepared(root, extractor, name) for name in names]


def _prepared(root: Path, extractor: Name, name: str) -> Prepared:
    try:
        model = sidecar.read(read_sidecar(root.joinpath(*components(name)), MAX_JSON_BYTES)).model
        text = given(model.article, model.text)
        return Prepared(_digest(text), _reader().claims_in(text, extractor)) if any(model.text) else Prepared()
    except (InputError, ResourceError):
        return Prepared()


def _digest(text: Given) -> Digest:
    return sha256(canonical(text.document()))


@cache
def _reader() -> BoundedReader:
    """One a process: starting a model costs seconds."""
    reader = BoundedReader()
    atexit.register(reader.close)
    return reader
