"""An address on each kind of server; modules that need one import these fixtures. The servers are those of `conftest.py`."""

import os
from collections.abc import Iterator
from unittest import mock

import pytest

from tests.support.remotes import Remote

SCHEMES = ("s3", "gs", "az", "sftp")
# A server a worker: all tests of one kind run in the process that started it.
EACH = [pytest.param(scheme, marks=pytest.mark.xdist_group(f"remote-{scheme}")) for scheme in SCHEMES]


@pytest.fixture(params=EACH)
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(scheme: str, servers: dict[str, Remote]) -> Iterator[Remote]:
    """The server of `scheme`, and the environment of a user of it."""
    found = servers[scheme]
    with mock.patch.dict(os.environ, found.environment):
        yield found


@pytest.fixture
def address(server: Remote) -> str:
    return server.address()
