"""Bodies of webhooks: what Slack, Matrix, ntfy and everything else expect to be sent.

slack    {"text": "..."}                                    an incoming webhook
matrix   {"msgtype": "m.text", "body": "..."}               PUT, {run} in the address is the transaction's id
ntfy     the text itself, the title as a header             POST to the topic's address
json     {"title", "text", "status", "counts", "runs"}
a file   its text, with {title} {text} {status} {run} put in as JSON strings without their quotation marks
"""

import json
from dataclasses import asdict
from email.header import Header

from archiver.flows.digest import Digest
from archiver.remote.webhook import Message

_JSON = ("Content-Type", "application/json")
_SLACK = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})  # or an address could call everybody: <!channel>


def body_of(digest: Digest, template: str, method: str) -> Message:
    """The request for one of the known templates."""
    whole = f"{digest.title}\n{digest.text}"
    if template == "ntfy":
        plain = digest.title.isascii()
        title = digest.title if plain else Header(digest.title, "utf-8").encode(linesep="", maxlinelen=1000)
        headers = (("Content-Type", "text/plain; charset=utf-8"), ("Title", title), ("Tags", _tag(digest)))
        return Message(method, digest.text.encode(), headers)
    documents = {
        "slack": {"text": whole.translate(_SLACK)},
        "matrix": {"msgtype": "m.text", "body": whole},
        "json": asdict(digest),
    }
    return Message(method, json.dumps(documents[template]).encode(), (_JSON,))


def filled(digest: Digest, template: str, method: str) -> Message:
    """The request for a template of the user's own."""
    values = {"title": digest.title, "text": digest.text, "status": str(digest.status), "run": digest.runs[-1]}
    for name, value in values.items():
        template = template.replace("{" + name + "}", json.dumps(value)[1:-1].replace("{", "\\u007b"))
    return Message(method, template.encode(), (_JSON,))


def _tag(digest: Digest) -> str:
    return "warning" if digest.status else "white_check_mark"
