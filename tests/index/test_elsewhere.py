"""CDXJ of others: kept line by line, found by halving, never a package."""

import gzip
import io
import random
from io import BufferedReader
from pathlib import Path

import pytest

from archiver.errors import FormatError, InputError, LimitError, ResourceError, UsageError
from archiver.index import elsewhere
from archiver.index.cdxj import key_of
from archiver.index.elsewhere import Elsewhere, Imported, keep, parse
from archiver.index.interface import Query


def stream(data: bytes) -> BufferedReader:
    return BufferedReader(io.BytesIO(data))


def line(url: str, moment: str = "20260314101500", **fields: str) -> str:
    stated = "".join(f', "{name}": "{value}"' for name, value in fields.items())
    return f'{key_of(url)} {moment} {{"url": "{url}"{stated}}}'


def found(archive: Path, **asked: object) -> list[Elsewhere]:
    return list(elsewhere.find(archive, Query(**asked)))  # type: ignore[arg-type]


def test_what_went_in_comes_out_sorted_and_once(tmp_path: Path) -> None:
    given = [line(f"https://example.org/{number}") for number in (3, 1, 2, 1)]
    octets = "!OpenWayback-CDXJ 1.0\n\n" + "\r\n".join(given)
    for data in (octets.encode(), gzip.compress(octets.encode())):
        assert keep(tmp_path, "other", stream(data)) == Imported(4, 0, 0, ())
        assert list(elsewhere.lines(tmp_path)) == sorted(set(given))
    assert [path.name for path in (tmp_path / "cdxj").iterdir()] == ["other.cdxj"]


def test_every_line_is_found_and_no_other(tmp_path: Path) -> None:
    urls = [f"https://{'b' * (n % 7 + 1)}.example.org/{'p' * (n % 13)}{n}" for n in range(300)]
    random.Random(1).shuffle(urls)
    keep(tmp_path, "many", stream("\n".join(map(line, urls)).encode()))
    for url in urls:
        assert [one.url for one in found(tmp_path, url=url)] == [url]
    for url in ("https://a.example/", "https://zz.example/", "https://b.example.org/", "https://example.org/p1"):
        assert found(tmp_path, url=url) == []
    assert len(found(tmp_path, host="example.org")) == 300
    assert len(found(tmp_path, host="www.example.org")) == 300  # as everywhere, www is no other host
    assert len(found(tmp_path, host="bbb.example.org")) == 43
    expected = {url for url in urls if url.startswith("https://bb.example.org/pp")}
    assert {one.url for one in found(tmp_path, prefix="https://bb.example.org/pp")} == expected


def test_fields_are_as_they_stand_there(tmp_path: Path) -> None:
    url = "https://example.org/a"
    keep(tmp_path, "b", stream(line(url, status="200", mime="-", digest="X").encode()))
    keep(tmp_path, "a", stream(line(url, "20251231235959", filename="f.warc.gz").encode()))
    assert found(tmp_path, url=url) == [
        Elsewhere("a", url, "2025-12-31T23:59:59Z", None, None, None, "f.warc.gz"),
        Elsewhere("b", url, "2026-03-14T10:15:00Z", "200", None, "X", None),
    ]
    assert [one.source for one in found(tmp_path, url=url, since="2026-01-01T00:00:00.000000Z")] == ["b"]
    assert [one.source for one in found(tmp_path, url=url, until="2026-01-01T00:00:00.000000Z")] == ["a"]


@pytest.mark.parametrize("asked", [
    {}, {"words": "x"}, {"quality": "article"}, {"case_id": "x"}, {"digest": "sha256:" + "0" * 64}, {"speaker": "x"},
])  # fmt: skip
def test_what_a_cdxj_does_not_know_is_not_answered_from_it(tmp_path: Path, asked: dict[str, str]) -> None:
    keep(tmp_path, "a", stream(line("https://example.org/a").encode()))
    assert found(tmp_path, **asked, **({"host": "example.org"} if asked else {})) == []


@pytest.mark.parametrize("bad", [
    b"nothing", b"k 20260314101500", b"k 2026 {}", b'k 20261314101500 {"url": "x"}', b'k 20260314101500 {"url": 5}',
    b'k 20260314101500 {"url": "x", "a": []}', b'k 20260314101500 [' + b"[" * 5000, b'k 20260314101500 {"url": "x"',
    b'k\x1b 20260314101500 {"url": "x"}', b'\xff 20260314101500 {"url": "x"}', b'k 20260314101500 {"url": "\xff"}',
    b'k 20260314101500 {"a":' * 2000, b" CDX N b a m s k r M S V g", b'k 20260314101500 {"url": "\\ud800"}',
])  # fmt: skip
def test_a_line_that_nobody_could_use_is_named_and_left_out(tmp_path: Path, bad: bytes) -> None:
    with pytest.raises(FormatError, match="expected"):
        parse(bad)
    good = line("https://example.org/a").encode()
    done = keep(tmp_path, "a", stream(b"\n".join([bad, good])))
    assert (done.lines, done.refused) == (1, 1)
    assert done.faults[0].startswith("line 1: expected")
    with pytest.raises(InputError, match="expected lines of CDXJ, found line 1"):
        keep(tmp_path, "b", stream(bad))
    assert list(elsewhere.lines(tmp_path)) == [good.decode()]


def test_a_failed_import_leaves_the_one_before(tmp_path: Path) -> None:
    keep(tmp_path, "a", stream(line("https://example.org/a").encode()))
    packed = gzip.compress(line("https://example.org/b").encode() * 100)
    for data in (b"", b"x", packed[:-20], b"\x1f\x8bjunk", b"x" * (elsewhere.MAX_LINE + 1)):
        with pytest.raises((InputError, LimitError)):
            keep(tmp_path, "a", stream(data))
    assert [one.url for one in found(tmp_path, host="example.org")] == ["https://example.org/a"]
    assert [path.name for path in (tmp_path / "cdxj").iterdir()] == ["a.cdxj"]


@pytest.mark.parametrize("name", ["", ".", "../x", "a/b", ".hidden", "x" * 81, "a\n", "ü"])
def test_a_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="--name"):
        keep(tmp_path, name, stream(line("https://example.org/a").encode()))


def test_too_much_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "MAX_OCTETS", 10_000)
    with pytest.raises(LimitError, match="10000 in all"):
        keep(tmp_path, "a", stream(gzip.compress(line("https://example.org/a").encode() + b"\n" * 100_000)))


def test_a_key_of_another_canonicalisation_is_counted_and_kept(tmp_path: Path) -> None:
    other = line("https://example.org/a").replace("org,example)/a", "org,example,www)/a")
    assert keep(tmp_path, "a", stream(other.encode())).other_keys == 1
    assert list(elsewhere.lines(tmp_path)) == [other]


@pytest.mark.parametrize("content", [b"org,example)/a nonsense\n", b"org,example)/a " + b"x" * 70_000, b"\n" * 50, b""])
def test_a_file_that_somebody_else_put_there_does_no_harm(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "cdxj").mkdir()
    (tmp_path / "cdxj" / "a.cdxj").write_bytes(content)
    (tmp_path / "cdxj" / "b.cdxj").symlink_to("/etc/passwd")
    try:
        assert found(tmp_path, url="https://example.org/a") == []
    except ResourceError as e:
        assert "import" in str(e)
