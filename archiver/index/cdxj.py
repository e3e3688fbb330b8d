"""CDXJ, the index that pywb and other replay programs read: a line a record, sorted by its octets.

    org,example)/news/a 20261122071501 {"url": "https://www.example.org/news/a", "mime": "text/html", "status": "200",
        "digest": "sha256:5a78...", "length": "15248", "offset": "891", "filename": "a.warc.gz"}

(one line). Key, moment in UTC to the second, and a JSON object of strings; `offset` and `length` are the gzip member's
in `filename`. What pywb's `cdx-indexer -j` writes of the same file is the same but for the name of the file.
"""

import heapq
import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import BinaryIO

from archiver.bundle import http1
from archiver.bundle.members import Members
from archiver.bundle.reader import segment_records
from archiver.bundle.record import Head
from archiver.bundle.records import is_http, nonce_uri
from archiver.errors import InputError, LimitError, WarcError
from archiver.model.url import surt

IN_MEMORY = 200_000  # lines that are sorted at a time; about 100 MB
NOT_INDEXED = frozenset({"warcinfo", "request"})  # as every indexer has it
NOT_REPLAYED = frozenset({"conversion"})  # our text under the page's own address would stand in for the page


def lines_of(segment: BinaryIO, filename: str, *, everything: bool, offset: int = 0) -> Iterator[str]:
    """The lines of one segment, in its order, without line ends; raises WarcError or LimitError for a damaged one.

    `offset` is where the segment begins in `filename`.

    Left out, unless `everything` is wanted, is what no replay should serve: the canonical text and the nonce.
    """
    members, pending = Members(segment), None
    for record in segment_records(members):
        if pending:
            yield _line(*pending, offset + members.offset, filename)
        first = b""
        for piece in record.pieces():
            first += piece[: http1.MAX_HEAD - len(first)]
        pending = (record.head, first, offset + members.offset) if _wanted(record.head, everything=everything) else None
    if pending:
        yield _line(*pending, offset + members.end, filename)


def in_order(lines: Iterable[str]) -> Iterator[str]:
    """`lines` sorted by their octets, with those that do not fit into memory on disk meanwhile."""
    remaining = iter(lines)
    with ExitStack() as stack:
        runs: list[Iterable[str]] = []
        while len(run := sorted(islice(remaining, IN_MEMORY), key=str.encode)) == IN_MEMORY:
            spilled = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n"))
            spilled.writelines(f"{line}\n" for line in run)
            spilled.seek(0)
            runs.append(line.removesuffix("\n") for line in spilled)
        yield from heapq.merge(*runs, run, key=str.encode)


def key_of(uri: str) -> str:
    """The SURT of a web address; anything else (`urn:view:...`) as it is, without what could break a line."""
    try:
        return surt(uri)
    except InputError:
        return "".join(uri.split()) or "-"


def _wanted(head: Head, *, everything: bool) -> bool:
    if head.type in NOT_INDEXED:
        return False
    nonce = (head.target_uri or "").startswith(nonce_uri(""))
    return everything or not (nonce or head.type in NOT_REPLAYED)


def _line(head: Head, first: bytes, start: int, end: int, filename: str) -> str:
    uri = head.target_uri or ""
    mime, status = _http(first) if is_http(head.get("Content-Type")) else (_bare(head.get("Content-Type")), None)
    fields = {
        "url": uri,
        "mime": mime,
        "status": status,
        "digest": (head.get("WARC-Payload-Digest") or "-").removeprefix("sha1:"),
        "length": str(end - start),
        "offset": str(start),
        "filename": filename,
    }
    moment = "".join(filter(str.isdigit, head.need("WARC-Date")))[:14]
    stated = {name: value for name, value in fields.items() if value is not None}
    return f"{key_of(uri)} {moment} {json.dumps(stated, ensure_ascii=True)}"


def _http(first: bytes) -> tuple[str, str | None]:
    """Media type and status of an HTTP message; an answer without a head has neither."""
    try:
        head = http1.split_head(first)
        return _bare(head.get("content-type")), str(head.status)
    except (WarcError, LimitError):
        return "unk", None


def _bare(content_type: str | None) -> str:
    return (content_type or "").partition(";")[0].strip() or "unk"
