import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.extract.charset import damaged_utf8, decode, decode_as, prescan

UKRAINIAN = (
    "Українські військові звільнили місто біля кордону. За словами речниці, ворог відступив уночі, "
    "залишивши техніку й боєприпаси; їхні позиції зайняла бригада тероборони."
)
PAGE = f"<html><head><title>Новини</title></head><body><p>{UKRAINIAN}</p></body></html>"


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-u"])
@pytest.mark.parametrize(
    "declared", [None, "utf-8", "UTF8", "iso-8859-1", "us-ascii", "windows-1252", "nonsense", "rot13"]
)
def test_ukrainian_page_is_read_whatever_the_transport_claims(encoding: str, declared: str | None) -> None:
    assert decode(PAGE.encode(encoding), "text/html", declared) == (PAGE, encoding, "sniffed")


def test_right_declaration_is_taken_at_its_word() -> None:
    octets = PAGE.encode("cp1251")
    assert decode(octets, "text/html", " Windows-1251 ") == (PAGE, "windows-1251", "http")
    assert decode(octets, "text/html", "cp1251")[1:] == ("windows-1251", "http")


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta charset="windows-1251">',
        "<META CHARSET=windows-1251>",
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        '<?xml version="1.0" encoding="windows-1251"?>',
        '<!-- <meta charset="utf-8"> --><meta charset="windows-1251">',
    ],
)
def test_declaration_inside_the_document(declaration: str) -> None:
    text = declaration + PAGE
    assert decode(text.encode("cp1251"), "text/html", None) == (text, "windows-1251", "declared")


def test_wrong_transport_gives_way_to_right_document() -> None:
    text = '<meta charset="koi8-u">' + PAGE
    assert decode(text.encode("koi8_u"), "text/html", "utf-8")[1:] == ("koi8-u", "declared")


def test_plain_text_declares_nothing_inside() -> None:
    text = '<meta charset="koi8-r"> ' + UKRAINIAN
    assert decode(text.encode("cp1251"), "text/plain", None)[1:] == ("windows-1251", "sniffed")


@pytest.mark.parametrize(
    ("octets", "label"),
    [
        (b"\xef\xbb\xbf" + UKRAINIAN.encode(), "utf-8"),
        (b"\xff\xfe" + UKRAINIAN.encode("utf-16-le"), "utf-16le"),
        (b"\xfe\xff" + UKRAINIAN.encode("utf-16-be"), "utf-16be"),
    ],
)
def test_byte_order_mark_beats_every_declaration(octets: bytes, label: str) -> None:
    assert decode(octets, "text/plain", "windows-1251") == (UKRAINIAN, label, "bom")


def test_valid_utf8_beats_a_one_octet_declaration() -> None:
    for declared in ("iso-8859-1", "windows-1252", "windows-1251"):
        assert decode(UKRAINIAN.encode(), "text/plain", declared) == (UKRAINIAN, "utf-8", "sniffed")


def test_western_text_stays_western() -> None:
    text = "Les déplacés, réfugiés à l’école, ont été évacués dès l’aube — « enfin », dit-elle."
    assert decode(text.encode("cp1252"), "text/plain", "iso-8859-1") == (text, "windows-1252", "http")


def test_one_broken_octet_does_not_unseat_utf8() -> None:
    octets = UKRAINIAN.encode() * 3 + b"\xd0"
    text, label, source = decode(octets, "text/plain", "utf-8")
    assert (label, source) == ("utf-8", "http")
    assert text == UKRAINIAN * 3 + "\ufffd"
    assert not damaged_utf8(UKRAINIAN.encode("cp1251"))


def test_utf16_inside_an_ascii_declaration_is_utf8() -> None:
    assert prescan(b'<meta charset="utf-16">') == "utf-8"
    assert prescan(b"<p>no declaration</p>") is None


def test_label_that_is_no_text_encoding_is_refused() -> None:
    for label in ("rot13", "unicode_escape", "zlib", "utf-7", ""):
        with pytest.raises(LookupError, match="Encoding Standard"):
            decode_as(b"x", label)


@given(
    st.binary(max_size=300) | st.text(max_size=120).map(lambda t: t.encode("utf-8", "replace")),
    st.sampled_from(["text/html", "text/plain"]),
    st.sampled_from([None, "utf-8", "latin1", "windows-1251", "koi8-r", "gbk", "utf-16", "shift_jis", "bogus"]),
)
def test_the_recorded_label_gives_the_same_text(body: bytes, media_type: str, declared: str | None) -> None:
    text, label, _ = decode(body, media_type, declared)
    assert decode_as(body, label) == text
    text.encode("utf-8")  # no lone surrogates


@pytest.mark.parametrize("order", ["utf-16le", "utf-16be"])
def test_utf16_without_a_mark(order: str) -> None:
    octets = PAGE.encode(f"{order[:-2]}-{order[-2:]}")
    assert decode(octets, "text/html", None) == (PAGE, order, "sniffed")
    assert decode(octets, "text/html", "utf-8")[1] == order


def test_some_nul_octets_are_no_utf16() -> None:
    assert decode(PAGE.replace("e", "e\x00").encode(), "text/html", None)[1] == "utf-8"
