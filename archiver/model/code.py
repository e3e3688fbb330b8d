"""Which code made something: one digest over source files, that anybody with the source tree can repeat.

LC_ALL=C find archiver/extract archiver/text/blocks.py -name '*.py' | sort | xargs sha256sum | sha256sum
"""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from archiver.model.digest import Digest, sha256


@cache
def code_sha256(*places: str) -> Digest:
    """Digest over the Python files at or below `places`, which are paths such as `archiver/extract`."""
    sources = dict(found for place in places for found in _sources(place, _find(place)))
    listing = "".join(f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(sources.items()))
    return sha256(listing.encode("ascii"))


def _find(place: str) -> Traversable:
    root, *parts = place.split("/")
    return resources.files(root).joinpath(*parts)


def _sources(path: str, entry: Traversable) -> Iterator[tuple[str, bytes]]:
    if entry.is_dir():
        for child in entry.iterdir():
            yield from _sources(f"{path}/{child.name}", child)
    elif path.endswith(".py"):
        yield path, entry.read_bytes()
