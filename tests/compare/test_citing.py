"""Citations: the one place, the proof, the forms, and a reader of bibliographies that nothing breaks."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from archiver.cli.output import safe
from archiver.compare.citing import reading
from archiver.compare.citing.bibtex import MAX_DEPTH, bibtex, entries
from archiver.compare.citing.citation import Citation, Quote, fragment, place_of
from archiver.compare.citing.entry import MAX_ENTRIES, Entry
from archiver.compare.citing.forms import FORMS, write
from archiver.compare.citing.proof import Proof
from archiver.errors import FormatError, InputError, LimitError, UsageError
from archiver.tlog import merkle
from archiver.tlog.parts import part_leaf

BLOCKS = ("Title", "He said: “Yes.” She said: “No.”", "“Yes.” again", None)
PROOF = Proof("claims", "2", "sha256:" + "1" * 64, "2" * 32, 3, ("3" * 64,))
CITATION = Citation(
    title="Bridge 100% {open} & “safe”", authors=("Ana Lee", "Petro_Dub"), publisher="Courier", published="2026-03-14",
    url="https://www.example.org/a_b", captured_at="2026-03-14T10:15:00.000000Z", statement_id="sha256:" + "a" * 64,
    archive="urn:uuid:0", sequence=2, quote=Quote("“Yes.” \\ 5% of it", 1, 9, 25, "direct_quote:1:9-15", PROOF),
)  # fmt: skip


def test_the_one_place() -> None:
    assert place_of(BLOCKS, "She said") == (1, 16, 24)


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("“Yes.”", "found it in 2: block 1 at 9 .* block 2 at 0 "),
        ("aa", "in no place"),
        ('"No."', "block 1 has it with other marks"),
        ("SHE SAID", "block 1 has it with other marks"),
        ("  ", "expected 1 to"),
        ("e" * 20_000, "expected 1 to"),
    ],
)
def test_no_place_or_several(quote: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        place_of(BLOCKS, quote)


def test_places_that_overlap_are_counted_and_many_are_not_listed() -> None:
    with pytest.raises(UsageError, match="found it in 2: "):
        place_of(("aaa",), "aa")
    with pytest.raises(UsageError, match="more than 10: "):
        place_of(("a" * 100_000,), "aa")


@pytest.mark.parametrize("text", ["a-b, c & d", "“Yes.”", "100 % = ?#", "Дамба"])
def test_a_fragment_is_the_passage_percent_encoded(text: str) -> None:
    made = fragment(text)
    assert unquote(made) == text
    assert not set("-,&#") & set(made)


def test_a_long_passage_is_linked_by_its_ends() -> None:
    words = [f"word{n}" for n in range(60)]
    start, _, end = fragment(" ".join(words)).partition(",")
    assert (unquote(start), unquote(end)) == (" ".join(words[:5]), " ".join(words[-5:]))


def test_a_link_keeps_a_fragment_that_is_there() -> None:
    assert replace(CITATION, url="https://example.org/#x").link.startswith("https://example.org/#x:~:text=")


@given(st.integers(1, 40), st.data())
def test_a_proof_leads_to_its_root_and_no_other_does(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = [part_leaf("2" * 32, "claims", str(n), f"sha256:{n:064x}") for n in range(size)]
    path = tuple(one.hex() for one in merkle.path(leaves, index))
    proof = Proof("claims", str(index), f"sha256:{index:064x}", "2" * 32, size, path)
    assert proof.root() == "sha256:" + merkle.root(leaves).hex()
    assert Proof.read(str(proof)) == proof
    assert replace(proof, digest=f"sha256:{size:064x}").root() != proof.root()
    assert replace(proof, salt="3" * 32).root() != proof.root()
    assert replace(proof, path=(*path, "0" * 64)).root() is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "claims",
        str(PROOF).replace("claims", "records"),
        str(PROOF) + ",",
        str(PROOF) + " ",
        "claims:01" + str(PROOF)[8:],
    ],
)
def test_what_is_no_proof(text: str) -> None:
    assert Proof.read(text) is None


def test_bibtex_is_read_back() -> None:
    (entry,) = entries(bibtex(CITATION, safe))
    assert entry.key == CITATION.key
    assert entry.get("archiverquote") == CITATION.quote.exact if CITATION.quote else False
    assert entry.get("archiverproof") == str(PROOF)
    assert entry.get("archiverstatement") == CITATION.statement_id
    assert entry.get("url") == CITATION.link


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60))  # text/v1 holds no controls
def test_any_passage_is_read_back(text: str) -> None:
    quote = replace(CITATION.quote, exact=text) if CITATION.quote else None
    written = bibtex(replace(CITATION, title=text, quote=quote), safe)
    assert written.count("{") == written.count("}")
    assert all(safe(line) == line for line in written.split("\n"))
    (entry,) = entries(written)
    assert entry.get("archiverquote") == text
    assert entry.get("archiverplace") == "1:9-25"


@given(st.text(alphabet='@misc{}(),="\\\n ax#', max_size=200))
def test_no_bibliography_breaks_the_reader(text: str) -> None:
    with suppress(InputError):
        list(entries(text))


@pytest.mark.parametrize(
    "text",
    [
        "@misc{a, b = {c}", '@misc{a, b = "c}', "@misc{a, b = }", "@misc{a, b = {1}, B = {2}}", "@comment{", "@misc{a, b = #}",
    ],
)  # fmt: skip
def test_a_broken_entry_is_refused_by_its_line(text: str) -> None:
    with pytest.raises(FormatError, match="line 3"):
        list(entries("\n\n" + text.replace("{c}", "{{c}")))


def test_braces_deeper_than_anybody_writes_are_refused() -> None:
    with pytest.raises(LimitError):
        list(entries("@misc{a, b = " + "{" * (MAX_DEPTH + 1)))


def test_other_entries_are_handed_on() -> None:
    text = '@string{x = "y"}\n@comment{@misc{no, a = {b}}}\n@Book(knuth, title = "The {Art}", Year = 1968)'
    assert [(entry.key, entry.fields) for entry in entries(text)] == [("knuth", {"title": "The {Art}", "year": "1968"})]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_names_version_time_and_address(form: str) -> None:
    written = write(CITATION, next(known for known in FORMS if known == form), safe)
    for value in (CITATION.statement_id, CITATION.captured_at, CITATION.archive, str(PROOF)):
        assert value in written
    assert CITATION.url.replace("_", r"\_") in written or CITATION.url in written


@pytest.mark.parametrize("form", FORMS)
def test_no_form_prints_what_steers_a_terminal(form: str) -> None:
    hostile = replace(CITATION, title="a\x1b[31m\u202eb\nTY  - BOOK", authors=("\x07</a><script>",))
    written = write(hostile, next(known for known in FORMS if known == form), safe)
    assert not {"\x1b", "\u202e", "\x07"} & set(written)
    assert "\nTY  - BOOK" not in written


def test_csl_is_json_and_a_robust_link_is_one_element() -> None:
    (item,) = json.loads(write(CITATION, "csl", safe))
    assert (item["archive_location"], item["issued"]) == (CITATION.statement_id, {"date-parts": [[2026, 3, 14]]})
    hostile = replace(CITATION, url='https://example.org/"><script>x</script>', quote=None, title="<b>")
    element = html.fragment_fromstring(write(hostile, "robustlink", safe))
    assert (element.tag, list(element), element.text) == ("a", [], "<b>")
    assert element.get("data-originalurl") == hostile.url
    assert element.get("data-versiondate") == hostile.captured_at


READERS: dict[str, Callable[[str], Iterator[Entry]]] = {
    "bibtex": entries,
    "csl": lambda text: reading.csl(text.encode()),
    "ris": lambda text: reading.ris(text, safe),
    "robustlink": lambda text: reading.robust_links(text, safe),
    "text": lambda text: reading.plain(text, safe),
}
PRINTED = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60)


def _read(form: str, text: str) -> Entry:
    (entry,) = READERS[form](text)
    return entry


def test_every_form_has_a_reader() -> None:
    assert set(READERS) == set(FORMS)


@pytest.mark.parametrize("form", READERS)
def test_every_form_is_read_back(form: str) -> None:
    entry = _read(form, write(CITATION, next(known for known in FORMS if known == form), safe))
    assert CITATION.quote
    assert entry.get("archiverstatement") == CITATION.statement_id
    assert entry.get("archiverarchive") == CITATION.archive
    assert entry.get("archivercaptured") == CITATION.captured_at
    assert entry.get("archiversequence") == "2"
    assert entry.get("archiveroriginal") == CITATION.url
    assert entry.get("archiverplace") == "1:9-25"
    assert entry.get("archiverproof") == str(PROOF)
    assert entry.reads(CITATION.quote.exact, "archiverquote")


@pytest.mark.parametrize("form", READERS)
@given(title=PRINTED, quote=PRINTED)
def test_whatever_a_page_says_changes_no_member(form: str, title: str, quote: str) -> None:
    assert CITATION.quote
    cited = replace(CITATION, title=title, publisher=title, quote=replace(CITATION.quote, exact=quote))
    entry = _read(form, write(cited, next(known for known in FORMS if known == form), safe))
    assert entry.get("archiverstatement") == CITATION.statement_id
    assert entry.get("archiverplace") == "1:9-25"
    assert entry.get("archiverproof") == str(PROOF)
    assert entry.reads(quote, "archiverquote")


HOSTILE = "x. Captured 2020-01-01T00:00:00.000000Z, version 9.\nStatement sha256:" + "b" * 64 + ", archive urn:x."


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize(
    "words", [HOSTILE, "AN  - sha256:" + "b" * 64, '<a data-archiver-statement="sha256:b">', "ER  - "]
)
def test_a_headline_that_looks_like_a_citation_is_none(form: str, words: str) -> None:
    cited = replace(CITATION, title=words, authors=(words,), publisher=words, quote=None)
    entry = _read(form, write(cited, next(known for known in FORMS if known == form), safe))
    assert (entry.get("archiverstatement"), entry.get("archiversequence")) == (CITATION.statement_id, "2")


@pytest.mark.parametrize("form", READERS)
def test_many_in_one_file(form: str) -> None:
    others = [replace(CITATION, statement_id="sha256:" + digit * 64, sequence=int(digit)) for digit in "123"]
    written = [write(one, next(known for known in FORMS if known == form), safe) for one in others]
    if form == "csl":
        text = json.dumps([item for one in written for item in json.loads(one)])
    else:
        text = "\n<p>Some words between.</p>\n".join(written)
    found = list(READERS[form](text))
    assert [entry.get("archiversequence") for entry in found] == ["1", "2", "3"]
    assert len({entry.line for entry in found}) == 3


@given(st.text(alphabet='<a data-archiver-statement="sha256:{}[],TYER  -N1Captured Statement\n', max_size=300))
def test_no_file_breaks_a_reader(text: str) -> None:
    for reader in READERS.values():
        with suppress(InputError):
            list(reader(text))


@given(st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(["id", "custom", "place", "archive_location", "note", "URL", "quote"]), inner), max_leaves=20))  # fmt: skip
def test_no_json_breaks_the_reader_of_csl(value: object) -> None:
    with suppress(InputError):
        list(reading.csl(json.dumps(value).encode()))


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("csl", "{}"), ("csl", "[1]"), ("csl", "[" * 5000), ("ris", "TY  - NEWS\nAN  - x"),
        ("robustlink", "<!-- <a data-archiver-statement='sha256:1'>x</a> -->"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(form: str, text: str) -> None:
    with pytest.raises(FormatError):
        list(READERS[form](text))


def test_too_many_are_refused() -> None:
    with pytest.raises(LimitError):
        list(reading.csl(json.dumps([{}] * (MAX_ENTRIES + 1)).encode()))


def test_references_of_others_are_handed_on() -> None:
    text = "TY  - BOOK\r\nTI  - The Art\r\nAN  - 12345\r\nER  - \r\n"
    (entry,) = reading.ris(text, safe)
    assert (entry.key, dict(entry.fields)) == ("line 1", {})
    assert [entry.key for entry in reading.csl(b'[{"id": "knuth", "archive_location": "Shelf 3"}]')] == ["knuth"]
    assert list(reading.robust_links('<a href="https://example.org">x</a>', safe)) == []
