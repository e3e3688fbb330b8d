"""Claims through both versions, lines around the article, alerts, and what the limits leave out."""

import pytest

from archiver.claims.find import find
from archiver.compare import diff
from archiver.compare.diff import Comparison, Side, compare
from archiver.model.article import Excluded

TITLE = "Bridge closed in Pell"
FIRST = "Ivan Bondar said nine people were on the bridge."
SECOND = "“We heard it fall,” said Olha Koval, who lives nearby."
THIRD = "The road stays closed until spring."


def _compared(
    old: tuple[str, ...], new: tuple[str, ...], before: str | None = None, after: str | None = None
) -> Comparison:
    return compare(
        Side((TITLE, *old), find((TITLE, *old), language="en").items, modified=before),
        Side((TITLE, *new), find((TITLE, *new), language="en").items, modified=after),
    )


def _states(found: Comparison) -> list[str]:
    return sorted(one.state for one in found.claims if (one.old or one.new) and one.state != "kept")


def test_nothing_changed() -> None:
    found = _compared((FIRST, SECOND, THIRD), (FIRST, SECOND, THIRD))
    assert (found.changes, found.alert, found.around, found.notices, found.coarse) == ((), None, (), (), ())
    assert {one.state for one in found.claims} == {"kept"}


def test_a_claim_is_altered_withdrawn_new_and_kept() -> None:
    found = _compared((FIRST, SECOND, THIRD), (FIRST.replace("nine", "six"), THIRD, "Petro Dub said trains still run."))
    assert _states(found) == ["altered", "new", "withdrawn"]
    altered = next(one for one in found.claims if one.state == "altered")
    assert altered.old and altered.new
    assert "nine" in altered.old.exact
    assert "six" in altered.new.exact


def test_another_mouth_alters_a_claim() -> None:
    found = _compared((SECOND,), (SECOND.replace("Olha Koval", "Petro Dub"),))
    assert _states(found) == ["altered"]


def test_a_claim_whose_words_still_stand_is_not_withdrawn() -> None:
    old, new = (TITLE, FIRST), (TITLE, FIRST)
    found = compare(Side(old, find(old, language="en").items), Side(new, ()))
    assert {one.state for one in found.claims} == {"kept"}


def test_a_substantive_change_in_silence_is_an_alert_with_both_sentences() -> None:
    found = _compared((FIRST,), (FIRST.replace("nine", "six"),), "2026-03-14", "2026-03-14")
    assert found.alert
    assert [(row.old.text, row.new.text) for row in found.alert.evidence if row.old and row.new] == [
        (FIRST, FIRST.replace("nine", "six"))
    ]
    assert found.alert.modified == ("2026-03-14", "2026-03-14")


def test_an_open_question_that_is_gone_is_no_withdrawn_claim() -> None:
    question = "It remains to be seen when the bridge will open."
    found = _compared((FIRST, question), (FIRST,))
    assert [one.old.kind for one in found.claims if one.state == "withdrawn" and one.old] == ["open_question"]
    assert found.alert is None
    both = _compared((FIRST, SECOND, question), (FIRST,))
    assert both.alert
    assert [one.old.exact for one in both.alert.withdrawn if one.old] == ["We heard it fall,"]


def test_a_withdrawn_claim_in_silence_is_an_alert() -> None:
    found = _compared((FIRST, SECOND, THIRD), (FIRST, THIRD))
    assert found.alert
    assert [one.old.exact for one in found.alert.withdrawn if one.old] == ["We heard it fall,"]


@pytest.mark.parametrize("notice", [
    "Correction: an earlier version of this article gave the wrong number.",
    "This article was amended on 15 March 2026 to correct the number of people.",
    "Editor's note: the number was wrong.",
    "Виправлення: кількість людей була неправильна.",
    "Исправлено: число людей было неверным.",
])  # fmt: skip
def test_a_notice_speaks_of_it(notice: str) -> None:
    found = _compared((FIRST,), (FIRST.replace("nine", "six"), notice))
    assert found.alert is None
    assert found.notices == (notice,)


def test_an_old_notice_speaks_of_nothing_new() -> None:
    notice = "Correction: an earlier version of this article gave the wrong date."
    assert _compared((FIRST, notice), (FIRST.replace("nine", "six"), notice)).alert


