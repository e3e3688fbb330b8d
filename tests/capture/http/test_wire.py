"""The octets of a connection, in order, whatever ends it."""

import asyncio

import pytest

from archiver.capture.http.wire import BACKLOG, Wire


class Transport(asyncio.Transport):
    """Notes what the wire asks of it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def pause_reading(self) -> None:
        self.asked.append("pause")

    def resume_reading(self) -> None:
        self.asked.append("resume")

    def abort(self) -> None:
        self.asked.append("abort")


def test_what_came_before_a_reset_is_handed_on_before_the_reset() -> None:
    async def run() -> None:
        wire = Wire()
        wire.data_received(b"a")
        wire.data_received(b"b")
        wire.connection_lost(ConnectionResetError("reset"))
        assert [await wire.receive(), await wire.receive()] == [b"a", b"b"]
        with pytest.raises(ConnectionResetError):
            await wire.receive()

    asyncio.run(run())


def test_an_error_that_is_none_of_the_system_is_a_broken_connection() -> None:
    wire = Wire()
    wire.connection_lost(ValueError("odd"))
    with pytest.raises(ConnectionError, match="odd"):
        asyncio.run(wire.receive())


def test_the_end_is_the_end_however_often_one_asks() -> None:
    async def run() -> None:
        wire = Wire()
        wire.eof_received()
        wire.connection_lost(None)
        assert [await wire.receive(), await wire.receive()] == [b"", b""]
        assert not wire.silent

    asyncio.run(run())


def test_a_sender_that_is_faster_than_the_reader_is_held_back() -> None:
    async def run() -> None:
        wire, transport = Wire(), Transport()
        wire.connection_made(transport)
        for _ in range(3):
            wire.data_received(b"x" * BACKLOG)
        assert set(transport.asked) == {"pause"}
        for _ in range(3):
            await wire.receive()
        assert transport.asked[-1] == "resume"
        wire.close()
        assert transport.asked[-1] == "abort"

    asyncio.run(run())


def test_who_waits_is_woken_and_a_wait_that_was_cancelled_loses_nothing() -> None:
    async def run() -> None:
        wire = Wire()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await wire.receive()
        waiting = asyncio.create_task(wire.receive())
        await asyncio.sleep(0)
        wire.data_received(b"a")
        assert await waiting == b"a"

    asyncio.run(run())
