import pytest

from archiver.extract.sniff import cyrillic, other


@pytest.mark.parametrize(
    ("codec", "name"),
    [("cp1251", "windows-1251"), ("koi8_u", "koi8-u"), ("iso8859_5", "iso-8859-5"), ("cp866", "ibm866")],
)
def test_russian_in_each_encoding(codec: str, name: str) -> None:
    assert cyrillic("Министерство сообщило о перегруппировке войск у реки.".encode(codec)) == name


def test_western_polish_and_ascii_are_not_cyrillic() -> None:
    assert cyrillic("Déjà vu à l’été, où çà".encode("cp1252")) is None
    assert cyrillic("Zażółć gęślą jaźń w Łodzi".encode("cp1250")) is None
    assert cyrillic(b"plain English text") is None


def test_general_detector_reads_central_european() -> None:
    assert other("Příliš žluťoučký kůň úpěl ďábelské ódy o válce".encode("cp1250")) in {"cp1250", "iso8859_2"}
