"""E604: every newer version that is cited is at hand. Who took the last version away did not take the citations of it."""

from dataclasses import replace

from tests.support.attack import Attack, Scene, beside, undecided
from tests.support.build import Built
from tests.support.chain import follow, statement_id
from tests.support.forge import statement_of

LATEST = "2026-11-24T07:15:02.000000Z"


def cited(built: Built) -> str:
    """An entry as `archiver cite` writes it, as far as a chain is concerned."""
    predicate = statement_of(built.document)["predicate"]
    members = {
        "archiverstatement": statement_id(built),
        "archiverarchive": predicate["archive"],
        "archiversequence": predicate["sequence"],
        "archiveroriginal": predicate["url"],
    }
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in members.items())
    return f"@misc{{version-{predicate['sequence']},\n{fields}}}\n"


def _scene(first: Built, *, last: bool) -> Scene:
    second = follow(first)
    third = follow(second, seed="third", sequence=2, packaged_at=LATEST)
    bibliography = "".join(map(cited, (first, second, third) if last else (first, second)))
    scene = beside(first, second)
    return replace(scene, files={**scene.files, "refs.bib": bibliography.encode()}, targets=("p", "refs.bib"))


ATTACKS: tuple[Attack, ...] = (
    replace(
        undecided("the last version is gone, and cited", lambda first: _scene(first, last=True)),
        intact=lambda first: _scene(first, last=False),
    ),
)
