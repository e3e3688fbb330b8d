"""A citation: which version of which article was read, and where in it a passage stands.

place = place_of(blocks, "We agreed.")      the one place, or QuoteError that says how many there are and where
fragment("We agreed.") == "We%20agreed."    for `#:~:text=`, which browsers scroll to
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote

from archiver.compare.citing.proof import Proof
from archiver.compare.form import comparison_form
from archiver.errors import UsageError

MAX_QUOTE = 10_000  # code points
MAX_PLACES = 10  # places that are named where a quotation stands more than once
LONG = 120  # code points; of a longer quotation the link holds the first and the last words
ENDS = 5  # words of each end
AROUND = 24  # code points shown around a place


@dataclass(frozen=True)
class Quote:
    """A passage: its words, its place (code points in a block), the claim that it stands in, and the proof of it."""

    exact: str
    block: int
    start: int
    end: int
    claim: str | None
    proof: Proof | None


@dataclass(frozen=True)
class Citation:
    """What stands in a citation; `captured_at` and ids are as signed, what the page says of itself as printed."""

    title: str
    authors: tuple[str, ...]
    publisher: str | None
    published: str | None
    url: str
    captured_at: str
    statement_id: str
    archive: str
    sequence: int
    quote: Quote | None

    @property
    def key(self) -> str:
        """A short name that no other version, and no other passage of this one, has."""
        place = f"-{self.quote.block}-{self.quote.start}-{self.quote.end}" if self.quote else ""
        return f"archiver-{self.statement_id.rpartition(':')[2][:12]}{place}"

    @property
    def link(self) -> str:
        """The original address; with a quotation, the place in it (WICG Scroll To Text Fragment)."""
        if self.quote is None:
            return self.url
        directive = ":~:text=" + fragment(self.quote.exact)
        return self.url + (directive if "#" in self.url else "#" + directive)


def place_of(blocks: Sequence[str | None], exact: str) -> tuple[int, int, int]:
    """Block, start and end of the one place; raises UsageError with the places when there is none or several."""
    if not exact.strip() or len(exact) > MAX_QUOTE:
        raise UsageError(f"--quote: expected 1 to {MAX_QUOTE} characters, found {len(exact.strip())}")
    found = list(islice(_places(blocks, exact), MAX_PLACES + 1))
    if len(found) == 1:
        block, start = found[0]
        return block, start, start + len(exact)
    if found:
        more = "more than " if len(found) > MAX_PLACES else ""
        count = min(len(found), MAX_PLACES)
        where = "; ".join(_around(blocks, block, start, len(exact)) for block, start in found[:MAX_PLACES])
        raise UsageError(f"--quote: expected it in one place, found it in {more}{count}: {where}; quote more words")
    raise UsageError(f"--quote: expected it in the text, found it in no place{_nearly(blocks, exact)}")


def _places(blocks: Sequence[str | None], exact: str) -> Iterator[tuple[int, int]]:
    for number, block in enumerate(blocks):
        at = (block or "").find(exact)
        while block and at >= 0:
            yield number, at
            at = block.find(exact, at + 1)


def _around(blocks: Sequence[str | None], block: int, start: int, length: int) -> str:
    text = blocks[block] or ""
    shown = text[max(0, start - AROUND) : start + min(length, AROUND) + AROUND]
    return f"block {block} at {start} (…{shown}…)"


def _nearly(blocks: Sequence[str | None], exact: str) -> str:
    """Where the same words stand with other marks; a citation has them as they are printed."""
    wanted = comparison_form(exact)
    for number, block in enumerate(blocks):
        if block and wanted and wanted in comparison_form(block):
            return f"; block {number} has it with other marks, case or spaces: copy it from `archiver show --text`"
    return "; `archiver show --text` has the text"


def fragment(exact: str) -> str:
    """A passage as the value of a text directive: whole, or its first and last words where it is long."""
    words = exact.split(" ")
    if len(exact) <= LONG or len(words) <= 2 * ENDS:
        return _encoded(exact)
    return f"{_encoded(' '.join(words[:ENDS]))},{_encoded(' '.join(words[-ENDS:]))}"


def _encoded(text: str) -> str:
    """Percent-encoded, the marks of the directive's own syntax included."""
    return quote(text, safe="").replace("-", "%2D")
