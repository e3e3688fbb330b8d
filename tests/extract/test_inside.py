import pytest

from archiver.extract.marks.boilerplate import excluded
from archiver.extract.marks.inside import inside

STORY = (
    "The council rebuilt the bridge over the river in the spring, and the first lorries crossed it on Tuesday morning "
    "after two years of works that cost more than had been planned."
)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Read more: Storm is coming to the coast", "related-link"),
        ("Related: Storm is coming.", "related-link"),
        ("Lesen Sie auch: Sturm zieht auf.", "related-link"),
        ("À lire aussi : la tempête arrive", "related-link"),
        ("Lee también: llega la tormenta", "related-link"),
        ("Читайте також: Насувається буря", "related-link"),
        ("Читайте также: Надвигается буря", "related-link"),
        ("Read the full story here.", "related-link"),
        ("Sign up for our morning newsletter.", "newsletter"),
        ("Click here to subscribe to the newsletter.", "newsletter"),
        ("You can unsubscribe at any time.", "newsletter"),
        ("Abonnez-vous à notre newsletter.", "newsletter"),
        ("Follow us on Twitter and Facebook.", "promotion"),
        ("Подписывайтесь на наш канал в телеграм.", "promotion"),
        ("Folgen Sie uns auf Instagram.", "promotion"),
        ("Share this article on Facebook.", "promotion"),
        ("This article was originally published by Example News.", "source-line"),
        ("A version of this story first appeared in Example Weekly.", "source-line"),
        ("Dieser Artikel erschien zuerst bei Beispiel.", "source-line"),
        ("(Photo: A. Reporter / Example Agency)", "caption-credit"),
        ("Photo courtesy of Example Agency.", "caption-credit"),
    ],
)
def test_a_sentence_is_marked_and_the_paragraph_stays(sentence: str, reason: str) -> None:
    for block in (f"{STORY} {sentence}", f"{STORY} {sentence}{'' if sentence[-1] in '.)' else '.'} {STORY}"):
        (span,) = excluded(("Headline", block, "The end of it."))
        assert span.reason == reason
        assert block[span.start : span.end] == span.exact
        assert span.exact.rstrip(".)") == sentence.rstrip(".)")


@pytest.mark.parametrize(
    "block",
    [
        f"{STORY} Read more books, the teacher told the children.",
        f"{STORY} Residents can sign up for alerts at the town hall.",
        f"{STORY} Sign up early, the mayor urged.",
        f"{STORY} “Nobody came. Sign up for our newsletter. They laughed.”",
        f'{STORY} "Nobody came. Follow us on Twitter. They laughed."',
        f"{STORY} The article was first drafted in 1949 by a committee of twelve.",
        f"{STORY} (Video shows the men at the wall.)",
        f"{STORY} Photos show the water above the wall.",
        f"{STORY} The first paragraph of this article of the treaty binds all states.",
        f"{STORY} Стаття перша закону набрала чинності.",
        f"{STORY} Follow the river to the north and you reach the dam.",
        f"{STORY} Related costs are paid by the council.",
    ],
)
def test_sentences_of_the_article_are_not(block: str) -> None:
    assert list(inside(block)) == []


def test_spans_are_bounded() -> None:
    assert len(list(inside("Read more: a storm. " * 150))) == 20
    assert list(inside("Read more: a storm. " * 1_000)) == []
