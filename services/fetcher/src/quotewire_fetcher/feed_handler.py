"""Polls one feed: conditional request, new entries into memory, then the feed's own record."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.feeds import Feed
from quotewire_fetcher.rescue import FeedReader
from quotewire_fetcher.schedule import Pace
from quotewire_fetcher.selection import select
from quotewire_fetcher.sources import FEED_KINDS, Source
from quotewire_fetcher.state import FeedState, PageState, StateBook
from quotewire_fetcher.web import Answer, Wanted, Web

log = structlog.get_logger()

FEED_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)


@dataclass(frozen=True, slots=True)
class FeedLimits:
    """Limits of one poll."""

    max_feed_bytes: int
    max_new_entries: int


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll led to."""

    code: str
    """ok, unchanged, or why it failed."""
    pages: tuple[PageState, ...]
    """Pages to fetch now."""
    next_due_at: float
    passing: bool = False
    """Whether it failed in a way that may pass."""
    retry_after_s: float | None = None
    """How long the server wants to be left alone, where it said so."""

    @property
    def failed(self) -> bool:
        """Whether there was no feed to read."""
        return self.code not in ("ok", "unchanged")


class FeedHandler:
    """Polls feeds."""

    def __init__(
        self,
        web: Web,
        reader: FeedReader,
        book: StateBook,
        *,
        pace: Pace,
        limits: FeedLimits,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Get feeds from *web*, read them with *reader*, remember in *book*."""
        self._web = web
        self._reader = reader
        self._book = book
        self._pace = pace
        self._limits = limits
        self._clock = clock

    async def poll(self, source: Source) -> Polled:
        """
        Poll *source* once.

        Its ETag is kept only after each new entry is safe as a pending page: a crash in between repeats the poll.
        """
        state = self._state_of(source)
        try:
            answer = await self._get(source, state)
            feed = None if answer.not_modified else await self._reader.read(answer.body, answer.url)
        except (FetchRefusedError, FetchFailedError) as error:
            return await self._failed(source, state, error)
        if feed is None:
            return await self._unchanged(source, state)
        return await self._take(source, state, answer, feed)

    def _state_of(self, source: Source) -> FeedState:
        state = self._book.feeds.get(source.id)
        if state is None:
            return FeedState(source_id=source.id, url=source.url)
        if state.url != source.url:  # another document now: its validators and failures are not this one's
            return FeedState(source_id=source.id, url=source.url, seen=state.seen)
        return state

    async def _get(self, source: Source, state: FeedState) -> Answer:
        if source.kind not in FEED_KINDS:
            raise FetchRefusedError(
                f"Sources of kind {source.kind} are not read yet.", code="unsupported_kind"
            )
        return await self._web.get(
            Wanted(
                source.url,
                max_bytes=self._limits.max_feed_bytes,
                accept=FEED_ACCEPT,
                etag=state.etag,
                last_modified=state.last_modified,
            )
        )

    async def _take(self, source: Source, state: FeedState, answer: Answer, feed: Feed) -> Polled:
        now = self._clock()
        selection = select(feed, source, state, self._book.pages, now=now, limit=self._limits.max_new_entries)
        await self._book.save_pages(selection.pages)
        wait_s = (
            self._pace.next_poll_s(source, ttl_s=feed.ttl_s) if selection.complete else self._pace.floor_s
        )
        after = FeedState(
            source_id=source.id,
            url=source.url,
            next_due_at=now + wait_s,
            polled_at=now,
            etag=answer.headers.get("etag") if selection.complete else None,
            last_modified=answer.headers.get("last-modified") if selection.complete else None,
            seen=selection.seen,
        )
        await self._book.save_feed(after)
        log.info(
            "feed_polled",
            source_id=source.id,
            entries=len(feed.entries),
            new=len(selection.pages),
            dropped=feed.dropped,
            cut=feed.cut,
        )
        return Polled("ok", selection.pages, after.next_due_at)

    async def _unchanged(self, source: Source, state: FeedState) -> Polled:
        now = self._clock()
        after = replace(
            state, next_due_at=now + self._pace.next_poll_s(source), polled_at=now, failures=0, code=None
        )
        await self._book.save_feed(after)
        log.debug("feed_unchanged", source_id=source.id)
        return Polled("unchanged", (), after.next_due_at)

    async def _failed(
        self, source: Source, state: FeedState, error: FetchRefusedError | FetchFailedError
    ) -> Polled:
        now = self._clock()
        failures = state.failures + 1
        retry_after_s = error.retry_after_s if isinstance(error, FetchFailedError) else None
        wait_s = self._pace.next_poll_after_failure_s(source, failures, retry_after_s=retry_after_s)
        after = replace(
            state, next_due_at=now + wait_s, polled_at=now, failures=failures, code=error.reason_code
        )
        await self._book.save_feed(after)
        log.warning(
            "feed_failed",
            source_id=source.id,
            code=error.reason_code,
            reason=str(error)[:300],
            failures=failures,
            next_in_s=round(wait_s),
        )
        passing = isinstance(error, FetchFailedError)
        return Polled(error.reason_code, (), after.next_due_at, passing, retry_after_s)
