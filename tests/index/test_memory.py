"""The fake behaves as the real index does, so that what is tested with it holds."""

import pytest

from archiver.index.interface import Index
from tests.index.conformance import IndexConformance
from tests.index.memory import MemoryIndex


class TestMemoryIndex(IndexConformance):
    @pytest.fixture
    def index(self) -> Index:
        return MemoryIndex()
