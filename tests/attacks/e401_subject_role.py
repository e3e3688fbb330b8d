"""E401: the statement's one subject is the segment, in the role `warc`. In-toto itself matches by digest alone."""

from collections.abc import Callable

from tests.support.attack import Attack
from tests.support.build import Built
from tests.support.forge import restated


def _named(name: str) -> Callable[[Built], Built]:
    return lambda built: restated(built, lambda s: s["subject"][0].update(name=name))


ATTACKS: tuple[Attack, ...] = (
    Attack("the role of the sidecar", _named("sidecar")),
    Attack("a file's name", _named("20261122T071501Z-example.org-1a2b3c4d.warc.gz")),
    Attack("no name", _named("")),
    Attack("capitals", _named("WARC")),
)
