"""A user with an archive, and a server on loopback whose pages a test may change between two captures."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.capture.http.server import Server, site
from tests.support.capture import Desk
from tests.support.news import PAGE


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def pages() -> dict[str, bytes]:
    """What the server answers, path by path; a test may change it between two captures."""
    return {"/a": PAGE}


@pytest.fixture
def server(pages: dict[str, bytes]) -> Iterator[Server]:
    with Server(site(pages)) as server:
        yield server
