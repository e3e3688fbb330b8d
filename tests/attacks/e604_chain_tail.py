"""E604: every newer version that a citation or the archive's log knows of is at hand.

Whoever took the last version away did not take the citations of it, nor can they take a leaf out of a signed log.
"""

from dataclasses import replace

from archiver.index.interface import Row
from tests.support.articles import ENGLISH_URL as URL
from tests.support.attack import Attack, Scene, beside, undecided
from tests.support.build import Built, archive_keys, contents, pack
from tests.support.chain import follow, statement_id
from tests.support.forge import statement_of
from tests.support.shelved import asked, kept, logged, proven, relabelled, shelved
from tests.support.vouch import leaf

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


def _three(first: Built) -> tuple[Built, Built, Built]:
    second = follow(first)
    return first, second, follow(second, seed="third", sequence=2, packaged_at=LATEST)


def _log_scene(first: Built) -> Scene:
    """Nothing is gone: three versions, another article, a log that holds them all, and proofs of it."""
    three = _three(first)
    return asked(URL, shelved(proven(first, *three), *three[1:]), logged(*three), kept(*three))


def _gone(first: Built) -> Scene:
    three = _three(first)
    return asked(URL, shelved(*three[:2]), logged(*three))


def _index_lies(first: Built) -> Scene:
    """The index still has the statement, and leads to a package of another article."""
    three, other = _three(first), pack(contents("ukrainian"), archive_keys())
    rows = relabelled(statement_id(three[2]), statement_id(other))
    return asked(URL, shelved(*three[:2], other, rows=rows), logged(*three, other))


def _index_hides(first: Built) -> Scene:
    """The package lies there, and the index lists it with another article."""
    three = _three(first)

    def hidden(rows: list[Row]) -> list[Row]:
        return [row._replace(series="org,example)/x") if row.sequence == 2 else row for row in rows]

    return asked(URL, shelved(*three, rows=hidden), logged(*three))


def _named_by_a_stranger(first: Built) -> Scene:
    """An unlogged package of another article claims to come after the one that is gone."""
    three = _three(first)
    claims = follow(three[2], base="ukrainian", seed="claims", sequence=3, packaged_at="2026-11-25T07:15:02.000000Z")
    return asked(URL, shelved(*three[:2], claims), logged(*three))


def _leaf_exchanged(first: Built) -> Scene:
    """The leaf of the one that is gone is another's now; checkpoint and hashes are as they were."""
    three = _three(first)
    files = logged(*three)
    bundle = next(name for name in files if "/entries/" in name)
    files[bundle] = files[bundle].replace(leaf(three[2]), leaf(three[1]))
    return asked(URL, shelved(*three[:2]), files)


def _key_of_another(first: Built) -> Scene:
    """A shorter log, signed by whoever took the version away."""
    three = _three(first)
    files = logged(*three[:2])
    note = files["p/log/checkpoint"]
    files["p/log/checkpoint"] = note[: note.rindex(b" ")] + b" " + b"A" * 92 + b"\n"
    return asked(URL, shelved(*three[:2]), files)


LOGGED: tuple[Attack, ...] = tuple(
    replace(undecided(name, recipe), intact=_log_scene)
    for name, recipe in (
        ("the last version is gone, and in the log", _gone),
        (
            "the last version is gone, the log is an older one, and its keeper has seen the newer one",
            lambda first: asked(URL, shelved(*_three(first)[:2]), logged(*_three(first)[:2]), kept(*_three(first))),
        ),
        (
            "the last version is gone, the log is an older one, and a sidecar holds a newer checkpoint",
            lambda first: asked(
                URL, shelved(proven(first, *_three(first)), _three(first)[1]), logged(*_three(first)[:2])
            ),
        ),
        (
            "the last version and the log are gone, and a sidecar holds a checkpoint",
            lambda first: asked(URL, shelved(proven(first, *_three(first)), _three(first)[1])),
        ),
        ("the last version is gone, and a package that is not in the log claims to follow it", _named_by_a_stranger),
        ("the last version is gone, and its leaf in the log is exchanged", _leaf_exchanged),
        ("the last version is gone, and the log's checkpoint has a forged signature", _key_of_another),
    )
)
LYING_INDEX: tuple[Attack, ...] = tuple(
    replace(undecided(name, recipe), intact=_log_scene, quick=False)  # --quick believes the index
    for name, recipe in (
        ("the last version is gone, in the log, and the index leads to another package for it", _index_lies),
        ("the last version is in the log, and the index lists it with another article", _index_hides),
    )
)
ATTACKS: tuple[Attack, ...] = (
    replace(
        undecided("the last version is gone, and cited", lambda first: _scene(first, last=True)),
        intact=lambda first: _scene(first, last=False),
    ),
    *LOGGED,
    *LYING_INDEX,
)
