from archiver.extract.main.cut import cut
from tests.extract.pages import SENTENCES, passages_of, story, texts


def left(body: str, *names: str) -> list[str]:
    return texts(cut(passages_of(body), names))


def test_regions_that_bear_a_sign() -> None:
    body = f"<div class='story'>{story()}<div class='related-posts'><p>Bridge rebuilt in a week</p></div></div><footer>Imprint</footer>"
    assert left(body) == list(SENTENCES)


def test_a_sign_over_the_article_itself_says_nothing() -> None:
    body = f"<div class='newsletter-email'><div class='card'>{story()}</div></div>"
    assert left(body) == list(SENTENCES)


def test_many_small_regions_with_one_sign_can_be_the_article() -> None:
    body = "<h1>Six piers</h1>" + "".join(f"<div class='card'><p>{sentence}</p></div>" for sentence in SENTENCES)
    assert left(body) == ["Six piers", *SENTENCES]


def test_an_article_of_short_paragraphs_begins_with_its_first_sentence() -> None:
    short = ("Is the bridge safe for all of us now?", "Yes, we looked at every single pillar of it twice.")
    body = (
        f"<p>September 13, 2022 - 6 min read</p><p>{short[0]}</p><p>{short[1]}</p><p>вівторок, 13 вересня 2022 р.</p>"
    )
    assert left(body) == list(short)


def test_links_that_stand_alone_and_lists_of_them() -> None:
    body = (
        f"{story(0, 3)}<p><a href='/x'>The old lighthouse is for sale again, and nobody wants it</a></p>"
        f"<ul><li><a href='/1'>Bridge rebuilt</a></li><li><a href='/2'>Storm is coming</a></li></ul>{story(3, 6)}"
    )
    assert left(body) == list(SENTENCES)


def test_a_linked_heading_and_a_short_linked_line_in_the_text_stay() -> None:
    body = f"{story(0, 3)}<h2><a href='#why'>Why it burned</a></h2><p><a href='/report'>The report</a></p>{story(3, 6)}"
    assert left(body) == [*SENTENCES[:3], "Why it burned", "The report", *SENTENCES[3:]]


def test_what_follows_a_label_such_as_comments() -> None:
    body = (
        f"{story()}<h3>Comments</h3><p>I have always said that this pier is too old, and nobody listens to me here.</p>"
    )
    assert left(body) == list(SENTENCES)


def test_a_label_in_the_middle_of_the_text_ends_nothing() -> None:
    body = f"{story(0, 2)}<h3>Comments</h3>{story(2, 6)}"
    assert left(body) == [*SENTENCES[:2], "Comments", *SENTENCES[2:]]


def test_dates_and_signatures_at_the_edges_only() -> None:
    body = (
        f"<p>By Anna Weber</p><p>Updated: 1 May 2022</p>{story(0, 3)}<p>Published 2 May 2022</p>{story(3, 6)}"
        "<p>(Reporting by Anna Weber)</p><p>Anna Weber is a reporter in Kyiv who has written two books about harbours and ships.</p>"
    )
    assert left(body, "Anna Weber") == [*SENTENCES[:3], "Published 2 May 2022", *SENTENCES[3:]]


def test_a_text_that_stands_twice_for_two_widths_of_screen() -> None:
    assert left(f"<div class='wide'>{story()}</div><div class='narrow'>{story(0, 2)}</div>") == list(SENTENCES)
    verse = f"<div>{story(0, 1)}{story(0, 1)}</div>"
    assert left(verse) == [SENTENCES[0], SENTENCES[0]]


def test_a_step_that_would_take_most_of_the_text_is_not_taken() -> None:
    body = "".join(f"<p>This post contains affiliate links, number {n}</p>" for n in range(20))
    assert len(left(body)) == 20
    assert cut([]) == []


def test_a_notice_that_says_what_was_changed_is_never_cut() -> None:
    for notice in (
        "This story has been updated to include a statement from the port authority.",
        "Updated on 3 May 2026: the number of ships was given by the port.",
        "Оновлено: додано коментар адміністрації порту.",
    ):
        assert left(f"{story()}<p>{notice}</p>") == [*SENTENCES, notice]
    asks = "Editor's note: This site is supported by our readers, we may earn a commission if you buy something through it."
    assert left(f"{story()}<p>{asks}</p>") == list(SENTENCES)


def test_a_link_behind_an_arrow_and_a_request_for_donations() -> None:
    body = (
        f"{story(0, 3)}<p>► <a href='/x'>Old lighthouse is for sale</a></p>"
        f"<p>Please consider making a donation to this newspaper today.</p>{story(3, 6)}"
    )
    assert left(body) == list(SENTENCES)
