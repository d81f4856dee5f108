"""An index in memory that answers everything with the documents it was given, and remembers what it was asked."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

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
from quotewire_search.history import ArticleVersion, ArticleVersions, Bucket, Interval, Timeline
from quotewire_search.main import build_app
from quotewire_search.people import (
    Gap,
    SourcePage,
    SourceSummary,
    SpeakerDetail,
    SpeakerOrder,
    SpeakerPage,
    SpeakerSummary,
)
from quotewire_search.queries import Target
from quotewire_search.request import SearchRequest
from quotewire_search.settings import SearchSettings
from quotewire_search.significance import Asked, Comparison, Side, Term, Terms
from quotewire_shared.documents import ArticleDocument, QuoteDocument, quote_document_id, to_source
from tests.factories import NOON


class FakeIndex:
    """A SearchIndex; `error` is raised where one is set, and after `error_after` batches of an export."""

    def __init__(self, quotes: Sequence[QuoteItem] = (), articles: Sequence[ArticleDetail] = ()) -> None:
        self.found_quotes = tuple(quotes)
        self.found_articles = tuple(articles)
        self.found_versions: tuple[ArticleVersion, ...] = ()
        self.found_speakers: tuple[SpeakerSummary, ...] = ()
        self.found_speaker: SpeakerDetail | None = None
        self.found_sources: tuple[SourceSummary, ...] = ()
        self.found_terms: tuple[Term, ...] = ()
        self.found_timeline = timeline()
        self.facets: dict[str, Facet] = {}
        self.error: Exception | None = None
        self.error_after: int | None = None
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

    async def versions(self, article_id: str) -> ArticleVersions:
        await self.ping()
        return ArticleVersions(article_id=article_id, items=self.found_versions)

    async def speakers(self, request: SearchRequest, order: SpeakerOrder = "quotes") -> SpeakerPage:
        await self._ask(request)
        items = self.found_speakers
        if order == "name":
            items = tuple(sorted(items, key=lambda speaker: speaker.name))
        return SpeakerPage(total=len(items), items=items, facets=self.facets, next_cursor=self.next_cursor)

    async def speaker(self, name: str) -> SpeakerDetail | None:
        await self.ping()
        found = self.found_speaker
        return found if found and found.name.casefold() == name.casefold() else None

    async def sources(self, request: SearchRequest) -> SourcePage:
        await self._ask(request)
        return SourcePage(total=len(self.found_sources), items=self.found_sources)

    async def timeline(
        self,
        target: Target,
        request: SearchRequest,
        interval: Interval | None = None,
        time_zone: str = "UTC",
    ) -> Timeline:
        await self._ask(request)
        return self.found_timeline.model_copy(
            update={"interval": interval or self.found_timeline.interval, "time_zone": time_zone}
        )

    async def terms(self, target: Target, request: SearchRequest) -> Terms:
        await self._ask(request)
        return Terms(total=len(self.found_quotes), sample=len(self.found_quotes), items=self.found_terms)

    async def compare(self, asked: Sequence[Asked], time_zone: str = "UTC") -> Comparison:
        sides = []
        for one in asked:
            await self._ask(one.request)
            sides.append(
                Side(
                    label=one.label,
                    q=one.request.q,
                    total=len(self.found_quotes),
                    timeline=self.found_timeline,
                    facets=self.facets,
                    terms=self.found_terms,
                    notices=one.request.notices,
                )
            )
        return Comparison(items=tuple(sides))

    async def export(self, target: Target, request: SearchRequest) -> AsyncIterator[list[dict[str, Any]]]:
        if self.error_after is None:
            await self._ask(request)
        found = self.found_quotes if target == "quotes" else self.found_articles
        for number, document in enumerate(found):
            if self.error and number == self.error_after:
                raise self.error
            source = to_source(document)
            yield [{name: value for name, value in source.items() if name not in ("id", "highlights")}]

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


def speaker(**fields: object) -> SpeakerSummary:
    """Build one of the speakers of a result."""
    return SpeakerSummary.model_validate(
        {
            "name": "Ama Boateng",
            "type": "person",
            "named": True,
            "roles": [{"value": "transport minister", "count": 2}],
            "quotes": 3,
            "publishers": 2,
            "first_at": NOON - timedelta(days=9),
            "last_at": NOON,
            **fields,
        }
    )


def speaker_detail(**fields: object) -> SpeakerDetail:
    """Build all that is told of one speaker."""
    return SpeakerDetail.model_validate(
        {
            "name": "Ama Boateng",
            "type": "person",
            "other_names": ["Boateng"],
            "quotes": 3,
            "articles": 2,
            "first_at": NOON - timedelta(days=9),
            "last_at": NOON,
            "roles": [
                {
                    "role": "transport minister",
                    "count": 2,
                    "first_at": NOON - timedelta(days=9),
                    "last_at": NOON,
                }
            ],
            "publishers": facet("Harbour Post"),
            "about": facet("Northgate"),
            "kinds": facet("direct"),
            "stances": facet("promise"),
            "terms": [term()],
            "timeline": timeline(),
            "latest": [quote()],
            **fields,
        }
    )


def source(**fields: object) -> SourceSummary:
    """Build what is told of one outlet."""
    return SourceSummary.model_validate(
        {
            "publisher": "Harbour Post",
            "source_ids": ["harbour-post"],
            "languages": ["en"],
            "articles": 2,
            "quotes": 5,
            "first_at": NOON - timedelta(days=9),
            "last_at": NOON,
            "last_article_id": ARTICLE_ID,
            "last_title": "The bridge",
            "usual_gap_s": 3600.0,
            "health": "live",
            "gaps": [Gap(start=NOON - timedelta(days=2), end=NOON - timedelta(days=1))],
            "days": [0] * 29 + [2],
            **fields,
        }
    )


def version(**fields: object) -> ArticleVersion:
    """Build one version of an article."""
    return ArticleVersion.model_validate(
        {"version": "0123456789ab", "fetched_at": NOON, "title": "The bridge", "text": "All of it", **fields}
    )


def term(**fields: object) -> Term:
    """Build a word that is special to a result."""
    return Term.model_validate({"term": "toll", "score": 1.5, "count": 3, "background": 4, **fields})


def timeline(*counts: int) -> Timeline:
    """Build a timeline of days, with *counts* on the last of them."""
    counts = counts or (1, 0, 2)
    first = NOON.replace(hour=0) - timedelta(days=len(counts) - 1)
    return Timeline(
        interval="day",
        time_zone="UTC",
        total=sum(counts),
        buckets=tuple(
            Bucket(start=first + timedelta(days=day), end=first + timedelta(days=day + 1), count=count)
            for day, count in enumerate(counts)
        ),
    )


def facet(*values: str) -> Facet:
    """Build a facet in which each value was counted once."""
    return Facet(values=tuple(FacetValue(value=value, count=1) for value in values))


def browser(index: FakeIndex, settings: SearchSettings | None = None) -> httpx.AsyncClient:
    """Open the service that asks *index*, without a network."""
    transport = httpx.ASGITransport(build_app(index, settings or SearchSettings()))
    return httpx.AsyncClient(transport=transport, base_url="http://search.test")
