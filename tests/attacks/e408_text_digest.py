"""E408: the text has the digest that article states."""

from tests.support.attack import Attack
from tests.support.build import Built
from tests.support.forge import edited, resigned


def _stated(built: Built) -> Built:
    return resigned(built, lambda d: d["article"].update(text_sha256="sha256:" + "0" * 64))


def _text(built: Built) -> Built:
    return edited(built, lambda d: d["text"].__setitem__(1, "The ferry sank."))


def _text_without_article(built: Built) -> Built:
    return resigned(built, lambda d: d.update(article=None))


ATTACKS: tuple[Attack, ...] = (
    Attack("another digest, signed", _stated),
    Attack("another text", _text),
    Attack("text and no article", _text_without_article),
)
