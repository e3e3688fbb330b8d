"""E411: a block in another form than text/v1, although it is signed."""

from collections.abc import Callable

from tests.support.attack import Attack
from tests.support.build import Built
from tests.support.forge import resigned


def _block(text: str) -> Callable[[Built], Built]:
    return lambda built: resigned(built, lambda d: d["text"].__setitem__(1, text))


ATTACKS: tuple[Attack, ...] = (
    Attack("two spaces", _block("The  ferry sank."), part="block 1"),
    Attack("a space at the end", _block("The ferry sank. "), part="block 1"),
    Attack("a no-break space", _block("The\u00a0ferry sank."), part="block 1"),
    Attack("a control character", _block("The ferry\u0007 sank."), part="block 1"),
    Attack("nothing in it", _block(""), part="block 1"),
)
