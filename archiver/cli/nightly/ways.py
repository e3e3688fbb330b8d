"""How each article of a run is captured: through a browser or not, with its resources or not, for which
case, in which window, and what is clicked in it.

    ways = Ways(settings, os.environ)
    ways.of(articles)["https://example.org/a"]    -> Way(case_id="C-7", browser=BrowserOptions(...), ...)

An entry decides before the archive's settings. A machine without Chromium costs the pictures and not the night: what
crossed the wire is kept, and the package and the report say that no browser looked at it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from archiver.capture.browser.executable import need
from archiver.capture.browser.options import BrowserOptions
from archiver.cli.capturing.orders import Way
from archiver.errors import ResourceError
from archiver.model.viewport import Viewport
from archiver.model.watch import Watched, Wish
from archiver.settings.archive import ArchiveSettings


@dataclass(frozen=True)
class Ways:
    """What the settings and the machine say; the machine is only asked when an article wants a browser."""

    settings: ArchiveSettings
    environ: Mapping[str, str]

    def wants_browser(self, wish: Wish) -> bool:
        """The entry's own word, else the archive's, else no."""
        return bool(self.settings.browser if wish.browser is None else wish.browser)

    def of(self, articles: Iterable[Watched]) -> dict[str, Way]:
        """By URL."""
        return {one.wish.url: self._of(one.wish) for one in articles}

    def _of(self, wish: Wish) -> Way:
        resources = self.settings.with_resources if wish.with_resources is None else wish.with_resources
        program, missing = self._program if self.wants_browser(wish) else (None, None)
        browser = BrowserOptions(program, wish.viewport or Viewport(), wish.consent) if program else None
        return Way(wish.case_id, browser, bool(resources), missing)

    @cached_property
    def _program(self) -> tuple[str | None, str | None]:
        """Chromium's path, or why there is none."""
        try:
            return need(self.environ), None
        except ResourceError as e:
            return None, str(e)
