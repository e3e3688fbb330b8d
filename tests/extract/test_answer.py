"""What an answer says of itself, case by case."""

from dataclasses import replace

import pytest

from archiver.extract.answer import Answer, weigh
from archiver.extract.extract import extract
from archiver.extract.extraction import nothing_to_read
from tests.support.news import ARTICLE, wall

URL = "https://news.example.org/world/ferry"
PLAIN = Answer(200, (), URL, URL, b"")
READ = extract(ARTICLE, media_type="text/html")
SHORT = extract(wall("One moment", "One moment."), media_type="text/html")


@pytest.mark.parametrize(
    "answer",
    [
        PLAIN,
        replace(PLAIN, final_url="https://www.news.example.org/world/ferry-returns"),
        replace(PLAIN, final_url="https://amp.news.example.org/world/ferry"),
        replace(PLAIN, url="https://news.example.org/login/ferry", final_url="https://news.example.org/login/ferry-2"),
        replace(PLAIN, url="https://news.example.org/", final_url="https://www.news.example.org/"),
        replace(PLAIN, beginning=b"<div class='g-recaptcha'>", headers=(("CF-Mitigated", "none"),)),
        replace(PLAIN, headers=(("cf-mitigated", "challenge"),)),  # many words: somebody let us through
    ],
)
def test_an_article_stays_one(answer: Answer) -> None:
    assert weigh(READ, answer) is READ


@pytest.mark.parametrize(
    ("final_url", "verdict", "signal"),
    [
        ("https://consent.example.com/v2/collect?x=1", "consent", "redirect to the host consent.example.com"),
        ("https://news.example.org/cookie-consent", "consent", "redirect to /cookie-consent"),
        ("https://login.example.com/", "login", "redirect to the host login.example.com"),
        ("https://news.example.org/account/sign-in", "login", "redirect to /sign-in"),
        ("https://abo.example.org/", "paywall", "redirect to the host abo.example.org"),
        ("https://news.example.org/captcha", "captcha", "redirect to /captcha"),
        ("https://www.news.example.org/", "soft-404", "redirect to the top of the site"),
    ],
)
def test_a_redirect_elsewhere_takes_the_text_away(final_url: str, verdict: str, signal: str) -> None:
    found = weigh(READ, replace(PLAIN, final_url=final_url))
    assert (found.quality.verdict, found.quality.signals[0]) == (verdict, signal)
    assert (found.article, found.blocks) == (None, ())
    assert signal in (found.absent or "")
    assert found.embedded == READ.embedded


@pytest.mark.parametrize(
    "beginning",
    [
        b"<script>window._cf_chl_opt={}</script>",
        b"<script src=https://geo.captcha-delivery.com/captcha/></script>",
        b"<iframe src='/_Incapsula_Resource?x'></iframe>",
        b'<div class="widget h-captcha">',
        b"<script src='https://x.awswaf.com/a/captcha.js'>",
    ],
)
def test_a_robot_check_on_a_page_with_little_text(beginning: bytes) -> None:
    found = weigh(SHORT, replace(PLAIN, beginning=beginning))
    assert (found.quality.verdict, found.article) == ("captcha", None)
    assert found.quality.signals[0].startswith("body: ")


@pytest.mark.parametrize(
    ("status", "verdict"), [(304, "empty"), (401, "login"), (402, "paywall"), (403, "error"), (500, "error")]
)
def test_a_status(status: int, verdict: str) -> None:
    found = weigh(nothing_to_read("nothing"), replace(PLAIN, status=status))
    assert (found.quality.verdict, found.quality.signals) == (verdict, (f"status {status}", "nothing"))


def test_a_refusal_that_names_a_robot_check() -> None:
    found = weigh(nothing_to_read("nothing"), replace(PLAIN, status=403, beginning=b"<p class='cf-turnstile'>"))
    assert found.quality.verdict == "captcha"
    assert found.quality.signals == ("body: class='cf-turnstile", "status 403", "nothing")


@pytest.mark.parametrize("why", ["status 500", "the server answered with status 500"])
def test_a_status_is_named_once(why: str) -> None:
    found = weigh(nothing_to_read(why), replace(PLAIN, status=500))
    assert (found.quality.signals, found.absent) == (("status 500",), why)
    other = weigh(nothing_to_read("the body is cut off"), replace(PLAIN, status=500))
    assert other.quality.signals == ("status 500", "the body is cut off")
