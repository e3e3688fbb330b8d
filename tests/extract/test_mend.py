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
