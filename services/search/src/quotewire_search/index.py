"""The read side: what can be asked of the index, and OpenSearch answering it; the only user of opensearch-py here."""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final, Protocol

import structlog
from opensearchpy import AsyncOpenSearch
from opensearchpy.exceptions import ConnectionError as NoAnswer
from opensearchpy.exceptions import ConnectionTimeout, OpenSearchException, SerializationError, TransportError
from pydantic import ValidationError

from quotewire_search.answers import (
    ArticleDetail,
    ArticlePage,
    QuoteItem,
    QuotePage,
    article_summary,
    quote_item,
)
from quotewire_search.cursor import encode_cursor
from quotewire_search.errors import QueryRefusedError, UnavailableError, UnreadableError
from quotewire_search.facets import read_facets
from quotewire_search.queries import Target, articles_body, one_body, quotes_body
from quotewire_search.request import SearchRequest
from quotewire_search.settings import SearchSettings
from quotewire_shared.settings import OpenSearchSettings

log = structlog.get_logger()

PING_TIMEOUT_S: Final = 3.0
TRANSFER_S: Final = 1.0
"""What an answer may take beyond the time OpenSearch is given to find it."""
REFUSED: Final = 400
SERVER_ERROR: Final = 500


class SearchIndex(Protocol):
    """What page, API and terminal ask. Every method may raise UnavailableError or QueryRefusedError."""

    async def quotes(self, request: SearchRequest) -> QuotePage:
        """Find quotes."""

    async def articles(self, request: SearchRequest) -> ArticlePage:
        """Find articles."""

    async def quote(self, quote_id: str) -> QuoteItem | None:
        """Read one quote; None where there is none of that id."""

    async def article(self, article_id: str) -> ArticleDetail | None:
        """Read one article; None where there is none of that id."""

    async def ping(self) -> None:
        """Ask for a sign of life."""

    async def close(self) -> None:
        """Disconnect."""


