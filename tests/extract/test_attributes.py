import pytest

from archiver.errors import LimitError
from archiver.extract.page import html
from archiver.extract.page.attributes import MAX_ATTRIBUTES, check_attributes

FEW = " ".join(f"a{number}=1" for number in range(MAX_ATTRIBUTES))
MANY = f"{FEW} one-more"


def test_an_element_with_too_many_attributes_is_refused() -> None:
    for page in (
        f"<p {MANY}>x</p>",
        "word " * 3_000 + f"<p {MANY}>x</p>",
        f"<p\n{MANY}",
        f"<!-- x --><script>a<b</script><p {MANY}>",
        "<p/" + "a/" * 1_000,
    ):
        with pytest.raises(LimitError, match="at most 500 attributes"):
            html.parse(page)


def test_values_comments_scripts_and_text_are_no_attributes() -> None:
    for page in (
        f"<p {FEW}>x</p>",
        "<div data-props='" + "word > word " * 5_000 + "'>x</div>",
        f"<script>for (i = 0; i <n {MANY}; i++) {{}}</script>",
        f"<!-- <p {MANY} -->",
        f"<p>{MANY} {MANY}</p>",
        f"<title>a <b {MANY}</title>",
    ):
        check_attributes(page)
