"""The archive that search is measured on fits the strict mapping, sent at once and as news that arrives."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from bench.places import fresh_name
from bench.press_archive import ARTICLES_PER_BLOCK, QUOTES_PER_BLOCK
from bench.search_arrivals import Press, size
from bench.search_load import clear, place_of, send_block
from quotewire_indexer.index import OpenSearchIndex
from quotewire_indexer.mapping import indices_of
from quotewire_indexer.opensearch import OpenSearch
from quotewire_indexer.settings import IndexerSettings
from quotewire_indexer.start import put_templates
from quotewire_shared.settings import OpenSearchSettings

BLOCKS = 200
"""Of an archive so large that one block lies within a few days: two months at most, and few indices."""


@pytest.fixture
def client(opensearch_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=opensearch_url, timeout=60) as opened:
        yield opened


@pytest.fixture
def place(opensearch_url: str) -> OpenSearchSettings:
    return place_of(opensearch_url, fresh_name())


@pytest.fixture
async def cluster(client: httpx.Client, place: OpenSearchSettings) -> AsyncIterator[OpenSearch]:
    cluster = OpenSearch(place)
    await put_templates(cluster, indices_of(place.index_prefix), IndexerSettings())
    yield cluster
    await cluster.close()
    clear(client, place.index_prefix)


def count(client: httpx.Client, alias: str) -> int:
    client.post(f"/{alias}/_refresh").raise_for_status()
    return int(client.get(f"/{alias}/_count").raise_for_status().json()["count"])


async def test_a_block_is_taken_whole(
    client: httpx.Client, place: OpenSearchSettings, cluster: OpenSearch, opensearch_url: str
) -> None:
    assert send_block(opensearch_url, place.index_prefix, 3, BLOCKS, 7) == ARTICLES_PER_BLOCK
    assert count(client, place.articles_alias) == ARTICLES_PER_BLOCK
    assert count(client, place.quotes_alias) == QUOTES_PER_BLOCK
    assert count(client, f"{place.index_prefix}-versions") == ARTICLES_PER_BLOCK


async def test_news_that_arrives_is_written_by_the_indexers_own_code(
    client: httpx.Client, place: OpenSearchSettings, cluster: OpenSearch
) -> None:
    index = OpenSearchIndex(cluster, indices_of(place.index_prefix), IndexerSettings())
    issued = Press(seed=5).issue(40)
    assert 40 <= sum(map(size, issued)) < 80
    assert not any(await index.write(issued))
    assert count(client, place.articles_alias) == len(issued)
    assert count(client, place.quotes_alias) == sum(map(size, issued)) - len(issued)