class OpenSearchIndex:
    """The indices in a cluster. Where nothing was indexed yet, every search finds nothing."""

    def __init__(self, place: OpenSearchSettings, settings: SearchSettings) -> None:
        """Connect at the first request."""
        # Its logger prints a traceback for every failed try; our own events say it in one line.
        logging.getLogger("opensearch").setLevel(logging.CRITICAL)
        self._place = place
        self._settings = settings
        self._connected: AsyncOpenSearch | None = None

    async def quotes(self, request: SearchRequest) -> QuotePage:
        """Find quotes."""
        body = quotes_body(
            request, timeout_s=self._settings.timeout_s, facet_values=self._settings.facet_values
        )
        answer = await self._search(self._place.quotes_alias, body, by_relevance=request.by_relevance)
        with _readable():
            items = tuple(quote_item(hit) for hit in answer["hits"]["hits"][: request.limit])
        return QuotePage(items=items, **self._about(answer, request, "quotes"))

    async def articles(self, request: SearchRequest) -> ArticlePage:
        """Find articles."""
        body = articles_body(
            request, timeout_s=self._settings.timeout_s, facet_values=self._settings.facet_values
        )
        answer = await self._search(self._place.articles_alias, body, by_relevance=request.by_relevance)
        with _readable():
            items = tuple(article_summary(hit) for hit in answer["hits"]["hits"][: request.limit])
        return ArticlePage(items=items, **self._about(answer, request, "articles"))

    async def quote(self, quote_id: str) -> QuoteItem | None:
        """Read one quote; None where there is none of that id."""
        hit = await self._one(self._place.quotes_alias, quote_id)
        with _readable():
            return quote_item(hit) if hit else None

    async def article(self, article_id: str) -> ArticleDetail | None:
        """Read one article; None where there is none of that id."""
        hit = await self._one(self._place.articles_alias, article_id)
        with _readable():
            return ArticleDetail.model_validate(hit["_source"]) if hit else None

    async def ping(self) -> None:
        """Ask for a sign of life."""
        async with self._meaning():
            await self._client.cluster.health(params={"timeout": "2s"}, request_timeout=PING_TIMEOUT_S)

    async def close(self) -> None:
        """Disconnect."""
        if self._connected is not None:
            await self._connected.close()
            self._connected = None

    async def _one(self, alias: str, document_id: str) -> dict[str, Any] | None:
        answer = await self._search(alias, one_body(document_id, timeout_s=self._settings.timeout_s))
        hits: list[dict[str, Any]] = answer["hits"]["hits"]
        return hits[0] if hits else None

    async def _search(
        self, alias: str, body: dict[str, Any], *, by_relevance: bool = False
    ) -> dict[str, Any]:
        params = {
            "ignore_unavailable": "true",
            # Half an answer would be shown as the whole one.
            "allow_partial_search_results": "false",
            # Each month is an index: words must weigh the same in all of them, or results of thin months win.
            "search_type": "dfs_query_then_fetch" if by_relevance else "query_then_fetch",
        }
        async with self._meaning():
            answer: dict[str, Any] = await self._client.search(
                index=alias,
                body=body,
                params=params,
                request_timeout=self._settings.timeout_s + TRANSFER_S,
            )
        if answer.get("timed_out"):
            raise UnavailableError(
                f"OpenSearch at {self._place.url} did not finish the search in {self._settings.timeout_s:g} s."
            )
        return answer

    def _about(self, answer: dict[str, Any], request: SearchRequest, target: Target) -> dict[str, Any]:
        """Read what both kinds of page have in common."""
        hits = answer["hits"]["hits"]
        more = len(hits) > request.limit
        return {
            "total": answer["hits"]["total"]["value"],
            "facets": read_facets(answer, request.wanted_facets, self._settings.facet_values),
            "next_cursor": encode_cursor(request.fingerprint(target), hits[request.limit - 1]["sort"])
            if more
            else None,
        }

    @property
    def _client(self) -> AsyncOpenSearch:
        if self._connected is None:
            self._connected = AsyncOpenSearch(**self._place.client_options())  # needs the running loop
        return self._connected

    @asynccontextmanager
    async def _meaning(self) -> AsyncIterator[None]:
        """Turn the client's errors into what they mean."""
        try:
            yield
        except NoAnswer as error:
            cause = error.info if isinstance(error.info, Exception) else error
            raise UnavailableError(
                f"OpenSearch does not answer at {self._place.url} ({_cause(cause)}). "
                "Start it (`quotewire engines up`) or set QUOTEWIRE_OPENSEARCH_URL."
            ) from error
        except TransportError as error:
            raise self._meaning_of(error) from error
        except SerializationError as error:
            raise UnavailableError(f"{self._place.url} answered with something other than JSON.") from error
        except OpenSearchException as error:
            raise UnavailableError(f"The OpenSearch client failed: {error}.") from error

    def _meaning_of(self, error: TransportError) -> UnavailableError | QueryRefusedError:
        status = error.status_code if isinstance(error.status_code, int) else SERVER_ERROR
        reason = _reason(error.info) or str(error.error)
        if status == REFUSED:
            log.warning("search_refused", reason=reason)
            return QueryRefusedError(f"OpenSearch would not run this search: {reason}.")
        return UnavailableError(f"OpenSearch at {self._place.url} answered {status}: {reason}.")


@contextmanager
def _readable() -> Iterator[None]:
    """Say in one line which field of a stored document is not as expected."""
    try:
        yield
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UnreadableError(
            f"A stored document cannot be read: {place}: {first['msg']}. Another version wrote it; use the same "
            "version of indexer and search."
        ) from error


def _cause(error: Exception) -> str:
    """Say why there was no connection; a time-out has no text of its own."""
    if isinstance(error, TimeoutError | ConnectionTimeout):
        return "timed out"
    said = error.strerror if isinstance(error, OSError) else str(error)
    return said or type(error).__name__


def _reason(info: object) -> str:
    """Dig the root cause out of OpenSearch's error."""
    match info:
        case {"error": {"root_cause": [{"reason": str(reason)}, *_]}} | {"error": {"reason": str(reason)}}:
            return reason.rstrip(".")
        case {"error": str(reason)}:
            return reason
        case _:
            return ""
