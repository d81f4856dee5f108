"""Fetches one page: published and then remembered, tried again later, or buried with its reason."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Literal, Protocol
from weakref import WeakValueDictionary

import structlog

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.pages import ReadPage, read_page, to_article, wanted_page
from quotewire_fetcher.schedule import Pace
from quotewire_fetcher.state import PageState, StateBook
from quotewire_fetcher.web import Answer, Web
from quotewire_shared.errors import InternalError, PermanentError
from quotewire_shared.messages import ArticleFetched

log = structlog.get_logger()

PageOutcome = Literal["published", "unchanged", "postponed", "buried"]


class Outlet(Protocol):
    """Takes what the fetcher found."""

    async def publish(self, article: ArticleFetched) -> None:
        """Send *article* on; returns once it is safe."""
        ...

    async def bury(self, page: PageState, error: PermanentError) -> None:
        """Keep *page* as a dead letter; returns once it is safe."""
        ...


class PageHandler:
    """Fetches pages."""

    def __init__(
        self,
        web: Web,
        outlet: Outlet,
        book: StateBook,
        *,
        pace: Pace,
        max_page_bytes: int,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Get pages from *web*, send them to *outlet*, remember in *book*."""
        self._web = web
        self._outlet = outlet
        self._book = book
        self._pace = pace
        self._max_page_bytes = max_page_bytes
        self._clock = clock
        # Two addresses may turn out to be one article at the same moment; it is published once.
        self._articles: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def fetch(self, page: PageState) -> tuple[PageOutcome, PageState, str]:
        """Fetch *page*; gives what became of it, its new record, and a code for the count."""
        try:
            answer = await self._web.get(wanted_page(page, self._max_page_bytes))
            if answer.not_modified:
                return await self._unchanged(page)
            # Off the event loop: decoding, hashing and scanning 5 MiB takes tens of milliseconds.
            read = await asyncio.to_thread(read_page, answer, page.url)
            return await self._found(page, answer, read)
        except FetchRefusedError as error:
            return await self.bury(page, error)
        except FetchFailedError as error:
            return await self._failed(page, error)

    async def bury(self, page: PageState, error: PermanentError) -> tuple[PageOutcome, PageState, str]:
        """Give *page* up: a dead letter, and a record so that no poll brings it back."""
        await self._outlet.bury(page, error)
        refused = replace(
            page,
            phase="refused",
            code=error.reason_code,
            attempts=page.attempts + (0 if isinstance(error, InternalError) else 1),
            next_try_at=self._clock(),
            facts=None,
        )
        await self._book.save_pages([refused])
        return "buried", refused, error.reason_code

    async def _found(
        self, page: PageState, answer: Answer, read: ReadPage
    ) -> tuple[PageOutcome, PageState, str]:
        lock = self._articles.setdefault(read.article_id, asyncio.Lock())
        async with lock:
            now = self._clock()
            article = self._book.pages.get(read.article_id)
            same_page = article is None or article.page_id == page.page_id
            # The article may have been met under another address before; its first sight counts for both.
            first_seen_at = page.first_seen_at if same_page or article is None else article.first_seen_at
            hash_before = page.content_hash if same_page or article is None else article.content_hash
            if hash_before == read.content_hash:
                return await self._unchanged(page, answer, read)
            message = to_article(read, answer, page, fetched_at=now, first_seen_at=first_seen_at)
            await self._outlet.publish(message)
            done = self._done(page, now, answer, read, unchanged=0)
            records = [done]
            if read.article_id != page.page_id:
                records.append(
                    replace(
                        done, page_id=read.article_id, url=read.canonical_url, first_seen_at=first_seen_at
                    )
                )
            await self._book.save_pages(records)
        log.info(
            "article_fetched",
            article_id=read.article_id,
            url=page.url,
            source_id=page.source_id,
            chars=len(read.html or read.text or ""),
        )
        return "published", done, "ok"

    async def _unchanged(
        self, page: PageState, answer: Answer | None = None, read: ReadPage | None = None
    ) -> tuple[PageOutcome, PageState, str]:
        # A first look that finds a known article under another address is no false claim of a change.
        unchanged = min(page.unchanged + 1, 20) if page.fetched_at is not None else 0
        done = self._done(page, self._clock(), answer, read, unchanged=unchanged)
        await self._book.save_pages([done])
        log.debug("page_unchanged", page_id=page.page_id, url=page.url)
        return "unchanged", done, "unchanged"

    def _done(
        self, page: PageState, now: float, answer: Answer | None, read: ReadPage | None, *, unchanged: int
    ) -> PageState:
        return replace(
            page,
            phase="done",
            attempts=0,
            next_try_at=0.0,
            code=None,
            fetched_at=now,
            facts=None,
            unchanged=unchanged,
            article_id=read.article_id if read else page.article_id,
            content_hash=read.content_hash if read else page.content_hash,
            etag=answer.headers.get("etag") if answer else page.etag,
            last_modified=answer.headers.get("last-modified") if answer else page.last_modified,
        )

    async def _failed(self, page: PageState, error: FetchFailedError) -> tuple[PageOutcome, PageState, str]:
        attempts = page.attempts + 1
        wait_s = self._pace.retry_s(attempts, retry_after_s=error.retry_after_s)
        if wait_s is None:
            return await self.bury(page, FetchRefusedError(f"Given up: {error}", code=error.reason_code))
        later = replace(page, attempts=attempts, next_try_at=self._clock() + wait_s, code=error.reason_code)
        await self._book.save_pages([later])
        log.info(
            "page_postponed",
            page_id=page.page_id,
            url=page.url,
            code=error.reason_code,
            attempts=attempts,
            next_in_s=round(wait_s, 1),
        )
        return "postponed", later, error.reason_code
