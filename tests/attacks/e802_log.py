"""E802: the statement is in the logs that the package names; one that is not checked leaves the verdict open."""

from tests.support.attack import Attack, undecided
from tests.support.build import Built
from tests.support.forge import edited

ENTRY = {"origin": "log.example/1", "index": 7, "proof": "", "checkpoint": "log.example/1\n8\n"}


def _logged(built: Built) -> Built:
    return edited(built, lambda d: d["provenance"]["log"].append(ENTRY))


ATTACKS: tuple[Attack, ...] = (undecided("a proof that is none", _logged),)
