"""A Bitcoin node as far as the independent client asks one: three calls of its JSON-RPC, over the blocks of a test."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from archiver.sign.bitcoin import block_hash
from tests.support.blocks import Chain


def _call(chain: Chain, method: str, params: list[Any]) -> Any:
    hashes = [block_hash(header) for header in chain.headers]
    if method == "getblockcount":
        return chain.first + len(hashes) - 1
    if method == "getblockhash":
        return hashes[params[0] - chain.first]
    assert method == "getblockheader"
    return chain.headers[hashes.index(params[0])].hex()


@contextmanager
def node(chain: Chain) -> Iterator[str]:
    """Its address, with a name and a password as the client wants."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                answer: dict[str, Any] = {"result": _call(chain, asked["method"], asked["params"]), "error": None}
            except IndexError:
                answer = {"result": None, "error": {"code": -8, "message": "Block height out of range"}}
            body = json.dumps({**answer, "id": asked["id"]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://name:word@127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
