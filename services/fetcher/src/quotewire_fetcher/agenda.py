"""What is to be done and when: jobs made of the records that are ours, in the queue; in a single run each feed once."""

import asyncio
import math
import time
from collections import Counter
from collections.abc import Iterable

import structlog

from quotewire_fetcher.memory.book import StateBook
from quotewire_fetcher.memory.state import FeedState, PageState
from quotewire_fetcher.naming.identity import domain_of, host_of
from quotewire_fetcher.schedule.hosts_queue import HostQueue, Job
from quotewire_fetcher.sources.roster import Roster
from quotewire_fetcher.sources.source import Source
from quotewire_shared.messages import Lane

log = structlog.get_logger()

SLICE = 500
"""Jobs queued before others get the event loop for a moment."""

EARLY_S = 1.0
"""A job that comes by so much before its time was queued twice: its page was fetched while it waited."""

_Due = tuple[Job, float, Lane]
"""A job, when it is due, and how urgent it is."""


class Agenda:
    """Puts jobs into a queue."""

    def __init__(
        self, roster: Roster, book: StateBook, queue: HostQueue, *, patience_s: float | None
    ) -> None:
        """Make jobs for *queue*; a single run puts nothing off by more than *patience_s*."""
        self._roster = roster
        self._book = book
        self._queue = queue
        self._patience_s = patience_s or 0.0
        self.once = False
        """Whether each source is polled once, whenever it is due, and no page is looked at again."""
        self.tries: Counter[str] = Counter()
        """In a single run: polls of each feed."""

    async def fill(self, partitions: frozenset[int]) -> None:
        """Queue what is due in *partitions*, and drop all else."""
        if self.once:
            # Retries of this run are written nowhere else.
            self._queue.drop(lambda job: self._book.partition(domain_of(job.host)) not in partitions)
        else:
            self._queue.clear()
        await self._put_all(self._sources(partitions))
        await self._put_all(self._pages(partitions))

    def put_page(self, page: PageState) -> None:
        """Queue *page* for the time that its record says."""
        if page.due_at is not None and not (self.once and page.phase == "done"):
            self._queue.put(_page_job(page), min(page.due_at, self._latest()), lane=page.lane)

    def put_source(self, source: Source, due_at: float) -> None:
        """Queue *source* for *due_at*, where it is ours."""
        if self._book.owns(source.url) and not self._is_polled(source.id):
            self._queue.put(_feed_job(source), 0.0 if self.once else due_at)

    def is_early(self, page: PageState) -> bool:
        """Tell whether *page* is not to be fetched yet; then it is queued for its time."""
        early = page.due_at is not None and page.due_at > time.time() + EARLY_S
        if early and (page.phase == "done" or not self.once):
            self.put_page(page)
            return True
        return False

    async def is_stale(self, job: Job, source: Source) -> bool:
        """
        Tell whether the poll of *source* that *job* is about is not to be made, or not now.

        Raises:
            NotOursError: its domain is another process's now.
        """
        # Another address has a job of its own; this one was queued before the file changed.
        if _feed_job(source) != job or not self._book.owns(source.url):
            return True
        known = self._book.feed(source.id, source.url)
        if known is None or known.url != source.url or self.once:
            return False
        now = time.time()
        if known.guest_until is not None and known.guest_until < now:
            await self._see_off(known)
            return True
        if known.next_due_at > now + EARLY_S:
            self._queue.put(job, known.next_due_at)
            return True
        return False

    async def _see_off(self, guest: FeedState) -> None:
        """Poll *guest* no more: nothing leads to it any longer."""
        await self._book.forget_feed(guest)
        self._roster.dismiss(guest.source_id)
        log.info("feed_left", source_id=guest.source_id, url=guest.url)

    def _is_polled(self, record_id: str) -> bool:
        return self.once and self.tries[record_id] > 0

    def _latest(self) -> float:
        # Somebody waits for a single run: a retry that lies hours ahead is made in it all the same.
        return time.time() + self._patience_s if self.once else math.inf

    async def _put_all(self, jobs: Iterable[_Due | None]) -> None:
        for number, due in enumerate(jobs, start=1):
            if due is not None:
                job, due_at, lane = due
                self._queue.put(job, due_at, lane=lane)
            if number % SLICE == 0:
                await asyncio.sleep(0)

    def _sources(self, partitions: frozenset[int]) -> Iterable[_Due | None]:
        for source in self._roster.each(partitions):
            if source is None or self._is_polled(source.id):
                yield None
                continue
            known = self._book.feed(source.id, source.url)
            moved = known is None or known.url != source.url
            due_at = 0.0 if self.once or moved or known is None else known.next_due_at
            yield _feed_job(source), due_at, Lane.LIVE
        for feed in list(self._book.feeds(partitions)):
            guest = self._roster.recall(feed)
            if guest is not None and not self._is_polled(guest.id):
                yield _feed_job(guest), 0.0 if self.once else feed.next_due_at, Lane.LIVE

    def _pages(self, partitions: frozenset[int]) -> Iterable[_Due]:
        latest = self._latest()
        for page in self._book.due(partitions):
            if page.due_at is not None and not (self.once and page.phase == "done"):
                yield _page_job(page), min(page.due_at, latest), page.lane


def _feed_job(source: Source) -> Job:
    return Job("feed", source.id, host_of(source.url))


def _page_job(page: PageState) -> Job:
    return Job("page", page.page_id, host_of(page.url))
