"""When a run is killed: some time after it began, after an answer of the site, or while its batch goes into the log."""

import random
from collections.abc import Callable, Mapping

from tests.nightly.desk import Strike, Watch
from tests.nightly.site import Site

LONGEST = {"start": 0.4, "answer": 0.2, "log": 0.06}  # seconds between the event that a kill waits for and the kill
EARLY, LATE = {"start": 3, "answer": 5}, {"log": 2}  # how often each is thrown, beside the others


def thrown(
    dice: random.Random, watch: Watch, site: Site, most: int, kinds: Mapping[str, int] | None = None
) -> tuple[str, Strike]:
    """A strike and its kind, one of `kinds`; one that waits for answers waits for `most` at most."""
    weights = kinds or {**EARLY, **LATE}
    kind = dice.choices(tuple(weights), tuple(weights.values()))[0]
    answers = site.asked + dice.randint(1, most)
    events: dict[str, Callable[[], bool]] = {
        "start": lambda: True,
        "answer": lambda: site.asked >= answers,
        "log": watch.log_batch.exists,
    }
    return kind, Strike(events[kind], dice.uniform(0, LONGEST[kind]))
