"""Many captures at once, against a real server; the clock of the run is the tests' own."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from archiver.capture.http.politeness import Chance, Pace
from archiver.capture.http.robots import UNAVAILABLE, RobotsShelf
from archiver.capture.http.scheduler import Result, fetch_all
from tests.capture.http.asking import octets, options, resolver
from tests.capture.http.server import Server, Talk, page, site

HOSTS = [f"h{n}.example" for n in range(5)]
NAMES = resolver({host: ["127.0.0.1"] for host in HOSTS})
QUICK = Pace(delay=0, per_host=4, attempts=3, first_wait=0.01, max_wait=0.05)


def run(urls: Iterable[str], *, jobs: int = 4, obeying: bool = False, **changes: Any) -> list[Result]:
    settings: dict[str, Any] = {"pace": QUICK, "options": options(resolve=NAMES), **changes}

    async def collect() -> list[Result]:
        if not obeying:
            return [result async for result in fetch_all(urls, jobs=jobs, **settings)]
        async with RobotsShelf(settings["options"], settings["pace"]) as robots:
            return [result async for result in fetch_all(urls, jobs=jobs, robots=robots, **settings)]

    return asyncio.run(collect())


def answers(pages: dict[str, list[bytes]]) -> Any:
    """The next answer of each path's list on every request; the last one for ever."""
    lock = threading.Lock()

    def script(talk: Talk) -> None:
        while request := talk.hear():
            with lock:
                rest = pages[request.split(b" ")[1].decode()]
                answer = rest.pop(0) if len(rest) > 1 else rest[0]
            talk.say(answer)
            if not answer.endswith(b"</p>"):
                return

    return script


def test_every_address_has_one_result_and_what_is_no_address_is_refused() -> None:
    with Server(site({f"/{n}": page(b"<p>%d</p>" % n) for n in range(50)})) as server:
        urls = [server.url(f"/{n}", HOSTS[n % 5]) for n in range(50)]
        results = run([*urls, "ftp://a.example/", "http://u:p@a.example/"])
    assert Counter(r.url for r in results) == Counter([*urls, "ftp://a.example/", "http://u:p@a.example/"])
    for result in results:
        if result.refused:
            assert result.fetched is None
        else:
            assert result.fetched and octets(result.fetched.final).endswith(
                b"<p>%s</p>" % result.url[-2:].strip("/").encode()
            )


