"""A calendar of OpenTimestamps on loopback, made of the independent library, that dates by blocks of the test's chain.

desk = Calendar(Chain())
with desk.served() as url: ...         POST /digest, GET /timestamp/<hex>; with `is_down` it answers 503
desk.confirm()                         everything that waits goes into one block, which is then buried
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation
from opentimestamps.core.op import OpAppend, OpPrepend, OpSHA256
from opentimestamps.core.serialize import BytesDeserializationContext, BytesSerializationContext
from opentimestamps.core.timestamp import DetachedTimestampFile, Timestamp, cat_sha256d, make_merkle_tree

from tests.support.blocks import Chain

BEFORE, AFTER = bytes(40) + b"\x6a\x20", bytes(4)  # around an OP_RETURN, as in a transaction


def written(stamp: Timestamp | DetachedTimestampFile) -> bytes:
    """As the library writes it."""
    context = BytesSerializationContext()
    stamp.serialize(context)
    return bytes(context.getbytes())


def detached(proof: bytes) -> DetachedTimestampFile:
    """As the library reads it; raises its DeserializationError."""
    return DetachedTimestampFile.deserialize(BytesDeserializationContext(proof))


class Calendar:
    """What it was given, and what it knows of it."""

    def __init__(self, chain: Chain, url: str = "https://calendar.example.org") -> None:
        self.chain, self.url, self.is_down = chain, url, False
        self.waiting: dict[bytes, Timestamp] = {}
        self.dated: dict[bytes, Timestamp] = {}
        self.asked: list[str] = []

    def submit(self, digest: bytes) -> bytes:
        """A promise: an aggregator's nonce, the calendar's time and authenticator, and its own address."""
        stamp = Timestamp(digest)
        tip = stamp.ops.add(OpAppend(os.urandom(16))).ops.add(OpSHA256())
        commitment = tip.ops.add(OpPrepend(os.urandom(4))).ops.add(OpAppend(os.urandom(8)))
        commitment.attestations.add(PendingAttestation(self.url))
        self.waiting[commitment.msg] = Timestamp(commitment.msg)
        return written(stamp)

    def confirm(self, *, bury: bool = True) -> int:
        """Dates what waits; the height of the block."""
        leaves = list(self.waiting.values())
        tip = make_merkle_tree([leaf.ops.add(OpSHA256()) for leaf in leaves])
        transaction = tip.ops.add(OpPrepend(BEFORE)).ops.add(OpAppend(AFTER)).ops.add(OpSHA256()).ops.add(OpSHA256())
        root = cat_sha256d(cat_sha256d(transaction, os.urandom(32)), os.urandom(32))
        height = self.chain.add(root.msg)
        root.attestations.add(BitcoinBlockHeaderAttestation(height))
        self.dated |= self.waiting
        self.waiting = {}
        if bury:
            self.chain.bury()
        return height

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        """Status and body; a proxy hands on the whole address."""
        path = urlsplit(path).path
        self.asked.append(f"{method} {path}")
        if self.is_down:
            return 503, b"gone fishing"
        if method == "POST" and path == "/digest" and len(body) == 32:
            return 200, self.submit(body)
        found = self.dated.get(bytes.fromhex(path.removeprefix("/timestamp/"))) if method == "GET" else None
        return (200, written(found)) if found else (404, b"Pending confirmation in Bitcoin blockchain")

    @contextmanager
    def served(self) -> Iterator[str]:
        """Its address, while it answers."""
        desk = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                status, answer = desk.answer(self.command, self.path, body)
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_POST = do_GET

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield self.url
        finally:
            server.shutdown()
            server.server_close()
