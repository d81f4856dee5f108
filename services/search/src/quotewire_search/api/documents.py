"""/api/v1/quotes and /api/v1/articles: lists, and what one id names. They only translate."""

from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Path, Query

from quotewire_search.answers import ArticleDetail, ArticlePage, QuoteItem, QuotePage
from quotewire_search.api import examples
from quotewire_search.api.parameters import VERSION
from quotewire_search.history import ArticleVersions
from quotewire_search.index import SearchIndex
from quotewire_search.problems import documented
from quotewire_search.request import SearchRequest

MAX_ID_CHARS: Final = 200

Asked = Annotated[SearchRequest, Query()]
ArticleIdPath = Annotated[
    str, Path(description="32 hex digits.", examples=[examples.ARTICLE_ID], max_length=MAX_ID_CHARS)
]
QuoteIdPath = Annotated[
    str,
    Path(description="article_id:quote_id.", examples=[f"{examples.ARTICLE_ID}:q1"], max_length=MAX_ID_CHARS),
]
NO_ARTICLE: Final = "There is no article of this id. An id is 32 hex digits."


def quote_routes(index: SearchIndex) -> APIRouter:
    """Make the routes that find and read quotes."""
    router = APIRouter(prefix=VERSION, tags=["quotes"])

    @router.get(
        "/quotes",
        summary="Search quotes",
        responses={**examples.of(examples.QUOTES), **documented(422, 503)},
    )
    async def search_quotes(request: Asked) -> QuotePage:
        """Who said what: quotes, with their speaker, article and the words found."""
        return await index.quotes(request)

    @router.get(
        "/quotes/{quote_id}",
        summary="One quote",
        responses={**examples.of(examples.QUOTE), **documented(404, 422, 503)},
    )
    async def read_quote(quote_id: QuoteIdPath) -> QuoteItem:
        """One quote with its context."""
        quote = await index.quote(quote_id)
        if quote is None:
            raise HTTPException(
                404, "There is no quote of this id. It is the article's 32 hex digits, a colon, and q1, q2 …"
            )
        return quote

    return router


def article_routes(index: SearchIndex) -> APIRouter:
    """Make the routes that find and read articles."""
    router = APIRouter(prefix=VERSION, tags=["articles"])

    @router.get(
        "/articles",
        summary="Search articles",
        responses={**examples.of(examples.ARTICLES), **documented(422, 503)},
    )
    async def search_articles(request: Asked) -> ArticlePage:
        """Articles, without their text. All conditions on quotes must be met by one of an article's quotes."""
        return await index.articles(request)

    @router.get(
        "/articles/{article_id}",
        summary="One article",
        responses={**examples.of(examples.ARTICLE), **documented(404, 422, 503)},
    )
    async def read_article(article_id: ArticleIdPath) -> ArticleDetail:
        """One article with its text, its actors, and its quotes with their offsets in the text."""
        article = await index.article(article_id)
        if article is None:
            raise HTTPException(404, NO_ARTICLE)
        return article

    @router.get(
        "/articles/{article_id}/versions",
        summary="The versions of one article",
        responses={**examples.of(examples.VERSIONS), **documented(404, 422, 503)},
    )
    async def read_versions(article_id: ArticleIdPath) -> ArticleVersions:
        """Every wording of one article that was read, the oldest first; of more than a hundred the newest hundred."""
        versions = await index.versions(article_id)
        if not versions.items and await index.article(article_id) is None:
            raise HTTPException(404, NO_ARTICLE)
        return versions

    return router
