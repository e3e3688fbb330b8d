"""Each server once a process, started when the first test asks for it; modules that need one import these fixtures."""

import os
from collections.abc import Iterator
from unittest import mock

import pytest

from tests.support import remotes
from tests.support.remotes import Remote

SCHEMES = ("s3", "gs", "az", "sftp")
# A server a worker: all tests of one kind run in the process that started it.
EACH = [pytest.param(scheme, marks=pytest.mark.xdist_group(f"remote-{scheme}")) for scheme in SCHEMES]


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Remote]]:
    """Those that run by now."""
    with remotes.Running(tmp_path_factory.mktemp("remotes")) as running:
        yield running


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
