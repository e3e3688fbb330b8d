"""What is read out of one page, and each page read once, however many steps of a capture look at it.

    shop = read_once(shop, pool.read)      # for the captures of one article
    shop.extract(captured)                 # reads text and claims in one go
    shop.extract(captured)                 # knows it

A page of the web is looked at up to three times on its way into a package: is there an article without scripts, what
does it name, what is packaged. Equal octets, read in the same way, give the same text.
"""

from collections.abc import Callable
from dataclasses import replace

from archiver.capture.interface import Captured
from archiver.errors import LimitError
from archiver.extract.extraction import Extraction
from archiver.flows.archive import Workshop
from archiver.model.base import Frozen
from archiver.model.claim import ClaimSet

_How = tuple[bytes | None, str, str | None, str | None]  # octets, media type, charset, headline


class Reading(Frozen):
    """The article in a page and the claims in it; `claims` is None where there is no text."""

    extraction: Extraction
    claims: ClaimSet | None


Read = Callable[[Captured], Reading]


def read_once(shop: Workshop, read: Read) -> Workshop:
    """A workshop for the captures of one article, in which `read` sees each distinct page once."""
    once = _Once(shop, read)
    return replace(shop, extract=once.extract, find_claims=once.find_claims)


class _Once:
    """Remembers what was read, and what could not be read within the limits."""

    def __init__(self, shop: Workshop, read: Read) -> None:
        self._shop = shop
        self._read = read
        self._known: dict[_How, Reading | LimitError] = {}

    def extract(self, captured: Captured) -> Extraction:
        """The article in a capture; raises LimitError as the first try did."""
        how = (captured.body, captured.media_type, captured.charset, captured.headline)
        if how not in self._known:
            self._known[how] = self._first(captured)
        found = self._known[how]
        if isinstance(found, LimitError):
            raise found
        return found.extraction

    def _first(self, captured: Captured) -> Reading | LimitError:
        try:
            return self._read(captured)
        except LimitError as e:
            return e

    def find_claims(self, extraction: Extraction) -> ClaimSet:
        """The claims in an extraction, found with it where it came from here."""
        for found in self._known.values():
            if isinstance(found, Reading) and found.claims and _same(found.extraction, extraction):
                return found.claims
        return self._shop.find_claims(extraction)


def _same(one: Extraction, other: Extraction) -> bool:
    """Whether what claims are found in is the same; a verdict may have changed since."""
    return one.article is other.article and one.blocks is other.blocks
