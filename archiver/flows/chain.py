"""The end of a chain: what the next package of a series has to name."""

from dataclasses import dataclass

from archiver.bundle import sidecar
from archiver.compare.change import Version, change_between
from archiver.flows.describe import version_of_sidecar
from archiver.index.interface import Index
from archiver.model.statement import Relation
from archiver.model.url import surt
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.interface import Store


@dataclass(frozen=True)
class ChainEnd:
    """The newest statements of a series: none at the start of one, several after a fork."""

    statements: tuple[str, ...]
    sequence: int
    packaged_at: str | None
    version: Version | None

    def relation(self, new: Version) -> Relation | None:
        """How `new` differs from what came before; None at the start of a series."""
        return change_between(self.version, new) if self.version else None


def chain_end(url: str, archive: str, store: Store, index: Index) -> ChainEnd:
    """The end of the chain that a package about `url` continues; a fork is joined by naming all its heads."""
    rows = index.latest(archive, surt(url))
    if not rows:
        return ChainEnd((), 0, None, None)
    newest = max(rows, key=lambda row: row.packaged_at)
    before = sidecar.read(store.read(newest.sidecar, MAX_JSON_BYTES)).model
    return ChainEnd(
        statements=tuple(sorted(row.statement_id for row in rows)),
        sequence=newest.sequence,
        packaged_at=newest.packaged_at,
        version=version_of_sidecar(before),
    )
