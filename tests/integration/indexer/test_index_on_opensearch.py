"""OpenSearch keeps the promises of every article index."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.article_index import ArticleIndexContract
from tests.integration.indexer.shelf import OpenSearchShelf, opensearch_shelf


class TestOpenSearchIndex(ArticleIndexContract):
    @pytest.fixture
    async def shelf(self, opensearch_url: str) -> AsyncIterator[OpenSearchShelf]:
        async with opensearch_shelf(opensearch_url) as shelf:
            yield shelf
