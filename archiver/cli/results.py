"""`--results FILE`: what a step over many packages found, as a table with a row a package.

The file is made beside its name and takes it when it is whole and on the medium. That it can be made is asked before
anything else is done; that it could not be, in the end, costs nothing but the table: the work is done and told all the
same, a message says why there is no file, and the exit status says so where nothing worse does.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Self

import typer

if TYPE_CHECKING:
    from archiver.convert.tabular import Table
    from archiver.errors import ResourceError
    from archiver.model.results import Result

TOGETHER = 256  # rows
MODE = 0o666  # less the umask
BEFORE = (1, 7, 70)  # exit statuses that say more than that there is no table

ResultsOption = Annotated[
    Path | None,
    typer.Option(
        "--results", metavar="FILE", help="Also a table, a row a package: FILE.jsonl, or FILE.parquet (extra)."
    ),
]


class Results:
    """A table that is written while the work goes on; a context manager. Without a file it takes rows for nothing."""

    def __init__(self, file: Path | None = None, model: "type[Result] | None" = None) -> None:
        """Raises UsageError for a name that no table can have."""
        self._file, self._model = file, model
        self._stack = ExitStack()
        self._table: Table | None = None
        self._problem: ResourceError | None = None
        self._rows = 0
        if file:
            _require(file)

    @property
    def wanted(self) -> bool:
        """Whether rows are kept: making them costs something."""
        return self._table is not None

    def __enter__(self) -> Self:
        """Raises ResourceError where the file cannot be made."""
        if self._file and self._model:
            from archiver.convert.tabular import table_in
            from archiver.settings import durable

            with durable.wrapped("write the table", self._file), ExitStack() as stack:
                stream = stack.enter_context(durable.replacing(self._file, MODE))
                self._table = table_in(stream, self._model, self._file.suffix)
                self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Whatever ends the work otherwise leaves what lay there as it was."""
        if kind:
            self._stack.__exit__(kind, error, trace)
        elif self._table:
            with self.guarded():
                self._table.close()
                self._stack.close()
        self._table = None

    def add(self, rows: "Iterable[Result]") -> None:
        """Some rows more. What goes wrong is told in the end, so that the work itself goes on."""
        remaining = iter(rows)
        with self.guarded():
            while self._table and (some := list(islice(remaining, TOGETHER))):
                self._table.add(some)
                self._rows += len(some)

    def status(self, status: int, *, quiet: bool) -> int:
        """The exit status of a command that would end with `status`; tells of the table, or why there is none."""
        from archiver.cli.looking.render import counted
        from archiver.cli.output import note, safe

        if self._file is None:
            return status
        if self._problem is None:
            note(f"{counted(self._rows, 'row')} in {safe(str(self._file))}", quiet=quiet)
            return status
        note(f"archiver: {safe(str(self._problem))}; all else is done, and told as without a table")
        return status if status in BEFORE else self._problem.exit_code

    def _fail(self, problem: "ResourceError") -> None:
        """There is no table, because of `problem`."""
        self._problem, self._table = problem, None
        with suppress(OSError, type(problem)):  # of a medium that is full the first error is the one to tell
            self._stack.__exit__(type(problem), problem, None)

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """What goes wrong in making the table, or rows for it, ends the table and nothing else."""
        from archiver.errors import InputError, ResourceError

        try:
            yield
        except (InputError, ResourceError) as e:
            self._fail(ResourceError(f"{self._file}: {e}"))
        except OSError as e:
            what = (
                f"expected to write the table {str(self._file)!r}, found {e.strerror or e}: check path and free space"
            )
            self._fail(ResourceError(what))


def _require(file: Path) -> None:
    from archiver.convert.tabular import require
    from archiver.errors import UsageError
    from archiver.settings.archive import find_archive

    try:
        require(file.suffix)
    except UsageError as e:
        raise UsageError(f"--results {file}: {e}") from e
    if found := find_archive(file.parent):
        raise UsageError(f"--results {file}: expected a file outside of the archive {found}, found one in it")
    if file.exists() and not file.is_file():
        raise UsageError(f"--results {file}: expected a file or nothing there, found something else")
