"""`archiver timestamp` against a real authority: stamps, what stays pending, what completes it, what is refused."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from archiver.sign.dsse import decode64
from tests.support import articles
from tests.support.cli import Ran, run
from tests.support.tsa import Authority, issue
from tests.support.waiting import dead_port


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa"))


@pytest.fixture(scope="module")
def url(desk: Authority) -> Iterator[str]:
    with desk.served() as address:
        yield address


def settings(work: Path, authorities: str) -> None:
    path = work / "archive" / "archiver.yaml"
    lines = [line for line in path.read_text().splitlines() if not line.startswith("authorities:")]
    path.write_text("\n".join([*lines, f'authorities: "{authorities}"', ""]))


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "a.html").write_text(articles.ENGLISH_HTML)
    assert archiver(tmp_path, "init", "archive", "--no-passphrase").status == 0
    assert archiver(tmp_path, "add", "a.html", "--url", articles.ENGLISH_URL, "--archive", "archive").status == 0
    return tmp_path


def archiver(work: Path, *arguments: str) -> Ran:
    return run(*arguments, home=work / "home", cwd=work)


def sidecar(work: Path) -> dict[str, Any]:
    (path,) = (work / "archive").glob("*/*/*/*.json")
    return dict(json.loads(path.read_text()))


def test_stamped_and_verified(work: Path, desk: Authority, url: str) -> None:
    settings(work, url)
    done = archiver(work, "timestamp", articles.ENGLISH_URL, "--archive", "archive")
    assert (done.status, url in done.out) == (0, True)
    (stamp,) = sidecar(work)["provenance"]["timestamps"]
    assert stamp["over"] == sidecar(work)["provenance"]["capture"]["signatures"][0]["keyid"]
    assert desk.signer.der in map(decode64, stamp["chain"])
    again = archiver(work, "timestamp", articles.ENGLISH_URL, "--archive", "archive")
    assert "nothing to do, 1 stamps" in again.out

    assert archiver(work, "verify", "archive").status == 0  # an authority that nobody pinned harms nothing
    assert archiver(work, "trust", "policy", "--authorities", "1").status == 0
    assert archiver(work, "verify", "archive").status == 3
    pinned = archiver(work, "trust", "authority", "tests", str(desk.folder / "root.pem"))
    assert "trusted for time stamps: CN=Root of the tests" in pinned.out
    assert archiver(work, "verify", "archive").status == 0
    report = archiver(work, "verify", "archive", "--json")
    (check,) = report.found("E804", "pass")
    assert check["detail"] == "1 of 1 asked for: tests"


def test_pending_until_the_authority_is_back(work: Path, desk: Authority, url: str) -> None:
    down = f"http://127.0.0.1:{dead_port()}/"
    settings(work, f"{url} {down}")
    first = archiver(work, "timestamp", "archive")
    assert first.status == 4
    assert "pending" in first.err and down in first.err
    assert len(sidecar(work)["provenance"]["timestamps"]) == 1
    assert archiver(work, "verify", "archive").status == 0  # the package stands
    other = Authority(desk.folder / "second", root=issue("Another root", ca=True))
    with other.served() as back:
        settings(work, f"{url} {back}")
        completed = archiver(work, "timestamp", "--archive", "archive", "--json")
    assert completed.status == 0
    assert json.loads(completed.out)["packages"][0]["stamps"] == 2
    assert archiver(work, "timestamp", "--archive", "archive").out == "nothing is pending\n"


def test_an_authority_with_a_new_certificate_does_not_stand_for_another(
    work: Path, desk: Authority, url: str, tmp_path: Path
) -> None:
    down = f"http://127.0.0.1:{dead_port()}/"
    settings(work, f"{url} {down}")
    assert archiver(work, "timestamp", "archive").status == 4
    renewed = Authority(tmp_path / "renewed", issue("The same authority, next year", desk.root), root=desk.root)
    other = Authority(tmp_path / "other", root=issue("Another root", ca=True))
    with renewed.served() as same, other.served() as back:
        settings(work, f"{same} {down}")
        assert archiver(work, "timestamp", "--archive", "archive").status == 4
        settings(work, f"{same} {back}")
        completed = archiver(work, "timestamp", "--archive", "archive")
    assert (completed.status, back in completed.out, same in completed.out) == (0, True, False)
    assert len(sidecar(work)["provenance"]["timestamps"]) == 2


def test_nobody_answers(work: Path) -> None:
    settings(work, f"http://127.0.0.1:{dead_port()}/")
    assert archiver(work, "timestamp", "archive").status == 5
    assert sidecar(work)["provenance"]["timestamps"] == []


@pytest.mark.parametrize("kind", ["status", "garbage", "large", "replayed", "moved"])
def test_answers_that_are_none(kind: str, work: Path, desk: Authority) -> None:
    old = desk.reply(b"something else")
    answers = {
        "status": (503, b""),
        "garbage": (200, b"<html>"),
        "large": (200, b"0" * 100_000),
        "replayed": (200, old),
    }
    status, body = answers.get(kind, (302, b""))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with desk.served(Handler) as address:
        done = archiver(work, "timestamp", "archive", "--authority", address)
    assert done.status == 5
    assert address in done.err
    assert sidecar(work)["provenance"]["timestamps"] == []


def test_a_loose_package(work: Path, url: str, tmp_path: Path) -> None:
    (path,) = (work / "archive").glob("*/*/*/*.json")
    loose = tmp_path / "loose" / path.name
    loose.parent.mkdir()
    loose.write_bytes(path.read_bytes())
    assert archiver(work, "timestamp", str(loose), "--authority", url).status == 0
    assert len(json.loads(loose.read_text())["provenance"]["timestamps"]) == 1


def test_an_address_that_is_none(work: Path) -> None:
    assert archiver(work, "timestamp", "archive", "--authority", "file:///etc/passwd").status == 2


def test_statements_made_afterwards_are_stamped_too(work: Path, url: str) -> None:
    settings(work, url)
    assert archiver(work, "claims", "archive", "--withdraw", "0", "--reason", "Read badly.").status == 0
    stamp = ("timestamp", articles.ENGLISH_URL, "--archive", "archive")
    done = archiver(work, *stamp, "--json")
    assert (done.status, len(done.report["packages"][0]["added"])) == (0, 2)
    assert len({stamp["token"] for stamp in sidecar(work)["provenance"]["timestamps"]}) == 2
    assert "nothing to do, 2 stamps" in archiver(work, *stamp).out
    assert archiver(work, "claims", "archive").status == 0
    assert "nothing to do" not in archiver(work, *stamp).out
    assert len(sidecar(work)["provenance"]["timestamps"]) == 3


def test_after_a_revocation_what_was_stamped_still_counts(work: Path, desk: Authority, url: str) -> None:
    settings(work, url)
    assert archiver(work, "claims", "archive", "--withdraw", "0", "--reason", "Read badly.").status == 0
    (work / "root.pem").write_bytes(desk.root.pem)
    assert archiver(work, "trust", "authority", "tests", "root.pem").status == 0
    assert archiver(work, "timestamp", articles.ENGLISH_URL, "--archive", "archive").status == 0
    before = next((work / "archive").glob("*/*/*/*.json")).read_bytes()
    soon = "2099-01-01T00:00:00Z"
    assert archiver(work, "keys", "revoke", "default", "--compromised-at", soon, "--archive", "archive").status == 0
    assert archiver(work, "verify", "archive").status == 0
    path = next((work / "archive").glob("*/*/*/*.json"))
    document = json.loads(before)
    document["provenance"]["timestamps"].pop()  # the one over the withdrawal
    path.write_text(json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
    done = archiver(work, "verify", "archive", "--json")
    assert (done.status, [check["part"] for check in done.found("E704", "cannot-check")]) == (3, ["later 0"])


def test_the_doctor_knows_the_keys_and_the_set_of_a_log(work: Path) -> None:
    assert archiver(work, "log", "checkpoint", "--archive", "archive", "--no-stamp").status == 0
    done = archiver(work, "doctor", "--archive", "archive")
    assert ("'log-" in done.out, "lacks its" in done.out, "you do not trust" in done.out) == (True, False, False)
