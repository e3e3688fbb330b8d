"""Re-anchoring: labelled edits of a made-up article, then what holds for any text."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.compare import anchor
from archiver.compare.anchor import Anchor, Found, How, Later, anchor_at

HEADLINE = "Ferry service resumes after storm"
LEAD = "The ferry to Exampleville sailed again on Monday, the harbour office said, after two days in port."
QUOTE = "“We will not leave before the wind drops below forty knots,” said Olena Kovalenko, who runs the line."
FIGURES = "About 1,200 passengers had been waiting, and 14 lorries with food for the northern islands."
END = "More will follow."
ARTICLE = (HEADLINE, LEAD, QUOTE, FIGURES, END)


def _anchor(exact: str, article: tuple[str, ...] = ARTICLE) -> Anchor:
    block = next(number for number, text in enumerate(article) if exact in text)
    start = article[block].index(exact)
    return anchor_at(article, (block, start, start + len(exact)))


def _words(later: tuple[str | None, ...], found: Found) -> str:
    return (later[found.block] or "")[found.start : found.end]


@dataclass(frozen=True)
class Case:
    """`exact` of ARTICLE is looked for in `later`; `words` are what has to be found there."""

    name: str
    exact: str
    later: tuple[str | None, ...]
    how: How | None
    words: str = ""


WORDS = "We will not leave before the wind drops below forty knots"
CASES = (
    Case("nothing changed", WORDS, ARTICLE, "position", WORDS),
    Case("a block before", WORDS, (HEADLINE, "Updated at noon.", *ARTICLE[1:]), "exact", WORDS),
    Case("a block before taken out", WORDS, (HEADLINE, QUOTE, FIGURES), "exact", WORDS),
    Case("moved to the end", WORDS, (HEADLINE, LEAD, FIGURES, END, QUOTE), "exact", WORDS),
    Case("a sentence before it in its block", WORDS, (HEADLINE, LEAD, f"It blew. {QUOTE}"), "exact", WORDS),
    Case("a correction around it", WORDS, (HEADLINE, LEAD, f"“{WORDS},” said Iryna Melnyk."), "exact", WORDS),
    Case("another paragraph takes it over", WORDS, (HEADLINE, f"He added: {WORDS} again, and left."), "exact", WORDS),
    Case("straight quotation marks around", WORDS, (HEADLINE, LEAD, f'"{WORDS}," said Kovalenko.'), "exact", WORDS),
    Case(
        "one word of it",
        WORDS,
        (HEADLINE, LEAD, QUOTE.replace("forty", "thirty")),
        "fuzzy",
        WORDS.replace("forty", "thirty"),
    ),
    Case(
        "a word put in", WORDS, (LEAD, QUOTE.replace("wind", "cold wind")), "fuzzy", WORDS.replace("wind", "cold wind")
    ),
    Case("a word taken out", WORDS, (LEAD, QUOTE.replace(" not", "")), "fuzzy", WORDS.replace(" not", "")),
    Case(
        "a typing mistake at its begin", WORDS, (LEAD, QUOTE.replace("We", "Wee")), "fuzzy", WORDS.replace("We", "Wee")
    ),
    Case("half of it", WORDS, (HEADLINE, LEAD, "“We will not leave,” said Olena Kovalenko."), None),
    Case("the whole block", WORDS, (HEADLINE, LEAD, FIGURES, END), None),
    Case("withheld", WORDS, (HEADLINE, LEAD, None, FIGURES, END), None),
    Case("split between two blocks", WORDS, (HEADLINE, QUOTE[:30], QUOTE[30:]), None),
    Case("a figure beside it", "14 lorries", (*ARTICLE[:3], FIGURES.replace("1,200", "900")), "exact", "14 lorries"),
    Case("a figure far from it", "islands", (*ARTICLE[:3], FIGURES.replace("1,200", "2,100")), "position", "islands"),
    Case("another figure", "1,200 passengers", (*ARTICLE[:3], FIGURES.replace("1,200", "900")), None),
    Case("a short word in another sentence", "port", ("The airport is a port of entry.",), None),
    Case("a whole short block", END, (HEADLINE, END), "exact", END),
    Case(
        "in other surroundings",
        "1,200 passengers",
        ("Of 1,200 passengers nine fell ill.",),
        "words",
        "1,200 passengers",
    ),
    Case(
        "twice, in other surroundings",
        "1,200 passengers",
        ("All 1,200 passengers left.", "Of 1,200 passengers nine fell ill."),
        "words",
        "1,200 passengers",
    ),
    Case("short, in other surroundings", "storm", ("A storm.",), None),
    Case("long, once, in other surroundings", WORDS, (f"Someone: {WORDS} and that is that.",), "exact", WORDS),
    Case("long, twice, in other surroundings", WORDS, (f"A: {WORDS} or. B: {WORDS} and.",), "words", WORDS),
    Case("no text at all", WORDS, (), None),
    Case("Cyrillic beside it", "Kovalenko", (HEADLINE, LEAD, "Уточнення.", QUOTE), "exact", "Kovalenko"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_labelled(case: Case) -> None:
    found = Later(case.later).find(_anchor(case.exact))
    assert (found.how if found else None) == case.how, found
    assert (_words(case.later, found) if found else "") == case.words
    assert found is None or (found.similarity == 1000) == (found.how != "fuzzy")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_citation_accepts_nothing_that_is_only_similar(case: Case) -> None:
    found = Later(case.later).find_exact(_anchor(case.exact))
    assert (found.how if found else None) == (case.how if case.how in ("position", "exact") else None)
    assert found is None or _words(case.later, found) == case.exact


def test_of_the_same_words_those_with_the_context_count() -> None:
    article = ("“It is over,” Ana Lee said in the morning.", "“It is over,” the minister told parliament at night.")
    of_the_minister = anchor_at(article, (1, 1, 11))
    found = Later(tuple(reversed(article))).find(of_the_minister)
    assert found == Found("exact", 0, 1, 11, 1000)


def test_of_places_with_the_same_context_the_nearest_counts() -> None:
    refrain = "He said no."
    later = Later((refrain, "a", refrain, "b", refrain))
    assert later.find(Anchor("no", "He said ", ".", 3, 8)) == Found("exact", 4, 8, 10, 1000)


def test_the_same_words_at_the_old_place_are_not_enough() -> None:
    article = ("Ana Lee said yes.", "Bo Ito said yes.")
    later = ("Bo Ito said yes.", "Ana Lee said yes.")
    assert Later(later).find(_anchor("yes", article)) == Found("exact", 1, 13, 16, 1000)


@pytest.mark.parametrize(
    "odd",
    [
        Anchor("", "a", "b", 0, 0),
        Anchor("a\nb", "", "", 0, 0),
        Anchor("Ferry", "", "", 10**9, 10**9),
        Anchor("x" * 10, "", "", 0, 10**9),
    ],
)
def test_an_anchor_that_nobody_made_finds_nothing_wrong(odd: Anchor) -> None:
    found = Later(ARTICLE).find(odd)
    assert found is None or _words(ARTICLE, found) == odd.exact


def test_a_passage_that_is_too_long_has_to_stand_there_exactly() -> None:
    text = " ".join(f"word{number}" for number in range(anchor.MAX_FUZZY // 4))
    whole = anchor_at((text,), (0, 0, len(text)))
    assert Later((f"New. {text}",)).find(whole) is not None
    assert Later((text.replace("word7 ", "word8 ", 1),)).find(whole) is None


def test_a_text_of_one_letter_is_searched_within_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = 0

    def counting(text: str, piece: str) -> object:
        nonlocal looked_at
        for at in occurrences(text, piece):
            looked_at += 1
            yield at

    occurrences = anchor._occurrences
    monkeypatch.setattr(anchor, "_occurrences", counting)
    later = Later(("a" * 200_000,) * 5)
    assert later.find(Anchor("b" + "a" * 900 + "b", "c", "d", 0, 0)) is not None
    assert looked_at <= 2 * anchor.MAX_PLACES


WORD = st.text("abcdefgийтю", min_size=1, max_size=9)
BLOCK = st.lists(WORD, min_size=1, max_size=25).map(" ".join)
BLOCKS = st.lists(BLOCK, min_size=1, max_size=6)


@st.composite
def anchored(draw: st.DrawFn) -> tuple[list[str], Anchor]:
    """A text and an anchor in it."""
    blocks = draw(BLOCKS)
    block = draw(st.integers(0, len(blocks) - 1))
    start = draw(st.integers(0, len(blocks[block]) - 1))
    end = draw(st.integers(start + 1, len(blocks[block])))
    return blocks, anchor_at(blocks, (block, start, end))


@given(anchored())
def test_in_an_unchanged_text_every_anchor_stays(given_: tuple[list[str], Anchor]) -> None:
    blocks, made = given_
    end = made.start + len(made.exact)
    assert Later(blocks).find_exact(made) == Found("position", made.block, made.start, end, 1000)


@given(anchored(), BLOCKS, st.randoms(use_true_random=False))
def test_blocks_that_move_are_found(given_: tuple[list[str], Anchor], others: list[str], random: object) -> None:
    blocks, made = given_
    later = [*blocks, *others]
    random.shuffle(later)  # type: ignore[attr-defined]
    found = Later(later).find_exact(made)
    assert found
    assert _words(tuple(later), found) == made.exact
    assert anchor_at(later, (found.block, found.start, found.end)).prefix.endswith(made.prefix[-1:])


@given(anchored(), BLOCKS)
def test_what_is_found_holds_what_it_says(given_: tuple[list[str], Anchor], later: list[str]) -> None:
    _, made = given_
    found = Later(later).find(made)
    if found:
        words = _words(tuple(later), found)
        assert 0 <= found.start < found.end <= len(later[found.block])
        assert (words == made.exact) == (found.how != "fuzzy")
        assert found.similarity >= anchor.MIN_SIMILARITY


SENTENCE = st.lists(st.text("abcdefgh", min_size=3, max_size=9), min_size=12, max_size=25, unique=True)


@given(SENTENCE, st.data())
def test_a_word_changed_inside_is_found_by_similarity(words: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(words) - 2))
    exact = " ".join(words)
    made = anchor_at(("0123 456 789 0123.", exact), (1, 0, len(exact)))
    changed = " ".join([*words[:at], "zz", *words[at + 1 :]])
    edits = max(len(words[at]), 2)
    found = Later(("Note.", f"Corrected: {changed} and so on.")).find(made)
    if edits <= len(exact) // 12:
        assert found
        assert found.how == "fuzzy"
    assert found is None or found.how == "fuzzy"


@given(SENTENCE)
def test_what_is_deleted_is_lost(words: list[str]) -> None:
    exact = " ".join(words)
    made = anchor_at(("Before.", exact, "After."), (1, 0, len(exact)))
    assert Later(("Before.", "Nothing of that, only 0123456789 and ÄÖÜ.", "After.")).find(made) is None
