"""A connection to a machine by SSH, for callers that wait: `Link("", "host", 22).run(lambda sftp: sftp.stat("/a"))`.

asyncssh speaks the protocol, in a thread of its own. It reads ~/.ssh/config and known_hosts, and takes keys from an
agent or ~/.ssh, as `sftp` does; a machine whose key is not in known_hosts is refused, whatever the configuration says,
and no password is sent.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, TypeVar

from archiver.errors import ResourceError
from archiver.store.interface import not_there

if TYPE_CHECKING:
    import asyncssh

TRIES = 3  # of a call that changes nothing, each with a new connection
CONNECT_SECONDS, CALL_SECONDS = 20, 120
KEEPALIVE_SECONDS, KEEPALIVES = 15, 4  # a connection that died in silence is given up after a minute

T = TypeVar("T")


class Link:
    """Connects when it is first used, and again after a connection was lost or the process has forked."""

    def __init__(self, user: str, host: str, port: int) -> None:
        self._to = {"username": user} if user else {}
        self._host, self._port = host, port
        self._lock = Lock()
        self._process = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sftp: asyncssh.SFTPClient | None = None

    def run(self, call: "Callable[[asyncssh.SFTPClient], Awaitable[T]]", *, again: bool = False) -> T:
        """What `call` gives; with `again` it is tried anew when the connection is lost."""
        for _ in range(TRIES - 1 if again else 0):
            try:
                return self._once(call)
            except _lost():
                self._sftp = None
        try:
            return self._once(call)
        except _lost():
            self._sftp = None
            raise

    def _once(self, call: "Callable[[asyncssh.SFTPClient], Awaitable[T]]") -> T:
        loop, sftp = self._connected()

        async def called() -> T:
            return await call(sftp)

        return _wait(loop, called(), CALL_SECONDS)

    def _connected(self) -> "tuple[asyncio.AbstractEventLoop, asyncssh.SFTPClient]":
        with self._lock:
            if self._loop is None or self._process != os.getpid():  # threads do not survive a fork
                self._process, self._sftp, self._loop = os.getpid(), None, asyncio.new_event_loop()
                Thread(target=self._loop.run_forever, daemon=True, name="sftp").start()
            if self._sftp is None:
                with _connecting(self._host):
                    self._sftp = _wait(self._loop, self._connect(), CONNECT_SECONDS)
            return self._loop, self._sftp

    async def _connect(self) -> "asyncssh.SFTPClient":
        import asyncssh

        to: dict[str, Any] = {**self._to, "port": self._port} if self._port else self._to
        options = await asyncssh.SSHClientConnectionOptions.construct(
            config=(),  # ~/.ssh/config is read here and not later, where nobody would look at what it says
            host=self._host,
            **to,
            agent_forwarding=False,
            password_auth=False,
            kbdint_auth=False,
            keepalive_interval=KEEPALIVE_SECONDS,
            keepalive_count_max=KEEPALIVES,
        )
        if options.known_hosts is None:
            raise ResourceError(
                "expected a known_hosts file in ~/.ssh/config, found `UserKnownHostsFile none`: without one nobody"
                " could tell this machine from another; remove that line"
            )
        connection = await asyncssh.connect(self._host, options=options)
        return await connection.start_sftp_client()


def _wait(loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, T], seconds: float) -> T:
    return asyncio.run_coroutine_threadsafe(asyncio.wait_for(coroutine, seconds), loop).result()


def _lost() -> tuple[type[Exception], ...]:
    import asyncssh

    return (
        asyncssh.ConnectionLost,
        asyncssh.SFTPConnectionLost,
        asyncssh.SFTPNoConnection,
        asyncssh.ChannelOpenError,
        ConnectionError,
        TimeoutError,
    )


def _require_extra() -> None:
    if find_spec("asyncssh") is None:
        raise ResourceError("expected the extra `sftp` for sftp://, found none: install requirements/sftp.txt")


@contextmanager
def _connecting(host: str) -> Iterator[None]:
    """Raises ResourceError that says how to get to know the machine, or to be known there."""
    _require_extra()
    import asyncssh

    try:
        yield
    except asyncssh.HostKeyNotVerifiable as e:
        raise ResourceError(
            f"expected the key of {host} in ~/.ssh/known_hosts, found none there that it has: get its fingerprint from"
            f" whoever runs it, compare it with what `ssh-keyscan {host} | ssh-keygen -lf -` says, and only then add it"
        ) from e
    except asyncssh.PermissionDenied as e:
        raise ResourceError(
            f"expected to be let in by {host}, found no key that it takes: add the public key there, or load the key"
            " into the agent with `ssh-add`; passwords are not used"
        ) from e
    except (asyncssh.ConfigParseError, asyncssh.KeyImportError) as e:
        raise ResourceError(f"expected usable files in ~/.ssh, found {str(e)[:200]}: correct them") from e


@contextmanager
def failures(doing: str, name: str) -> Iterator[None]:
    """Raises ResourceError for whatever goes wrong between here and the disk there."""
    _require_extra()
    import asyncssh

    try:
        yield
    except asyncssh.SFTPNoSuchFile as e:
        raise not_there(name) from e
    except asyncssh.SFTPPermissionDenied as e:
        raise ResourceError(f"expected to {doing} {name!r}, found no permission: give it to that user there") from e
    except asyncssh.SFTPOpUnsupported as e:
        raise ResourceError(
            f"expected to {doing} {name!r} with OpenSSH's hardlink, posix-rename and fsync, found a server without:"
            " use another server"
        ) from e
    except asyncssh.SFTPError as e:
        raise ResourceError(
            f"expected to {doing} {name!r}, found {str(e.reason)[:200]!r}: see whether the disk there is full or"
            " read-only, and run this again"
        ) from e
    except (asyncssh.Error, OSError, TimeoutError) as e:
        raise ResourceError(
            f"expected to {doing} {name!r}, found {str(e)[:300] or 'no answer'}: check the network and `store` in"
            " archiver.yaml, and run this again"
        ) from e
