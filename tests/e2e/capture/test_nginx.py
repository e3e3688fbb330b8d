"""`archiver capture` from nginx, as most sites run one: gzip, keep-alive, conditional requests, TLS from a private CA.

What comes out is read back by everybody else's readers: warcio, FastWARC, and pywb, which replays the page.
"""

import gzip
import io
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from archiver.bundle import records
from archiver.model.digest import sha256
from archiver.model.url import surt
from tests.capture.http.certificates import Authority, authority
from tests.capture.http.nginx import nginx
from tests.cli.running import in_process
from tests.samples import ROOT
from tests.support import news
from tests.support.capture import Desk
from tests.support.waiting import free_port, wait_for

PYWB = ROOT / "requirements/replay.txt"
PINNED = ("-q", "--disable-pip-version-check", "--no-deps", "--require-hashes", "-r")
INSTALL_SECONDS = 300
OTHER = news.article(headline="A second article of the night")
pytestmark = pytest.mark.xdist_group("pywb")  # what the module makes once is made in one worker


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, Authority, Path]]:
    """Addresses of http and https, who vouches for them, and the folder that is served."""
    folder = tmp_path_factory.mktemp("nginx")
    www = folder / "www"
    www.mkdir()
    (www / "article.html").write_bytes(news.ARTICLE)
    ca = authority(folder)
    with nginx(folder, ca) as (port, tls_port):
        yield f"http://127.0.0.1:{port}", f"https://127.0.0.1:{tls_port}", ca, www


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_days_of_an_article(desk: Desk, site: tuple[str, str, Authority, Path]) -> None:
    plain, _, _, www = site
    file, url = www / "day.html", f"{plain}/day.html"
    seen = []
    for content in (news.ARTICLE, None, news.article(headline="Ferry is back"), b"", news.ARTICLE):
        if content is None:
            pass  # nothing has changed
        elif content:
            file.write_bytes(content)
        else:
            file.unlink()
        taken = desk.capture(url)
        seen.append((taken.status, *taken.only.seen))
    assert seen == [
        (0, "article", None),
        (0, "empty", "unchanged"),
        (0, "article", "headline"),
        (0, "error", "removed"),
        (0, "article", "returned"),
    ]
    assert desk.capture(f"{plain}/gone").status == 6
    assert desk.verified()


def test_over_tls_with_a_redirect_on_one_connection(desk: Desk, site: tuple[str, str, Authority, Path]) -> None:
    _, secure, ca, _ = site
    package = desk.capture(f"{secure}/moved", "--ca-file", str(ca.file)).only
    capture = package.sidecar["capture"]
    assert (package.seen, capture["final_url"]) == (("article", None), f"{secure}/article.html")
    assert capture["tls"]["version"] == "tls/1.3"
    head = {name.lower(): value for name, value in capture["response"]["headers"]}
    assert (head["content-encoding"], head["transfer-encoding"]) == ("gzip", "chunked")
    payload = records.payload(package.of("response")[-1])
    assert gzip.decompress(payload) == news.ARTICLE
    assert (capture["source"]["bytes"], capture["source"]["sha256"]) == (len(payload), sha256(payload))
    assert desk.verified()


def test_robots_that_nginx_does_not_have(desk: Desk, site: tuple[str, str, Authority, Path]) -> None:
    package = desk.capture("--robots", f"{site[0]}/article.html").only
    assert package.sidecar["capture"]["access"]["robots"] == "allowed"
    assert [int(r.block[9:12]) for r in package.of("response")] == [404, 200]


def test_an_unchanged_page_over_tls_costs_little_more_than_its_signatures(
    desk: Desk, site: tuple[str, str, Authority, Path]
) -> None:
    _, secure, ca, www = site
    (www / "robots.txt").write_text("User-agent: somebody\n" + "".join(f"Disallow: /{n**5}/\n" for n in range(500)))
    try:
        first, second = (
            desk.capture("--robots", f"{secure}/article.html", "--ca-file", str(ca.file)).only for _ in range(2)
        )
    finally:
        (www / "robots.txt").unlink()
    assert [len(one.of("resource")) for one in (first, second)] == [3, 1], "two certificates and the nonce; the nonce"
    assert [len(one.of("response")) for one in (first, second)] == [2, 1]
    capture = second.sidecar["capture"]
    assert (capture["access"]["robots"], capture["response"]["status"]) == ("allowed", 304)
    assert capture["tls"] == first.sidecar["capture"]["tls"]
    signatures = sum(len(one["sig"]) for one in second.sidecar["provenance"]["capture"]["signatures"])
    assert second.warc.stat().st_size < 3000
    assert (
        second.warc.with_name(second.warc.name.removesuffix(".warc.gz") + ".json").stat().st_size - signatures < 12_000
    )
    assert desk.verified()


