"""Defects that common capture tools store as a whole 200, exit 0 at, or hang on: verdict, exit status and record of ours.

the server                                   others                                       here
cuts the body off in the middle              a whole 200                                  cut off, 6
is down                                      exit 0                                       refused, 6
has no such page                             exit 0                                       404, 6
hangs                                        no end for minutes                           timeout, 6
sends 50 MB                                  gigabytes of memory, part of it as a 200     whole, unread, 6
sends a teaser, or a cookie wall             an article                                   paywall, consent, 6
"""

import gzip
import json
import os
import subprocess

import pytest

from tests.capture.http.server import Script, Server, once, page, site
from tests.cli.running import command, environment_of
from tests.e2e.capture.scripts import CUT, GONE, hanging, hanging_in_the_body, in_turn
from tests.support import news
from tests.support.capture import QUICK, Desk, Package
from tests.support.news import ARTICLE, PAGE

HALF_GZIP = gzip.compress(ARTICLE)[: len(gzip.compress(ARTICLE)) // 2]
TABLE: dict[str, tuple[Script, str, str, str | None]] = {
    "a body cut off": (once(CUT), "error", "the body is cut off (disconnect)", "disconnect"),
    "a coding cut off": (once(page(HALF_GZIP, b"Content-Encoding: gzip")), "error", "the body is cut off", None),
    "no such page": (once(GONE), "error", "status 404", None),
    "a hang": (hanging, "error", "timeout: ", None),
    "a hang in the body": (hanging_in_the_body, "error", "the body is cut off (time)", "time"),
    "a teaser": (once(page(news.TEASER)), "paywall", "isAccessibleForFree: false", None),
    "a cookie wall": (once(page(news.CONSENT)), "consent", "before you continue", None),
}


@pytest.mark.parametrize("later", [False, True], ids=["at first", "after an article"])
@pytest.mark.parametrize(("script", "verdict", "signal", "truncated"), TABLE.values(), ids=TABLE)
def test_verdict_exit_status_and_record(
    desk: Desk, script: Script, verdict: str, signal: str, truncated: str | None, later: bool
) -> None:
    with Server(in_turn(iter([once(PAGE)] if later else []), script)) as server:
        if later:
            assert desk.capture(server.url("/a")).status == 0
        taken = desk.capture(server.url("/a"), "--timeout", "2")
        talk = server.talks[-1]
    package = taken.only
    relation = None if not later else "removed" if "404" in signal else "unavailable"
    assert (taken.status, package.seen) == (0 if relation == "removed" else 6, (verdict, relation))
    assert signal in package.signals
    assert [r.block for r in package.of("request")] == talk.heard
    assert b"".join(r.block for r in package.of("response")) == talk.said
    assert [r.head.get("WARC-Truncated") for r in package.of("response")] == [truncated] * bool(talk.said)
    if verdict != "paywall" or later:
        assert package.is_small
    assert desk.verified()


def test_a_site_that_is_down(desk: Desk) -> None:
    with Server(once(PAGE)) as server:
        url = server.url("/a")
    taken = desk.capture(url)
    assert (taken.status, taken.only.seen, taken.only.is_small) == (6, ("error", None), True)
    assert not taken.only.of("request") and not taken.only.of("response")
    (note,) = taken.only.of("metadata")
    assert b"failure: refused\r\n" in note.block
    assert desk.verified()


def test_fifty_megabytes(desk: Desk) -> None:
    """Whole in the record, not read for an article, in a fraction of its memory times what is usual."""
    huge = page(ARTICLE.replace(b"</main>", b"</main><!--" + b"x" * 50_000_000 + b"-->"))
    with Server(site({"/a": huge})) as server:
        arguments = ["capture", "--json", *QUICK, "--allow-private", "--ignore-robots", server.url("/a")]
        process = subprocess.Popen(
            command(arguments), cwd=desk.work, env=environment_of(desk.work, {}), stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        (said,) = json.loads(process.stdout.read())["packages"]
        process.stdout.close()
        _, status, spent = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    package = Package(said, desk.work)
    assert (process.returncode, package.seen, package.is_small) == (6, ("error", None), True)
    assert "expected at most" in package.signals
    (answer,) = (r for r in package.records_up_to(len(huge)) if r.head.type == "response")
    assert (answer.block == huge, answer.head.get("WARC-Truncated")) == (True, None)
    assert spent.ru_maxrss < 400 * 1024, "kilobytes"
    assert desk.verified()
