"""What is watched, and what is known of it: one article, or a source that articles are found in.

    {"url": "https://example.org/news.xml", "kind": "feed", "every": 3600, "tags": ["front"], "priority": 0, ...}

An *article* is captured; a *source* (feed, sitemap, section) is only read, and what it names joins as articles.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from archiver.model.base import Count, Frozen
from archiver.model.instant import Instant
from archiver.model.viewport import Viewport

Kind = Literal["article", "feed", "sitemap", "section"]
SOURCES: tuple[Kind, ...] = ("feed", "sitemap", "section")
MAX_PRIORITY = 9
MAX_TAGS = 20
MAX_RULES = 50

Tag = Annotated[str, StringConstraints(pattern=r"^[^\s,\x00-\x1f\x7f-\x9f]{1,60}$")]
Priority = Annotated[int, Field(ge=-MAX_PRIORITY, le=MAX_PRIORITY)]
Selector = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")]
Rule = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^!?/[\x21-\x7e]*$")]


class Wish(Frozen):
    """What somebody asked for. `every` is in seconds, null for the back-off; `links` are the rules of a section.

    `browser` and `with_resources` are null where the archive's settings decide. `viewport` is the browser's window, and
    `consent` a selector that is clicked once in it; null for the usual window, and for no click.
    """

    url: str
    kind: Kind = "article"
    every: Annotated[int, Field(ge=1)] | None = None
    until: Instant | None = None
    tags: Annotated[tuple[Tag, ...], Field(max_length=MAX_TAGS)] = ()
    case_id: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    priority: Priority = 0
    links: Annotated[tuple[Rule, ...], Field(max_length=MAX_RULES)] = ()
    browser: bool | None = None
    with_resources: bool | None = None
    viewport: Viewport | None = None
    consent: Selector | None = None


class State(Frozen):
    """How far the watching of one thing has come.

    `step` is the place in the back-off, `failures` counts failed tries in a row, `outcome` names the last one and
    `reason` says why it was no better. `etag` and `modified` are a source's validators (RFC 9110 8.8).
    """

    last_at: Instant | None = None
    step: Count = 0
    failures: Count = 0
    outcome: str | None = None
    reason: str | None = None
    etag: str | None = None
    modified: str | None = None


class Watched(Frozen):
    """An entry of the watch list. `id` is its number in this archive, `found_in` the source that named it."""

    id: Count
    wish: Wish
    series: str
    added_at: Instant
    found_in: Count | None
    state: State
