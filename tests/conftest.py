"""What holds for every test: the same names of cases in each process that collects them, no clock, servers once."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.support.remotes import Remote

# How long an example takes is the machine's and its other users' doing, and no property of ours.
settings.register_profile("no clock", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")

LONGEST_NAME = 60


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: servers, browsers and children are waited for, a sixth of the time."""
    return len(os.sched_getaffinity(0)) + 1


def pytest_make_parametrize_id(val: object) -> str | None:
    """The name of a case over octets: what they say, or how many they are.

    Compressed octets hold the second they were made in. pytest-xdist runs nothing at all where two workers, a second
    apart, collect cases under different names.
    """
    if not isinstance(val, bytes):
        return None  # pytest's own name
    readable = val.isascii() and val.decode("ascii", "replace").isprintable()
    return val.decode("ascii") if readable and 0 < len(val) <= LONGEST_NAME else f"{len(val)}-octets"


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[dict[str, Remote]]":
    """Those that run by now, each started when it is first asked for.

    Here, because a fixture that several modules import is made once for each of them, whatever its scope.
    """
    from tests.support import remotes

    with remotes.Running(tmp_path_factory.mktemp("remotes")) as running:
        yield running
