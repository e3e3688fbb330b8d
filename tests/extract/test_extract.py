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
    places = ("archiver/extract", "archiver/text/blocks.py", "archiver/text/notices.py")
    assert extractor().code_sha256 == code_sha256(*places)
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


SENTENCE = b"This paragraph is long enough to be taken for prose by everybody who reads it here, said Olena."
HOSTILE = {
    "few elements, very deep": b"<div class='related'>" * 240 + (b"<p>" + SENTENCE) * 300,
    "inline elements, very deep": b"<p>" + b"<b>" * 240 + SENTENCE,
    "lists in lists": b"<ul><li>" * 100 + b"<a href=x>" + SENTENCE,
    "one class a paragraph": b"".join(b"<div class='c%d share%d'><p>%s %d</p></div>" % (n, n, SENTENCE, n) for n in range(500)),
    "a class that never ends": b"<div class='" + b"share-" * 50_000 + b"'><p>" + SENTENCE + b"</p></div>",
    "the same everywhere": (b"<p>" + SENTENCE + b"</p>") * 500,
    "one letter everywhere": b"<p>a</p>" * 1000,
    "no white space": b"<p>" + b"a" * 500_000,
    "nothing but white space": b"<p>" + b"a \n" * 100_000,
    "entity bomb": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><p>' + b"&b;&amp;&#8217; " * 20_000,
    "line breaks": b"<div>" + (SENTENCE + b"<br><br>") * 500,
    "unclosed links": b"<a href=x>" * 5000 + SENTENCE,
    "never closed picture": b"<svg><symbol><path>" + (b"<p>" + SENTENCE) * 50,
    "words of every rule": b"".join(b"<p>" + b"by sign up newsletter photo | 1 May (" * 15 + b"</p>" for _ in range(100)),
    "authors everywhere": b"".join(b"<p class='author date'>By Anna %d May 2022</p>" % n for n in range(2000)) + SENTENCE,
    "a witness of markup": b'<script type="application/ld+json">{"@type":"Article","articleBody":"' + b"<" * 50_000
    + b'"}</script><p>' + SENTENCE,
    "encodings mixed": "<p>Місто звільнили, повідомила речниця бригади у вівторок.</p>".encode("cp1251") * 20
    + "<p>Місто звільнили, повідомила речниця бригади у вівторок.</p>".encode() * 20,
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_pages_end_and_what_is_taken_stands(what: str) -> None:
    body = HOSTILE[what]
    found = extract(body, media_type="text/html")
    assert found.charset is not None
    assert canonical_blocks(found.blocks) == found.blocks
    assert missing(found.blocks, decode_as(body, found.charset), "text/html") == ()


def test_nul_characters_are_ignored_as_html_has_it() -> None:
    body = b"<p>\x00" + SENTENCE.replace(b"long", b"lo\x00ng") + b"</p><p>\x00" + SENTENCE + b"\x00 Again.</p>"
    found = extract(body, media_type="text/html", charset="utf-8")
    assert found.blocks == (SENTENCE.decode(), SENTENCE.decode() + " Again.")


def test_which_extractor_won_stands_in_the_evidence() -> None:
    found = extract(PAGE.encode(), media_type="text/html")
    assert found.article is not None
    assert (found.article.evidence or {})["text"] == "trafilatura; density found nothing"


def test_extractors_that_disagree_are_a_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    import archiver.extract.extract as module

    text = MainText((PARAGRAPHS[1], PARAGRAPHS[2]), "density; trafilatura agrees to 7 %", "extractors disagree: ...")
    monkeypatch.setattr(module, "main_text", lambda tree, **about: text)
    found = extract(PAGE.encode(), media_type="text/html")
    assert "extractors disagree: ..." in found.quality.signals
