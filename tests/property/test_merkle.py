"""RFC 6962 trees against the recursive definition of section 2.1, and the well-known vectors of Certificate Transparency."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.tlog import merkle

# certificate-transparency-go and RFC 9162 implementations test with these eight leaves.
CT_LEAVES = [
    b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57", b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
]  # fmt: skip
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIZES = range(71)


def mth(data: list[bytes]) -> bytes:
    """Merkle Tree Hash as RFC 6962 2.1 writes it."""
    if not data:
        return hashlib.sha256(b"").digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    k = split(len(data))
    return hashlib.sha256(b"\x01" + mth(data[:k]) + mth(data[k:])).digest()


def audit_path(m: int, data: list[bytes]) -> list[bytes]:
    """PATH(m, D[n]) as RFC 6962 2.1.1 writes it."""
    if len(data) == 1:
        return []
    k = split(len(data))
    if m < k:
        return [*audit_path(m, data[:k]), mth(data[k:])]
    return [*audit_path(m - k, data[k:]), mth(data[:k])]


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def entries(size: int) -> list[bytes]:
    """As many distinct entries."""
    return [b"entry %d" % number for number in range(size)]


def test_the_empty_tree() -> None:
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.root(()) == merkle.EMPTY_ROOT


@pytest.mark.parametrize("size", range(1, 9))
def test_certificate_transparency_vectors(size: int) -> None:
    assert merkle.root([merkle.leaf(data) for data in CT_LEAVES[:size]]).hex() == CT_ROOTS[size - 1]


@pytest.mark.parametrize("size", SIZES)
def test_root_is_the_recursive_definition(size: int) -> None:
    assert merkle.root([merkle.leaf(data) for data in entries(size)]) == mth(entries(size))


@pytest.mark.parametrize("size", SIZES)
def test_paths_are_the_recursive_definition_and_lead_to_the_root(size: int) -> None:
    leaves = [merkle.leaf(data) for data in entries(size)]
    for index in range(size):
        path = merkle.path(leaves, index)
        assert list(path) == audit_path(index, entries(size))
        assert merkle.root_from_path(leaves[index], index, size, path) == merkle.root(leaves)
        assert merkle.root_from_path(leaves[index], index, size, (*path, bytes(32))) is None
        assert not path or merkle.root_from_path(leaves[index], index, size, path[:-1]) is None


@given(st.integers(2, 70), st.data())
def test_a_path_proves_no_other_leaf_and_no_other_place(size: int, data: st.DataObject) -> None:
    leaves = [merkle.leaf(entry) for entry in entries(size)]
    index, other = data.draw(st.permutations(range(size)).map(lambda order: order[:2]))
    path, root = merkle.path(leaves, index), merkle.root(leaves)
    assert merkle.root_from_path(leaves[other], index, size, path) != root
    assert merkle.root_from_path(leaves[index], other, size, path) != root


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3), (4, 3)])
def test_outside_the_tree(index: int, size: int) -> None:
    leaves = [merkle.leaf(entry) for entry in entries(size)]
    assert merkle.root_from_path(bytes(32), index, size, ()) is None
    with pytest.raises(IndexError, match="expected an index below"):
        merkle.path(leaves, index)


def test_a_leaf_is_no_inner_node() -> None:
    left, right = merkle.leaf(b"a"), merkle.leaf(b"b")
    assert merkle.leaf(left + right) != merkle.node(left, right)
