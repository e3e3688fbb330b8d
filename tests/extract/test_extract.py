import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import LimitError
from archiver.extract.charset import decode_as
from archiver.extract.extract import extract, extractor
from archiver.extract.main.choose import MainText
from archiver.extract.stands import missing
from archiver.model.code import code_sha256
from archiver.model.digest import sha256
from archiver.text.blocks import canonical_blocks, to_file

PARAGRAPHS = [
    "Сили оборони звільнили місто, повідомила речниця <b>бригади</b> у вівторок увечері.",
    "За її словами, ворог залишив десятки одиниць техніки й боєприпаси на складах.",
    "Місцеві мешканці зустрічали військових зі сльозами на очах, розповів мер міста.",
    "Читайте також: Як відновлюють міст",
]
PAGE = (
    '<html lang="uk"><head><title>Місто звільнено | Приклад</title><meta property="og:site_name" content="Приклад">'
    '<meta property="article:published_time" content="2022-09-13T08:00:00+03:00"></head><body><nav>Меню</nav>'
    "<article><h1>Місто звільнено</h1>" + "".join(f"<p>{p}</p>\n" for p in PARAGRAPHS) + "</article></body></html>"
)
PLAIN = b"Town freed\n\nThe brigade said the town was free.\n\nBridge latest [LIVE]\nSnow map [VIDEO]\n\nSource: Read Full Article"


def test_a_ukrainian_page_in_a_wrongly_declared_encoding() -> None:
    body = PAGE.encode("cp1251")
    found = extract(body, media_type="text/html", charset="iso-8859-1")
    assert (found.charset, found.charset_source) == ("windows-1251", "sniffed")
    assert found.article is not None
    assert found.blocks[0] == found.article.headline == "Місто звільнено"
    assert found.blocks[1] == "Сили оборони звільнили місто, повідомила речниця бригади у вівторок увечері."
    assert found.blocks.count("Місто звільнено") == 1
    assert (found.article.language, found.article.published) == ("uk", "2022-09-13T08:00:00+03:00")
    assert [span.exact for span in found.article.excluded or ()] == [PARAGRAPHS[3]]
    assert found.article.text_sha256 == sha256(to_file(found.blocks))
    assert missing(found.blocks, decode_as(body, "windows-1251"), "text/html") == ()
    assert found.absent is None


def test_plain_text() -> None:
    found = extract(PLAIN, media_type="text/plain")
    assert found.article is not None
    assert found.blocks[0] == found.article.headline == "Town freed"
    assert found.article.evidence == {"headline": "first line"}
    assert [(s.block, s.reason) for s in found.article.excluded or ()] == [
        (2, "related-link"), (2, "related-link"), (3, "source-line")
    ]  # fmt: skip


def test_given_headline_wins_and_enters_the_text_only_if_it_stands() -> None:
    invented = extract(PLAIN, media_type="text/plain", headline="My own title")
    assert invented.article is not None
    assert invented.article.headline == "My own title"
    assert invented.article.evidence == {"headline": "given"}
    assert invented.blocks[0] == "Town freed"
    printed = extract(PAGE.encode(), media_type="text/html", headline="Місто звільнено | Приклад")
    assert printed.blocks[0] == "Місто звільнено | Приклад"
    assert "Місто звільнено" not in printed.blocks


@pytest.mark.parametrize(
    ("body", "media_type", "reason"),
    [
        (b"", "text/html", "the source is empty"),
        (b" \n", "text/plain", "the source is empty"),
        (b"<html><body></body></html>", "text/html", "no article text was found in the source"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "text/plain", "not text"),
    ],
)
def test_nothing_found_is_no_error(body: bytes, media_type: str, reason: str) -> None:
    found = extract(body, media_type=media_type)
    assert (found.article, found.blocks) == (None, ())
    assert found.quality.verdict == "empty"
    assert (found.absent or "").startswith(reason)


def test_bombs_are_refused() -> None:
    for body in (b"<div>" * 50_000 + b"x", b"<p>x" * 100_000, b"x" * 20_000_001):
        with pytest.raises(LimitError, match="expected"):
            extract(body, media_type="text/html")


def test_paragraph_with_a_hole_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    import archiver.extract.extract as module

    text = MainText(("Kyiv said no today.", "Nobody wrote this"), "test")
    monkeypatch.setattr(module, "main_text", lambda tree, **about: text)
    found = extract(b"<p>Kyiv said <i>(ad)</i> no today.</p>", media_type="text/html")
    assert found.blocks == ("Kyiv said", "no today.")


def test_the_extractor_names_its_code() -> None:
    assert extractor().code_sha256 == code_sha256("archiver/extract", "archiver/text/blocks.py")
    assert extractor().model_sha256 is None


PIECES = st.sampled_from(
    ["<p>", "</p>", "<b>", "</i>", "<br><br>", "<!--", "-->", "<table><tr><td>", "&amp;", "&#8217;", "&lt;p&gt;", " ", "\n\n",
     "Kyiv said no.", "Ворог відступив уночі.", "<h1>Front line</h1>", "\u200b", "\x0c", "<script>", "</script>", "<a href='",
     json.dumps({"@type": "Article", "headline": "Front"}), "<li>one", "<td>two", "<quote>"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=40), st.sampled_from(["text/html", "text/plain"]))
def test_every_block_is_canonical_and_stands(pieces: list[str], media_type: str) -> None:
    body = "".join(pieces).encode()
    found = extract(body, media_type=media_type, charset="utf-8")
    assert found.charset is not None
    assert canonical_blocks(found.blocks) == found.blocks
    assert missing(found.blocks, decode_as(body, found.charset), media_type) == ()
    assert extract(body, media_type=media_type, charset="utf-8") == found
