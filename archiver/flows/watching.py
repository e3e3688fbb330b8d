"""The watch list: what is added to it by hand, and what joins because a source names it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from archiver.agenda.interface import Agenda, RunRow
from archiver.errors import UsageError
from archiver.flows.nightly import Desk
from archiver.index.interface import Row
from archiver.model.run import SourceOutcome
from archiver.model.url import surt
from archiver.model.watch import State, Watched, Wish
from archiver.watch.sources import Listing

# What articles take over from the source that names them.
INHERITED = ("tags", "case_id", "priority", "until", "browser", "with_resources", "viewport", "consent")


@dataclass(frozen=True)
class Answer:
    """What came of asking a source: a listing, `unchanged` (304), or a `cause` why there is neither.

    `kept` are the packages of the answers that name new articles.
    """

    listing: Listing | None = None
    unchanged: bool = False
    cause: str | None = None
    reason: str | None = None
    etag: str | None = None
    modified: str | None = None
    kept: tuple[Row, ...] = ()

    def with_more(self, nested: "Answer") -> "Answer":
        """The answer with what a nested source names besides."""
        if self.listing is None or nested.listing is None:
            return self
        articles = dict.fromkeys((*self.listing.articles, *nested.listing.articles))
        return replace(self, listing=replace(self.listing, articles=tuple(articles)), kept=(*self.kept, *nested.kept))


def took(desk: Desk, run: RunRow, source: Watched, answer: Answer) -> SourceOutcome:
    """Lets new articles join, and keeps what became of the source."""
    named = len(answer.listing.articles) if answer.listing else 0
    joined = join(desk, source, answer.listing) if answer.listing else 0
    cause = answer.cause or (None if named or answer.unchanged else "empty")
    notes = "; ".join(answer.listing.notes) if answer.listing and answer.listing.notes else None
    outcome = SourceOutcome(
        url=source.wish.url,
        kind=source.wish.kind,
        named=named,
        joined=joined,
        cause=cause,
        reason=answer.reason or notes,
        sidecars=tuple(row.sidecar for row in answer.kept),
        octets=sum(row.length + desk.shop.store.size(row.sidecar) for row in answer.kept),
    )
    desk.agenda.read(run.id, source, outcome, _state(source.state, desk.shop.now(), answer, outcome))
    return outcome


def names_new(agenda: Agenda, listing: Listing) -> bool:
    """Whether nobody watches one of its articles yet."""
    return any(
        all(there.wish.kind != "article" for there in agenda.of_series(surt(one.url))) for one in listing.articles
    )


def join(desk: Desk, source: Watched, listing: Listing) -> int:
    """Adds the articles that nobody watches yet, with the source's wishes for them; returns how many."""
    wish = source.wish
    now = desk.shop.now()
    inherited = {name: getattr(wish, name) for name in INHERITED}
    wishes = (Wish(url=one.url, **inherited) for one in listing.articles)
    return desk.agenda.add_all(wishes, now, source.id)


def _state(before: State, now: str, answer: Answer, outcome: SourceOutcome) -> State:
    """Validators are those of the last listing that was read to its end."""
    failures = before.failures + 1 if outcome.cause else 0
    changes: dict[str, object] = {
        "last_at": now,
        "failures": failures,
        "outcome": "failed" if outcome.cause else "read",
        "reason": outcome.reason or outcome.cause,
    }
    if answer.listing:
        # An empty listing is asked for in full again: "as it was" would hide that it is still empty.
        known = (answer.etag, answer.modified) if not outcome.cause else (None, None)
        changes |= {"etag": known[0], "modified": known[1]}
    return before.model_copy(update=changes)


@dataclass(frozen=True)
class Added:
    """What came of one wish: the entry, and whether it is new or its wishes were replaced."""

    watched: Watched
    is_new: bool


def add(agenda: Agenda, wish: Wish, now: str) -> Added:
    """Adds an entry; one that is there already takes the new wishes and keeps its state."""
    made = agenda.add(wish, now)
    if made:
        return Added(made, True)
    is_source = wish.kind != "article"
    there = next(one for one in agenda.of_series(surt(wish.url)) if (one.wish.kind != "article") == is_source)
    agenda.replace(there, wish)
    return Added(there.model_copy(update={"wish": wish}), False)


def find(agenda: Agenda, texts: Iterable[str]) -> list[Watched]:
    """The entries that `texts` name, by number or URL; raises UsageError for one that names none."""
    everything = {str(one.id): one for one in agenda.everything()}
    found: dict[int, Watched] = {}
    for text in texts:
        named = [everything[text]] if text in everything else _of_url(agenda, text)
        if not named:
            raise UsageError(f"expected the number or URL of an entry of the watch list, found {text[:200]!r}")
        found |= {one.id: one for one in named}
    return list(found.values())


def _of_url(agenda: Agenda, text: str) -> list[Watched]:
    return [] if text.isdecimal() else list(agenda.of_series(surt(text)))
