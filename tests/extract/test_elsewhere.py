import json

from archiver.extract.page import elsewhere, html
from archiver.extract.page.elsewhere import AUTHORS, DATES, in_address, in_data, labelled
from archiver.extract.page.headline import Found
from tests.extract.pages import tree_of


def data(source: str, *, changed: bool = False) -> Found | None:
    tree = html.parse(source)
    assert tree is not None
    return in_data(tree, source, changed=changed)


def test_the_one_day_that_the_data_of_programs_states() -> None:
    told = {"props": {"datePublished": "2022-09-13T05:30:00Z", "dateModified": "2022-09-14"}}
    script = f"<script>window.state = {json.dumps(told)}</script>"
    assert data(script) == Found("2022-09-13T05:30:00Z", "data datePublished")
    assert data(script, changed=True) == Found("2022-09-14", "data dateModified")
    in_a_string = f"<script>push({json.dumps(json.dumps(told))})</script>"
    assert data(in_a_string) == Found("2022-09-13T05:30:00Z", "data datePublished")
    attribute = '<div data-state="{&quot;datePublished&quot;:&quot;2022-09-13&quot;}">x</div>'
    assert data(attribute) == Found("2022-09-13", "data datePublished")
    broken = '<script type="application/ld+json">{"datePublished": "2022-09-13", "name": "a "quoted" word"}</script>'
    assert data(broken) == Found("2022-09-13", "data datePublished")


def test_data_of_several_articles_says_nothing() -> None:
    assert data('<script>[{"datePublished":"2022-09-13"},{"datePublished":"2022-09-14"}]</script>') is None
    assert data('<script>{"updatePublished":"2022-09-13","datePublished":"soon enough"}</script>') is None
    assert data("<p>nothing</p>") is None


def test_data_is_read_within_limits() -> None:
    many = "".join(f'<i data-x=\'{{"datePublished":"2022-09-13"}}\'>{n}</i>' for n in range(elsewhere.MAX_TEXTS))
    assert data(f'{many}<i data-x=\'{{"datePublished":"2022-09-14"}}\'>y</i>') == Found(
        "2022-09-13", "data datePublished"
    )
    assert data(f'<script>{{"datePublished":"2022-09-13"}}{" " * elsewhere.MAX_DATA}</script>') is None


def test_the_day_in_an_address() -> None:
    for address in (
        "https://news.example.org/2022/09/13/kyiv-says-no",
        "https://news.example.org/a/2022-09-13-kyiv-says-no",
        "/2022/9/13/",
    ):
        found = in_address(address)
        assert found is not None
        assert found.evidence == "address"
    for address in ("https://news.example.org/2022/09/kyiv", "/2022/13/13/a", "/12022/09/13/a", "/1022/09/13/a", ""):
        assert in_address(address) is None


def test_short_texts_with_a_label_anywhere() -> None:
    source = "<p>Last updated: 13 September 2022</p><p>Written by Anna Weber</p><p>A long text.</p>"
    tree = tree_of(source)
    assert [element.tag for element in labelled(tree, source, DATES)] == ["p"]
    assert [element.text for element in labelled(tree, source, AUTHORS)] == ["Written by Anna Weber"]
    assert list(labelled(tree, "<p>updated</p>", DATES)) == []


def test_labels_are_looked_at_within_limits() -> None:
    source = "<p>Updated: 13 September 2022</p>" * (elsewhere.MAX_LINES * 3)
    assert len(list(labelled(tree_of(source), source, DATES))) == elsewhere.MAX_LINES
