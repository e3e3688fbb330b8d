"""Trees in tiles against the definitions of RFC 6962, written down once more; checkpoints, notes and proofs as text."""

import hashlib
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import FormatError, SignatureError
from archiver.sign import notekey
from archiver.tlog import checkpoint, merkle, note, tiles
from archiver.tlog.note import COSIGNATURE, ED25519, Verifier
from tests.tlog.memory import MemoryTiles

SIZES = [*range(0, 20), 63, 64, 65, 255, 256, 257, 300, 511, 512, 513]
# The root over the eight leaves that the tests of Certificate Transparency use (RFC 6962 reference implementation).
CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
CT_ROOT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def leaf(index: int) -> bytes:
    return b"leaf %d" % index


@cache
def defined(low: int, high: int) -> bytes:
    """MTH of RFC 6962 2.1, as it is written there."""
    if low == high:
        return hashlib.sha256().digest()
    if high - low == 1:
        return hashlib.sha256(b"\0" + leaf(low)).digest()
    split = 1
    while split * 2 < high - low:
        split *= 2
    return hashlib.sha256(b"\1" + defined(low, low + split) + defined(low + split, high)).digest()


@cache
def log(size: int) -> MemoryTiles:
    return MemoryTiles.of(map(leaf, range(size)))


def test_the_tree_of_certificate_transparency() -> None:
    made = MemoryTiles.of(map(bytes.fromhex, CT_LEAVES))
    assert made.root.hex() == tiles.root(made, 8).hex() == CT_ROOT


@pytest.mark.parametrize("size", SIZES)
def test_roots_however_it_grew(size: int) -> None:
    pieces = MemoryTiles()
    for low in range(0, size, 7):
        pieces.append(map(leaf, range(low, min(size, low + 7))))
    assert pieces.root == tiles.root(log(size), size) == defined(0, size) or size == 0
    assert tiles.root(pieces, size) == tiles.root(log(size), size)


@given(st.integers(1, 600), st.data())
def test_inclusion(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path = tiles.inclusion(log(size), index, size)
    assert path == merkle.path([hashlib.sha256(b"\0" + leaf(n)).digest() for n in range(size)], index)
    assert merkle.root_from_path(merkle.leaf(leaf(index)), index, size, path) == defined(0, size)


@given(st.integers(0, 600), st.data())
def test_consistency(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, size))
    proof = tiles.consistency(log(size), old, size)
    assert merkle.consistent(old, defined(0, old), size, defined(0, size), proof)
    assert not merkle.consistent(old, b"\0" * 32, size, defined(0, size), proof)
    if old:
        assert not merkle.consistent(old, defined(0, old), size, b"\0" * 32, proof)
        assert not merkle.consistent(old, defined(0, old), size, defined(0, size), (*proof, b"\0" * 32))
    if proof:
        assert not merkle.consistent(old, defined(0, old), size, defined(0, size), proof[:-1])


@pytest.mark.parametrize(
    ("level", "index", "width", "expected"),
    [
        (0, 1234067, 256, "tile/0/x001/x234/067"),
        (1, 0, 17, "tile/1/000.p/17"),
        ("entries", 999, 256, "tile/entries/999"),
    ],
)
def test_names(level: int | str, index: int, width: int, expected: str) -> None:
    assert tiles.path(level, index, width) == expected


