"""The read side: what page, API and terminal can ask of the index, and OpenSearch answering it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from quotewire_search.answers import (
    ArticleDetail,
    ArticlePage,
    Facet,
    QuoteItem,
    QuotePage,
    article_summary,
    quote_item,
)
from quotewire_search.clauses import Clause
from quotewire_search.cluster import Cluster
from quotewire_search.errors import UnavailableError
from quotewire_search.facets import finds_older, read_facets
from quotewire_search.history import ArticleVersion, ArticleVersions, Interval, Timeline
from quotewire_search.names import OtherNames
from quotewire_search.older import OlderIndices
from quotewire_search.overviews import Overviews
from quotewire_search.paging import Found, read_page
from quotewire_search.people import SourcePage, SpeakerDetail, SpeakerOrder, SpeakerPage
from quotewire_search.queries import Target, articles_body, fitting, one_body, quotes_body
from quotewire_search.request import SearchRequest
from quotewire_search.settings import SearchSettings
from quotewire_search.significance import Asked, Comparison, Terms
from quotewire_search.stored import readable
from quotewire_search.streaming import stream
from quotewire_shared.settings import OpenSearchSettings

MOST_VERSIONS: Final = 100
"""Versions of one article in an answer."""


class SearchIndex(Protocol):
    """
    What can be asked. Every method may raise UnavailableError or QueryRefusedError.

    Where nothing was indexed yet, everything is empty. Whatever takes a request gives BadCursorError for a cursor that
    is damaged, of another search, or expired.
    """

    async def quotes(self, request: SearchRequest) -> QuotePage:
        """Find quotes."""

    async def articles(self, request: SearchRequest) -> ArticlePage:
        """Find articles."""

    async def quote(self, quote_id: str) -> QuoteItem | None:
        """Read one quote; None where there is none of that id."""

    async def article(self, article_id: str) -> ArticleDetail | None:
        """Read one article; None where there is none of that id."""

    async def versions(self, article_id: str) -> ArticleVersions:
        """Read every version of one article, the oldest first; none where none is kept."""

    async def speakers(self, request: SearchRequest, order: SpeakerOrder = "quotes") -> SpeakerPage:
        """Find the speakers of the quotes that fit: the most quoted first, or by name."""

    async def speaker(self, name: str) -> SpeakerDetail | None:
        """Tell of the speaker called *name* in whatever case and accents, or in another form; None: nobody is."""

    async def sources(self, request: SearchRequest) -> SourcePage:
        """Tell of the outlets of the articles that fit, by name."""

    async def timeline(
        self,
        target: Target,
        request: SearchRequest,
        interval: Interval | None = None,
        time_zone: str = "UTC",
    ) -> Timeline:
        """
        Count what fits over time; without *interval*, in one that suits the length of time.

        Raises:
            TooManyBucketsError: the interval is too short for the length of time.
        """

    async def terms(self, target: Target, request: SearchRequest) -> Terms:
        """Find the words that are special to what fits; syndicated copies count once."""

    async def compare(self, asked: Sequence[Asked], time_zone: str = "UTC") -> Comparison:
        """Put two to five searches for quotes side by side."""

    def export(self, target: Target, request: SearchRequest) -> AsyncIterator[list[dict[str, Any]]]:
        """Give all that fits, the newest first, as stored documents, some thousand at a time; `limit` has no effect."""

    async def ping(self) -> None:
        """Ask for a sign of life."""

    async def close(self) -> None:
        """Disconnect."""


class OpenSearchIndex:
    """The indices in a cluster: a SearchIndex."""

    def __init__(self, place: OpenSearchSettings, settings: SearchSettings) -> None:
        """Connect at the first request."""
        self._cluster = Cluster(place, settings.timeout_s)
        self._names = OtherNames(self._cluster, place)
        self._overviews = Overviews(
            self._cluster, place, settings, self._names.widen, lambda: datetime.now(UTC)
        )
        self._older = OlderIndices()
        self._place = place
        self._settings = settings

    async def quotes(self, request: SearchRequest) -> QuotePage:
        """Find quotes."""
        request = await self._names.widen(request)
        found = await self._page("quotes", request)
        with readable():
            items = tuple(quote_item(hit) for hit in found.hits)
        return QuotePage(items=items, facets=self._facets(found, request), **found.common)

    async def articles(self, request: SearchRequest) -> ArticlePage:
        """Find articles."""
        request = await self._names.widen(request)
        found = await self._page("articles", request)
        with readable():
            items = tuple(article_summary(hit) for hit in found.hits)
        return ArticlePage(items=items, facets=self._facets(found, request), **found.common)

    async def quote(self, quote_id: str) -> QuoteItem | None:
        """Read one quote; None where there is none of that id."""
        hit = await self._one(self._place.quotes_alias, quote_id)
        with readable():
            return quote_item(hit) if hit else None

    async def article(self, article_id: str) -> ArticleDetail | None:
        """Read one article; None where there is none of that id."""
        hit = await self._one(self._place.articles_alias, article_id)
        with readable():
            return ArticleDetail.model_validate(hit["_source"]) if hit else None

    async def versions(self, article_id: str) -> ArticleVersions:
        """Read the versions of one article, the oldest first; of more than a hundred the newest hundred."""
        body: Clause = {
            "query": {"term": {"article_id": article_id}},
            "sort": [{"fetched_at": {"order": "desc", "unmapped_type": "date"}}],
            "size": MOST_VERSIONS,
            "_source": list(ArticleVersion.model_fields),
        }
        answer = await self._cluster.search(self._place.versions_alias, body)
        with readable():
            items = [ArticleVersion.model_validate(hit["_source"]) for hit in answer["hits"]["hits"]]
        return ArticleVersions(article_id=article_id, items=tuple(reversed(items)))

    async def speakers(self, request: SearchRequest, order: SpeakerOrder = "quotes") -> SpeakerPage:
        """Find the speakers of the quotes that fit."""
        return await self._overviews.speakers(await self._names.widen(request), order)

    async def speaker(self, name: str) -> SpeakerDetail | None:
        """Tell of one speaker; None: nobody is called *name*."""
        return await self._overviews.speaker(name)

    async def sources(self, request: SearchRequest) -> SourcePage:
        """Tell of the outlets of the articles that fit."""
        return await self._overviews.sources(await self._names.widen(request))

    async def timeline(
        self,
        target: Target,
        request: SearchRequest,
        interval: Interval | None = None,
        time_zone: str = "UTC",
    ) -> Timeline:
        """Count what fits over time."""
        return await self._overviews.timeline(target, await self._names.widen(request), interval, time_zone)

    async def terms(self, target: Target, request: SearchRequest) -> Terms:
        """Find the words that are special to what fits."""
        return await self._overviews.terms(target, await self._names.widen(request))

    async def compare(self, asked: Sequence[Asked], time_zone: str = "UTC") -> Comparison:
        """Put searches for quotes side by side."""
        sides = [replace(one, request=await self._names.widen(one.request)) for one in asked]
        return await self._overviews.compare(sides, time_zone)

    async def export(self, target: Target, request: SearchRequest) -> AsyncIterator[list[dict[str, Any]]]:
        """Give all that fits, as stored documents."""
        query = fitting(await self._names.widen(request), target)
        async with aclosing(stream(self._cluster, self._alias(target), target, query)) as batches:
            async for batch in batches:
                yield batch

    async def ping(self) -> None:
        """Ask for a sign of life."""
        await self._cluster.ping()

    async def close(self) -> None:
        """Disconnect."""
        await self._names.close()
        await self._cluster.close()

    async def _page(self, target: Target, request: SearchRequest) -> Found:
        older = self._older.expected
        found = await self._read(target, request, older=older)
        if older or not finds_older(found.answer):
            return found
        self._older.met()
        return await self._read(target, request, older=True)

    async def _read(self, target: Target, request: SearchRequest, *, older: bool) -> Found:
        timeout_s, values = self._settings.timeout_s, self._settings.facet_values
        if target == "quotes":
            body = quotes_body(request, timeout_s=timeout_s, facet_values=values)
        else:
            body = articles_body(request, timeout_s=timeout_s, facet_values=values, older=older)
        return await read_page(self._cluster, self._alias(target), target, request, body)

    async def _one(self, alias: str, document_id: str) -> dict[str, Any] | None:
        answer = await self._cluster.search(alias, one_body(document_id, timeout_s=self._settings.timeout_s))
        hits: list[dict[str, Any]] = answer["hits"]["hits"]
        if not hits and answer.get("timed_out"):
            raise UnavailableError("OpenSearch did not find the document in time.")
        return hits[0] if hits else None

    def _alias(self, target: Target) -> str:
        return self._place.quotes_alias if target == "quotes" else self._place.articles_alias

    def _facets(self, found: Found, request: SearchRequest) -> dict[str, Facet]:
        return read_facets(found.answer, request.wanted_facets, self._settings.facet_values)
