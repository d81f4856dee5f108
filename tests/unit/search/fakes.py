"""An index in memory that answers everything with the documents it was given, and remembers what it was asked."""

from collections.abc import Sequence

import httpx

from quotewire_search.answers import (
    ArticleDetail,
    ArticlePage,
    ArticleSummary,
    Facet,
    FacetValue,
    QuoteItem,
    QuotePage,
)
from quotewire_search.main import build_app
from quotewire_search.request import SearchRequest
from quotewire_search.settings import SearchSettings
from quotewire_shared.documents import ArticleDocument, QuoteDocument, quote_document_id, to_source
from tests.factories import NOON


class FakeIndex:
    """A SearchIndex; `error` is raised where one is set."""

    def __init__(self, quotes: Sequence[QuoteItem] = (), articles: Sequence[ArticleDetail] = ()) -> None:
        self.found_quotes = tuple(quotes)
        self.found_articles = tuple(articles)
        self.facets: dict[str, Facet] = {}
        self.error: Exception | None = None
        self.asked: list[SearchRequest] = []
        self.closed = False
        self.next_cursor: str | None = None

    async def quotes(self, request: SearchRequest) -> QuotePage:
        await self._ask(request)
        return QuotePage(
            total=len(self.found_quotes),
            items=self.found_quotes,
            facets=self.facets,
            next_cursor=self.next_cursor,
        )

    async def articles(self, request: SearchRequest) -> ArticlePage:
        await self._ask(request)
        items = tuple(ArticleSummary.model_validate(to_source(article)) for article in self.found_articles)
        return ArticlePage(total=len(items), items=items, facets=self.facets, next_cursor=self.next_cursor)

    async def quote(self, quote_id: str) -> QuoteItem | None:
        await self.ping()
        return next((quote for quote in self.found_quotes if quote.id == quote_id), None)

    async def article(self, article_id: str) -> ArticleDetail | None:
        await self.ping()
        return next((found for found in self.found_articles if found.article_id == article_id), None)

    async def ping(self) -> None:
        if self.error:
            raise self.error

    async def close(self) -> None:
        self.closed = True

    async def _ask(self, request: SearchRequest) -> None:
        self.asked.append(request)
        await self.ping()


ARTICLE_ID = "a" * 32


def quote(**fields: object) -> QuoteItem:
    """Build a quote as the index gives it."""
    highlights = fields.pop("highlights", {})
    document = QuoteDocument.model_validate(
        {
            "article_id": ARTICLE_ID,
            "quote_id": "q1",
            "position": 1,
            "text": "No comment",
            "kind": "direct",
            "speaker": "Ama Boateng",
            "confidence": 0.9,
            "rule": "test",
            "source_id": "harbour-post",
            "publisher": "Harbour Post",
            "url": "https://harbour-post.example/a",
            "canonical_url": "https://harbour-post.example/a",
            "fetched_at": NOON,
            "first_seen_at": NOON,
            **fields,
        }
    )
    return QuoteItem.model_validate(
        {
            **to_source(document),
            "id": quote_document_id(document.article_id, document.position),
            "highlights": highlights,
        }
    )


def article(**fields: object) -> ArticleDetail:
    """Build an article as the index gives it."""
    document = ArticleDocument.model_validate(
        {
            "article_id": ARTICLE_ID,
            "content_hash": "0" * 64,
            "parser_version": "test",
            "title": "The bridge",
            "url": "https://harbour-post.example/a",
            "canonical_url": "https://harbour-post.example/a",
            "source_id": "harbour-post",
            "fetched_at": NOON,
            "first_seen_at": NOON,
            **fields,
        }
    )
    return ArticleDetail.model_validate(to_source(document))


def facet(*values: str) -> Facet:
    """Build a facet in which each value was counted once."""
    return Facet(values=tuple(FacetValue(value=value, count=1) for value in values))


def browser(index: FakeIndex, settings: SearchSettings | None = None) -> httpx.AsyncClient:
    """Open the service that asks *index*, without a network."""
    transport = httpx.ASGITransport(build_app(index, settings or SearchSettings()))
    return httpx.AsyncClient(transport=transport, base_url="http://search.test")
