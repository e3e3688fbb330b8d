"""The child that reads hostile pages: `python -m archiver.batch.worker`.

Requests come on stdin, answers go to stdout, each as two lengths (32-bit big-endian), a JSON head and raw octets:

    {"task": "read", "arguments": {"media_type": "text/html", ...}}     + the page's octets
    {}  or  {"error": "ContentError", "message": "..."}                 + what was read, as JSON; nothing

JSON both ways: nothing that the child says is executed by the parent, whatever a page did to it. What reading needs is
loaded before the first request.
"""

import resource
import struct
import sys
import traceback
from typing import Any, BinaryIO

import orjson

from archiver.errors import ArchiverError, LimitError
from archiver.sign.canonical import canonical

MAX_MEMORY = 2 * 1024 * 1024 * 1024  # octets of address space; an article of 60 kB takes about 200 MB
LENGTHS = struct.Struct(">II")


def read_task(arguments: dict[str, Any], body: bytes) -> dict[str, Any]:
    """`extract.extract` over octets, and the claims in what it finds: a `flows.reading.Reading`."""
    from archiver.claims.given import claims_in, given
    from archiver.extract.extract import extract

    found = extract(body, **arguments)
    claims = claims_in(given(found.article, found.blocks), "default").document() if found.blocks else None
    return {"extraction": found.document(), "claims": claims}


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


TASKS = {"read": read_task, "extract": extract_task, "claims": claims_task, "source": source_task}


def packed(head: object, body: bytes = b"") -> bytes:
    """One message."""
    octets = orjson.dumps(head)
    return b"".join((LENGTHS.pack(len(octets), len(body)), octets, body))


def unpacked(octets: bytes, head: int) -> tuple[Any, bytes] | None:
    """Head and body of a message without its lengths; None where the head, of that many octets, is no JSON."""
    try:
        return orjson.loads(octets[:head]), octets[head:]
    except orjson.JSONDecodeError:
        return None


def receive(stream: BinaryIO) -> tuple[Any, bytes] | None:
    """Reads one message; None when the other side is gone."""
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head, body = LENGTHS.unpack(lengths)
    octets = stream.read(head + body)
    return unpacked(octets, head) if len(octets) == head + body else None


def answer(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """The answer to one request; an error of ours becomes a value, and so does a defect, which the parent raises."""
    try:
        return {}, canonical(TASKS[head["task"]](head["arguments"], body))
    except ArchiverError as e:
        return {"error": type(e).__name__, "message": str(e)}, b""
    except (MemoryError, RecursionError) as e:
        detail = f"expected a page that can be read within {MAX_MEMORY} octets of memory, found {type(e).__name__}"
        return {"error": LimitError.__name__, "message": detail}, b""
    except Exception:  # noqa: BLE001  # handed to the parent, which raises it as the defect that it is
        return {"defect": traceback.format_exc()}, b""


def warm() -> None:
    """Loads what reading a page needs."""
    import archiver.claims.find
    import archiver.extract.extract  # noqa: F401


def main() -> None:
    """Answers until stdin ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    sys.setrecursionlimit(1000)
    warm()
    while request := receive(sys.stdin.buffer):
        sys.stdout.buffer.write(packed(*answer(*request)))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
