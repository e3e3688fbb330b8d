"""However TCP cuts the octets into pieces, the facts are the same."""

import io
from itertools import pairwise

import h11
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.capture.http.exchange import Spool
from archiver.capture.http.reception import Reception
from tests.capture.http.asking import MUCH, SMALL
from tests.capture.http.test_octets import COMPLETE, CUT, MALFORMED

CHUNK_HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def received(pieces: list[bytes], method: str = "GET") -> tuple[object, ...]:
    parser = h11.Connection(h11.CLIENT, max_incomplete_event_size=SMALL.max_head)
    parser.send(h11.Request(method=method, target="/", headers=[("Host", "a")]))
    parser.send(h11.EndOfMessage())
    reception = Reception(parser, Spool(io.BytesIO()), SMALL)
    rest = list(pieces)
    while rest and not reception.done:
        reception.feed(rest.pop(0))
    reception.add_surplus(b"".join(rest))
    if not reception.done:
        reception.end()
    kind = reception.failure and reception.failure.kind
    return reception.spool.octets(MUCH), reception.surplus, reception.head, reception.truncated, kind


@pytest.mark.parametrize("sent", [*COMPLETE.values(), *CUT.values(), *MALFORMED.values()])
@settings(deadline=None)
@given(cuts=st.lists(st.integers(min_value=1, max_value=400), max_size=6))
def test_any_cutting_gives_the_same_facts(sent: bytes, cuts: list[int]) -> None:
    sent += b"surplus" if sent in (COMPLETE["well-formed"], COMPLETE["204"]) else b""
    edges = [0, *sorted(cut for cut in set(cuts) if cut < len(sent)), len(sent)]
    pieces = [sent[a:b] for a, b in pairwise(edges)]
    assert received(pieces) == received([sent])


@given(st.lists(st.binary(max_size=200), max_size=8))
def test_any_octets_are_kept_and_none_is_invented(pieces: list[bytes]) -> None:
    pieces = [piece for piece in pieces if piece]
    octets, surplus, *_ = received(pieces)
    assert octets + surplus == b"".join(pieces)  # type: ignore[operator]


@pytest.mark.parametrize("answer", [COMPLETE["well-formed"].split(b"\r\n\r\n")[0] + b"\r\n\r\n", CHUNK_HEAD])
def test_a_response_to_head_has_no_body(answer: bytes) -> None:
    octets, surplus, head, truncated, kind = received([answer], method="HEAD")
    assert (octets, surplus, truncated, kind) == (answer, b"", None, None)
    assert head is not None


@given(st.lists(st.binary(max_size=60), max_size=8))
def test_any_octets_after_a_chunked_head_are_kept(pieces: list[bytes]) -> None:
    octets, surplus, *_ = received([CHUNK_HEAD, *(piece for piece in pieces if piece)])
    assert octets + surplus == CHUNK_HEAD + b"".join(pieces)  # type: ignore[operator]
