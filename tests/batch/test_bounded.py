"""The wall around extraction: what a page can do to it, and that the next page does not notice."""

import io
import subprocess
import sys

import pytest

from archiver.batch import bounded, worker
from archiver.batch.bounded import BoundedReader
from archiver.claims.given import claims_in, given
from archiver.errors import LimitError, UsageError
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


def test_a_child_that_takes_too_long_is_ended_and_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    start = bounded._start
    with BoundedReader(seconds=0.3) as reader:
        monkeypatch.setattr(bounded, "_start", sleeping_child)
        with pytest.raises(LimitError, match=r"within 0\.3 s"):
            reader.extract(captured(ARTICLE, SHOP))
    monkeypatch.setattr(bounded, "_start", start)
    with BoundedReader() as reader:
        assert reader.extract(captured(ARTICLE, SHOP)).blocks


def sleeping_child() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def test_a_child_that_dies_is_an_error_of_the_page_not_of_the_run() -> None:
    with BoundedReader() as reader:
        reader.extract(captured(ARTICLE, SHOP))
        assert reader._child is not None
        reader._child.kill()
        reader._child.wait()
        assert reader.extract(captured(ARTICLE, SHOP)).blocks


def test_a_defect_in_the_child_is_raised_as_one() -> None:
    with BoundedReader() as reader, pytest.raises(RuntimeError, match="KeyError"):
        reader._ask("page", "no such task", {}, b"")


def test_the_child_may_not_take_more_memory_than_it_is_given() -> None:
    code = (
        "import resource, sys\nfrom archiver.batch import worker\n"
        "worker.TASKS['hog'] = lambda a, b: {'n': len(bytearray(worker.MAX_MEMORY))}\n"
        "resource.setrlimit(resource.RLIMIT_AS, (worker.MAX_MEMORY, worker.MAX_MEMORY))\n"
        "print(worker.answer({'task': 'hog', 'arguments': {}}, b'')['error'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "LimitError"


def test_a_message_that_ends_early_is_no_message() -> None:
    out = io.BytesIO()
    worker.send(out, {"a": 1}, b"body")
    whole = out.getvalue()
    assert worker.receive(io.BytesIO(whole)) == ({"a": 1}, b"body")
    for end in range(len(whole)):
        assert worker.receive(io.BytesIO(whole[:end])) is None
