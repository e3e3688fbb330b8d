"""The child that reads hostile pages: `python -m archiver.batch.worker`.

Requests come on stdin, answers go to stdout, each as two lengths (32-bit big-endian), a JSON head and raw octets:

    {"task": "extract", "arguments": {"media_type": "text/html", ...}}  + the page's octets
    {"value": {...}}  or  {"error": "ContentError", "message": "..."}   + nothing

JSON both ways: nothing that the child says is executed by the parent, whatever a page did to it.
"""

import resource
import struct
import sys
import traceback
from typing import Any, BinaryIO

import orjson

from archiver.errors import ArchiverError, LimitError

MAX_MEMORY = 2 * 1024 * 1024 * 1024  # octets of address space; an article of 60 kB takes about 200 MB
LENGTHS = struct.Struct(">II")


def extract_task(arguments: dict[str, Any], body: bytes) -> dict[str, Any]:
    """`extract.extract` over octets."""
    from archiver.extract.extract import extract

    return extract(body, **arguments).document()


def claims_task(arguments: dict[str, Any], body: bytes) -> dict[str, Any]:
    """The claims that the extractor of that name finds in a text."""
    from archiver.claims.given import Given, claims_in

    return claims_in(Given.model_validate_json(body), arguments["extractor"]).document()


def source_task(arguments: dict[str, Any], body: bytes) -> dict[str, Any]:
    """`sources.read_source` over octets."""
    from archiver.model import instant
    from archiver.watch.sources import read_source

    since = instant.parse(arguments.pop("since"))
    listing = read_source(body, since=since, **arguments)
    articles = [[one.url, one.title] for one in listing.articles]
    return {"articles": articles, "nested": list(listing.nested), "notes": list(listing.notes)}


TASKS = {"extract": extract_task, "claims": claims_task, "source": source_task}


def send(stream: BinaryIO, head: object, body: bytes = b"") -> None:
    """Writes one message."""
    octets = orjson.dumps(head)
    stream.write(LENGTHS.pack(len(octets), len(body)) + octets + body)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[Any, bytes] | None:
    """Reads one message; None when the other side is gone."""
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head_length, body_length = LENGTHS.unpack(lengths)
    head, body = stream.read(head_length), stream.read(body_length)
    if len(head) < head_length or len(body) < body_length:
        return None
    return orjson.loads(head), body


def answer(head: dict[str, Any], body: bytes) -> dict[str, Any]:
    """The answer to one request; an error of ours becomes a value, a defect ends the child."""
    try:
        return {"value": TASKS[head["task"]](head["arguments"], body)}
    except ArchiverError as e:
        return {"error": type(e).__name__, "message": str(e)}
    except (MemoryError, RecursionError) as e:
        detail = f"expected a page that can be read within {MAX_MEMORY} octets of memory, found {type(e).__name__}"
        return {"error": LimitError.__name__, "message": detail}
    except Exception:  # noqa: BLE001  # handed to the parent, which raises it as the defect that it is
        return {"defect": traceback.format_exc()}


def main() -> None:
    """Answers until stdin ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    sys.setrecursionlimit(1000)
    while request := receive(sys.stdin.buffer):
        send(sys.stdout.buffer, answer(*request))


if __name__ == "__main__":
    main()
