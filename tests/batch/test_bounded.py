"""The wall around extraction: what a page can do to it, and that the next page does not notice."""

import io
import os
import subprocess
import sys
import time

import pytest

from archiver.batch import worker
from archiver.batch.bounded import BoundedReader
from archiver.batch.child import Child
from archiver.batch.pool import ReaderPool
from archiver.claims.given import claims_in, given
from archiver.errors import LimitError, UsageError
from archiver.flows.reading import Reading
from tests.flows.workshop import ARTICLE, captured, claims_here, extract_here, workshop

SHOP = workshop()
NESTED = b"<html><body><article>" + b"<div>" * 50_000 + b"deep" + b"</div>" * 50_000 + b"</article></body></html>"
MANY = b"<html><body><article>" + b"<p>One of many paragraphs.</p>" * 100_000 + b"</article></body></html>"


def test_the_child_reads_what_this_process_would_read() -> None:
    with BoundedReader() as reader:
        capture = captured(ARTICLE, SHOP)
        extraction = reader.extract(capture)
        assert extraction == extract_here(capture)
        assert reader.find_claims(extraction) == claims_here(extraction)
        assert reader.read(capture) == Reading(extraction=extraction, claims=claims_here(extraction))
        nothing = captured(b"<html><body></body></html>", SHOP, name="a.html")
        assert reader.read(nothing) == Reading(extraction=extract_here(nothing), claims=None)


def test_claims_are_found_again_by_the_extractor_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    text = given(None, ("Bridge at Dolna reopened", None, "“We worked,” said Olena Marchenko."))
    with BoundedReader() as reader:
        assert reader.claims_in(text, "default") == claims_in(text, "default")
        with pytest.raises(UsageError, match="no extractor is called 'other'"):
            reader.claims_in(text, "other")  # type: ignore[arg-type]
        assert reader.claims_in(text, "default").items


@pytest.mark.parametrize("page", [NESTED, MANY], ids=["50,000 nested elements", "100,000 paragraphs"])
def test_a_page_made_to_break_parsers_is_refused_or_read_and_the_next_one_is_read(page: bytes) -> None:
    with BoundedReader(seconds=20) as reader:
        try:
            assert reader.extract(captured(page, SHOP, name="a.html")).blocks is not None
        except LimitError as e:
            assert "expected" in str(e)
        assert reader.extract(captured(ARTICLE, SHOP)).blocks[0] == "Bridge at Dolna reopened"


def test_a_child_that_takes_too_long_is_ended() -> None:
    child = child_that("import time; time.sleep(60)")
    with BoundedReader(seconds=0.3, child=child) as reader, pytest.raises(LimitError, match=r"within 0\.3 s"):
        reader.extract(captured(ARTICLE, SHOP))
    assert not child.alive()


@pytest.mark.parametrize(
    "does",
    [
        pytest.param("pass", id="nothing is read"),
        pytest.param(
            "import sys\nsys.stdin.buffer.read(8_000_010)\nos.write(1, bytes((0, 0, 0, 2, 0, 0, 127, 255)))\n"
            "while True:\n  os.write(1, b' ')\n  time.sleep(.05)",
            id="drop by drop",
        ),
    ],
)
def test_one_deadline_holds_for_the_whole_answer(does: str) -> None:
    """Octets that come in time, each for itself, do not make an answer that comes in time."""
    child = child_that(f"import os, time\n{does}\ntime.sleep(60)")
    begin = time.monotonic()
    with child, pytest.raises(TimeoutError):
        child.ask(worker.packed({}, b"x" * 8_000_000), seconds=1)
    assert time.monotonic() - begin < 20


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"\xff\xff\xff\xff\xff\xff\xff\xff", id="8 GB"),
        pytest.param(b"\0\0\0\0\0\0\0\0", id="nothing"),
        pytest.param(b"\0\0\0\2\0\0\0\0{]", id="no JSON"),
        pytest.param(b"\0\0\0\2\0\0\0\x09{}", id="less than it says"),
    ],
)
def test_a_child_that_talks_nonsense_is_as_good_as_dead(said: bytes) -> None:
    with child_that(f"import os; os.read(0, 1); os.write(1, {said!r})") as child:
        assert child.ask(worker.packed({}), seconds=20) is None


def child_that(does: str) -> Child:
    return Child.of([sys.executable, "-c", does], dict(os.environ))


def test_children_that_were_started_ahead_are_used_and_ended() -> None:
    with Child.ahead(2) as children:
        with ReaderPool(3, started=children) as pool:
            assert pool.extract(captured(ARTICLE, SHOP)).blocks
            assert {reader._child for reader in pool._readers} == {None, *children}
        assert not any(child.alive() for child in children)


def test_a_child_that_nobody_used_is_ended() -> None:
    with Child.ahead(1) as children:
        assert children[0].alive()
    assert not children[0].alive()


def test_a_child_that_dies_is_an_error_of_the_page_not_of_the_run() -> None:
    with BoundedReader() as reader:
        reader.extract(captured(ARTICLE, SHOP))
        assert reader._child is not None
        reader._child.process.kill()
        reader._child.process.wait()
        assert reader.extract(captured(ARTICLE, SHOP)).blocks


def test_a_defect_in_the_child_is_raised_as_one() -> None:
    with BoundedReader() as reader, pytest.raises(RuntimeError, match="KeyError"):
        reader._ask("page", "no such task", {}, b"")


def test_the_child_may_not_take_more_memory_than_it_is_given() -> None:
    code = (
        "import resource, sys\nfrom archiver.batch import worker\n"
        "worker.TASKS['hog'] = lambda a, b: {'n': len(bytearray(worker.MAX_MEMORY))}\n"
        "resource.setrlimit(resource.RLIMIT_AS, (worker.MAX_MEMORY, worker.MAX_MEMORY))\n"
        "print(worker.answer({'task': 'hog', 'arguments': {}}, b'')[0]['error'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "LimitError"


def test_a_message_that_ends_early_is_no_message() -> None:
    whole = worker.packed({"a": 1}, b"body")
    assert worker.receive(io.BytesIO(whole)) == ({"a": 1}, b"body")
    for end in range(len(whole)):
        assert worker.receive(io.BytesIO(whole[:end])) is None
