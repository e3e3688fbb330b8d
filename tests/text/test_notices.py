import pytest

from archiver.text.notices import MAX_NOTICE, is_correction, says_what_changed

CORRECTIONS = (
    "Correction: an earlier version of this article said that three freighters were waiting; there were two.",
    "Correction 14 May 2026: The pier is 300 metres long, not 30.",
    "• This article was amended on 3 June 2026. An earlier version misstated the length of the pier.",
    "We have corrected this article.",
    "Clarification: The council votes on Thursday, not on Friday.",
    "Виправлено: у попередній версії тексту йшлося про три судна.",
    "В предыдущей версии текста говорилось о трёх судах.",
    "Korrektur: In einer früheren Fassung hieß es, der Pier sei gesperrt.",
    "تصحيح: ورد في نسخة سابقة أن عدد السفن ثلاث.",
    "תיקון: בגרסה קודמת נכתב שלוש אוניות.",
)
UPDATES = (
    "This story has been updated to include a statement from the port authority.",
    "This story was updated on Monday with new figures.",
    "Updated on 3 May 2026: the number of ships was given by the port.",
    "Update, 14:30: The headline of this story was changed.",
    "Оновлено: додано коментар адміністрації порту.",
    "Обновлено: добавлен комментарий администрации порта.",
)
NONE = (
    "Updated 14:20",
    "Updated: 13 September 2022",
    "Updated: Fri 14 May 2021 at 10:20 am.",
    "This story was updated at 14:30.",
    "The minister said that his story was never corrected.",
    "Оновлено: 14 травня 2022, 10:15",
    "This pier was amended to the plan.",
)


@pytest.mark.parametrize("line", CORRECTIONS)
def test_corrections(line: str) -> None:
    assert is_correction(line)
    assert says_what_changed(line)


@pytest.mark.parametrize("line", UPDATES)
def test_updates_that_say_what_changed(line: str) -> None:
    assert says_what_changed(line)


@pytest.mark.parametrize("line", NONE)
def test_what_says_only_when_is_none(line: str) -> None:
    assert not says_what_changed(line)


def test_an_update_is_no_correction_and_a_long_text_no_notice() -> None:
    assert not is_correction(UPDATES[0])
    assert not says_what_changed("Correction: " + "x" * MAX_NOTICE)
