"""What holds for every test: the names of cases are the same in every process that collects them."""

LONGEST_NAME = 60


def pytest_make_parametrize_id(val: object) -> str | None:
    """The name of a case over octets: what they say, or how many they are.

    Compressed octets hold the second they were made in. pytest-xdist runs nothing at all where two workers, a second
    apart, collect cases under different names.
    """
    if not isinstance(val, bytes):
        return None  # pytest's own name
    readable = val.isascii() and val.decode("ascii", "replace").isprintable()
    return val.decode("ascii") if readable and 0 < len(val) <= LONGEST_NAME else f"{len(val)}-octets"
