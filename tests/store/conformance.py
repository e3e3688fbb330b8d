"""What every `Store` must do. An implementation's test module subclasses this and makes the fixture `store`."""

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.errors import LimitError, ResourceError
from archiver.model.digest import sha256
from archiver.store.interface import MAX_COMPONENT, MAX_DEPTH, Content, Location, Store

STEM = "2026/11/22/20261122T071501Z-example.org-1a2b3c4d"
WARC, SIDECAR = STEM + ".warc.gz", STEM + ".json"

BAD_NAMES = [
    "", "/etc/passwd", "../a.json", "a/../b.json", "a//b.json", "a/", "./a.json", ".hidden.json", "a/.tmp-1-b.json",
    "a\x00.json", "a\n.json", "a\x1b.json", "a\x85.json", "a\\b.json", "\ud800.json", "ї" * MAX_COMPONENT + ".json",
    "a/" * (MAX_DEPTH + 1) + "b.json",
]  # fmt: skip

# Examples may share a store (names repeat, then the second is refused), and each implementation runs them anew.
_ONE_STORE_FOR_ALL = [HealthCheck.function_scoped_fixture, HealthCheck.differing_executors]


class StoreConformance:
    """Subclasses provide `store`, empty."""

    def test_what_is_put_can_be_read(self, store: Store) -> None:
        store.put_new([(WARC, b"segment"), (SIDECAR, io.BytesIO(b"{}"))])
        assert store.read(WARC, 7) == b"segment"
        assert store.size(WARC) == 7
        with store.open(SIDECAR) as file:
            assert file.read() == b"{}"
        assert store.exists(WARC)
        assert not store.exists(STEM)
        assert not store.exists("2026/11/22")

    def test_a_finished_file_is_taken_over(self, store: Store, tmp_path: Path) -> None:
        scratch = tmp_path / "scratch"
        scratch.write_bytes(b"x" * 3_000_000)
        store.put_new([(WARC, scratch), (SIDECAR, b"{}")])
        scratch.unlink()
        assert store.size(WARC) == 3_000_000

    @pytest.mark.parametrize("content", [b"", b"new", io.BytesIO(b"new")], ids=["empty", "bytes", "file"])
    def test_nothing_is_overwritten_and_nothing_of_the_rest_is_kept(self, store: Store, content: Content) -> None:
        store.put_new([(SIDECAR, b"first")])
        with pytest.raises(ResourceError, match="found one: evidence is never overwritten"):
            store.put_new([(WARC, content), (SIDECAR, content)])
        assert store.read(SIDECAR, 10) == b"first"
        assert not store.exists(WARC)
        assert list(store.list("")) == [SIDECAR]

    def test_one_name_twice_in_one_call_is_refused(self, store: Store) -> None:
        with pytest.raises(ResourceError, match="found one"):
            store.put_new([(WARC, b"a"), (WARC, b"b")])
        assert not store.exists(WARC)

    def test_a_missing_source_leaves_nothing(self, store: Store, tmp_path: Path) -> None:
        with pytest.raises((ResourceError, FileNotFoundError)):
            store.put_new([(WARC, b"a"), (SIDECAR, tmp_path / "missing")])
        assert list(store.list("")) == []

    def test_replace_swaps_what_was_expected(self, store: Store) -> None:
        store.put_new([(SIDECAR, b"one")])
        store.replace(SIDECAR, b"two", sha256(b"one"))
        assert store.read(SIDECAR, 3) == b"two"
        with pytest.raises(ResourceError, match="another run changed it"):
            store.replace(SIDECAR, b"three", sha256(b"one"))
        assert store.read(SIDECAR, 3) == b"two"

    def test_evidence_is_never_replaced(self, store: Store) -> None:
        store.put_new([(WARC, b"one")])
        with pytest.raises(ResourceError, match="evidence is never replaced"):
            store.replace(WARC, b"two", sha256(b"one"))
        assert store.read(WARC, 3) == b"one"

    def test_a_limit_is_a_limit(self, store: Store) -> None:
        store.put_new([(SIDECAR, b"12345")])
        assert store.read(SIDECAR, 5) == b"12345"
        with pytest.raises(LimitError, match="at most 4 octets"):
            store.read(SIDECAR, 4)

    def test_what_is_missing_is_named(self, store: Store) -> None:
        for reading in (store.open, store.size, lambda name: store.read(name, 1)):
            with pytest.raises(ResourceError, match=r"'2026/none\.json' in the archive, found none"):
                reading("2026/none.json")
        with pytest.raises(ResourceError, match="found none"):
            store.replace("2026/none.json", b"", sha256(b""))
        assert not store.exists("2026/none.json")

    def test_listing_is_in_order_of_whole_names(self, store: Store) -> None:
        names = ["a.json", "a/b.json", "a-b/c.json", "a/b/c.json", "b.json", "a0.json", "a/c.warc.gz"]
        for name in names:
            store.put_new([(name, b"")])
        assert list(store.list(".json")) == sorted(names[:-1])
        assert list(store.list(".warc.gz")) == ["a/c.warc.gz"]
        assert list(store.list(".none")) == []

    def test_listing_one_folder(self, store: Store) -> None:
        for name in ("a.json", "a/b.json", "a/c/d.json", "a-b/c.json", "ab.json"):
            store.put_new([(name, b"")])
        assert list(store.list(".json", "a")) == ["a/b.json", "a/c/d.json"]
        assert list(store.list(".json", "a", deep=False)) == ["a/b.json"]
        assert list(store.list(".json", deep=False)) == ["a.json", "ab.json"]
        assert list(store.list("", "a/c")) == ["a/c/d.json"]
        assert list(store.list("", "none")) == []

    def test_where_a_file_is(self, store: Store) -> None:
        store.put_new([(WARC, b"segment")])
        assert store.locate(WARC) == Location(WARC, 0, 7)
        with pytest.raises(ResourceError, match="found none"):
            store.locate(SIDECAR)

    def test_what_is_discarded_is_what_was_expected(self, store: Store) -> None:
        store.put_new([(WARC, b"segment"), (SIDECAR, b"{}")])
        gone = ("2026/none.json", sha256(b""))
        assert list(store.discard([(WARC, sha256(b"segment")), (SIDECAR, sha256(b"other")), gone])) == [SIDECAR]
        assert list(store.list("")) == [SIDECAR]
        assert list(store.discard([(SIDECAR, sha256(b"{}")), (SIDECAR, sha256(b"{}"))])) == []
        assert list(store.list("")) == []

    def test_a_file_is_read_from_any_place(self, store: Store) -> None:
        store.put_new([(WARC, bytes(range(256)) * 40)])
        with store.open(WARC) as file:
            assert file.seek(5000) == 5000
            assert file.read(3) == bytes([136, 137, 138])
            assert file.read(10) == bytes(range(139, 149))

    @pytest.mark.parametrize("name", BAD_NAMES, ids=range(len(BAD_NAMES)))
    def test_names_that_lead_out_or_hide_are_refused(self, store: Store, name: str) -> None:
        with pytest.raises(ResourceError, match="relative name"):
            store.put_new([(WARC, b""), (name, b"")])
        with pytest.raises(ResourceError, match="relative name"):
            store.open(name)
        with pytest.raises(ResourceError, match="relative name"):
            store.exists(name)
        assert list(store.list("")) == []

    @settings(max_examples=40, suppress_health_check=_ONE_STORE_FOR_ALL, deadline=None, database=None)
    @given(name=st.text(min_size=1, max_size=12), data=st.binary(max_size=64))
    def test_any_name_is_refused_or_kept_as_given(self, store: Store, name: str, data: bytes) -> None:
        try:
            store.put_new([(name, data)])
        except ResourceError:
            return
        assert store.read(name, 64) == data
        assert name in store.list("")
