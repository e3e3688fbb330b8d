"""What a page names: which images are the article's, which of their addresses, and what is no address."""

import pytest

from archiver.extract.page.embedded import embedded
from archiver.extract.page.html import parse
from archiver.extract.page.media import MAX_REFERENCES, Reference, references, resolved

TEXT = "<p>A paragraph of the article, long enough to be counted.</p>"


def named(body: str, head: str = "") -> list[tuple[str, str]]:
    tree = parse(f"<html><head>{head}</head><body>{body}</body></html>")
    assert tree is not None
    return [(found.role, found.url) for found in references(tree, embedded(tree))]


@pytest.mark.parametrize(
    ("image", "url"),
    [
        ("<img src='/a.jpg'>", "/a.jpg"),
        ("<img src='x.gif' data-src='/lazy.jpg'>", "/lazy.jpg"),
        ("<img src='s.jpg' srcset='s.jpg 480w, big.jpg 1200w, m.jpg 800w'>", "big.jpg"),
        ("<img src='s.jpg' srcset='s.jpg 1x, big.jpg 2x'>", "big.jpg"),
        ("<img src='s.jpg' srcset='nonsense'>", "s.jpg"),
        ("<figure><picture><img src='//cdn.example/a b.jpg'></picture></figure>", "//cdn.example/a b.jpg"),
        ("<img src='data:image/png;base64,AAAA'>", None),
        ("<img src='/p.gif' width=1 height=1>", None),
        ("<img src='http://[bad/'>", "http://[bad/"),
        ("<aside><img src='/other.jpg'></aside>", None),
        ("<img>", None),
    ],
)
def test_an_image_of_the_article(image: str, url: str | None) -> None:
    assert named(f"<article>{TEXT}{image}</article>") == ([("image", url)] if url else [])


def test_images_outside_the_main_content_are_not_the_articles() -> None:
    card = "<article><p>Short.</p><img src='/card.jpg'></article>"
    page = f"<img src='/logo.png'><main>{card}<article>{TEXT * 3}<img src='/front.jpg'></article>{card}</main>"
    assert named(page) == [("image", "/front.jpg")]
    assert named(f"<img src='/only.png'>{TEXT}") == [("image", "/only.png")]


def test_what_the_head_names() -> None:
    head = (
        "<base href='https://m.example.org/x/'><meta property='og:image' content='o.jpg'>"
        "<meta name='twitter:image' content='https://m.example.org/x/o.jpg'><link rel='amphtml' href='/amp'>"
        "<link rel='canonical' href='/a'><link rel='preload stylesheet' href='s.css'><link rel='icon' href='i.ico'>"
    )
    assert named(TEXT, head) == [
        ("og:image", "https://m.example.org/x/o.jpg"),
        ("amphtml", "https://m.example.org/amp"),
        ("canonical", "https://m.example.org/a"),
        ("stylesheet", "https://m.example.org/x/s.css"),
    ]


def test_a_page_names_only_so_much() -> None:
    assert len(named("".join(f"<img src='/{n}.jpg'>" for n in range(500)))) == MAX_REFERENCES


def test_addresses_as_seen_from_the_page() -> None:
    page = "https://example.org/a/b"
    given = ("c.jpg", "/c.jpg", "/a/c.jpg", "//cdn.example/ä b.jpg", "/a/b", "http://u:p@example.org/", "http://[bad/")
    found = resolved([Reference(url=url, role="image") for url in given], page)
    assert [reference.url for reference in found] == [
        "https://example.org/a/c.jpg", "https://example.org/c.jpg", "https://cdn.example/%C3%A4%20b.jpg"
    ]  # fmt: skip