def test_never_more_than_jobs_at_once_and_never_more_than_the_pace_from_one_host() -> None:
    lock, now, most = threading.Lock(), Counter[bytes](), Counter[bytes]()

    def script(talk: Talk) -> None:
        host = talk.hear().split(b"Host: ")[1].split(b":")[0]
        with lock:
            now.update([host, b"all"])
            for key in (host, b"all"):
                most[key] = max(most[key], now[key])
        threading.Event().wait(0.01)
        with lock:
            now.subtract([host, b"all"])
        talk.say(page())

    with Server(script) as server:
        run([server.url(f"/{n}", HOSTS[n // 10]) for n in range(50)], jobs=6, pace=Pace(delay=0, per_host=2))
    assert most[b"all"] <= 6
    assert max(most[host.encode()] for host in HOSTS) <= 2


def test_an_endless_list_is_read_only_as_far_as_needed() -> None:
    async def some(url: str) -> int:
        count = 0
        stream = fetch_all(iter(lambda: url, None), jobs=2, options=options(), pace=QUICK)
        async for _ in stream:
            count += 1
            if count == 10:
                break
        await stream.aclose()  # type: ignore[attr-defined]
        return count

    with Server(site({"/": page()})) as server:
        assert asyncio.run(some(server.url())) == 10


def test_what_is_worth_another_attempt_gets_one_and_the_result_says_how_the_others_ended() -> None:
    busy = page(b"", b"Retry-After: 0", status=b"503 Busy")
    with Server(
        answers({"/": [busy, b"", page()], "/busy": [busy], "/gone": [page(b"", status=b"410 Gone")]})
    ) as server:
        found = {r.url.rpartition("/")[2]: r for r in run([server.url(p, HOSTS[0]) for p in ("/", "/busy", "/gone")])}
    first = found[""]
    assert first.fetched and octets(first.fetched.final) == page()
    assert [t.partition(":")[0] for t in first.tries] == ["status 503", "reset"]
    assert [len(found[name].tries) for name in ("busy", "gone")] == [2, 0]
    assert found["busy"].fetched and found["busy"].fetched.final.head and found["busy"].fetched.final.head.status == 503


def test_waiting_is_done_by_the_sleep_that_is_handed_in() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(min(seconds, 0.3))

    pace = Pace(delay=0.2, per_host=1)
    with Server(site({"/a": page(), "/b": page()})) as server:
        run([server.url("/a"), server.url("/b")], pace=pace, chance=Chance(sleep, lambda: 0.0))
    assert slept and all(0 < seconds <= 0.2 for seconds in slept)


def test_robots_txt_is_asked_once_a_host_and_obeyed() -> None:
    pages = {"/robots.txt": page(b"User-agent: *\nDisallow: /no\n"), "/yes": page(), "/no": page()}
    with Server(site(pages)) as server:
        urls = [server.url(path, HOSTS[n % 2]) for n, path in enumerate(["/yes", "/no", "/no", "/yes"] * 5)]
        results = run(urls, obeying=True)
        paths = Counter(request.split(b" ")[1] for request in server.heard)
    assert paths == {b"/robots.txt": 2, b"/yes": 10}
    verdicts = Counter((r.robots_verdict, r.refused is not None, r.fetched is None) for r in results)
    assert verdicts == {("allowed", False, False): 10, ("disallowed", True, True): 10}
    assert all(octets(asked.fetched.final) == pages["/robots.txt"] for r in results for asked in r.robots)
    assert {len(r.robots) for r in results} == {1}


def test_a_redirect_is_followed_only_where_the_robots_txt_of_its_target_allows() -> None:
    rules = page(b"User-agent: *\nDisallow: /no\n")
    with Server(site({"/robots.txt": rules, "/no": page(), "/yes": page()})) as other:
        moved = {
            path: page(b"", b"Location: " + other.url(path).encode(), status=b"302 Found") for path in ("/no", "/yes")
        }
        with Server(site(moved)) as server:
            refused, followed = sorted(run([server.url("/no"), server.url("/yes")], obeying=True), key=lambda r: r.url)
            unasked = run([server.url("/no")])[0]
        assert [request.split(b" ")[1] for request in other.heard].count(b"/no") == 1  # by who does not ask
    assert refused.fetched and refused.fetched.failure and refused.fetched.failure.kind == "robots"
    assert octets(refused.fetched.final) == moved["/no"]
    assert followed.fetched and followed.fetched.failure is None and unasked.fetched and not unasked.fetched.failure
    assert [[asked.fetched.url for asked in r.robots] for r in (refused, followed)] == [
        [server.url("/robots.txt"), other.url("/robots.txt")]
    ] * 2


@pytest.mark.parametrize(
    ("answer", "asked", "why"),
    [
        (page(b"", status=b"500 Oops"), 1, "robots.txt: status 500; "),
        (page(b"", status=b"503 Busy"), 3, "robots.txt: status 503; "),
        (b"", 3, "reset: "),
        (page(b"User-agent: *")[:-3], 3, "robots.txt: cut off (disconnect); "),
    ],
)
def test_a_site_whose_robots_txt_cannot_be_had_allows_nothing(answer: bytes, asked: int, why: str) -> None:
    """RFC 9309 2.3.1.4."""
    with Server(answers({"/robots.txt": [answer], "/": [page()], "/b": [page()]})) as server:
        results = run([server.url("/"), server.url("/b")], obeying=True)
        paths = Counter(request.split(b" ")[1] for request in server.heard)
    assert paths == {b"/robots.txt": asked}
    for result in results:
        assert (result.robots_verdict, result.fetched, len(result.robots)) == ("unavailable", None, 1)
        assert result.refused and result.refused.startswith(why) and result.refused.endswith(UNAVAILABLE)


def test_a_robots_txt_that_comes_at_the_second_try_is_obeyed() -> None:
    rules = page(b"User-agent: *\nDisallow: /no\n")
    pages = {"/robots.txt": [page(b"", status=b"503 Busy"), b"", rules], "/": [page()], "/no": [page()]}
    with Server(answers(pages)) as server:
        found = {r.url.rpartition("/")[2]: r for r in run([server.url("/"), server.url("/no")], obeying=True)}
    assert (found[""].robots_verdict, found["no"].robots_verdict) == ("allowed", "disallowed")
    assert [octets(asked.fetched.final) for asked in found[""].robots] == [rules]


def test_a_redirect_to_a_site_without_robots_txt_is_not_followed() -> None:
    with Server(site({"/robots.txt": page(b"", status=b"500 Oops"), "/a": page()})) as other:
        with Server(site({"/": page(b"", b"Location: " + other.url("/a").encode(), status=b"302 Found")})) as server:
            (result,) = run([server.url()], obeying=True)
        assert [request.split(b" ")[1] for request in other.heard] == [b"/robots.txt"]
    failure = result.fetched and result.fetched.failure
    assert failure and failure.kind == "robots" and failure.message.endswith(UNAVAILABLE)


def test_a_defect_of_ours_is_not_swallowed() -> None:
    async def broken(host: str, port: int) -> list[str]:
        raise RuntimeError("a defect")

    with pytest.raises(RuntimeError, match="a defect"):
        run(["http://a.example/"], options=options(resolve=broken))


def test_validators_are_looked_up_when_a_capture_has_its_turn_and_none_waits_for_another() -> None:
    together: list[int] = []
    looking = 0

    async def known(url: str) -> dict[str, tuple[tuple[str, str], ...]]:
        nonlocal looking
        looking += 1
        together.append(looking)
        await asyncio.sleep(0.05)
        looking -= 1
        return {url: (("If-None-Match", f'"{url[-1]}"'),)}

    with Server(site({f"/{n}": page() for n in range(8)})) as server:
        assert len(run([server.url(f"/{n}") for n in range(8)], known=known)) == 8
        sent = {request.split(b" ")[1][1:]: request for request in server.heard}
    assert max(together) == 4
    assert all(b'If-None-Match: "%s"' % name in request for name, request in sent.items()) and len(sent) == 8
