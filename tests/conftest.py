"""What holds for every test: the same names of cases in every process that collects them, and no clock in hypothesis."""

from hypothesis import HealthCheck, settings

# How long an example takes is the machine's and its other users' doing, and no property of ours.
settings.register_profile("no clock", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")

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
