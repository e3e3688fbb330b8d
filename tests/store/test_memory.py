"""The fake behaves as the real store does, so that what is tested with it holds."""

import pytest

from archiver.store.interface import Store
from tests.store.conformance import StoreConformance
from tests.store.memory import MemoryStore


class TestMemoryStore(StoreConformance):
    @pytest.fixture
    def store(self) -> Store:
        return MemoryStore()
