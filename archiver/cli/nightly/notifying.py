"""Tells whoever the user named about the runs since the last notice: rarely, in one digest, over every way at once.

The heartbeat is no notice: it goes out after every run that ended with 0, so that its receiver misses it when there is
no run any more. What could not be delivered is not marked as said; it is in the next digest.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

from archiver.agenda.interface import Agenda
from archiver.cli import wiring
from archiver.cli.asking import way
from archiver.cli.nightly.bodies import body_of, filled
from archiver.errors import ArchiverError
from archiver.flows.digest import Digest, digest, worth_telling
from archiver.model import instant
from archiver.model.duration import parse_duration
from archiver.remote.hook import run_hook
from archiver.remote.smtp import Server, mail, send_mail
from archiver.remote.webhook import Message, send
from archiver.settings import durable
from archiver.settings.archive import load_settings
from archiver.settings.home import home
from archiver.settings.notices import NoticeSettings, load_notices, read_secret
from archiver.sign.canonical import canonical

MAX_TEMPLATE = 64 << 10  # octets


def notify(agenda: Agenda, archive: Path, environ: Mapping[str, str], now: str) -> list[str]:
    """Sends what is to be sent; returns what could not be, in words without secrets."""
    settings = load_notices(home(environ))
    if settings is None:
        return []
    problems = []
    runs = agenda.unnoticed()
    if settings.heartbeat_url_file and runs and runs[-1].status == 0:
        problems += _tried("heartbeat", lambda: _beat(settings))
    outcomes = [one for run in runs for one in agenda.outcomes(run.id)]
    if not worth_telling(runs, outcomes, settings.when):
        agenda.noticed(agenda.last_notice() or "")
        return problems
    if not _is_time(agenda.last_notice(), settings.every, now):
        return problems
    with wiring.read_index(archive) as index:
        said = digest(load_settings(archive).name, runs, outcomes, wiring.store_of(archive), index)
    failed = [problem for name, way in _ways(settings, said, now) for problem in _tried(name, way)]
    if not failed:
        agenda.noticed(now)
    return problems + failed


def _is_time(last: str | None, every: str, now: str) -> bool:
    """Whether `every` has passed; a last notice in the future means that the clock was put back."""
    if not last:
        return True
    passed = instant.parse(now) - instant.parse(last)
    return passed >= timedelta(seconds=parse_duration(every)) or passed < timedelta(0)


def _tried(name: str, way: Callable[[], object]) -> list[str]:
    try:
        way()
    except ArchiverError as e:
        return [f"{name}: {e}"]
    return []


def _ways(settings: NoticeSettings, said: Digest, now: str) -> Iterator[tuple[str, Callable[[], object]]]:
    if command := settings.command:
        yield "command", lambda: run_hook(command, canonical(said.__dict__ | {"runs": list(said.runs)}))
    if settings.smtp_host:
        yield "smtp", lambda: _mail(settings, said, now)
    if settings.webhook_url_file:
        yield "webhook", lambda: _post(settings, said)


def _mail(settings: NoticeSettings, said: Digest, now: str) -> None:
    sender, host = settings.smtp_from or "", settings.smtp_host or ""
    receivers = [one.strip() for one in (settings.smtp_to or "").split(",")]
    password = read_secret(settings.smtp_password_file) if settings.smtp_password_file else ""
    login = (settings.smtp_user, password) if settings.smtp_user else None
    server = Server(host, settings.smtp_port, settings.smtp_security, login, settings.smtp_ca_file)
    message_id = f"<{said.runs[-1]}@{sender.rpartition('@')[2]}>"
    date = format_datetime(instant.parse(now))
    send_mail(server, mail(sender, receivers, f"[archiver] {said.title}", said.text, message_id, date))


def _post(settings: NoticeSettings, said: Digest) -> None:
    url = read_secret(settings.webhook_url_file or "").replace("{run}", said.runs[-1])
    if settings.webhook_template_file:
        path = Path(settings.webhook_template_file)
        with durable.wrapped("read the template", path):
            template = durable.read_limited(path, MAX_TEMPLATE)[0].decode("utf-8", "replace")
        message = filled(said, template, settings.webhook_method)
    else:
        message = body_of(said, settings.webhook_template, settings.webhook_method)
    send(url, _with_token(message, settings), through=way())


def _with_token(message: Message, settings: NoticeSettings) -> Message:
    if not settings.webhook_token_file:
        return message
    token = ("Authorization", f"Bearer {read_secret(settings.webhook_token_file)}")
    return Message(message.method, message.body, (*message.headers, token))


def _beat(settings: NoticeSettings) -> None:
    send(read_secret(settings.heartbeat_url_file or ""), Message("GET", b"", ()), through=way())
