"""A mail through the user's own server (RFC 5321), with TLS from the first octet or by STARTTLS (RFC 3207).

send_mail(Server("mail.example.org", 587, "starttls", None), mail)

A server that does not offer TLS where it is asked for gets nothing. Raises NoticeError.
"""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal

from archiver.remote.webhook import NoticeError

SECONDS = 30.0
PORTS = {"starttls": 587, "tls": 465, "none": 25}
LOCAL_NAME = "localhost"  # what EHLO says: a mail's headers must not name this machine


@dataclass(frozen=True)
class Server:
    """Where mails go; `login` is user and password, `ca_file` adds an authority."""

    host: str
    port: int | None
    security: Literal["starttls", "tls", "none"]
    login: tuple[str, str] | None = None
    ca_file: str | None = None


def mail(sender: str, receivers: list[str], subject: str, text: str, message_id: str, date: str) -> EmailMessage:
    """A plain-text mail; `message_id` and `date` (RFC 5322) are given, because a mail must not name this machine."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = ", ".join(receivers)
    message["Subject"] = subject
    message["Date"] = date
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers
    message.set_content(text)
    return message


def send_mail(server: Server, message: EmailMessage) -> None:
    """Hands `message` over to the server for every receiver; raises NoticeError where it takes it for none or some."""
    try:
        with _connected(server) as connection:
            if server.login:
                connection.login(*server.login)
            refused = connection.send_message(message)
    except (OSError, smtplib.SMTPException) as e:
        raise NoticeError(f"{server.host}: expected the mail to be taken, found {type(e).__name__}: {_said(e)}") from e
    if refused:
        raise NoticeError(f"{server.host}: expected the mail to be taken for all, refused for {len(refused)}")


def _connected(server: Server) -> smtplib.SMTP:
    port = server.port or PORTS[server.security]
    context = ssl.create_default_context(cafile=server.ca_file)
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, port, LOCAL_NAME, timeout=SECONDS, context=context)
    connection = smtplib.SMTP(server.host, port, LOCAL_NAME, timeout=SECONDS)
    try:
        if server.security == "starttls":
            connection.starttls(context=context)
    except BaseException:
        connection.close()
        raise
    return connection


def _said(error: Exception) -> str:
    """What the server said, which is no secret; never what was sent to it."""
    said = getattr(error, "smtp_error", b"")
    return said.decode("utf-8", "replace")[:200] if isinstance(said, bytes) else str(said)[:200]
