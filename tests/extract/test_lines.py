import pytest

from archiver.extract.main.lines import is_edge, is_furniture, opens_what_follows, tells_a_life


@pytest.mark.parametrize(
    "text",
    [
        "Advertisement",
        "ADVERTISEMENT SKIP ADVERTISEMENT",
        "Share this article",
        "→ Share",
        "5 min read",
        "Skip to content",
        "Table of Contents",
        "Sign up for our weekly newsletter and never miss a story.",
        "Get the latest harbour news straight to your inbox.",
        "Follow us on Telegram and Facebook",
        "Підписуйтесь на наш канал у телеграм",
        "Подписывайтесь на наш телеграм-канал",
        "This post contains affiliate links.",
        "As a partner we earn from qualifying purchases.",
        "If you buy something through this post, we may get a share of the sale.",
        "© 2022 Example News. All rights reserved.",
        "Photo by A. Reporter",
        "A crane at the quay | Photo by A. Reporter",
        "Фото: Приклад",
        "Filed under: Harbours",
    ],
)
def test_furniture_wherever_it_stands(text: str) -> None:
    assert is_furniture(text, 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "Share prices fell after the fire in the harbour.",
        "Related to the fire, two men were held.",
        "Read more books, the teacher told the children.",
        "“Sign up for our newsletter,” the minister joked.",
        "Sign-ups for the army rose in May, the ministry said, and most of the new soldiers come from the south.",
        "Follow the money, prosecutors say.",
        "The photo by the entrance shows the harbour before the war, when ships from forty countries called here.",
        "Facebook said on Monday that it had deleted the accounts.",
        "By noon the fire was out.",
        "Фото зруйнованого мосту облетіло світ.",
    ],
)
def test_sentences_of_an_article_are_none(text: str) -> None:
    assert not is_furniture(text, 0.0)


def test_related_lines_are_cut_as_links_and_kept_as_words() -> None:
    assert is_furniture("Read more: Bridge rebuilt within a week", 0.8)
    assert not is_furniture("Read more: Bridge rebuilt within a week", 0.0)
    assert is_furniture("Don’t miss", 0.0)
    assert is_furniture("Читайте також:", 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "Last updated: November 13, 2022",
        "Published 18 November 2022",
        "13.09.2022 10:15",
        "понеділок, 12 вересня 2022, 21:08",
        "5:45 AM PST 11/19/2019 by A. Reporter",
        "By Anna Weber",
        "(Reporting by A. Reporter and B. Reporter; editing by C. Editor)",
        "This article was originally published by Example News.",
        "Have a tip? A. Reporter may be reached at reporter@example.org.",
        "Contact us for a free quote",
    ],
)
def test_lines_at_the_edges(text: str) -> None:
    assert is_edge(text)


@pytest.mark.parametrize(
    "text",
    [
        "By then the town had fallen, and on 12 September 2022 its mayor fled with the archive and the bridge plans.",
        "The council met on Monday, 12 September 2022, to talk about the harbour and its new lighthouse.",
        "“Contact us,” the harbour master said.",
        "In May 2022 ships waited here.",
    ],
)
def test_sentences_with_dates_are_no_edges(text: str) -> None:
    assert not is_edge(text)


@pytest.mark.parametrize("text", ["Comments", "3 comments", "Leave a Reply", "Related articles", "You may also like",
                                  "About the Author", "Most read in World", "Коментарі"])  # fmt: skip
def test_labels_over_what_follows_an_article(text: str) -> None:
    assert opens_what_follows(text)


@pytest.mark.parametrize(
    "text", ["Comments by the mayor caused outrage in the town council", "Related charges", "Why now?"]
)
def test_headings_of_an_article_open_nothing(text: str) -> None:
    assert not opens_what_follows(text)


def test_who_the_authors_are() -> None:
    names = ("Anna Weber", "Example News")
    assert tells_a_life("Anna Weber is a reporter in Kyiv.", names)
    assert tells_a_life("Anna Weber, PhD, writes about ports.", names)
    assert tells_a_life("Example News is an independent newsroom.", names)
    assert not tells_a_life("Anna Weber saw the fire.", names)
    assert not tells_a_life("Mark Savchuk is a volunteer.", names)
    assert not tells_a_life("Anna Weber is a reporter in Kyiv.", ())
