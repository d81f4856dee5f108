"""
The demo's newsroom as the parser reads it, without Kafka: for tests and tools that need its quotes in an index.

Usage: python -m tests.newsroom_library OPENSEARCH_URL INDEX_PREFIX    (removes what that prefix held before)
"""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache
from uuid import uuid4

import pytest
from opensearchpy import AsyncOpenSearch
from pydantic import AnyHttpUrl

from quotewire_deploy.newsroom.outlet import Outlet, load_outlets
from quotewire_deploy.newsroom.pages import article_page
from quotewire_deploy.newsroom.story import Edition, Story, load_editions
from quotewire_indexer.convert import convert
from quotewire_indexer.index import OpenSearchIndex
from quotewire_indexer.mapping import indices_of
from quotewire_indexer.opensearch import OpenSearch
from quotewire_indexer.settings import IndexerSettings
from quotewire_indexer.start import put_templates
from quotewire_parser.models import model_folder
from quotewire_parser.worker import Reader, pipeline_of
from quotewire_shared.messages import ArticleFetched, ArticleParsed, FeedFacts, article_id_for
from quotewire_shared.settings import OpenSearchSettings

AFTER = timedelta(minutes=3)
"""From a story's time to its fetch."""


@pytest.fixture(scope="session")
def newsroom_prefix(opensearch_url: str) -> Iterator[str]:
    """Name the indices of this session that hold the newsroom; tests only read them."""
    prefix = f"n{uuid4().hex[:8]}"
    asyncio.run(fill(opensearch_url, prefix, parsed_newsroom()))
    yield prefix
    asyncio.run(remove(opensearch_url, prefix))


@cache
def parsed_newsroom() -> tuple[ArticleParsed, ...]:
    """Read every story of the newsroom with the default model, corrected versions behind first ones (20 s)."""
    pipeline = pipeline_of(Reader(min_text_chars=40, model=model_folder("open")))
    outlets = {outlet.id: outlet for outlet in load_outlets()}
    return tuple(pipeline.run(page) for edition in load_editions() for page in _pages(edition, outlets))


async def fill(url: str, prefix: str, articles: Sequence[ArticleParsed]) -> None:
    """Write *articles* as the indexer does, into empty indices whose names begin with *prefix*."""
    await remove(url, prefix)
    place = OpenSearchSettings(url=AnyHttpUrl(url), index_prefix=prefix, timeout_s=30)
    settings, indices, cluster = IndexerSettings(), indices_of(prefix), OpenSearch(place)
    client = AsyncOpenSearch(**place.client_options())
    try:
        await put_templates(cluster, indices, settings)
        index = OpenSearchIndex(cluster, indices, settings)
        for article in articles:  # one by one, so that a correction meets the version it corrects
            for error in await index.write([convert(article)]):
                if error:
                    raise error
        await client.indices.refresh(index=f"{prefix}-*")
    finally:
        await cluster.close()
        await client.close()


async def remove(url: str, prefix: str) -> None:
    """Delete the indices whose names begin with *prefix*, and their templates."""
    place = OpenSearchSettings(url=AnyHttpUrl(url), index_prefix=prefix, timeout_s=30)
    client = AsyncOpenSearch(**place.client_options())
    try:
        for name in await client.indices.get(index=f"{prefix}-*"):
            await client.indices.delete(index=name)
        templates = await client.indices.get_index_template(params={"filter_path": "index_templates.name"})
        for template in templates.get("index_templates", []):
            if template["name"].startswith(f"{prefix}-"):
                await client.indices.delete_index_template(name=template["name"])
    finally:
        await client.close()


def _pages(edition: Edition, outlets: dict[str, Outlet]) -> list[ArticleFetched]:
    first = _page(edition.first, outlets[edition.first.outlet], edition.first)
    if edition.corrected is None:
        return [first]
    return [first, _page(edition.corrected, outlets[edition.first.outlet], edition.first)]


def _page(story: Story, outlet: Outlet, first: Story) -> ArticleFetched:
    origin = f"https://{outlet.id}.example"
    address = origin + story.path
    return ArticleFetched(
        article_id=article_id_for(address),
        url=address,
        final_url=address,
        canonical_url=address,
        source_id=outlet.id,
        publisher=outlet.name,
        fetched_at=story.updated + AFTER,
        first_seen_at=first.published + AFTER,
        status=200,
        content_type="text/html",
        charset="utf-8",
        html=article_page(story, outlet, origin, []),
        feed=FeedFacts(title=story.title, published_at=story.published),
    )


if __name__ == "__main__":
    asyncio.run(fill(sys.argv[1], sys.argv[2], parsed_newsroom()))
