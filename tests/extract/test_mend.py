from archiver.extract.main.mend import mended
from tests.extract.pages import SENTENCES, passages_of, story, texts


def taken(body: str, *wanted: str) -> list[str]:
    page = passages_of(body)
    return texts(mended(page, [passage for passage in page if passage.text in wanted]))


def test_headings_and_lists_between_what_was_taken_come_back() -> None:
    body = f"<div class='story'>{story(0, 2)}<h2>Why it burned</h2><ul><li>Dry pallets</li></ul>{story(2, 4)}</div>"
    assert taken(body, *SENTENCES[:4]) == [*SENTENCES[:2], "Why it burned", "Dry pallets", *SENTENCES[2:4]]


def test_a_section_of_the_same_form_comes_back() -> None:
    body = f"<div class='part'>{story(0, 3)}</div><div class='gap'>Advert</div><div class='part'>{story(3, 6)}</div>"
    assert taken(body, *SENTENCES[:3]) == list(SENTENCES)


def test_other_regions_links_captions_and_noise_stay_out() -> None:
    body = (
        f"<div class='story'>{story(0, 2)}<p><a href='/x'>Another headline of this site</a></p>"
        "<figure><figcaption>The crane, before the fire</figcaption></figure>"
        "<div class='newsletter'><p>Leave your address here</p></div>"
        f"<form><p>Search the archive of this newspaper</p></form>{story(2, 4)}</div><div class='other'>{story(4, 5)}</div>"
    )
    assert taken(body, *SENTENCES[:4]) == list(SENTENCES[:4])


def test_nothing_taken_nothing_mended() -> None:
    assert mended(passages_of(story()), []) == []


def test_a_paragraph_in_a_box_of_its_own_comes_back_if_the_other_extractor_took_it() -> None:
    body = (
        f"<div class='story'>{story(0, 2)}<div class='note'><p>{SENTENCES[2]}</p></div>"
        f"<div class='box'><a href='/x'>Old lighthouse is for sale again</a><p>{SENTENCES[4]}</p></div>{story(3, 4)}</div>"
    )
    page = passages_of(body)
    first = [passage for passage in page if passage.text in (*SENTENCES[:2], SENTENCES[3])]
    assert texts(mended(page, first)) == [*SENTENCES[:2], SENTENCES[3]]
    assert texts(mended(page, first, page)) == list(SENTENCES[:4])


def test_a_quotation_that_is_set_as_a_figure_is_no_caption_and_one_named_so_is() -> None:
    quoted = f"<figure><blockquote><p>{SENTENCES[2]}</p></blockquote><figcaption>Olena Kovalenko</figcaption></figure>"
    named = f"<div class='image-caption'><p>{SENTENCES[4]}</p></div>"
    page = passages_of(f"<div class='story'>{story(0, 2)}{quoted}{named}{story(3, 4)}</div>")
    first = [passage for passage in page if passage.text in (*SENTENCES[:2], SENTENCES[3])]
    assert texts(mended(page, first, page)) == list(SENTENCES[:4])


def test_a_post_that_the_article_quotes_comes_back_out_of_its_box() -> None:
    post = "<blockquote class='twitter-tweet'><p>We confirm that nobody was hurt.</p>— Port (@port)</blockquote>"
    body = f"<div class='story'>{story(0, 2)}<div class='social-media-embed'>{post}</div>{story(2, 4)}</div>"
    said = ["We confirm that nobody was hurt.", "— Port (@port)"]
    assert taken(body, *SENTENCES[:4]) == [*SENTENCES[:2], *said, *SENTENCES[2:4]]


NOTICE = "Correction: an earlier version of this article said that three freighters were waiting."


def test_a_notice_of_a_correction_comes_back_from_wherever_a_page_sets_it() -> None:
    for tag, name in (("aside", "fix"), ("footer", "article-footer"), ("div", "promo-box")):
        told = f"<{tag} class='{name}'><p>{NOTICE}</p></{tag}>"
        assert taken(f"{told}<div class='story'>{story(0, 4)}</div>", *SENTENCES[:4]) == [NOTICE, *SENTENCES[:4]]
        assert taken(f"<div class='story'>{story(0, 4)}</div>{told}", *SENTENCES[:4]) == [*SENTENCES[:4], NOTICE]


def test_a_correction_among_comments_or_other_articles_is_none_of_this_one() -> None:
    for name in ("comments", "related-stories", "newsletter"):
        body = f"<div class='story'>{story(0, 4)}</div><div class='{name}'><p>{NOTICE}</p></div>"
        assert taken(body, *SENTENCES[:4]) == list(SENTENCES[:4])
