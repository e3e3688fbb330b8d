from archiver.extract.page.headline import Found
from archiver.extract.page.place import BEHIND
from archiver.extract.page.visible import names_in_lines, shown
from tests.extract.pages import story, tree_of


def marked(body: str) -> list[str]:
    return [found.value for found in shown(tree_of(body + story())).authors]


def near(body: str) -> tuple[Found, ...]:
    source = f"<h1>Kyiv says no</h1>{body}{story()}"
    tree = tree_of(source)
    return names_in_lines(tree, source, next(tree.iter("h1")))


def test_the_marked_parts_of_a_byline_are_the_names() -> None:
    office = '<div class="author"><div class="author__name"><a href="/a">Anna Weber</a></div><p>Staff Writer</p></div>'
    assert marked(office) == ["Anna Weber"]
    linked = '<span class="author-name"><a class="author-link">Anna Weber</a>, Bridge Expert</span>'
    assert marked(linked) == ["Anna Weber"]
    two = '<p class="byline">By <a class="author">Anna Weber</a> and <a class="author">Ivan Petrenko</a></p>'
    assert marked(two) == ["Anna Weber", "Ivan Petrenko"]


def test_a_label_is_no_name() -> None:
    assert marked('<p class="author">Written By</p>') == []


def test_a_line_near_the_headline_or_a_link_to_a_person() -> None:
    assert near("<p>By Anna Weber · 13 September 2022</p>") == (Found("Anna Weber", "p near the headline"),)
    assert near('<p>By<br><a href="/team/anna-weber">Anna Weber</a></p>') == (
        Found("Anna Weber", "p near the headline"),
    )
    link = '<a href="/authors/anna-weber"><div>Anna Weber</div><div>Bridge Editor</div></a>'
    assert near(link) == (Found("Anna Weber", "a near the headline"),)
    assert near('<a href="/authors/">All Our Authors</a><p>By the river the bridge fell</p>') == ()
    assert near("<aside><p>By Anna Weber</p></aside>") == ()


def test_a_line_at_the_end_that_says_who_wrote() -> None:
    assert near("<p>A word.</p>" * BEHIND + "<h3>Written by Anna Weber</h3>") == (
        Found("Anna Weber", "h3 with a label"),
    )