def test_other_readers_find_the_same_octets(desk: Desk, site: tuple[str, str, Authority, Path]) -> None:
    package = desk.capture(f"{site[0]}/moved").only
    octets = package.warc.read_bytes()
    ours = [(record.head.type, record.block) for record in package.records]
    by_warcio = [
        (record.rec_type, record.raw_stream.read())
        for record in ArchiveIterator(io.BytesIO(octets), no_record_parse=True)
    ]
    by_fastwarc = [
        record.reader.read() for record in FastIterator(io.BytesIO(octets), parse_http=False, verify_digests=True)
    ]
    assert by_warcio == ours
    assert by_fastwarc == [block for _, block in ours]
    statuses = [
        r.http_headers.get_statuscode() for r in ArchiveIterator(io.BytesIO(octets)) if r.rec_type == "response"
    ]
    assert statuses == ["301", "200"]
    bodies = [r.content_stream().read() for r in ArchiveIterator(io.BytesIO(octets)) if r.rec_type == "response"]
    assert bodies[-1] == news.ARTICLE


@pytest.fixture(scope="session")
def pywb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of pywb's programs, installed for the run; skips loudly where that cannot be done."""
    if given := os.environ.get("ARCHIVER_TEST_PYWB"):
        return Path(given)
    folder = tmp_path_factory.mktemp("pywb")
    try:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True, timeout=INSTALL_SECONDS)
        subprocess.run(
            [folder / "bin" / "python", "-m", "pip", "install", *PINNED, PYWB],
            check=True,
            capture_output=True,
            timeout=INSTALL_SECONDS,
        )
    except (subprocess.SubprocessError, OSError) as e:
        pytest.skip(f"PYWB CANNOT BE INSTALLED, REPLAY NOT TESTED: {getattr(e, 'stderr', b'')[-300:]!r} {e}")
    return folder / "bin"


