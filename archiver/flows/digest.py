"""What a notice says: the runs since the last one, in a few lines. Never more than somebody reads on a telephone.

Addresses, results and causes, all in our own words: no headline, no passage, no word of a page. An address that any
package of its series withholds is not said either, whenever that was withheld.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archiver.agenda.interface import EndedRun
from archiver.bundle import sidecar
from archiver.errors import InputError, ResourceError
from archiver.index.interface import Index
from archiver.model.run import GOOD, Outcome, Result
from archiver.model.url import surt
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.interface import Store

LISTED = 10  # addresses of one result
MAX_ADDRESS = 200  # characters
NEWS: tuple[Result, ...] = ("failed", "blocked", "shrunken", "removed", "changed", "returned", "captured")
WITHHELD = "(an article whose address is withheld)"
_ADDRESSES = frozenset({"fields:/capture/url", "fields:/capture/final_url"})


@dataclass(frozen=True)
class Digest:
    """A notice. `status` is the worst of its runs', `counts` are of articles by result, each in its newest state."""

    title: str
    text: str
    status: int
    counts: dict[str, int]
    runs: tuple[str, ...]


def worth_telling(runs: Sequence[EndedRun], outcomes: Sequence[Outcome], when: str) -> bool:
    """Whether the user's `when` (`problems`, `changes`, `always`) asks for a notice."""
    if not runs:
        return False
    problem = any(run.status for run in runs)
    return when == "always" or problem or (when == "changes" and any(one.result != "unchanged" for one in outcomes))


def digest(name: str, runs: Sequence[EndedRun], outcomes: Sequence[Outcome], store: Store, index: Index) -> Digest:
    """The notice about `runs` of the archive called `name`; `outcomes` are theirs, oldest first."""
    newest = {one.url: one for one in outcomes}
    counts = Counter(one.result for one in newest.values())
    status = max((run.status for run in runs), default=0)
    said = ", ".join(f"{counts[result]} {result}" for result in NEWS if counts[result]) or "nothing new"
    lines = [f"{len(runs)} run(s), exit status {status}: {said}", *_lines(list(newest.values()), store, index)]
    return Digest(
        title=f"{name}: {said}",
        text="\n".join(lines) + "\n",
        status=status,
        counts={str(result): count for result, count in counts.items()},
        runs=tuple(run.id for run in runs),
    )


def _lines(outcomes: Sequence[Outcome], store: Store, index: Index) -> Iterator[str]:
    for result in NEWS:
        found = [one for one in outcomes if one.result == result]
        if not found:
            continue
        yield ""
        yield f"{result} ({len(found)})"
        yield from (f"  {_address(one, store, index)}{_why(one)}" for one in found[:LISTED])
        if len(found) > LISTED:
            yield f"  and {len(found) - LISTED} more"


def _why(outcome: Outcome) -> str:
    if outcome.result not in GOOD:
        return f"  {outcome.cause or 'unknown'}"
    return f"  {outcome.change}" if outcome.result == "changed" and outcome.change else ""


def _address(outcome: Outcome, store: Store, index: Index) -> str:
    for row in index.versions(surt(outcome.url)):
        try:
            model = sidecar.read(store.read(row.sidecar, MAX_JSON_BYTES)).model
        except (InputError, ResourceError):
            return WITHHELD  # what cannot be read may be what somebody took away
        if _ADDRESSES.intersection(one.position for one in model.disclosure.withheld):
            return WITHHELD
    return outcome.url[:MAX_ADDRESS]
