"""Rows of captures for `--results`: they come as hosts answer, and go into the table as the addresses were given."""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from archiver.cli.results import Results
from archiver.flows.capture import Tried
from archiver.flows.results import captured, not_captured
from archiver.model.results import CaptureResult
from archiver.model.url import check_url
from archiver.sign.canonical import canonical

MISSING = (0, 0)


class Tabled:
    """Keeps rows in a file meanwhile, so that memory stays flat while one host keeps all others waiting."""

    def __init__(self, urls: Sequence[str], table: Results, scratch: BinaryIO) -> None:
        """Raises InputError for an address that is none; an address that is given twice has two rows."""
        self._table, self._scratch = table, scratch
        self._places = [MISSING] * len(urls)  # offset and length of each row in `scratch`
        self._asked: defaultdict[str, deque[int]] = defaultdict(deque)
        for place, url in enumerate(urls):
            self._asked[check_url(url)].append(place)

    def tell(self, tried: Tried) -> None:
        """An address of which there is a package."""
        url = tried.kept.row.url
        self._add(captured(self._asked[url].popleft(), url, tried))

    def tell_failed(self, url: str, reason: str, status: int) -> None:
        """An address of which there is none."""
        asked = self._asked[check_url(url)].popleft()
        self._add(not_captured(asked, url, reason, status))

    def finish(self) -> None:
        """Puts all of them into the table."""
        self._table.add(self._rows())

    def _add(self, row: CaptureResult) -> None:
        with self._table.guarded():
            octets = canonical(row.document())
            self._places[row.asked] = self._scratch.tell(), len(octets)
            self._scratch.write(octets)

    def _rows(self) -> Iterator[CaptureResult]:
        for offset, length in self._places:
            if length:
                self._scratch.seek(offset)
                yield CaptureResult.model_validate_json(self._scratch.read(length))
