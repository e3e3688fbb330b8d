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
    "Corrections",
    "Corrections & Clarifications",
    "Clarifications and Corrections",
    "Correction to This Article",
    "Correction Appended.",
    "CORRECTION - The pier is 300 metres long.",
    "Correction. The pier is 300 metres long.",
    "Correction May 3. The pier is 300 metres long.",
    "Correction (May 3): The pier is 300 metres long.",
    "Correction (updated): The pier is 300 metres long.",
    "Correction added on May 3, 2026, at 5 p.m.: The pier is 300 metres long.",
    "Correction made on Tuesday, May 3: The pier is 300 metres long.",
    "Correction Monday: The pier is 300 metres long.",
    "Correction to an earlier story: The pier is 300 metres long.",
    "Clarification Nov. 3, 2026: The council votes on Thursday.",
    "Corrected 5/3/2026 to fix a name.",
    "Corrected to show that the vote was on Monday.",
    "Erratum",
    "Editor’s note: The pier is 300 metres long.",
    "Korrektur vom 3. Mai 2026: Der Pier ist 300 Meter lang.",
    "Виправлення від 14 травня: пірс має 300 метрів.",
    "Исправление (14 мая): пирс длиной 300 метров.",
    "Corrección del 3 de mayo: El muelle mide 300 metros.",
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
    "Corrections officers walked out on Monday.",
    "Corrections officers walked out on Monday - a first for the state.",
    "Corrections Officers Walk Out",
    "Corrections officers in 3 prisons walked out.",
    "Corrections officials said on Tuesday that the prison was locked down.",
    "Corrections-run facilities were closed.",
    "Corrections, which officials had promised, came late.",
    "Corrections? Updates? Let us know.",
    "Correction facilities in the state: a list",
    "Correction Officer Jane Doe was hurt.",
    "Correction of 12 errors took years.",
    "Corrected figures showed that the economy grew by 2 percent.",
    "Corrected for inflation, wages fell.",
    "Clarification is needed on the budget, the mayor said.",
    "Clarifications on the new rules were published on Monday.",
    "Retraction of the landing gear failed, the pilot said - and then the engine did.",
    "Виправлення помилок у реєстрі триває.",
    "Уточнення бюджету - головна тема сесії.",
    "Исправление ошибок заняло два года.",
    "Опровержение опубликовано на сайте министерства.",
    "Korrektur der Prognose: Das Institut senkt die Zahlen.",
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
