"""E801: the time stamps are over these signatures; one that is not checked leaves the verdict open."""

from tests.support.attack import Attack, undecided
from tests.support.build import Built
from tests.support.forge import Document, edited


def _stamped(built: Built) -> Built:
    def change(document: Document) -> None:
        over = document["provenance"]["capture"]["signatures"][0]["keyid"]
        document["provenance"]["timestamps"].append({"over": over, "token": "AAAA", "chain": []})

    return edited(built, change)


ATTACKS: tuple[Attack, ...] = (undecided("a token that is none", _stamped),)
