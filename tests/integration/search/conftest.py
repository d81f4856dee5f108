"""A library with the newsroom in it, and an empty one."""

from collections.abc import AsyncIterator

import pytest

from quotewire_search.index import OpenSearchIndex
from tests.integration.search.library import Library, newsroom, open_library


@pytest.fixture
async def library(opensearch_url: str) -> AsyncIterator[Library]:
    async with open_library(opensearch_url) as opened:
        yield opened


@pytest.fixture
async def index(library: Library) -> OpenSearchIndex:
    await library.add(newsroom())
    return library.index
