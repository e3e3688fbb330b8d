"""`archiver claims` at work: package by package, one archive after the other, what was stated and what could not be."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import Any

from archiver.batch.bounded import BoundedReader
from archiver.batch.engine import Engine, Reaching
from archiver.batch.finding import Prepared, find_claims
from archiver.claims.extractors import Name
from archiver.cli import trusting, wiring
from archiver.cli.output import emit, note, progress, safe
from archiver.cli.packaged import say_caught_up
from archiver.cli.results import Results
from archiver.cli.targets import packages_of
from archiver.errors import ArchiverError, InputError, UsageError
from archiver.flows.archive import Workshop
from archiver.flows.claims import Stated, claims_again, withdraw
from archiver.flows.results import not_stated, stated
from archiver.settings.archive import find_archive
from archiver.store.packages import PackageFiles
from archiver.verify.envelope import Trusted

WITHHELD = "parts of it are withheld, and claims found again may repeat them; look before you publish"

State = Callable[[str, Workshop, Trusted], Stated]
States = Callable[[Path, Sequence[str]], Iterator[State]]  # for the sidecars of one archive, in their order


@dataclass
class Done:
    """What became of the packages: a row of `--json` each, and what went wrong with the others."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    failed: list[ArchiverError] = field(default_factory=list)


def again(extractor: Name, reader: BoundedReader, engine: Engine) -> States:
    """States what the extractor finds in the text, read on the engine; `reader` reads what that did not."""

    def state(prepared: Prepared) -> State:
        return partial(claims_again, lambda text: prepared.claims_in(text, lambda t: reader.claims_in(t, extractor)))

    def states(root: Path, names: Sequence[str]) -> Iterator[State]:
        there = Reaching(engine, partial(wiring.reach, root))
        return map(state, there.in_batches(partial(find_claims, root, extractor), names))

    return states


def withdrawal(position: int, reason: str) -> States:
    """States that `claims[position]` is withdrawn."""
    return lambda root, names: repeat(partial(withdraw, position, reason), len(names))


def over(
    targets: Sequence[str],
    archive: Path,
    trust: Path | None,
    states: States,
    table: Results,
    *,
    silent: bool,
    quiet: bool,
) -> Done:
    """States something about every package that the targets name; `silent` says nothing on stdout."""
    done = Done()
    trusted = trusting.trusted(trust)
    files = [found for target in targets for found in packages_of(target, archive)]
    with progress("stating", len(files), quiet=quiet) as count:
        for root, names in _by_archive(files, done).items():
            with wiring.open_for_writing(root) as opened:
                say_caught_up(opened, quiet=quiet)
                for (name, shown), state in zip(names.items(), states(root, list(names)), strict=True):
                    try:
                        found = state(name, opened.workshop, trusted)
                    except (InputError, UsageError) as e:
                        done.failed.append(e)
                        note(f"archiver: {safe(str(e))}")
                        table.add([not_stated(name, e)])
                    else:
                        done.rows.append(_row(found, shown))
                        table.add([stated(found)])
                        _tell(found, shown, silent=silent, quiet=quiet)
                    count()
    return done


def _by_archive(files: Iterable[PackageFiles], done: Done) -> dict[Path, dict[str, str]]:
    """The sidecars by archive, each once: its name in the archive, and the path that its user knows.

    What is in an archive and no whole package has failed. Raises UsageError for what is in none.
    """
    names: dict[Path, dict[str, str]] = {}
    for found in files:
        root = find_archive(found.folder)
        if root is None:
            raise UsageError(
                f"{found.name}: expected a package in an archive, found none around it: only its archive may add to a"
                " package"
            )
        if found.sidecar is None or found.problem:
            what = found.problem or "a WARC without a sidecar"
            done.failed.append(UsageError(f"{found.name}: expected a package, found {what}"))
            note(f"archiver: {safe(str(done.failed[-1]))}")
            continue
        name = (found.sidecar.parent.resolve() / found.sidecar.name).relative_to(root).as_posix()
        names.setdefault(root, {}).setdefault(name, found.name)
    return names


def _tell(stated: Stated, shown: str, *, silent: bool, quiet: bool) -> None:
    if stated.added and stated.withheld:
        note(f"archiver: {safe(shown)}: {WITHHELD}", quiet=quiet)
    if not silent:
        emit(f"{safe(shown)}  {_told(stated)}")


def _told(stated: Stated) -> str:
    current, extractor = stated.current, stated.extractor
    if current is None or extractor is None:
        return "no set of claims is current now"
    done = "stated" if stated.added and stated.position == current else "stays current"
    return f"claims[{current}] {done}: {stated.count} claims by {safe(extractor.name)} {safe(extractor.version)}"


def _row(stated: Stated, shown: str) -> dict[str, Any]:
    return {
        "added": stated.added,
        "capture_id": stated.capture_id,
        "claims": stated.count,
        "current": stated.current,
        "extractor": stated.extractor.document() if stated.extractor else None,
        "position": stated.position,
        "sidecar": shown,
        "statement_id": stated.statement_id,
        "stated_by": stated.stated_by,
    }
