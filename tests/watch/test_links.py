"""Links: made absolute, freed of counters, judged by rules or by their looks."""

import pytest

from archiver.watch.links import joined, looks_like_article, wanted, without_counters

FRONT = "https://www.example.org/world/"


@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ("/a?utm_source=rss&b=1#top", "https://www.example.org/a?b=1"),
        ("b/c", "https://www.example.org/world/b/c"),
        ("//cdn.example.org/x", "https://cdn.example.org/x"),
        (" https://example.org/a?fbclid=1 ", "https://example.org/a"),
        ("mailto:desk@example.org", None),
        ("javascript:alert(1)", None),
        ("http://[::1", None),
        ("https://user:secret@example.org/", None),
    ],
)
def test_joined(reference: str, url: str | None) -> None:
    assert joined(FRONT, reference) == url


def test_only_counters_go() -> None:
    url = "https://example.org/a?id=7&utm_id=1&gclid=x&page=2"
    assert without_counters(url) == "https://example.org/a?id=7&page=2"
    assert without_counters("https://example.org/a?utm=1") == "https://example.org/a?utm=1"


@pytest.mark.parametrize(
    ("path", "rules", "expected"),
    [
        ("/news/7", ("/news/*",), True),
        ("/news/7/b", ("/news/*",), False),
        ("/news/7/b", ("/news/**",), True),
        ("/news/live-7", ("/news/*", "!/news/live-*"), False),
        ("/news/live-7", ("!/news/live-*", "/news/*"), True),
        ("/x?id=5", ("/x?id=*",), True),
        ("/xyid=5", ("/x?id=*",), False),
        ("/news/", ("/news/*",), True),
        ("/sport/1", ("!/news/*",), False),
        ("/a/b/c/d.html", ("/**/d.html",), True),
        ("/a.b", ("/a?b",), False),
    ],
)
def test_rules(path: str, rules: tuple[str, ...], expected: bool) -> None:
    assert wanted(f"https://example.org{path}", rules) is expected


def test_no_rule_makes_a_long_address_expensive() -> None:
    rule = "/" + "**a" * 60
    assert not wanted("https://example.org/" + "a" * 8000 + "!", (rule, rule + "!x"))


@pytest.mark.parametrize(
    "path",
    [
        "/world/2026/03/14/a", "/world/bridge-over-the-dolna-reopens", "/news/articles/c98765432", "/a/12345678",
        "/2026/mar/14/harbour",
    ],
)  # fmt: skip
def test_looks_like_an_article(path: str) -> None:
    assert looks_like_article(f"https://example.org{path}", FRONT)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.org/world", "https://www.example.org/", "https://www.example.org/about/who-we-all-are",
        "https://www.example.org/tag/war-in-the-north", "https://www.example.org/contact-us",
        "https://www.example.org/img/2026/03/14/a.jpg", "https://other.example.com/2026/03/14/a",
    ],
)  # fmt: skip
def test_looks_like_none(url: str) -> None:
    assert not looks_like_article(url, FRONT)
