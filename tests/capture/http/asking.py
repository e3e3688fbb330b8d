"""How the tests ask: small limits, loopback allowed, every octet compared."""

import asyncio
from collections.abc import Sequence
from typing import Any

from archiver.capture.http.client import Fetched, fetch
from archiver.capture.http.exchange import Exchange
from archiver.capture.http.limits import Limits
from archiver.capture.http.options import FetchOptions

SMALL = Limits(connect=5, tls=5, idle=5, total=15, linger=0.3, max_body=1_000_000, max_head=16_384)
MUCH = 10_000_000


def options(**changes: Any) -> FetchOptions:
    return FetchOptions(**{"limits": SMALL, "allow_private": True, **changes})


def ask(url: str, **changes: Any) -> Fetched:
    return asyncio.run(fetch(url, options(**changes)))


def octets(exchange: Exchange) -> bytes:
    return exchange.response.octets(MUCH)


def resolver(table: dict[str, Sequence[str]]) -> Any:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return table.get(host, (host,))

    return resolve
