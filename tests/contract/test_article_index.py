"""The in-memory index keeps the promises of every article index."""

import pytest

from tests.contract.article_index import ArticleIndexContract
from tests.contract.in_memory_index import InMemoryIndex


class TestInMemoryIndex(ArticleIndexContract):
    @pytest.fixture
    def shelf(self) -> InMemoryIndex:
        return InMemoryIndex()
