"""One search of a command: OpenSearch is asked directly, page after page, up to the wanted number of results."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from quotewire_search.answers import ArticleSummary, QuoteItem
from quotewire_search.index import OpenSearchIndex, SearchIndex
from quotewire_search.queries import Target
from quotewire_search.request import MAX_LIMIT, SearchRequest
from quotewire_search.settings import SearchSettings
from quotewire_shared.settings import OpenSearchSettings, load

FIRST: Final = ""
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class SomePage(Protocol[T_co]):
    """What both kinds of page have in common."""

    @property
    def total(self) -> int:
        """All results."""

    @property
    def items(self) -> tuple[T_co, ...]:
        """This page's."""

    @property
    def next_cursor(self) -> str | None:
        """Where the next page begins; None where this is the last."""


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """Results, and how many there are in all."""

    total: int
    items: tuple[T, ...]


async def ask(target: Target, request: SearchRequest, limit: int) -> Found[QuoteItem] | Found[ArticleSummary]:
    """
    Find at most *limit* results in the cluster of the settings.

    Raises:
        UnavailableError: OpenSearch does not answer; the text says where and what to do.
        QueryRefusedError: it would not run the search.
    """
    index = OpenSearchIndex(load(OpenSearchSettings), load(SearchSettings))
    try:
        return await (
            find_quotes(index, request, limit) if target == "quotes" else find_articles(index, request, limit)
        )
    finally:
        await index.close()


async def find_quotes(index: SearchIndex, request: SearchRequest, limit: int) -> Found[QuoteItem]:
    """Find at most *limit* quotes."""
    return await _collect(index.quotes, request, limit)


async def find_articles(index: SearchIndex, request: SearchRequest, limit: int) -> Found[ArticleSummary]:
    """Find at most *limit* articles."""
    return await _collect(index.articles, request, limit)


async def _collect(
    read: Callable[[SearchRequest], Awaitable[SomePage[T]]], request: SearchRequest, limit: int
) -> Found[T]:
    items: list[T] = []
    cursor = FIRST
    while True:
        step = {"cursor": cursor, "limit": min(MAX_LIMIT, limit - len(items))}
        page = await read(request.model_copy(update=step))
        items += page.items
        if page.next_cursor is None or len(items) >= limit:
            return Found(page.total, tuple(items))
        cursor = page.next_cursor
