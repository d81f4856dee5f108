"""One search of a command: OpenSearch is asked directly, page after page, up to the wanted number of results."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic, Literal, Protocol, TypeVar

from quotewire_search.answers import ArticleSummary, Notice, QuoteItem
from quotewire_search.index import OpenSearchIndex, SearchIndex
from quotewire_search.people import SpeakerSummary
from quotewire_search.request import MAX_LIMIT, SearchRequest
from quotewire_search.settings import SearchSettings
from quotewire_shared.errors import UsageError
from quotewire_shared.logs import configure_logging
from quotewire_shared.settings import OpenSearchSettings, ProcessSettings, load

FIRST: Final = ""
What = Literal["quotes", "articles", "speakers", "speakers by name"]
Item = QuoteItem | ArticleSummary | SpeakerSummary
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class SomePage(Protocol[T_co]):
    """What all kinds of page have in common."""

    @property
    def total(self) -> int:
        """All results."""

    @property
    def items(self) -> tuple[T_co, ...]:
        """This page's."""

    @property
    def next_cursor(self) -> str | None:
        """Where the next page begins; None where this is the last."""

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What was made of the query."""

    @property
    def partial(self) -> bool:
        """Whether the time was over before all was searched."""


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """Results, how many there are in all, and what the asker should know about them."""

    total: int
    items: tuple[T, ...]
    notices: tuple[Notice, ...] = ()
    partial: bool = False


@asynccontextmanager
async def open_index() -> AsyncIterator[SearchIndex]:
    """Give the index in the cluster of the settings, and disconnect afterwards; commands tell of what fails, not how."""
    configure_logging("search", load(ProcessSettings).model_copy(update={"log_level": "warning"}))
    index = OpenSearchIndex(load(OpenSearchSettings), load(SearchSettings))
    try:
        yield index
    finally:
        await index.close()


async def ask(what: What, request: SearchRequest, limit: int | None, *, most: int) -> Found[Item]:
    """
    Find at most *limit* results in the cluster of the settings; None: all, if they are no more than *most*.

    Raises:
        UnavailableError: OpenSearch does not answer; the text says where and what to do.
        QueryRefusedError: it would not run the search.
        UsageError: they are more than *most*.
    """
    async with open_index() as index:
        return await find(index, what, request, limit, most=most)


async def find(
    index: SearchIndex, what: What, request: SearchRequest, limit: int | None, *, most: int
) -> Found[Item]:
    """Find in *index*; see `ask`."""
    readers: dict[What, Callable[[SearchRequest], Awaitable[SomePage[Item]]]] = {
        "quotes": index.quotes,
        "articles": index.articles,
        "speakers": index.speakers,
        "speakers by name": partial(index.speakers, order="name"),
    }
    return await _collect(readers[what], what, request, limit, most)


async def _collect(
    read: Callable[[SearchRequest], Awaitable[SomePage[T]]],
    what: What,
    request: SearchRequest,
    limit: int | None,
    most: int,
) -> Found[T]:
    items: list[T] = []
    notices: dict[str, Notice] = {}
    cursor, cut = FIRST, False
    wanted = most if limit is None else limit
    while True:
        step = {"cursor": cursor, "limit": min(MAX_LIMIT, wanted - len(items))}
        page = await read(request.model_copy(update=step))
        if limit is None and page.total > most:
            raise UsageError(_too_many(what, page.total, most))
        items += page.items
        notices |= {notice.message: notice for notice in page.notices}
        cut = cut or page.partial
        if page.next_cursor is None or len(items) >= wanted:
            return Found(page.total, tuple(items), tuple(notices.values()), cut)
        cursor = page.next_cursor


def _too_many(what: What, total: int, most: int) -> str:
    if what in ("quotes", "articles"):
        instead = f"`quotewire export {what}` writes them all, or give --limit."
    else:
        instead = "give --limit, or ask for less."
    return f"{total:,} are more than --all gives ({most:,}): {instead}"
