"""A capture through a browser as every other source hands its own on.

    source = await through_browser(http_source, fetch_options, browser_options, may_ask)
    captured = next(source.captures())

What the wire-level client had comes first and stays what it is: request, response, TLS, address, and, where it holds
the article, the source of the text. A browser only looks at a page that came whole; any other answer speaks for itself,
but for a refusal (403, 406, 429, 503): sites refuse programs that they don't know, so the browser asks for itself.

    the browser                          method     shortfall     beside the wire-level records
    viewed the page                      browser    None          answers, DOM, screenshot, PDF, a note
    viewed it but for a picture          browser    which         the same without it
    was let in where the client was not  browser    None          the same; the page's own answer is rebuilt
    was refused as well                  browser    None          the same; the capture has failed
    crashed, hung, would not start       socket     why           a note
    had nothing to look at               socket     None          nothing

`captured.rendered(why)` is the same capture with the rendered DOM as its source. `final_url` is then the address bar's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import metadata

from archiver.bundle.http1 import split_head
from archiver.bundle.record import AnyRecord
from archiver.bundle.records import Stamp
from archiver.capture.browser.browse import Given, View, browse
from archiver.capture.browser.evidence import Kept, ViewEvidence
from archiver.capture.browser.exchange import KINDS
from archiver.capture.browser.leading import MayAsk
from archiver.capture.browser.options import BrowserOptions
from archiver.capture.http.options import FetchOptions
from archiver.capture.http.source import HttpSource
from archiver.capture.interface import Captured, NewId, Source
from archiver.errors import InputError
from archiver.model.capture import Redirect, Response, Software
from archiver.model.url import check_url

REFUSED = frozenset({403, 406, 429, 503})
_TOLD = "the browser asked for the page itself: what it tells of that is in the rebuilt records"
_NO_NUMBER = "the browser's connection went to no single known address"


@dataclass(frozen=True)
class BrowserSource:
    """One finished view of the page in `captured`, which the wire-level client had."""

    captured: Captured
    view: View
    new_id: NewId
    own: bool = False

    @cached_property
    def evidence(self) -> ViewEvidence:
        """The records of the view; their ids are made once."""
        base = self.captured
        page = base.payload.record if base.payload else None
        at = base.captured_at or ""
        return ViewEvidence.of(self.view, url=base.final_url, page=page, at=at, own=self.own, new_id=self.new_id)

    def captures(self) -> Iterator[Captured]:
        """The one capture."""
        if self.view.failure:
            yield self._failed(self.view.failure)
        elif (answer := self.evidence.answer()) and "dom" in self.view.views:
            yield self._let_in(answer)
        else:
            yield self._viewed()

    def _failed(self, why: str) -> Captured:
        base = self.captured
        gaps = dict.fromkeys(("/capture/media", "/capture/renderings"), why)
        return replace(
            base,
            records=self._records,
            absent={**base.absent, **gaps},
            software=self._software(),
            shortfall=f"browser: {why}",
        )

    def _viewed(self) -> Captured:
        base, view = self.captured, self.view
        missing = [kind for kind in KINDS if kind not in view.views]
        return replace(
            base,
            method="browser",
            records=self._records,
            access=base.access.model_copy(update={"consent_action": view.consent}),
            absent={**base.absent, **self.evidence.absent(), **self._gaps(missing)},
            media=self.evidence.media(),
            renderings=self.evidence.renderings(),
            software=self._software(),
            shortfall=f"browser: no {', no '.join(missing)}: {'; '.join(view.notes)}" if missing else None,
            rendered=self._rendered if "dom" in view.views and not self.own else None,
        )

    def _let_in(self, answer: Kept) -> Captured:
        """The page that the browser had where the wire-level client was refused."""
        told, base = answer.loaded.resource, self.captured
        refused = base.response.status if base.response else "unknown"
        hops = self.evidence.redirects()
        gaps = dict.fromkeys(("/capture/request", "/capture/tls"), _TOLD)
        kept = {pointer: why for pointer, why in base.absent.items() if pointer not in ("/capture/server_ip",)}
        return replace(
            self._rendered(f"rendered, because the wire-level client was refused with status {refused}"),
            unreadable=None,
            glimpse=b"",
            outcome=None,
            requested_at=told.requested_at,
            request=None,
            response=Response(
                status=told.status or 0, headers=split_head(answer.block).fields, record=answer.record_id or ""
            ),
            redirects=tuple(
                Redirect(url=hop.url, status=hop.loaded.resource.status or 0, record=hop.record_id)
                for hop in hops
                if hop.record_id
            ),
            server_ip=told.ip,
            tls=None,
            absent={
                **kept,
                **self.evidence.absent(),
                **gaps,
                **({} if told.ip else {"/capture/server_ip": _NO_NUMBER}),
            },
        )

    def _rendered(self, why: str) -> Captured:
        address = self._shown()

        def records(stamp: Stamp) -> tuple[AnyRecord, ...]:
            return (*self.captured.records(stamp), *self.evidence.records(stamp, (address, why)))

        return replace(
            self._viewed(),
            final_url=address,
            captured_at=self.evidence.at,
            media_type="text/html",
            charset="utf-8",
            payload=self.evidence.dom(),
            body=self.view.views["dom"],
            records=records,
            rendered=None,
        )

    def _records(self, stamp: Stamp) -> tuple[AnyRecord, ...]:
        return (*self.captured.records(stamp), *self.evidence.records(stamp))

    def _gaps(self, missing: Sequence[str]) -> dict[str, str]:
        notes = self.view.notes
        unclicked = next((note for note in notes if note.startswith("consent: ")), None)
        gaps = {"access/consent_action": unclicked, "renderings": "; ".join(notes) if missing else None}
        return {f"/capture/{name}": why for name, why in gaps.items() if why}

    def _shown(self) -> str:
        try:
            return check_url(self.view.shown_url or self.captured.final_url)
        except InputError:  # an address that only a browser reads
            return self.captured.final_url

    def _software(self) -> tuple[Software, ...]:
        versions = {"chromium": self.view.browser, "playwright": metadata.version("playwright")}
        return tuple(
            Software(name=name, version=version, sha256=None, config_sha256=None, lock_sha256=None)
            for name, version in versions.items()
            if version
        )


async def through_browser(
    http: HttpSource, fetch: FetchOptions, options: BrowserOptions, may_ask: MayAsk | None = None
) -> Source:
    """`http` with a browser's view of its page; `http` itself where there is no page to view.

    `may_ask` is as in `browse`, which also says what is raised. What the page or Chromium does wrong is in the capture.
    """
    captured = next(http.captures())
    answer = captured.response
    own = answer is not None and answer.status in REFUSED and http.fetched.failure is None
    if answer is None or (captured.body is None and not own):
        return http
    octets = None if own else captured.body
    given = Given(captured.final_url, answer.status, answer.headers, octets, http.fetched.cookies)
    return BrowserSource(captured, await browse(given, fetch, options, may_ask), http.new_id, own)
