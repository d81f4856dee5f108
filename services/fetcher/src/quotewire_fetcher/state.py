"""
What the fetcher remembers: feeds and pages, each a record that is written after what it reports has happened.

Records lie in a compacted topic under `feed:<source_id>` and `page:<page_id>`; the newest of a key counts, an empty one
removes it. All times are seconds since 1970 (UTC), because there are many of them.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import structlog
from pydantic import TypeAdapter, ValidationError

from quotewire_shared.messages import FeedFacts

log = structlog.get_logger()

Record = tuple[str, bytes | None]
"""Key and value; None removes the key."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed as it stood after its last poll."""

    source_id: str
    url: str
    next_due_at: float = 0.0
    polled_at: float | None = None
    failures: int = 0
    """Polls in a row that failed."""
    code: str | None = None
    """Why the last poll failed."""
    etag: str | None = None
    last_modified: str | None = None
    seen: dict[str, str] = field(default_factory=dict)
    """Entry key -> page id, of the entries that the feed listed last."""


@dataclass(frozen=True, slots=True)
class PageState:
    """
    A page that a feed named.

    `page_id` is made of the address that the feed gave; `article_id` of the one that the page turned out to have.
    """

    page_id: str
    url: str
    source_id: str
    phase: Literal["pending", "done", "refused"]
    first_seen_at: float
    publisher: str | None = None
    changed_at: float | None = None
    """The publisher's own time of the version that was asked for."""
    attempts: int = 0
    next_try_at: float = 0.0
    code: str | None = None
    """Why the last try failed."""
    fetched_at: float | None = None
    article_id: str | None = None
    content_hash: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    unchanged: int = 0
    """Times in a row that the publisher claimed a change and there was none."""
    facts: FeedFacts | None = None
    """What the feed said; kept while the page is pending."""

    @property
    def touched_at(self) -> float:
        """Time of the last news about this page."""
        return max(self.fetched_at or 0.0, self.first_seen_at, self.next_try_at)


_FEED: TypeAdapter[FeedState] = TypeAdapter(FeedState)
_PAGE: TypeAdapter[PageState] = TypeAdapter(PageState)


class StateLog(Protocol):
    """Where records are kept."""

    def read(self) -> AsyncIterator[Record]:
        """Give every record that was written before now, oldest first."""
        ...

    async def write(self, records: Sequence[Record]) -> None:
        """Keep *records*; returns once all of them are safe."""
        ...


class StateBook:
    """The fetcher's memory: read once at the start, then written ahead of every change."""

    def __init__(self, state_log: StateLog) -> None:
        """Keep records in *state_log*."""
        self._log = state_log
        self.feeds: dict[str, FeedState] = {}
        self.pages: dict[str, PageState] = {}
        self.ready = False

    async def load(self) -> None:
        """Rebuild the memory; nothing may be fetched before."""
        ignored = 0
        async for key, value in self._log.read():
            ignored += not self._apply(key, value)
        self.ready = True
        log.info("state_loaded", feeds=len(self.feeds), pages=len(self.pages), ignored=ignored)

    async def save_feed(self, feed: FeedState) -> None:
        """Remember *feed*; returns once that is safe."""
        await self._log.write([(f"feed:{feed.source_id}", _FEED.dump_json(feed, exclude_defaults=True))])
        self.feeds[feed.source_id] = feed

    async def save_pages(self, pages: Sequence[PageState]) -> None:
        """Remember *pages*; returns once that is safe."""
        if not pages:
            return
        await self._log.write(
            [(f"page:{page.page_id}", _PAGE.dump_json(page, exclude_defaults=True)) for page in pages]
        )
        self.pages.update((page.page_id, page) for page in pages)

    async def forget_pages(self, before: float) -> int:
        """Forget settled pages untouched since *before* that no feed lists any more; gives their number."""
        listed = {page_id for feed in self.feeds.values() for page_id in feed.seen.values()}
        listed |= {
            page.article_id for page_id in listed if (page := self.pages.get(page_id)) and page.article_id
        }
        old = [
            page.page_id
            for page in self.pages.values()
            if page.phase != "pending" and page.touched_at < before and page.page_id not in listed
        ]
        for start in range(0, len(old), 1_000):
            batch = old[start : start + 1_000]
            await self._log.write([(f"page:{page_id}", None) for page_id in batch])
            for page_id in batch:
                del self.pages[page_id]
        return len(old)

    def pending(self) -> Iterable[PageState]:
        """Give every page that is still to be fetched."""
        return [page for page in self.pages.values() if page.phase == "pending"]

    def _apply(self, key: str, value: bytes | None) -> bool:
        kind, _, name = key.partition(":")
        try:
            if kind == "feed":
                _put(self.feeds, name, None if value is None else _FEED.validate_json(value))
            elif kind == "page":
                _put(self.pages, name, None if value is None else _PAGE.validate_json(value))
            else:
                return False
        except ValidationError as error:
            # A record of a newer or broken version: the page or feed counts as new, which repeats work and loses
            # nothing.
            log.warning("state_record_ignored", key=key, reason=str(error)[:300])
            return False
        return True


def _put(records: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        records.pop(name, None)
    else:
        records[name] = value
