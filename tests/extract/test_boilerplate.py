import pytest

from archiver.extract.marks.boilerplate import excluded


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ("We use your sign-up to provide content in ways you’ve agreed to. More info", "newsletter"),
        ("Sign up for our morning newsletter.", "newsletter"),
        ("Підписуйтесь на наш Telegram-канал", "promotion"),
        ("Подписывайтесь на наш канал в телеграм", "promotion"),
        ("Follow us on Twitter and Facebook", "promotion"),
        ("READ MORE: Bridge rebuilt within a week", "related-link"),
        ("Read more", "related-link"),
        ("Читайте також: Як відновлюють міст", "related-link"),
        ("Читайте также:", "related-link"),
        ("Source: Read Full Article", "source-line"),
        ("Джерело: Новини Прикладу", "source-line"),
        ("(Image: Example Agency)", "caption-credit"),
        ("Фото: Приклад / архів", "caption-credit"),
    ],
)
def test_boilerplate_is_named(block: str, reason: str) -> None:
    (span,) = excluded(("Headline", block))
    assert (span.exact, span.block, span.start, span.end, span.reason) == (block, 1, 0, len(block), reason)


@pytest.mark.parametrize(
    "block",
    [
        "Source: Reuters said the bridge had been hit twice.",
        "Source: Reuters said the bridge had been hit twice before dawn",
        "“They didn’t expect [the offensive]",
        "He wrote in the [REPORT] that the line had held.",
        "The town fell. Nobody knew why [REPORT]",
        "“Sign up for our newsletter,” the minister joked.",
        "Read more books, the teacher told the children of Izyum.",
        "Related to the attack, two men were held.",
        "Readers can follow the trial on Twitter.",
        "Фото зруйнованого мосту облетіло світ.",
        "Photo: the wedding picture that Olena carried through four checkpoints survived",
        "Підписуйтесь під петицією, закликав мер.",
    ],
)
def test_article_text_is_never_excluded(block: str) -> None:
    assert excluded(("Headline", block, "End of the article.")) == ()


def test_source_attribution_inside_a_ukrainian_article_stays() -> None:
    assert excluded(("Заголовок", "Джерело: Генеральний штаб", "Дослівно текст зведення.")) == ()


def test_labelled_links_one_span_each() -> None:
    block = "Will it snow? [POLL] Queen waves to crowd [VIDEO] Storm: latest map [LIVE]"
    spans = excluded(("Headline", block))
    assert [span.exact for span in spans] == [
        "Will it snow? [POLL]", "Queen waves to crowd [VIDEO]", "Storm: latest map [LIVE]"
    ]  # fmt: skip
    assert all(block[span.start : span.end] == span.exact for span in spans)
    assert {span.reason for span in spans} == {"related-link"}


def test_the_headline_and_long_blocks_are_never_excluded_whole() -> None:
    assert excluded(("Read more: the library reopens",)) == ()
    (span,) = excluded(("Headline", "Sign up for our newsletter. " + "Long text. " * 80))
    assert span.exact == "Sign up for our newsletter."
