"""An OpenSearch index of a test's own, and what a reader sees of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from opensearchpy import AsyncOpenSearch
from pydantic import AnyHttpUrl

from quotewire_indexer.index import OpenSearchIndex
from quotewire_indexer.mapping import indices_of
from quotewire_indexer.opensearch import OpenSearch
from quotewire_indexer.settings import IndexerSettings
from quotewire_indexer.start import put_templates
from quotewire_shared.settings import OpenSearchSettings
from tests.contract.article_index import Documents

FAST = IndexerSettings(backoff_base_s=0.01, backoff_cap_s=0.1, give_up_after_s=20, refresh_interval_s=3_600)


class OpenSearchShelf:
    """A deployment's indices, written by `index`, read by a client of its own."""

    def __init__(self, place: OpenSearchSettings, index: OpenSearchIndex, reader: AsyncOpenSearch) -> None:
        self.place = place
        self.index = index
        self.reader = reader

    async def articles(self) -> Documents:
        return await self._all(self.place.articles_alias)

    async def quotes(self) -> Documents:
        return await self._all(self.place.quotes_alias)

    async def versions(self) -> Documents:
        return await self._all(self.place.versions_alias)

    async def _all(self, alias: str) -> Documents:
        if not await self.reader.indices.exists_alias(name=alias):
            return {}
        await self.reader.indices.refresh(index=alias)
        answer = await self.reader.search(index=alias, body={"size": 10_000, "version": True})
        documents: dict[str, tuple[int, dict[str, Any]]] = {}
        for hit in answer["hits"]["hits"]:
            assert hit["_id"] not in documents, f"{hit['_id']} is in two indices"
            documents[hit["_id"]] = (hit["_version"], hit["_source"])
        return documents


def place_at(url: str) -> OpenSearchSettings:
    """Describe a deployment with a name of its own."""
    return OpenSearchSettings(url=AnyHttpUrl(url), index_prefix=f"t{uuid4().hex[:8]}", timeout_s=30)


@asynccontextmanager
async def cleaned_up(place: OpenSearchSettings) -> AsyncIterator[AsyncOpenSearch]:
    """Give a client; remove everything of *place* in the end."""
    reader = AsyncOpenSearch(**place.client_options())
    try:
        yield reader
    finally:
        names = await reader.indices.get(index=f"{place.index_prefix}-*", params={"expand_wildcards": "all"})
        for name in names:
            await reader.indices.delete(index=name)
        for family in indices_of(place.index_prefix).families:
            await reader.indices.delete_index_template(name=family.versioned, params={}, ignore=404)
        await reader.close()


@asynccontextmanager
async def opensearch_shelf(
    url: str, *, through: str | None = None, settings: IndexerSettings = FAST, templates: bool = True
) -> AsyncIterator[OpenSearchShelf]:
    """Open a shelf on the cluster at *url*; its index writes through the address *through* where one is given."""
    place = place_at(url)
    async with cleaned_up(place) as reader:
        direct = OpenSearch(place)
        if templates:
            await put_templates(direct, indices_of(place.index_prefix), settings)
        await direct.close()
        cluster = OpenSearch(place.model_copy(update={"url": AnyHttpUrl(through or url), "timeout_s": 2.0}))
        try:
            yield OpenSearchShelf(
                place, OpenSearchIndex(cluster, indices_of(place.index_prefix), settings), reader
            )
        finally:
            await cluster.close()
