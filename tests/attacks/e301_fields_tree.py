"""E301: the members of capture and article are those that were signed. `test_every_member.py` changes each of them."""

from tests.support.attack import Attack
from tests.support.build import Built, package
from tests.support.forge import Document, edited


def _headline(document: Document) -> None:
    document["article"]["headline"] = "Ferry sank off Port Alder"


def _leaves_too(built: Built) -> Built:
    """The unsigned list of leaves changed as well: the tree still differs, only the name of the part is lost."""

    def change(document: Document) -> None:
        _headline(document)
        document["disclosure"]["leaves"]["fields"][0] = "0" * 64

    return edited(built, change)


def _moved(document: Document) -> None:
    """One member's value put into another place where it fits as well."""
    article = document["article"]
    article["published"], article["modified"] = article["modified"], article["published"]


def _capture_of_another(document: Document) -> None:
    document["capture"] = package("ukrainian").document["capture"]


def _seed(document: Document) -> None:
    document["disclosure"]["seed"] = "ab" * 32


ATTACKS: tuple[Attack, ...] = (
    Attack("headline", lambda b: edited(b, _headline), part="field /article/headline"),
    Attack("moved to another member", lambda b: edited(b, _moved), part="field /article/modified"),
    Attack("nulled without being withheld", lambda b: edited(b, lambda d: d["article"].update(byline=None)),
           part="field /article/byline"),
    Attack("a reason added", lambda b: edited(b, lambda d: d["capture"]["absent"].update({"/capture/x": "y"})),
           part="field /capture/absent"),
    Attack("capture of another package", lambda b: edited(b, _capture_of_another), part="field /capture/source"),
    Attack("article removed", lambda b: edited(b, lambda d: d.update(article=None))),
    Attack("seed replaced", lambda b: edited(b, _seed), part="field /article/byline"),
    Attack("leaves changed as well", _leaves_too),
)  # fmt: skip
