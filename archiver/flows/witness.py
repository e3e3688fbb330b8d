"""Why an article joined: the answer of the feed, sitemap or front page that named it is kept as a package of its own.

    row = keep_source(captured, kind, shop, robots=robots, case_id=case)

It holds no article; its record says so, and its relation to the one before is `text`: it names something else now. A
front page that is captured as an article besides is packaged as one, or its own chain would break off.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archiver.capture.http.robots import Robots
from archiver.capture.interface import Captured
from archiver.flows.archive import Workshop
from archiver.flows.capture import keep
from archiver.index.interface import Row
from archiver.model.url import surt
from archiver.model.watch import Kind


@dataclass(frozen=True)
class _Had:
    captured: Captured

    def captures(self) -> Iterator[Captured]:
        yield self.captured


def keep_source(
    captured: Captured, kind: Kind, shop: Workshop, *, robots: Sequence[Robots], case_id: str | None
) -> Row:
    """Packages the answer of a source and returns its row in the index; raises as `archive` does."""
    if shop.index.last_with_text(shop.archive, surt(captured.url)) is None:
        why = f"a {kind}, kept for the articles that it names"
        captured = replace(captured, body=None, unreadable=why, outcome="text")
    return keep(_Had(captured), shop, robots=robots, case_id=case_id).kept.row
