"""E305: what is withheld is null, and nothing else is; either a seed or salts are disclosed."""

from collections.abc import Callable

from archiver.sign.canonical import layout
from tests.support.attack import Attack, on
from tests.support.build import Built
from tests.support.forge import Change, Document, edited, redacted


def _edit(change: Change) -> Callable[[Built], Built]:
    return lambda built: edited(built, change)


def _after_redaction(change: Change, *positions: str) -> Callable[[Built], Built]:
    return lambda built: edited(redacted(built, positions or ("blocks:2",)), change)


def _leaf(document: Document, number: int) -> str:
    return str(document["disclosure"]["leaves"]["blocks"][number])


def _shown(document: Document) -> None:
    """A block is said to be withheld and stands there, with other words."""
    held = {"position": "blocks:1", "hash": _leaf(document, 1)}
    document["disclosure"]["withheld"] = [held]
    document["text"][1] = "The ferry sank."


def _null(document: Document) -> None:
    document["text"][3] = None


def _null_claim(document: Document) -> None:
    document["claims"][0]["items"][0] = None


def _seed_kept(built: Built) -> Built:
    seed = built.document["disclosure"]["seed"]
    return edited(redacted(built, ["blocks:2"]), lambda d: d["disclosure"].update(seed=seed))


def _twice(document: Document) -> None:
    withheld = document["disclosure"]["withheld"]
    withheld.append(dict(withheld[0]))


def _nowhere(position: str) -> Change:
    return lambda document: document["disclosure"]["withheld"].append({"position": position, "hash": "ab" * 32})


def _nothing_disclosed(document: Document) -> None:
    document["disclosure"]["seed"] = None


def _both(built: Built) -> Built:
    salts = redacted(built, ["blocks:2"]).document["disclosure"]["salts"]
    document = built.document
    document["disclosure"]["salts"] = salts
    return built.with_sidecar(layout(document))


def _list_changed(document: Document) -> None:
    document["disclosure"]["leaves"]["blocks"][1] = "ab" * 32


def _list_longer(document: Document) -> None:
    document["disclosure"]["leaves"]["claims"].append("ab" * 32)


def _salt_left(document: Document) -> None:
    document["disclosure"]["salts"]["blocks:2"] = "ab" * 16


def _salt_for_nothing(document: Document) -> None:
    document["disclosure"]["salts"]["blocks:99"] = "ab" * 16


def _later_salt_left(built: Built) -> Built:
    return edited(redacted(built, ["claims/1:2"]), lambda d: d["disclosure"]["salts"].update({"claims/1:2": "ab" * 16}))


def _null_later(document: Document) -> None:
    document["claims"][1]["items"][1] = None


ATTACKS: tuple[Attack, ...] = (
    Attack("a withheld block stands there", _edit(_shown), part="blocks:1"),
    Attack("a block null and not withheld", _edit(_null), part="blocks:3"),
    Attack("a claim null and not withheld", _edit(_null_claim), part="claims:1"),
    Attack("the seed left after a redaction", _seed_kept),
    Attack("seed and salts", _both),
    Attack("neither seed nor salts", _edit(_nothing_disclosed)),
    Attack("withheld twice", _after_redaction(_twice)),
    Attack("a block beyond the last", _after_redaction(_nowhere("blocks:99")), part="blocks:99"),
    Attack("a claim beyond the last", _after_redaction(_nowhere("claims:99")), part="claims:99"),
    Attack("a field that is none", _after_redaction(_nowhere("fields:/capture/zzz")), part="fields:/capture/zzz"),
    Attack("a leaf hash changed", _edit(_list_changed), part="blocks"),
    Attack("a leaf hash more", _edit(_list_longer), part="claims"),
    Attack("the salt of a withheld block left", _after_redaction(_salt_left), part="blocks:2"),
    Attack("a salt for no part", _after_redaction(_salt_for_nothing), part="blocks:99"),
    on("again", Attack("a claim of a later set null and not withheld", _edit(_null_later), part="claims/1:2")),
    on("again", Attack("a later set beyond the last", _after_redaction(_nowhere("claims/2:0")), part="claims/2:0")),
    on("again", Attack("the salt of a claim of a later set left", _later_salt_left, part="claims/1:2")),
    Attack("a field that is not null", _after_redaction(_nowhere("fields:/capture/url")), part="fields:/capture/url"),
)
