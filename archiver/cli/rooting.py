"""What `archiver trust add` and `trust update` say and ask about signed trust files."""

from pathlib import Path

from archiver.cli import wiring
from archiver.cli.fingerprints import confirmed, fetched
from archiver.cli.output import emit, note, safe
from archiver.errors import ArchiverError, UsageError
from archiver.flows import pinning
from archiver.flows.pinning import PinnedRoot
from archiver.settings.home import home
from archiver.sign import roots, succession

SOME_FAILED = 4


def add(data: bytes, source: str, expected: str, *, compared: bool, ask: str = "") -> None:
    """Pins the root of a signed trust file, or follows it where it is pinned; `compared`: the user did that already.

    `expected` is a fingerprint that the user had another way, without white space, empty without one. `ask` is where
    later updates are looked for, `source` itself unless given.
    """
    published = roots.read(data, what=source)
    chain = succession.open_roots(published, source)
    name = chain[-1].model.name
    known = any(one.root.model.name == name for one in pinning.pinned_roots(home()))
    if not known:
        note(f"{safe(name)}, root {chain[-1].model.version}\n  fingerprint {chain[-1].fingerprint}")
        if not (compared or expected or confirmed(source)):
            raise UsageError(f"{source}: nothing was added")
    where = ask or (source if "://" in source else str(Path(source).resolve()))
    done, before = pinning.accept(
        home(), published, source=where, fingerprint=expected or None, now=wiring.now(), what=source
    )
    tell(done, before)


def update_all(source: str) -> int:
    """Follows every pinned root to what its source holds now, or one of them to `source`; the exit status."""
    known = list(pinning.pinned_roots(home()))
    if source:
        _update_from(source, known)
        return 0
    if not known:
        emit("no root is pinned; `archiver trust add --from` pins one")
    failed: list[ArchiverError] = []
    for one in known:
        try:
            add(fetched(one.source), one.source, "", compared=False)
        except ArchiverError as e:
            failed.append(e)
            note(f"archiver: {safe(str(e))}")
    if not failed:
        return 0
    return SOME_FAILED if len(failed) < len(known) else failed[0].exit_code


def _update_from(source: str, known: list[PinnedRoot]) -> None:
    data = fetched(source)
    name = succession.open_roots(roots.read(data, what=source), source)[-1].model.name
    pinned = next((one for one in known if one.root.model.name == name), None)
    if pinned is None:
        raise UsageError(f"{source}: expected a root that you trust, found {name!a}; see `archiver trust add`")
    add(data, source, "", compared=False, ask=pinned.source)


def tell(done: PinnedRoot, before: PinnedRoot | None) -> None:
    """What was accepted, and what is different in it."""
    root, found = done.root.model, done.list.model
    same = before is not None and (before.root.octets, before.list.octets) == (done.root.octets, done.list.octets)
    news = "nothing new, " if same else ""
    emit(f"{safe(root.name)}  {news}root {root.version}, list {found.version}, good until {found.expires}")
    if same:
        return
    old = {members.key_ids(): members for members in before.list.model.sets} if before else {}
    for members in found.sets:
        end = members.end()
        mark = " " if old.get(members.key_ids()) == members else "+"
        emit(f"{mark} {safe(members.name)}  {', '.join(members.roles)}" + (f"  until {end}" if end else ""))
    for gone in old.keys() - {members.key_ids() for members in found.sets}:
        emit(f"- {safe(old[gone].name)}  no longer trusted")
