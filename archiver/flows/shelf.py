"""A shelf of an audit: packages that lie side by side as files of their own in one folder, passed one after the other.

Each passes as it would by itself, by log and seal (`archiver.flows.shortcut`); what it does not cost are an event, a
line on record and a look-up in the index for each. Whatever does not pass, or is drawn, is named: it goes the long way.
"""

from collections.abc import Callable

from archiver.bundle.naming import SIDECAR, WARC
from archiver.errors import ResourceError
from archiver.flows.shortcut import Glanced, Held, Quick
from archiver.flows.together import runs
from archiver.model.audit import ShelfEvent
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.opening import Folder
from archiver.store.stretches import Shelf


def passes(quick: Quick, shelf: Shelf, folder: str, now: Callable[[], str]) -> tuple[ShelfEvent | None, list[int]]:
    """The event of those that pass, None where none does, and the places on the shelf of all others.

    `folder` is its name in the store.
    """
    prefix = f"{folder}/" if folder else ""
    passed, others = list[tuple[str, Glanced]](), list[int]()
    with Folder(shelf.folder) as there:
        for at, sidecar in enumerate(shelf.sidecars):
            draws = quick.shortcut.draws(prefix + sidecar)
            if not draws and (glanced := _glanced(quick, prefix, sidecar, there)):
                passed.append((sidecar, glanced))
            else:
                others.append(at)
    if not passed:
        return None, others
    event = ShelfEvent(
        event="fixity check", at=now(), folder=folder, sidecars=tuple(name for name, _ in passed),
        octets=tuple(one.octets for _, one in passed), leaves=tuple(runs([one.leaf for _, one in passed])),
        outcome="verified", how="deep-seal" if quick.deep else "seal",
    )  # fmt: skip
    return event, others


def _glanced(quick: Quick, prefix: str, name: str, folder: Folder) -> Glanced | None:
    """None as well for what cannot be opened or read: who looks closer says why."""
    try:
        with folder.file(name) as (sidecar, size):
            octets = sidecar.read(min(size, MAX_JSON_BYTES) + 1)  # one more: what came after is seen
        with folder.file(name.removesuffix(SIDECAR) + WARC) as (segment, _):
            return quick.passes(Held(prefix + name, octets, segment))
    except (ResourceError, OSError):
        return None