def test_the_tiles_of_seventy_thousand() -> None:
    """The example of C2SP tlog-tiles."""
    names = set(MemoryTiles.of(b"" for _ in range(70_000)).files)
    assert {"tile/0/272", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"} <= names
    assert len([name for name in names if name.startswith("tile/0/")]) == 274


def test_of_256_leaves() -> None:
    assert set(log(256).files) == {"tile/0/000", "tile/entries/000", "tile/1/000.p/1"}


KEY, OTHER = notekey.generate(), notekey.generate()
LOG, WITNESS = Verifier("log.example.org", ED25519, KEY.public), Verifier("eye.example.net", COSIGNATURE, OTHER.public)
TEXT = checkpoint.body("log.example.org", 5, defined(0, 5))


def whole() -> str:
    lines = (note.signed(TEXT, LOG, KEY.sign), note.cosigned(TEXT, WITNESS, OTHER.sign, 1_700_000_000))
    return note.Note(TEXT, lines).whole()


def test_a_note_is_read_as_it_is_written() -> None:
    parsed = note.parse(whole())
    assert parsed.whole() == whole()
    assert note.check(parsed, LOG)
    seen = note.check(parsed, WITNESS)
    assert seen and note.seconds_of(seen) == 1_700_000_000
    assert note.check(parsed, Verifier("log.example.org", ED25519, OTHER.public)) is None  # another key of that name


@pytest.mark.parametrize("change", [("\n5\n", "\n6\n"), ("log.example.org\n5", "log.example.net\n5")])
def test_a_changed_note_is_no_note(change: tuple[str, str]) -> None:
    parsed = note.parse(whole().replace(*change, 1))
    for verifier in (LOG, WITNESS):
        with pytest.raises(SignatureError):
            note.check(parsed, verifier)


def test_a_cosignature_says_its_time() -> None:
    line = note.cosigned(TEXT, WITNESS, OTHER.sign, 1_700_000_000)
    moved = note.Line(line.name, line.hash, (1_600_000_000).to_bytes(8, "big") + line.signature)
    with pytest.raises(SignatureError):
        note.check(note.Note(TEXT, (moved,)), WITNESS)


def test_signed_twice_is_refused() -> None:
    line = note.signed(TEXT, LOG, KEY.sign)
    with pytest.raises(SignatureError):
        note.check(note.Note(TEXT, (line, line)), LOG)


@pytest.mark.parametrize(
    "text", ["", "a\n", "a\n\n", "a\n\n— b\n", "a\n\n— b AAAA\n", "a\n\n— b c AAAAAAA=\n", "a\x01\n\n— b AAAAAAA=\n", "a\n\n- b AAAAAAA=\n", "a\n\n— b AAAAAAA=", "\ud800\n\n— b AAAAAAA=\n"],
)  # fmt: skip
def test_what_is_no_note(text: str) -> None:
    with pytest.raises(FormatError):
        note.parse(text)


@given(
    st.text(max_size=300)
    | st.builds(lambda a, b: whole()[:a] + b + whole()[a:], st.integers(0, 400), st.text(max_size=3))
)
def test_notes_never_crash(text: str) -> None:
    try:
        parsed = checkpoint.read(text)
    except FormatError:
        return
    assert parsed.note.whole() == text


def proof_text(index: int = 3) -> str:
    return checkpoint.write_proof(index, tiles.inclusion(log(5), index, 5), whole())


def test_a_proof_is_read_as_it_is_written() -> None:
    proof = checkpoint.read_proof(proof_text())
    assert (proof.index, proof.checkpoint.size, proof.checkpoint.note.whole()) == (3, 5, whole())
    assert proof.holds(leaf(3)) and not proof.holds(leaf(2))
    extra = proof_text().replace("\nindex", "\nextra AAAA\nindex", 1)
    assert checkpoint.read_proof(extra).holds(leaf(3))


@pytest.mark.parametrize(
    ("old", "new"), [("index 3", "index 03"), ("index 3", "index -3"), ("tlog-proof@v1", "tlog-proof@v2"), ("\n\n", "\n"), ("index 3", "index 9007199254740992")],
)  # fmt: skip
def test_what_is_no_proof(old: str, new: str) -> None:
    with pytest.raises(FormatError):
        checkpoint.read_proof(proof_text().replace(old, new, 1))


def test_keys_of_small_order_are_refused() -> None:
    """All eight points of the torsion subgroup of edwards25519, found here from its equation, in every spelling."""
    p = 2**255 - 19
    d = -121665 * pow(121666, -1, p) % p

    def plus(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
        k = d * a[0] * b[0] * a[1] * b[1]
        x = (a[0] * b[1] + b[0] * a[1]) * pow(1 + k, -1, p) % p
        return x, (a[1] * b[1] + a[0] * b[0]) * pow(1 - k, -1, p) % p

    def times(n: int, a: tuple[int, int]) -> tuple[int, int]:
        result = (0, 1)
        while n:
            result, a, n = (plus(result, a) if n & 1 else result), plus(a, a), n >> 1
        return result

    def point(y: int) -> tuple[int, int] | None:
        square = (y * y - 1) * pow(d * y * y + 1, -1, p) % p
        x = pow(square, (p + 3) // 8, p)
        if (x * x - square) % p:
            x = x * pow(2, (p - 1) // 4, p) % p
        return (x, y) if (x * x - square) % p == 0 else None

    order = 2**252 + 27742317777372353535851937790883648493
    torsion = {times(order, found) for y in range(2, 60) if (found := point(y))}
    assert len(torsion) == 8
    for x, y in torsion:
        for spelled in {y, y + p} if y < 19 else {y}:
            for sign in {x & 1, 1 - (x & 1)}:
                raw = (spelled | sign << 255).to_bytes(32, "little")
                with pytest.raises(SignatureError):
                    notekey.raw_of(bytes.fromhex("302a300506032b6570032100") + raw)


@pytest.mark.parametrize("more", [0, 1])
def test_how_long_a_note_may_be(more: int) -> None:
    rest = whole().partition("\n\n")[2]
    text = "x" * (note.MAX_NOTE - len(f"\n\n{rest}".encode()) + more)
    if more:
        with pytest.raises(FormatError, match="expected a signed note"):
            note.parse(f"{text}\n\n{rest}")
    else:
        assert len(note.parse(f"{text}\n\n{rest}").lines) == 2


@pytest.mark.parametrize("more", [0, 1])
def test_how_many_may_sign(more: int) -> None:
    line = note.signed(TEXT, LOG, KEY.sign).text()
    many = f"{TEXT}\n{line * (note.MAX_SIGNATURES + more)}"
    if more:
        with pytest.raises(FormatError, match="at most 100 signatures, found 101"):
            note.parse(many)
    else:
        assert len(note.parse(many).lines) == note.MAX_SIGNATURES


@pytest.mark.parametrize("more", [0, 1])
def test_how_long_a_proof_may_be(more: int) -> None:
    siblings = (b"\0" * 32,) * (checkpoint.MAX_PROOF_LINES + more)
    text = checkpoint.write_proof(0, siblings, whole())
    if more:
        with pytest.raises(FormatError, match="at most 64 hashes in a proof, found 65"):
            checkpoint.read_proof(text)
    else:
        assert len(checkpoint.read_proof(text).siblings) == checkpoint.MAX_PROOF_LINES
