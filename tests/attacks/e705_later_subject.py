"""E705: later statements are about this very capture statement; one of another package is a replay."""

from collections.abc import Callable
from typing import Any

from tests.support.again import again, restated_later, stated
from tests.support.attack import Attack, on
from tests.support.build import Built, archive_keys, contents, pack
from tests.support.forge import Document, edited

OTHER = "00" * 32


def _stated(change: Callable[[Any], object]) -> Callable[[Built], Built]:
    return lambda built: restated_later(built, change)


def _role(statement: Any) -> None:
    statement["subject"][0]["name"] = "warc"


def _id(statement: Any) -> None:
    statement["subject"][0]["digest"]["sha256"] = OTHER


def _capture(statement: Any) -> None:
    statement["predicate"]["captureId"] = "urn:uuid:00000000-0000-4000-8000-000000000000"


def _replayed(built: Built) -> Built:
    """Claims and statement of one package beside the text of another one of the same archive."""
    other = again("ukrainian").document

    def change(document: Document) -> None:
        document["provenance"]["later"] = other["provenance"]["later"]

    return edited(built, change)


def _of_another_version(built: Built) -> Built:
    """The same page packaged again: the claims and their statement come from the other package."""
    other = stated(pack(contents("english", seed="other"), archive_keys())).document

    def change(document: Document) -> None:
        document["provenance"]["later"] = other["provenance"]["later"]
        document["claims"] = other["claims"]

    return edited(built, change)


ATTACKS: tuple[Attack, ...] = tuple(
    on("again", attack)
    for attack in (
        Attack("another role", _stated(_role), part="later 0"),
        Attack("another statement", _stated(_id), part="later 0"),
        Attack("another capture's id", _stated(_capture), part="later 0"),
        Attack("a statement about another article", _replayed, part="later 0"),
        Attack("claims of another package of the same page", _of_another_version, part="later 0"),
    )
)
