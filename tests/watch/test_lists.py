"""Watch lists of others: CSV, OPML, text; every fault with its line."""

import pytest

from archiver.errors import FormatError, InputError
from archiver.model.watch import Wish
from archiver.watch.lists import Format, format_of, kind_of, read_list, wish

CSV = """\ufeffurl,kind,every,until,tags,case,priority,links
https://example.org/a,,1d,2026-12-31,war front,C-7,5,
https://example.org/world/,section,2h,,,,,/world/* !/world/live-*
"https://example.org/news.xml",,,,"a,b",,,
"""
OPML = """<opml version="2.0"><head/><body><outline text="War  front">
<outline text="X" type="rss" xmlUrl="https://example.org/rss"/></outline>
<outline text="Y" xmlUrl="https://example.com/atom"/><outline text="no feed"/></body></opml>"""
TEXT = "# dam\n\nhttps://example.org/a  dam kherson\nhttps://example.org/feed/\n"


def wishes(text: str, form: Format) -> list[Wish]:
    reading = read_list(text.encode(), form)
    assert reading.faults == []
    return [one for _, one in reading.wishes]


def test_csv() -> None:
    first, second, third = wishes(CSV, "csv")
    assert (first.every, first.tags, first.case_id, first.priority) == (86400, ("war", "front"), "C-7", 5)
    assert first.until == "2026-12-31T23:59:59.999999Z"
    assert (second.kind, second.links) == ("section", ("/world/*", "!/world/live-*"))
    assert (third.kind, third.tags) == ("feed", ("a", "b"))


def test_how_to_capture_is_a_column() -> None:
    first, second = wishes(
        "url,browser,with_resources\nhttps://example.org/a,yes,\nhttps://example.org/b,0,TRUE\n", "csv"
    )
    assert (first.browser, first.with_resources) == (True, None)
    assert (second.browser, second.with_resources) == (False, True)


def test_the_window_and_what_is_clicked_in_it_are_columns_that_want_a_browser() -> None:
    rows = "https://example.org/a,yes,800x600,#agree > button\nhttps://example.org/b,,,\n"
    first, second = wishes(f"url,browser,viewport,consent\n{rows}", "csv")
    assert (str(first.viewport), first.consent) == ("800x600", "#agree > button")
    assert (second.viewport, second.consent) == (None, None)

    faulty = "url,browser,viewport,consent\nhttps://example.org/a,,,#x\nhttps://example.org/b,no,800x600,\nhttps://example.org/c,yes,10x10,\n"
    faults = read_list(faulty.encode(), "csv").faults
    assert [fault.line for fault in faults] == [2, 3, 4]
    assert [fault.problem.partition(",")[0] for fault in faults] == [
        "consent: expected `browser` with it",
        "viewport: expected `browser` with it",
        "viewport: expected a viewport such as 1280x800",
    ]
    assert len(read_list(faulty.encode(), "csv", viewed=True).wishes) == 1, "the archive's settings ask for a browser"


@pytest.mark.parametrize(("text", "form"), [(TEXT, "text"), (OPML, "opml"), (CSV, "csv")])
def test_what_is_given_for_a_list_is_for_every_line_that_does_not_say_otherwise(text: str, form: Format) -> None:
    given = {"every": "3d", "tags": "all", "browser": "yes", "consent": "#agree"}
    before, after = wishes(text, form), [one for _, one in read_list(text.encode(), form, given).wishes]
    assert [one.every for one in after] == [one.every or 3 * 86400 for one in before]
    assert [one.tags for one in after] == [("all", *one.tags) for one in before]
    assert {(one.browser, one.consent) for one in after} == {(True, "#agree")}


def test_csv_of_a_european_spreadsheet() -> None:
    assert [one.url for one in wishes("url;every\nhttps://example.org/a;1d\n", "csv")] == ["https://example.org/a"]


def test_opml() -> None:
    first, second = wishes(OPML, "opml")
    assert (first.url, first.kind, first.tags) == ("https://example.org/rss", "feed", ("War-front",))
    assert second.tags == ()


def test_text() -> None:
    first, second = wishes(TEXT, "text")
    assert (first.kind, first.tags, second.kind) == ("article", ("dam", "kherson"), "feed")


def test_faults_have_their_line_and_the_rest_is_read() -> None:
    text = "url,every,priority\nhttps://example.org/a,soon,\nnonsense,,\nhttps://example.org/b,,99\nhttps://example.org/c,,\n"
    reading = read_list(text.encode(), "csv")
    assert [one.url for _, one in reading.wishes] == ["https://example.org/c"]
    assert [fault.line for fault in reading.faults] == [2, 3, 4]
    assert reading.faults[0].problem.startswith("every: expected a length of time such as")
    assert reading.faults[2].problem.startswith("priority:")


@pytest.mark.parametrize(
    ("octets", "form", "problem"),
    [
        (b"a,b\n1,2\n", "csv", "expected the columns"),
        (b"kind\nfeed\n", "csv", "expected a column `url`"),
        (b'url\n"open', "csv", "expected CSV"),
        (b"<rss/>", "opml", "expected OPML, found the element"),
        (b"<opml", "opml", "expected OPML"),
        ("https://example.org/ж".encode("cp1251"), "text", "expected UTF-8"),
    ],
)
def test_what_is_no_list_is_refused(octets: bytes, form: Format, problem: str) -> None:
    with pytest.raises(FormatError, match=problem):
        read_list(octets, form)


@pytest.mark.parametrize(
    ("name", "octets", "form"),
    [
        ("a.csv", b"", "csv"),
        ("a.OPML", b"", "opml"),
        ("a.txt", b"url,kind", "text"),
        ("-", b"\xef\xbb\xbfurl,kind\n", "csv"),
        ("-", b"  <?xml version='1.0'?><opml/>", "opml"),
        ("-", b"https://example.org/url,a\n", "text"),
    ],
)
def test_the_form_of_a_list(name: str, octets: bytes, form: str) -> None:
    assert format_of(name, octets) == form


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://example.org/feed", "feed"), ("https://example.org/rss.xml", "feed"), ("https://example.org/x.rss", "feed"),
        ("https://example.org/a/atom.xml?x=1", "feed"), ("https://example.org/sitemap-news.xml", "sitemap"),
        ("https://example.org/sitemap.xml.gz", "sitemap"), ("https://example.org/feeding-the-city", "article"),
        ("https://feeds.example.org/a", "article"), ("https://example.org/", "article"),
    ],
)  # fmt: skip
def test_the_kind_of_an_address(url: str, kind: str) -> None:
    assert kind_of(url) == kind


@pytest.mark.parametrize("column", [{"kind": "blog"}, {"tags": "a\x1bb"}, {"links": "news/*"}, {"until": "soon"}])
def test_a_wish_that_cannot_be_names_its_column(column: dict[str, str]) -> None:
    with pytest.raises(InputError, match=next(iter(column))):
        wish({"url": "https://example.org/a", **column})
