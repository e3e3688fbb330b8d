import pytest

from archiver.extract.main.signs import noise_of, says_one_thing


@pytest.mark.parametrize(
    ("tag", "name", "role", "sign"),
    [
        ("aside", "", None, "aside"),
        ("div", "related-stories", None, "related"),
        ("div", "post-share", None, "share"),
        ("section", "x newsletter_signup", None, "newsletter"),
        ("div", "", "Navigation", "navigation"),
        ("ul", "wp-block breadcrumbs", None, "breadcrumbs"),
        ("div", "author-bio", None, "author-bio"),
    ],
)
def test_a_sign_is_named(tag: str, name: str, role: str | None, sign: str) -> None:
    assert noise_of(tag, name, role) == sign


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("div", "article-body"),
        ("div", "shareholder"),
        ("p", "radio"),
        ("div", "block-3ad261f2-ad66"),
        ("div", "has-sidebar"),
        ("div", "sidebar-enabled"),
        ("main", "main-with-sidebar"),
        ("article", "card"),
        ("body", "newsletter"),
        ("div", ""),
    ],
)
def test_other_names_and_names_about_the_layout_are_none(tag: str, name: str) -> None:
    assert noise_of(tag, name, None) == ""


def test_signs_with_one_meaning() -> None:
    assert says_one_thing("footer") and says_one_thing("comments")
    assert not says_one_thing("card") and not says_one_thing("banner")
