"""What a run of `archiver capture` says while it goes on: a line a package, or one document at the end, and why not."""

from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Self

from archiver.capture.http.robots import DISALLOWED, UNAVAILABLE
from archiver.cli.output import note, progress, safe
from archiver.cli.packaged import say, summary
from archiver.cli.wiring import OpenArchive
from archiver.flows.capture import Tried

if TYPE_CHECKING:
    from archiver.cli.capturing.tabled import Tabled


class Telling:
    """A context manager; `statuses` are those of all addresses so far, `packages` what `--json` says of them."""

    def __init__(
        self, opened: OpenArchive, total: int, tabled: "Tabled | None" = None, *, json: bool, quiet: bool
    ) -> None:
        self._opened = opened
        self._tabled = tabled
        self._total = total
        self._json = json
        self._quiet = quiet
        self._stack = ExitStack()
        self._count: Callable[[], None] = lambda: None
        self.statuses: list[int] = []
        self.packages: list[dict[str, object]] = []

    def __enter__(self) -> Self:
        self._count = self._stack.enter_context(progress("capturing", self._total, quiet=self._quiet))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def tell(self, tried: Tried) -> None:
        """One more package."""
        self.statuses.append(tried.status)
        if self._tabled:
            self._tabled.tell(tried)
        if self._json:
            said = summary(tried.kept, self._opened.root)
            self.packages.append({**said, "quality": tried.kept.quality.verdict, "reason": tried.reason})
        else:
            say(tried.kept, self._opened)
        if tried.reason:
            what = "not captured" if tried.status else "look at it"
            note(f"archiver: {safe(tried.kept.row.url)}: {what}: {safe(tried.reason)}", quiet=self._quiet)
        if tried.reason and any(why in tried.reason for why in (DISALLOWED, UNAVAILABLE)):
            note("archiver: --ignore-robots captures without asking robots.txt; the record says so", quiet=self._quiet)
        self._count()

    def tell_failed(self, url: str, reason: str, status: int) -> None:
        """An address of which there is no package."""
        self.statuses.append(status)
        if self._tabled:
            self._tabled.tell_failed(url, reason, status)
        note(f"archiver: {safe(url)}: {safe(reason)}")
        self._count()

    def bear(self, url: str, error: Exception) -> bool:
        """Whoever waits for the command wants to know at once."""
        return False
