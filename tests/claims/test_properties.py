"""Whatever the text: claims are anchored, unique, valid, and made in a time that grows with the text."""

import json
import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.claims.anchors import anchor_faults
from archiver.claims.find import find
from archiver.model.article import Excluded
from archiver.model.claim import ClaimSet

PIECES = st.sampled_from(
    [
        "“", "”", '"', "«", "»", "„", "‘", "’", "'", "[", "]", "(", ")", ",", ".", "?", ":", " — ", " ", " ", " ", "\n",
        "said", "He", "she", "told", "according to", "Mark Lee", "Mr Lee", "that", "the", "reportedly", "is said to",
        "2,000km", "around", "five", "dozens of", "$3.5m", "April", "since", "[sic]", "in", "Kremlin", "Moscow", "’s",
        "сказав", "Тарас Бойко", "що", "за словами", "У", "кажуть", "йдеться в", "Як повідомляє", "ген.", "who", "urged", "to", "left", "We", "There have been reports that", "Photos show",
        "it remains to be seen", "how", "signed a letter demanding", "\x02", "\u202e", "İ", "ǅ", "١٢",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=60).map(" ".join)
GLUED = st.lists(PIECES, max_size=40).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(TEXTS, GLUED), max_size=6), st.booleans(), st.data())
def test_claims_of_any_text_are_anchored_unique_and_valid(
    blocks: list[str], headline: bool, data: st.DataObject
) -> None:
    excluded = data.draw(
        st.lists(
            st.builds(
                Excluded,
                exact=st.just(""), block=st.integers(0, 7), start=st.integers(0, 40), end=st.integers(0, 80),
                reason=st.just("promotion"),
            ),
            max_size=2,
        )
    )  # fmt: skip
    found = find(blocks, language=None, excluded=excluded, headline=headline)
    ids = [claim.id for claim in found.items if claim]
    assert len(set(ids)) == len(ids)
    assert find(blocks, language=None, excluded=excluded, headline=headline) == found
    assert ClaimSet.model_validate(found.document(), strict=False) == found
    for claim in found.items:
        assert claim is not None
        assert anchor_faults(blocks, claim) == ()
        for block, start, end in claim.parts:
            assert not any(s.block == block and s.start < end and start < s.end for s in excluded)


HOSTILE = {
    "quotes": '"' * 1_000_000,
    "opening": "“" * 166_666,
    "singles": "‘a " * 50_000,
    "brackets": "(((" * 300_000 + "[" * 100_000,
    "said": "said " * 200_000,
    "quoted": '"a." ' * 33_333,
    "tagged": '"a b c," he said. ' * 9_166,
    "questions": '"?"' * 50_000 + " said",
    "fragments": 'he said "a b" and ' * 8_333,
    "according": "x, according to " * 10_000,
    "reports": "there have been reports that " * 5_000,
    "capitals": "Ab " * 50_000,
    "word": "A" * 166_666,
    "joined": "A-" * 83_333,
    "numbers": "1,111" * 33_333,
    "spaced": "1 1 1 " * 26_666,
    "dollars": "$" * 166_666,
    "stops": "." * 83_333 + "a. " * 16_666,
    "spaces": " " * 166_666 + "a",
    "seems": "seems. A " * 16_666,
    "and": "and " * 250_000 + "said",
    "than": "than a " * 23_333,
    "commas": "Ab, " * 200_000 + "said",
    "photos": "new " * 41_666,
    "hyphens": "so-" * 50_000,
    "guillemets": "«" * 1_000_000,
    "low marks": "„а “" * 100_000,
    "typed marks": "''" * 100_000,
    "nested": "“«„" * 100_000,
    "interrupted": "«а, — сказав він, — " * 10_000,
    "dialogue": "— " + "а, — сказав він. — " * 10_000,
    "dashes": "— а, " * 40_000,
    "abbreviations": "ген. " * 40_000,
    "sources": "За словами " * 15_000,
    "commas after verbs": "кажуть, " * 20_000,
    "colons": "Мер: а " * 25_000,
    "appositions": "Ab, cd (ef), said " * 10_000,
    "whose": "who said " * 20_000,
    "nested verbs": "said she said " * 10_000,
    "infinitives": "urge a a a to b " * 10_000,
    "weekdays": "will on Monday " * 10_000,
    "echoes": "“Ab cd” ef. " * 2_000 + "“ab cd,” he said. " * 5_000,
    "months": "May " * 41_666,
}
SECONDS = 120  # a net under the subprocess only; the whole run takes a few
_RUN = """
import json, sys
from archiver.claims.find import find
for name, text in json.load(sys.stdin).items():
    print(name, flush=True)
    find((text,), language=None, headline=False)
    find(tuple(text[at : at + 50] for at in range(0, 30_000, 50)), language=None)
"""


def test_hostile_megabytes_finish() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _RUN],
        input=json.dumps(HOSTILE),
        timeout=SECONDS,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines() == list(HOSTILE)
