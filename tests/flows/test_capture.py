"""What a capture becomes: its status, its relation, and what the next request asks with. No network here."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from archiver.capture.interface import Captured
from archiver.flows.archive import Workshop
from archiver.flows.capture import Tried, keep, overall, validators
from archiver.model.capture import Response
from archiver.model.statement import Relation
from tests.flows.workshop import ARTICLE, URL, captured, workshop

ETAG, DATE = ("ETag", '"v1"'), ("Last-Modified", "Sat, 21 Nov 2026 18:30:00 GMT")
RECORD = "<urn:uuid:00000000-0000-4000-8000-000000000077>"
LONG = ARTICLE + "\n".join(f"\nThe bridge carries {n} lorries an hour, the crew said on day {n}.\n" for n in range(40))


@dataclass(frozen=True)
class Given:
    """A source of what a test made up."""

    capture: Captured

    def captures(self) -> Iterator[Captured]:
        yield self.capture


def answered(shop: Workshop, status: int, text: str = LONG, outcome: Relation | None = None) -> Captured:
    """An answer of the web with `status`; its page is read only where nothing else follows from the answer."""
    made = captured(text, shop)
    changes = {"body": None, "outcome": outcome, "unreadable": f"status {status}"} if outcome else {}
    record = made.payload.record if made.payload else RECORD
    response = Response(status=status, headers=(ETAG, DATE), record=record)
    return replace(made, method="socket", response=response, **changes)  # type: ignore[arg-type]


def tried(shop: Workshop, given: Captured) -> Tried:
    return keep(Given(given), shop, robots=(), case_id="c")


def no_connection(shop: Workshop) -> Captured:
    return replace(
        captured(ARTICLE, shop),
        method="socket",
        payload=None,
        body=None,
        outcome="unavailable",
        unreadable="dns: no address",
    )


def test_an_article_and_then_everything_that_can_happen_to_it() -> None:
    shop = workshop()
    seen = [
        (done.status, done.kept.change, done.kept.quality.verdict)
        for done in (
            tried(shop, given)
            for given in (
                answered(shop, 200),
                answered(shop, 304, outcome="unchanged"),
                answered(shop, 200),
                answered(shop, 451, outcome="removed"),
                no_connection(shop),
                answered(shop, 410, outcome="removed"),
                answered(shop, 200),
                answered(shop, 200, "Please log in to continue"),
                answered(shop, 200, ARTICLE),
                answered(shop, 200),
            )
        )
    ]
    assert seen == [
        (0, None, "article"),
        (0, "unchanged", "empty"),
        (0, "unchanged", "article"),
        (6, "removed", "error"),
        (6, "unavailable", "error"),
        (0, "removed", "error"),
        (0, "returned", "article"),
        (6, "unavailable", "login"),
        (0, "returned", "shrunken"),
        (0, "text", "article"),
    ]


@pytest.mark.parametrize("status", [404, 410])
def test_what_was_never_there_is_not_removed_however_often_it_is_asked_for(status: int) -> None:
    shop = workshop()
    seen = [tried(shop, answered(shop, status, outcome="removed")) for _ in range(2)]
    assert [(done.status, done.kept.change) for done in seen] == [(6, None), (6, "unavailable")]
    first = tried(shop, answered(shop, 200))
    assert (first.status, first.kept.change) == (0, "text")


def test_the_next_request_asks_with_what_the_last_text_came_with() -> None:
    shop = workshop()
    assert validators(URL, shop) is None
    tried(shop, answered(shop, 200))
    tried(shop, answered(shop, 304, outcome="unchanged"))
    assert validators(URL, shop) == (URL, (("If-None-Match", ETAG[1]), ("If-Modified-Since", DATE[1])))
    tried(shop, no_connection(shop))
    assert validators(URL, shop) is None, "after a failed try the whole page is wanted"


def test_a_reason_is_given_unless_all_is_well() -> None:
    shop = workshop()
    assert tried(shop, answered(shop, 200)).reason is None
    assert tried(shop, answered(shop, 410, outcome="removed")).reason is None
    assert tried(shop, no_connection(shop)).reason == "error: dns: no address"


@pytest.mark.parametrize(
    ("statuses", "status"), [([0], 0), ([0, 0], 0), ([6], 6), ([6, 6], 6), ([0, 6], 4), ([6, 0, 7], 4), ([], 0)]
)
def test_the_status_of_a_run(statuses: list[int], status: int) -> None:
    assert overall(statuses) == status
