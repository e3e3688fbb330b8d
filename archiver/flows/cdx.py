"""The CDXJ of a whole archive, from its packages."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby

from archiver.bundle.naming import WARC, in_folder_of_its_day
from archiver.errors import InputError, ResourceError
from archiver.index import cdxj
from archiver.store.interface import Store
from archiver.store.rolled import readable, unreadable


def export(
    store: Store,
    *,
    everything: bool,
    skipped: list[tuple[str, str]],
    others: Iterable[str] = (),
    progress: Callable[[], None] = lambda: None,
) -> Iterator[str]:
    """Every line once, sorted, with those of `others`; what cannot be read is in `skipped` with the reason."""
    return (line for line, _ in groupby(cdxj.in_order(chain(_lines(store, everything, skipped, progress), others))))


def _lines(
    store: Store, everything: bool, skipped: list[tuple[str, str]], progress: Callable[[], None]
) -> Iterator[str]:
    for name in readable(store, WARC):
        if not in_folder_of_its_day(name):
            continue
        try:
            location = store.locate(name)
            with store.open(name) as segment:
                yield from list(cdxj.lines_of(segment, location.file, everything=everything, offset=location.offset))
        except (InputError, ResourceError) as e:
            skipped.append((name, str(e)))
        progress()
    skipped += unreadable(store)
