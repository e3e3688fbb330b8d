import pytest

from archiver.errors import LimitError
from archiver.extract.page import html


def test_parses_with_an_xml_declaration_and_nul() -> None:
    tree = html.parse('<?xml version="1.0" encoding="koi8-r"?><html><body><p>Ки\x00їв</p></body></html>')
    assert tree is not None
    assert tree.xpath("string(//p)").replace("\ufffd", "") == "Київ"


@pytest.mark.parametrize("text", ["", " \n", "<!-- nothing -->"])
def test_nothing_to_parse(text: str) -> None:
    assert html.parse(text) is None


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(LimitError, match="nested less than 256 deep"):
        html.parse("<div>" * 50_000 + "text" + "</div>" * 50_000)
    assert html.parse("<div>" * 200 + "text" + "</div>" * 200) is not None


def test_too_many_elements_are_refused() -> None:
    with pytest.raises(LimitError, match="at most 60000 elements"):
        html.parse("<p>x" * 100_000)


def test_size_limit() -> None:
    html.check_size(html.MAX_SOURCE_BYTES)
    with pytest.raises(LimitError, match="20000001"):
        html.check_size(html.MAX_SOURCE_BYTES + 1)
