"""The API: /api/v1/articles and /api/v1/quotes. It only translates; what is found is the index's affair."""

from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Path, Query

from quotewire_search.answers import ArticleDetail, ArticlePage, QuoteItem, QuotePage
from quotewire_search.index import SearchIndex
from quotewire_search.problems import documented
from quotewire_search.request import SearchRequest

VERSION: Final = "/api/v1"
EXAMPLE_ID: Final = "0123456789abcdef0123456789abcdef"
MAX_ID_CHARS: Final = 200

Asked = Annotated[SearchRequest, Query()]
ArticleIdPath = Annotated[
    str, Path(description="32 hex digits.", examples=[EXAMPLE_ID], max_length=MAX_ID_CHARS)
]
QuoteIdPath = Annotated[
    str, Path(description="article_id:quote_id.", examples=[f"{EXAMPLE_ID}:q1"], max_length=MAX_ID_CHARS)
]


def api_routes(index: SearchIndex) -> APIRouter:
    """Make the routes that ask *index*."""
    router = APIRouter(prefix=VERSION)

    @router.get("/quotes", tags=["quotes"], summary="Search quotes", responses=documented(422, 503))
    async def search_quotes(request: Asked) -> QuotePage:
        """Who said what: quotes, with their speaker, article and the words found."""
        return await index.quotes(request)

    @router.get("/quotes/{quote_id}", tags=["quotes"], summary="One quote", responses=documented(404, 503))
    async def read_quote(quote_id: QuoteIdPath) -> QuoteItem:
        """One quote with its context."""
        quote = await index.quote(quote_id)
        if quote is None:
            raise HTTPException(
                404, "There is no quote of this id. It is the article's 32 hex digits, a colon, and q1, q2 …"
            )
        return quote

    @router.get("/articles", tags=["articles"], summary="Search articles", responses=documented(422, 503))
    async def search_articles(request: Asked) -> ArticlePage:
        """Articles, without their text. All conditions on quotes must be met by one of an article's quotes."""
        return await index.articles(request)

    @router.get(
        "/articles/{article_id}", tags=["articles"], summary="One article", responses=documented(404, 503)
    )
    async def read_article(article_id: ArticleIdPath) -> ArticleDetail:
        """One article with its text, its actors, and its quotes with their offsets in the text."""
        article = await index.article(article_id)
        if article is None:
            raise HTTPException(404, "There is no article of this id. An id is 32 hex digits.")
        return article

    return router
