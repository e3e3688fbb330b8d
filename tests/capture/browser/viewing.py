"""How the tests look at a page: small limits, no wire-level client before."""

import asyncio
from typing import Any

from archiver.capture.browser.browse import Given, View, browse
from archiver.capture.browser.limits import BrowserLimits
from archiver.capture.browser.options import BrowserOptions
from archiver.capture.http.options import FetchOptions


def limits(**changes: Any) -> BrowserLimits:
    return BrowserLimits(
        **{"total": 30.0, "load": 5.0, "settle": 2.0, "consent": 2.0, "step": 8.0, "grace": 2.0, **changes}
    )


async def look_at(
    url: str, page: str, chromium: str, *, private: bool = True, consent: str | None = None, **small: Any
) -> View:
    # Of which some are malformed, as servers send them: they must not keep the page from being shown.
    fields = (("Content-Type", "text/html; charset=utf-8"), ("X-Ü", "é"), ("bad name", "x"), ("X-A", "a\x01"))
    options = BrowserOptions(chromium, consent=consent, limits=limits(**small))
    return await browse(Given(url, 200, fields, page.encode()), FetchOptions(allow_private=private), options)


def look(*arguments: Any, **options: Any) -> View:
    return asyncio.run(look_at(*arguments, **options))
