"""What the contents of a rolled WARC list, and what is wrong with them, in words that say what to do."""

from pathlib import Path

from archiver.bundle.naming import SIDECAR, WARC
from archiver.errors import InputError, ResourceError
from archiver.store.catalogue import REMEDY, Catalogue
from archiver.store.paths import folder_of


def names_in(contents: Path) -> set[str]:
    """The names that a rolled WARC's packages had as files; none where its contents cannot be read."""
    try:
        members = folder_of(contents.parent.absolute()).catalogue.members(contents.name)[1]
    except (InputError, ResourceError):
        return set()
    warcs = {stem + WARC for stem in members}
    return warcs | {stem + SIDECAR for stem, member in members.items() if member.line is not None}


def fault_of(contents: Path, *, empty: bool = False) -> str | None:
    """As `fault_in`, of a file of this machine; `empty`: no package was found by it."""
    catalogue, name = folder_of(contents.parent.absolute()).catalogue, contents.name
    nothing = f"{name}: expected packages, found none: {REMEDY}" if empty else None
    return _damaged(catalogue.faults("").get(name) or nothing) or catalogue.unlisted(name, fresh=False)


def fault_in(catalogue: Catalogue, contents: str) -> str | None:
    """Why contents could not be read when they were first asked, or what they do not list; None for whole ones."""
    fault = catalogue.faults(contents.rpartition("/")[0]).get(contents)
    return _damaged(fault) or catalogue.unlisted(contents, fresh=False)


def _damaged(detail: str | None) -> str | None:
    if detail is None:
        return None
    return f"these contents of a rolled WARC are damaged, so that none of its packages can be read: {detail}"
