"""What the two processes say to each other, as files in one folder that only this user can read.

job.json    Job      from the parent: what to open and how
page                 from the parent: the page's octets, content coding undone
pid                  from the launcher: the process group of Chromium
report.json Report   from the child, written last and in one step: what came of it
view.dom, view.png, view.pdf, body.<n>      the octets that the report speaks of

Where `robots` is set the child asks before the page goes on to another document, over the two pipes (`leading`).

Neither side hands the other anything to run.
"""

from typing import Literal

from archiver.capture.browser.limits import BrowserLimits
from archiver.capture.http.cookies import Cookie
from archiver.model.base import Frozen, Pair
from archiver.model.instant import Instant
from archiver.model.viewport import Viewport

JOB, PAGE, PID, REPORT, LAUNCHER = "job.json", "page", "pid", "report.json", "launch"

Kind = Literal["dom", "png", "pdf"]
KINDS: tuple[Kind, ...] = ("dom", "png", "pdf")


class Upstream(Frozen):
    """The user's proxy (`archiver.capture.http.proxy.Proxy`)."""

    kind: Literal["http", "socks"]
    host: str
    port: int


class Job(Frozen):
    """One page to view; `fields` are the head of the answer whose octets are in `page`.

    With `own` there are none: Chromium asks for the page itself. `cookies` are what the site has set on the way,
    `authorities` are certificates (PEM) that count beside the system's.
    """

    url: str
    status: int
    fields: tuple[Pair, ...]
    own: bool
    robots: bool
    cookies: tuple[Cookie, ...]
    authorities: str | None
    user_agent: str
    allow_private: bool
    upstream: Upstream | None
    executable: str
    viewport: Viewport
    consent: str | None
    limits: BrowserLimits


class Resource(Frozen):
    """One request of the page. `status` is None without an answer; `body` names a file, None without a body to keep.

    `role` is Chromium's word for what it was for (image, stylesheet, script, ...), `protocol` as in WARC-Protocol,
    `ip` the address that the gate connected to where there was but one, `reason` why there is no answer or no body.
    """

    url: str
    method: str
    role: str
    requested_at: Instant
    status: int | None = None
    fields: tuple[Pair, ...] = ()
    protocol: str | None = None
    ip: str | None = None
    body: str | None = None
    reason: str | None = None


class Report(Frozen):
    """What came of a job. `failure` is set when the page could not be viewed; `shown_url` is the address bar's.

    `page_number` is the number of the resource that is the page itself, where Chromium asked for it.
    """

    browser: str | None
    taken_at: Instant | None = None
    shown_url: str | None = None
    views: tuple[Kind, ...] = ()
    consent: str | None = None
    resources: tuple[Resource, ...] = ()
    page_number: int | None = None
    notes: tuple[str, ...] = ()
    failure: str | None = None
