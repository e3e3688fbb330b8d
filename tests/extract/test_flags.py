from hypothesis import given
from hypothesis import strategies as st

from archiver.extract.marks import flags as room
from archiver.extract.marks.flags import flags


def test_each_kind_with_its_place() -> None:
    found = flags(("plain", "Ки\u202eїв", "a\u200b\u200bb", "é\u034f", "Зброя з Kиєва та IT-сектор"))
    assert [(f.kind, f.block, f.start, f.end, f.exact) for f in found] == [
        ("bidi-control", 1, 2, 3, "\u202e"),
        ("zero-width", 2, 1, 3, "\u200b\u200b"),
        ("zero-width", 3, 1, 2, "\u034f"),
        ("mixed-script", 4, 8, 13, "Kиєва"),
    ]


def test_innocent_text_has_none() -> None:
    assert flags(("Über Ελλάδα und Київ – “T-72” и IT", "naïve café")) == ()


def test_greek_inside_latin() -> None:
    assert [f.exact for f in flags(("Τhe Κyiv front",))] == ["Τhe", "Κyiv"]


def test_bounded() -> None:
    assert len(flags(("\u200bx" * (room.MAX_FLAGS + 7),))) == room.MAX_FLAGS


@given(st.lists(st.text(alphabet="ab яї\u200b\u202eα-"), max_size=5))
def test_offsets_give_the_exact_text_in_order(blocks: list[str]) -> None:
    found = flags(blocks)
    assert all(blocks[f.block][f.start : f.end] == f.exact for f in found)
    assert [(f.block, f.start) for f in found] == sorted((f.block, f.start) for f in found)