@pytest.mark.slow
def test_pywb_replays_the_page(desk: Desk, site: tuple[str, str, Authority, Path], pywb: Path) -> None:
    package = desk.capture(f"{site[0]}/moved").only
    replay = desk.work / "replay"
    replay.mkdir()
    for command in (["init", "news"], ["add", "news", str(package.warc)]):
        done = subprocess.run([pywb / "wb-manager", *command], cwd=replay, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    with _replaying(pywb, replay) as port:
        for path in ("moved", "article.html"):  # the first by the redirect that was recorded
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/news/id_/{site[0]}/{path}", timeout=30) as answer:
                assert (answer.status, answer.read()) == (200, news.ARTICLE)
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/news/id_/{site[0]}/other", timeout=30)


@contextmanager
def _replaying(pywb: Path, collections: Path) -> Iterator[int]:
    """The port on which pywb serves the collections in a folder."""
    port = free_port()
    process = subprocess.Popen(
        [pywb / "wayback", "-p", str(port), "-b", "127.0.0.1"],
        cwd=collections,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.slow
def test_pywb_makes_the_same_index_and_serves_from_ours(
    desk: Desk, site: tuple[str, str, Authority, Path], pywb: Path
) -> None:
    package, archive = desk.capture(f"{site[0]}/moved").only, desk.work / "archives"
    for options in (["--all", "-o", "all.cdxj"], ["-o", "few.cdxj"]):
        assert in_process(["index", "export", "-q", *options], desk.work).status == 0
    done = subprocess.run([pywb / "cdx-indexer", "-j", "-s", str(package.warc)], capture_output=True, check=True)
    theirs, ours = _lines(done.stdout.decode()), _lines((desk.work / "all.cdxj").read_text())
    assert [(key, {**fields, "filename": ""}) for key, fields in ours] == [
        (key, {**fields, "filename": ""}) for key, fields in theirs
    ]
    assert {archive / fields["filename"] for _, fields in ours} == {package.warc}

    collection = desk.work / "replay" / "collections" / "news"
    (collection / "indexes").mkdir(parents=True)
    (collection / "archive").symlink_to(archive)
    (collection / "indexes" / "archive.cdxj").write_bytes((desk.work / "few.cdxj").read_bytes())
    address = f"{site[0]}/article.html"
    with (
        _replaying(pywb, desk.work / "replay") as port,
        urllib.request.urlopen(f"http://127.0.0.1:{port}/news/id_/{address}", timeout=30) as answer,
    ):
        assert (answer.status, answer.read()) == (200, news.ARTICLE)


@pytest.mark.slow
def test_what_pywb_indexes_is_imported_found_and_given_back(
    desk: Desk, site: tuple[str, str, Authority, Path], pywb: Path
) -> None:
    """The WARC of somebody else: theirs to hold, known here by the index that pywb makes of it."""
    package = desk.capture(f"{site[0]}/moved").only
    held = desk.work / "elsewhere"
    held.mkdir()
    (held / "theirs.warc.gz").write_bytes(package.warc.read_bytes())
    indexed = subprocess.run(
        [pywb / "cdx-indexer", "-j", "-s", str(held / "theirs.warc.gz")], capture_output=True, check=True
    )
    (desk.work / "theirs.cdxj").write_bytes(indexed.stdout)

    other = ["--archive", "reading"]
    assert in_process(["init", "reading", "--no-passphrase", "--signers", "reading", "-q"], desk.work).status == 0
    done = in_process(["index", "import", "theirs.cdxj", *other], desk.work)
    theirs = [line for line in indexed.stdout.decode().splitlines() if not line.startswith("!")]
    assert (done.status, done.stdout, done.stderr) == (0, f"{len(theirs)} records imported\n", "")
    assert in_process(["index", "export", "--elsewhere", "-o", "back.cdxj", *other], desk.work).status == 0
    assert (desk.work / "back.cdxj").read_text().splitlines() == sorted(theirs, key=str.encode)

    assert in_process(["index", "rebuild", *other], desk.work).stdout == "0 packages indexed\n"
    found = json.loads(in_process(["search", "--url", f"{site[0]}/article.html", "--json", *other], desk.work).stdout)
    assert found["packages"] == []
    records = [json.loads(line.split(" ", 2)[2]) for line in theirs]
    expected = [one for one in records if one["url"].endswith("/article.html") and one["mime"] != "unk"]
    assert (
        {(one["url"], one["filename"]) for one in found["elsewhere"]}
        >= {(one["url"], one["filename"]) for one in expected}
        != set()
    )

    collection = desk.work / "replay" / "collections" / "news"
    (collection / "indexes").mkdir(parents=True)
    (collection / "archive").symlink_to(held)
    served = [line for line in (desk.work / "back.cdxj").read_text().splitlines() if '"text/plain"' not in line]
    (collection / "indexes" / "archive.cdxj").write_text("".join(f"{line}\n" for line in served))
    with (
        _replaying(pywb, desk.work / "replay") as port,
        urllib.request.urlopen(f"http://127.0.0.1:{port}/news/id_/{site[0]}/article.html", timeout=30) as answer,
    ):
        assert (answer.status, answer.read()) == (200, news.ARTICLE)


ADDRESSES = (
    "http://www.Example.org:80/A/b/?b=2&a=1", "https://example.org", "https://www2.example.org/a//b/../c/./d/",
    "https://example.org:8443/x?", "https://example.org/%D0%9A%d0%b8?q=%20+x", "https://news.example.org/a;b=1?sid="
    + "0" * 32, "https://example.org/a?jsessionid=" + "a" * 32 + "&x=1", "https://xn--bcher-kva.example/?Q=Y&q=y&Q",
    "http://192.0.2.1/a.html#top", "https://example.org/a?utm_source=x&a", "https://example.org/'\"(){}|^~`[]",
)  # fmt: skip


@pytest.mark.slow
def test_our_surt_is_the_key_that_pywb_looks_up(pywb: Path) -> None:
    """The `surt` package in pywb's own environment is the oracle; none of its code is in this program."""
    script = "import sys; from pywb.utils.canonicalize import canonicalize; print(*map(canonicalize, sys.argv[1:]), sep='\\n')"
    done = subprocess.run([pywb / "python", "-c", script, *ADDRESSES], capture_output=True, check=True, text=True)
    assert list(map(surt, ADDRESSES)) == done.stdout.splitlines()


def test_pywb_replays_from_a_rolled_warc(desk: Desk, site: tuple[str, str, Authority, Path], pywb: Path) -> None:
    (site[3] / "other.html").write_bytes(OTHER)
    day = desk.capture(f"{site[0]}/moved").only.warc.parent
    desk.capture(f"{site[0]}/other.html")
    archive = desk.work / "archives"
    for command in (["roll", "-q", "--day", day.relative_to(archive).as_posix().replace("/", "-")],
                    ["index", "export", "-q", "--all", "-o", "all.cdxj"], ["index", "export", "-q", "-o", "few.cdxj"]):  # fmt: skip
        assert in_process(command, desk.work).status == 0
    (rolled,) = day.glob("*.warc.gz")
    done = subprocess.run([pywb / "cdx-indexer", "-j", "-s", str(rolled)], capture_output=True, check=True)
    theirs, ours = _lines(done.stdout.decode()), _lines((desk.work / "all.cdxj").read_text())
    assert [(key, {**fields, "filename": rolled.name}) for key, fields in ours] == theirs

    collection = desk.work / "replay" / "collections" / "news"
    (collection / "indexes").mkdir(parents=True)
    (collection / "archive").symlink_to(archive)
    (collection / "indexes" / "archive.cdxj").write_bytes((desk.work / "few.cdxj").read_bytes())
    with _replaying(pywb, desk.work / "replay") as port:
        for path, content in (("moved", news.ARTICLE), ("article.html", news.ARTICLE), ("other.html", OTHER)):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/news/id_/{site[0]}/{path}", timeout=30) as answer:
                assert (answer.status, answer.read()) == (200, content)


def _lines(cdxj: str) -> list[tuple[str, dict[str, str]]]:
    """Key with time, and fields, of each line."""
    return [(" ".join(line.split(" ", 2)[:2]), json.loads(line.split(" ", 2)[2])) for line in cdxj.splitlines()]
