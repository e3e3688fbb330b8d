import json

from hypothesis import given
from hypothesis import strategies as st

from archiver.extract.page import embedded as room
from archiver.extract.page import html
from archiver.extract.page.embedded import articles, embedded, strings
from archiver.model.capture import Embedded


def about(head: str) -> Embedded:
    tree = html.parse(f"<html><head>{head}</head><body><p>x</p></body></html>")
    assert tree is not None
    return embedded(tree)


def test_pairs_and_texts_as_found_in_page_order() -> None:
    found = about(
        '<meta property="og:title" content="Kyiv &amp; more "><meta name="author" content="A. Reporter">'
        '<meta property="article:tag" content="b"><meta property="article:tag" content="a"><meta name="empty">'
        '<script type="application/ld+json"> {"@type": "Thing" } </script><script>var a</script>'
    )
    assert found.opengraph == (("og:title", "Kyiv & more "), ("article:tag", "b"), ("article:tag", "a"))
    assert found.meta == (("author", "A. Reporter"),)
    assert found.jsonld == (' {"@type": "Thing" } ',)


def test_limits() -> None:
    many = "".join(f'<meta name="n{n}" content="v">' for n in range(room.MAX_META_PAIRS + 5))
    scripts = '<script type="application/ld+json">{}</script>' * (room.MAX_JSONLD_TEXTS + 5)
    found = about(many + scripts + f'<meta property="og:x" content="{"y" * room.MAX_META_LENGTH}">')
    assert len(found.meta) == room.MAX_META_PAIRS
    assert len(found.jsonld) == room.MAX_JSONLD_TEXTS
    assert found.opengraph == ()
    assert about(f'<script type="application/ld+json">"{"y" * room.MAX_JSONLD_LENGTH}"</script>').jsonld == ()


def test_articles_in_a_graph_with_references_before_pages() -> None:
    graph = {
        "@graph": [
            {"@type": "WebPage", "datePublished": "2022-01-01"},
            {"@type": ["Thing", "NewsArticle"], "headline": "Front", "author": [{"@id": "#p"}]},
            {"@type": "Person", "@id": "#p", "name": "A. Reporter"},
        ]
    }
    first, second = articles((json.dumps(graph),))
    assert first["headline"] == "Front"
    assert strings(first["author"], "name") == ["A. Reporter"]
    assert second["datePublished"] == "2022-01-01"


def test_hostile_json_says_nothing() -> None:
    bombs = ("[" * 90_000, '{"a":' * 50_000, "{'@type': 'Article'}", "", "9" * 5_000, '{"@type": {"@type": 3}}')
    assert articles(bombs) == []


def test_nodes_are_bounded() -> None:
    text = json.dumps([{"@type": "Article"}] * (room.MAX_NODES + 50))
    assert len(articles((text, text))) == room.MAX_NODES


def test_lone_surrogates_do_not_get_through() -> None:
    (node,) = articles(('{"@type": "Article", "headline": "a\\ud800b"}',))
    assert strings(node["headline"]) == ["a?b"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["@type", "@id", "@graph", "author", "name"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_survived(document: object) -> None:
    for node in articles((json.dumps(document),)):
        for value in node.values():
            assert all(text == text.strip() != "" for text in strings(value, "name"))


def test_json_in_a_comment_with_a_comma_too_many_or_with_a_second_value() -> None:
    node = '{"@type": "NewsArticle", "headline": "Kyiv says no"}'
    for text in (
        f"/*<![CDATA[*/{node}/*]]>*/", f"<!--{node}-->", node.replace("no\"}", "no\",}"), f"{node}{{}}", f"[{node},]",
    ):  # fmt: skip
        assert [found["headline"] for found in articles((text,))] == ["Kyiv says no"]
    assert articles(("var a = 1", "{", "[" * 100_000, "{" * 100_000 + ",}")) == []