@pytest.mark.parametrize(("before", "after", "spoken"), [
    (None, None, False),
    (None, "2026-03-15", True),
    ("2026-03-14", None, False),
    ("2026-03-14", "2026-03-15T10:00:00Z", True),
    ("2026-03-15T10:00:00+02:00", "2026-03-15T09:00:00+02:00", False),
    ("2026-03-15T10:00:00+02:00", "2026-03-15T10:00:00+01:00", True),
])  # fmt: skip
def test_a_newer_date_speaks_of_it(before: str | None, after: str | None, spoken: bool) -> None:
    found = _compared((FIRST,), (FIRST.replace("nine", "six"),), before, after)
    assert (found.alert is None) is spoken


@pytest.mark.parametrize(("old", "new"), [(SECOND, SECOND.replace("“", '"').replace("”", '"')), (THIRD, THIRD + " ")])
def test_typography_is_no_alert(old: str, new: str) -> None:
    assert _compared((old,), (new,)).alert is None


def test_lines_around_the_article_are_listed_apart() -> None:
    found = _compared((FIRST, "Read more: Ten hurt in blast"), (FIRST, "Read more: Two hurt in blast", "12 comments"))
    assert found.changes == ()
    assert set(found.around) == {
        ("Read more: Ten hurt in blast", ""), ("", "Read more: Two hurt in blast"), ("", "12 comments"),
    }  # fmt: skip


@pytest.mark.parametrize("paragraph", [
    "Read more than one book a week, say 40 teachers who have studied it, and you will live longer.",
    "Related deaths rose to 40.",
    "On Monday 12 people voted.",
    "Nine shares of the firm were sold.",
])  # fmt: skip
def test_a_paragraph_is_no_line_around_the_article(paragraph: str) -> None:
    assert _compared((FIRST, paragraph), (FIRST,)).changes


def test_what_the_extractor_marked_as_no_article_is_not_compared() -> None:
    block = "Storm is coming to 40 towns [LIVE]"
    spans = (Excluded(exact=block, block=1, start=0, end=len(block), reason="related-link"),)
    found = compare(Side((TITLE, block), excluded=spans), Side((TITLE,)))
    assert found.changes == ()
    assert found.around == ((block, ""),)


def test_withheld_blocks_are_said_to_be() -> None:
    found = compare(Side((TITLE, None, THIRD)), Side((TITLE, FIRST, THIRD)))
    assert [row.classes for row in found.changes] == [("added",)]
    assert "withheld" in found.coarse[0]


def test_removed_sentences_stand_where_they_stood() -> None:
    found = _compared((FIRST, SECOND, THIRD), (FIRST, THIRD))
    assert [row.classes for row in found.rows] == [(), (), ("removed",), ()]
    first = _compared((FIRST, THIRD), (THIRD,))
    assert first.rows[1].classes == ("removed",)


def test_too_many_changed_sentences_are_not_read_word_by_word_and_that_is_said() -> None:
    old, new = (
        tuple(f"Number {n} was {word} in town." for n in range(diff.MAX_WORDED + 3)) for word in ("red", "blue")
    )
    found = compare(Side(old), Side(new))
    assert any(str(diff.MAX_WORDED) in text or "3000" in text for text in found.coarse)
    assert len(found.changes) >= diff.MAX_WORDED


@pytest.mark.slow
@pytest.mark.parametrize(("old", "new"), [
    (["He left."] * 50_000, ["He left."] * 49_000 + ["She left."] * 900),
    ([f"Block {n} is here." for n in range(100_000)], [f"Block {n + 3} was here." for n in range(100_000)]),
    (["Aaa bbb ccc. " * 70_000], ["Aaa bbb ccd. " * 70_000]),
    (["x" * 1_000_000], ["y" * 1_000_000]),
    (["Ab " * 330_000], ["Ac " * 330_000]),
    (["“" * 1_000_000], ["”" * 1_000_000]),
    ([" ".join(str(n * 7919 % 10007) for n in range(150_000))], [" ".join(str(n * 7919 % 10009) for n in range(150_000))]),
], ids=range(7))  # fmt: skip
def test_hostile_versions_are_compared_all_the_same(old: list[str], new: list[str]) -> None:
    found = compare(Side(old), Side(new))
    assert found.changes
    assert len(found.rows) >= len(new) // 2
