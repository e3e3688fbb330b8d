"""Who is told, how often and in which words; by a real mail server, a real HTTP server and a real command."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from tests.capture.http.certificates import authority
from tests.nightly.desk import Watch
from tests.nightly.site import Site
from tests.support.waiting import free_port

PASSWORD = "correct-horse"


class Inbox:
    """A mail server's handler that keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[str] = []
        self.to: list[str] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:
        content = envelope.content
        self.mails.append(content.decode() if isinstance(content, bytes) else str(content))
        self.to += envelope.rcpt_tos
        return "250 kept"

    def authenticate(
        self, _server: object, _session: object, _envelope: object, _mechanism: str, data: Any
    ) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
        return AuthResult(success=good, handled=good)


@contextmanager
def mail_server(context: ssl.SSLContext | None = None) -> Iterator[tuple[Inbox, int]]:
    inbox = Inbox()
    more: dict[str, Any] = {"tls_context": context, "require_starttls": True} if context else {}
    if context:
        more |= {"auth_required": True, "authenticator": inbox.authenticate}
    port = free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield inbox, port
    finally:
        controller.stop()


@contextmanager
def web_server(status: int = 200) -> Iterator[tuple[list[tuple[str, str, dict[str, str], bytes]], str]]:
    """What was asked of it: method, path, fields, body."""
    heard: list[tuple[str, str, dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            heard.append((self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        do_GET = do_POST = do_PUT = _take

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield heard, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def secret(work: Path, name: str, text: str) -> str:
    path = work / name
    path.write_text(text + "\n")
    path.chmod(0o600)
    return str(path)


def told_by(watch: Watch, **settings: object) -> None:
    """Writes the user's `notices.yaml`."""
    lines = "".join(f"{name}: {json.dumps(value)}\n" for name, value in settings.items())
    (watch.work / "home" / "notices.yaml").write_text(f"version: 1\n{lines}")


def test_a_mail_by_starttls_with_a_password(tmp_path: Path) -> None:
    ca = authority(tmp_path)
    with mail_server(ca.server("localhost")) as (inbox, port), Site(3) as site, Watch(tmp_path) as watch:
        told_by(
            watch, smtp_host="localhost", smtp_port=port, smtp_ca_file=str(ca.file), smtp_user="desk",
            smtp_password_file=secret(tmp_path, "password", PASSWORD), smtp_from="archive@example.org",
            smtp_to="desk@example.org, night@example.org",
        )  # fmt: skip
        site.set(1, mode="error")
        watch.add([site.url(number) for number in range(3)])
        assert watch.run() == 4
        (mail,) = inbox.mails
        assert inbox.to == ["desk@example.org", "night@example.org"]
        assert "Subject: [archiver] archives: 1 failed, 2 captured" in mail
        assert "status 503" in mail and site.url(1) in mail.replace("=\n", "")
        assert "Auto-Submitted: auto-generated" in mail


def test_no_mail_goes_to_a_server_whose_certificate_nobody_vouches_for(tmp_path: Path) -> None:
    ca = authority(tmp_path)
    with mail_server(ca.server("localhost")) as (inbox, port), Site(1) as site, Watch(tmp_path) as watch:
        told_by(watch, smtp_host="localhost", smtp_port=port, smtp_from="a@example.org", smtp_to="b@example.org")
        watch.add([site.url(0)])
        assert watch.run() == 0
        assert inbox.mails == []
        with watch.agenda() as agenda:
            assert len(agenda.unnoticed()) == 1, "what could not be said is said with the next one"


def test_one_digest_and_no_flood(tmp_path: Path) -> None:
    with mail_server() as (inbox, port), Site(30) as site, Watch(tmp_path) as watch:
        told_by(
            watch, every="12h", smtp_host="127.0.0.1", smtp_port=port, smtp_security="none", smtp_from="a@example.org",
            smtp_to="b@example.org",
        )  # fmt: skip
        watch.add([site.url(number) for number in range(30)])
        for _ in range(5):
            watch.run()
            for number in site.pages:
                site.edit(number)
            watch.later(hours=2)
        assert len(inbox.mails) == 1
        watch.later(hours=12)
        watch.run()
        assert len(inbox.mails) == 2
        assert "5 run(s), exit status 0: 30 changed" in inbox.mails[1]
        assert "and 20 more" in inbox.mails[1]


@pytest.mark.parametrize("template", ["slack", "matrix", "ntfy", "json"])
def test_webhooks(tmp_path: Path, template: str) -> None:
    with web_server() as (heard, url), Site(2) as site, Watch(tmp_path) as watch:
        told_by(
            watch, webhook_url_file=secret(tmp_path, "url", url + "/hook/{run}"), webhook_template=template,
            webhook_method="PUT" if template == "matrix" else "POST",
            webhook_token_file=secret(tmp_path, "token", "t0ken"),
        )  # fmt: skip
        watch.add([site.url(0), site.url(1)])
        assert watch.run() == 0
        ((method, path, fields, body),) = heard
        assert (method, fields["authorization"]) == ("PUT" if template == "matrix" else "POST", "Bearer t0ken")
        assert path == f"/hook/{watch.last_report()['id']}"
        said = body.decode() if template == "ntfy" else str(json.loads(body))
        assert "2 captured" in said and site.url(0) in said
        if template == "ntfy":
            assert fields["title"] == "archives: 2 captured"


def test_a_template_of_ones_own(tmp_path: Path) -> None:
    template = tmp_path / "template.json"
    template.write_text('{"card": {"head": "{title}", "body": "{text}", "bad": {status}}}')
    with web_server() as (heard, url), Site(1) as site, Watch(tmp_path) as watch:
        told_by(watch, webhook_url_file=secret(tmp_path, "url", url), webhook_template_file=str(template))
        watch.add([site.url(0)])
        watch.run()
        card = json.loads(heard[0][3])["card"]
        assert (card["head"], card["bad"]) == ("archives: 1 captured", 0)
        assert card["body"].startswith("1 run(s), exit status 0: 1 captured\n")


def test_no_redirect_is_followed_and_no_secret_stands_in_what_is_said(tmp_path: Path) -> None:
    with web_server(302) as (heard, url), Site(1) as site, Watch(tmp_path) as watch:
        told_by(watch, webhook_url_file=secret(tmp_path, "url", url + "/s3cret"))
        watch.add([site.url(0)])
        assert watch.run("--log", "run.log") == 0
        assert [path for _, path, _, _ in heard] == ["/s3cret"]
        log = (tmp_path / "run.log").read_text()
        assert "expected a status of 200 to 299, found 302" in log and "s3cret" not in log


def test_the_heartbeat_stops_when_something_is_wrong(tmp_path: Path) -> None:
    with web_server() as (heard, url), Site(1) as site, Watch(tmp_path) as watch:
        told_by(watch, when="problems", heartbeat_url_file=secret(tmp_path, "beat", url + "/beat"))
        watch.add([site.url(0)])
        assert (watch.run(), len(heard)) == (0, 1)
        site.set(0, mode="error")
        watch.later(hours=2)
        assert (watch.run(), len(heard)) == (6, 1)


def test_a_command_gets_the_notice_on_its_stdin_and_nothing_of_our_environment(tmp_path: Path) -> None:
    command = tmp_path / "tell"
    command.write_text(f"#!/bin/sh\ncat > {tmp_path}/said.json\nenv > {tmp_path}/env\n")
    command.chmod(0o755)
    with Site(1) as site, Watch(tmp_path) as watch:
        told_by(watch, command=str(command))
        watch.add([site.url(0)])
        assert watch.run() == 0
        said = json.loads((tmp_path / "said.json").read_text())
        assert (said["status"], said["counts"], said["runs"]) == (0, {"captured": 1}, [watch.last_report()["id"]])
        assert "ARCHIVER" not in (tmp_path / "env").read_text()


def test_when_nothing_changed_nobody_is_woken(tmp_path: Path) -> None:
    with web_server() as (heard, url), Site(1) as site, Watch(tmp_path) as watch:
        told_by(watch, webhook_url_file=secret(tmp_path, "url", url))
        watch.add([site.url(0)])
        watch.run()
        watch.later(hours=2)
        watch.run()
        assert watch.results() == {"unchanged": 1}
        assert len(heard) == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("smtp_host: mail.example.org\n", "expected smtp_from and smtp_to beside smtp_host"),
        ("smtp_host: a\nsmtp_from: a@b\nsmtp_to: c@d\nsmtp_user: u\nsmtp_password_file: /p\nsmtp_security: none\n", "clear"),
        ("command: tell\n", "line 2: expected command to be an absolute path, found 'tell'"),
        ("webhook_url: https://x\n", "line 2: expected one of version, when, every"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_are_named_with_their_line(tmp_path: Path, text: str, problem: str) -> None:
    from archiver.errors import UsageError
    from archiver.settings.notices import load_notices

    (tmp_path / "notices.yaml").write_text("version: 1\n" + text)
    with pytest.raises(UsageError) as raised:
        load_notices(tmp_path)
    assert problem in str(raised.value)


def test_a_secret_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    from archiver.errors import ResourceError
    from archiver.settings.notices import read_secret

    path = secret(tmp_path, "a", "b")
    assert read_secret(path) == "b"
    Path(path).chmod(0o644)
    with pytest.raises(ResourceError, match="for its owner alone"):
        read_secret(path)


def test_a_fault_in_the_settings_is_found_by_a_dry_run_and_costs_no_night(tmp_path: Path) -> None:
    with Site(1) as site, Watch(tmp_path) as watch:
        told_by(watch, colour="red")
        watch.add([site.url(0)])
        dry = watch.archiver("run", "--dry-run")
        assert (dry.status, "notices.yaml, line 2" in dry.stderr, site.asked) == (2, True, 0)
        assert watch.run() == 0
        assert watch.results() == {"captured": 1}
