"""When something is due again: the back-off, what tightens it, failures, rhythms, and a clock that was put back."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.model import instant
from archiver.model.run import Result
from archiver.model.watch import State, Watched, Wish
from archiver.watch.schedule import DAY, HOUR, STEPS, Plan, after, due

START = datetime(2026, 11, 22, 3, tzinfo=UTC)
PLAN = Plan()


FRESH = State()


def watched(state: State = FRESH, **wish: object) -> Watched:
    made = Wish.model_validate({"url": "https://example.org/a", **wish})
    added = instant.format_instant(START)
    return Watched(id=1, wish=made, series="org,example)/a", added_at=added, found_in=None, state=state)


def intervals(tries: list[tuple[Result, str | None]], **wish: object) -> list[int]:
    """Seconds from each try to the next, when every one comes exactly when it is due."""
    one, now, found = watched(FRESH, **wish), START, []
    for result, change in tries:
        state = after(one.state, at=instant.format_instant(now), result=result, change=change, reason=None)
        one = one.model_copy(update={"state": state})
        when = due(one, PLAN, now)
        assert when
        found.append(round((when.at - now).total_seconds()))
        now = when.at
    return found


SAME: tuple[Result, str | None] = ("unchanged", "unchanged")


def test_while_nothing_changes_it_is_looked_at_ever_less_often() -> None:
    assert intervals([("captured", None), *[SAME] * 8]) == [*STEPS, *[STEPS[-1]] * 3]


@pytest.mark.parametrize("change", ["text", "headline", "correction", "moved"])
def test_a_revised_text_tightens_to_the_first_step(change: str) -> None:
    assert intervals([("captured", None), SAME, SAME, ("changed", change), SAME]) == [
        HOUR,
        6 * HOUR,
        DAY,
        HOUR,
        6 * HOUR,
    ]


@pytest.mark.parametrize("change", ["typographic", "metadata"])
def test_a_touched_one_goes_one_step_back(change: str) -> None:
    assert intervals([("captured", None), SAME, SAME, SAME, ("changed", change)])[-2:] == [3 * DAY, DAY]


def test_other_markup_is_no_change() -> None:
    assert intervals([("captured", None), ("unchanged", "markup"), ("unchanged", "markup")]) == [HOUR, 6 * HOUR, DAY]


def test_gone_is_news_once_and_back_again_is_too() -> None:
    gone: tuple[Result, str | None] = ("removed", "removed")
    tries = [("captured", None), SAME, SAME, gone, gone, gone, ("returned", "returned")]
    assert intervals(tries) == [HOUR, 6 * HOUR, DAY, HOUR, 6 * HOUR, DAY, HOUR]


def test_a_failure_is_tried_again_soon_and_then_less_often_and_never_later_than_without_it() -> None:
    failed: tuple[Result, str | None] = ("failed", "unavailable")
    calm = [("captured", None), SAME, SAME, SAME]
    assert intervals([*calm, *[failed] * 5])[4:] == [HOUR, 6 * HOUR, DAY, 3 * DAY, 3 * DAY]
    assert intervals([*calm, failed, SAME])[-1] == 7 * DAY, "a failure does not lose the place in the back-off"


def test_a_rhythm_is_kept_whatever_is_found() -> None:
    tries = [("captured", None), SAME, ("changed", "text"), SAME, SAME]
    assert intervals(tries, every=12 * HOUR) == [12 * HOUR] * 5


def test_a_source_is_read_every_hour() -> None:
    assert intervals([SAME, SAME], kind="feed") == [HOUR, HOUR]


def test_what_was_never_tried_is_due_at_once_and_after_its_last_day_nothing_is() -> None:
    when = due(watched(), PLAN, START + timedelta(hours=1))
    assert when and (when.at, when.why) == (START, "never tried")
    until = instant.format_instant(START + timedelta(days=1))
    assert due(watched(until=until), PLAN, START + timedelta(hours=23))
    assert due(watched(until=until), PLAN, START + timedelta(days=1)) is None
    tried = State(last_at=instant.format_instant(START), outcome="unchanged")
    assert due(watched(tried, until=until, every=2 * DAY), PLAN, START) is None, "the next time is too late"
    assert due(watched(tried, until=until, every=HOUR), PLAN, START)


def test_a_clock_that_was_put_back_makes_nothing_wait_for_years() -> None:
    future = State(last_at="2031-01-01T00:00:00.000000Z", step=5)
    when = due(watched(future), PLAN, START)
    assert when and (when.at, when.why) == (START, "clock")


RESULTS = st.sampled_from(["captured", "unchanged", "changed", "returned", "removed", "shrunken", "blocked", "failed"])
CHANGES = st.sampled_from([None, "unchanged", "markup", "text", "headline", "metadata", "removed", "unavailable"])


@given(st.lists(st.tuples(RESULTS, CHANGES), max_size=40))
def test_whatever_happens_the_next_look_is_between_the_first_and_the_last_step(
    tries: list[tuple[Result, str | None]],
) -> None:
    assert all(STEPS[0] <= seconds <= STEPS[-1] for seconds in intervals(tries))
