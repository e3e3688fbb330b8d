import pytest

from archiver.extract.quality import quality

LONG = ("The brigade held the line. " * 60,)


@pytest.mark.parametrize(
    ("title", "text", "verdict"),
    [
        ("Just a moment...", "Checking your browser", "captcha"),
        ("Before you continue", "We use cookies", "consent"),
        ("Page not found", "Try the search", "soft-404"),
        ("Kyiv says no", "Subscribe to continue reading", "paywall"),
        ("Example News", "Please sign in", "login"),
        ("503 Service Unavailable", "Try later", "error"),
        ("Сторінку не знайдено", "На головну", "soft-404"),
    ],
)
def test_walls_and_error_pages(title: str, text: str, verdict: str) -> None:
    found = quality((text,), title=title, nodes=())
    assert found.verdict == verdict
    assert found.signals


def test_a_long_text_is_an_article_whatever_it_mentions() -> None:
    blocks = (*LONG, "Page not found, said the captcha.")
    assert quality(blocks, title="Kyiv", nodes=()).model_dump() == {"verdict": "article", "signals": ()}


def test_paywall_flag_decides_only_for_a_short_text() -> None:
    nodes = ({"isAccessibleForFree": "False"},)
    assert quality(("One teaser line.",), title="", nodes=nodes).verdict == "paywall"
    assert quality(LONG, title="", nodes=nodes).signals == ("json-ld isAccessibleForFree: false",)
    assert quality(LONG, title="", nodes=nodes).verdict == "article"


def test_empty_and_short() -> None:
    assert quality((), title="", nodes=()).verdict == "empty"
    assert quality(("Two words",), title="", nodes=()).signals == ("short: 2 words",)


@pytest.mark.parametrize(
    ("node", "last", "signal"),
    [
        ({"wordCount": 1200}, "The end.", "json-ld wordCount: 1200, "),
        ({"wordCount": "1 200"}, "The end.", ""),
        ({"articleBody": "word " * 900}, "The end.", "json-ld articleBody: 901 words, "),
        ({}, "Subscribe to read the rest.", "end of the text: subscribe to read"),
        ({"wordCount": True, "articleBody": 7}, "The end.", ""),
    ],
)
def test_a_long_teaser_is_found_where_the_page_says_that_there_is_more(
    node: dict[str, object], last: str, signal: str
) -> None:
    found = quality((*LONG, last), title="", nodes=({"isAccessibleForFree": False, **node},))
    assert found.verdict == ("paywall" if signal else "article")
    assert any(text.startswith(signal) for text in found.signals)
    assert quality((*LONG, last), title="", nodes=(node,)).verdict == "article"
