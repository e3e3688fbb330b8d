"""Who is told what about runs: `$ARCHIVER_HOME/notices.yaml`, the user's own file, never one in an archive.

    version: 1
    when: changes
    every: 1h
    smtp_host: mail.example.org
    smtp_from: archive@example.org
    smtp_to: desk@example.org, night@example.org

An archive travels, and whoever runs `archiver run` in one that somebody else made must not start that person's command.
Secrets stand in files of their own, for their owner alone: an address of a webhook is one.
"""

import stat
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from archiver.errors import ResourceError
from archiver.model.base import Frozen
from archiver.model.duration import parse_duration
from archiver.settings import durable, plain
from archiver.settings.plain import Line

NOTICES_NAME = "notices.yaml"
MAX_NOTICES = 64 << 10  # octets
MAX_SECRET = 4096  # octets
EVERY = "1h"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def _is_duration(text: str) -> str:
    parse_duration(text)
    return text


def _is_absolute(text: str) -> str:
    if not text.startswith("/"):
        raise ValueError("expected an absolute path")
    return text


AbsolutePath = Annotated[Line, AfterValidator(_is_absolute)]
Mailbox = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]+@[\x21-\x7e]+$", max_length=254)]


class NoticeSettings(Frozen):
    """`when`: `problems` (exit status other than 0), `changes` (or something new to read), `always`.

    `every` is the shortest time between two notices; what happens in between goes into the next one.
    """

    version: Literal[1]
    when: Literal["problems", "changes", "always"] = "changes"
    every: Annotated[str, AfterValidator(_is_duration)] = EVERY
    command: AbsolutePath | None = None
    smtp_host: Line | None = None
    smtp_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_ca_file: AbsolutePath | None = None
    smtp_user: Line | None = None
    smtp_password_file: AbsolutePath | None = None
    smtp_from: Mailbox | None = None
    smtp_to: Line | None = None
    webhook_url_file: AbsolutePath | None = None
    webhook_method: Literal["POST", "PUT"] = "POST"
    webhook_template: Literal["slack", "matrix", "ntfy", "json"] = "json"
    webhook_template_file: AbsolutePath | None = None
    webhook_token_file: AbsolutePath | None = None
    heartbeat_url_file: AbsolutePath | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.smtp_host and not (self.smtp_from and self.smtp_to):
            raise ValueError("expected smtp_from and smtp_to beside smtp_host")
        if self.smtp_user and not self.smtp_password_file:
            raise ValueError("expected smtp_password_file beside smtp_user")
        if self.smtp_user and self.smtp_security == "none":
            raise ValueError(
                "expected smtp_security starttls or tls beside smtp_user: a password is not sent in the clear"
            )
        return self


def load_notices(home: Path) -> NoticeSettings | None:
    """The settings in the user's folder, None where there is no such file; raises UsageError with file and line."""
    path = home / NOTICES_NAME
    if not path.is_file():
        return None
    with durable.wrapped("read the settings of notices", path):
        data, status = durable.read_limited(path, MAX_NOTICES)
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise ResourceError(f"expected {str(path)!r} writable for its owner alone: run `chmod 644 {path}`")
    return plain.parse(data, str(path), NoticeSettings)


def read_secret(path: str) -> str:
    """The one line of a file that nobody but its owner may read; raises ResourceError."""
    with durable.wrapped("read the secret", Path(path)):
        data, status = durable.read_limited(Path(path), MAX_SECRET)
    if status.st_mode & _OTHERS:
        raise ResourceError(f"expected {path!r} for its owner alone, found it open to others: run `chmod 600 {path}`")
    try:
        secret = data.decode().strip()
    except UnicodeDecodeError as e:
        raise ResourceError(f"expected one line of UTF-8 in {path!r}, found other octets") from e
    if not secret or len(secret.split()) != 1:
        raise ResourceError(f"expected one word in {path!r}, found {'none' if not secret else 'several'}")
    return secret
