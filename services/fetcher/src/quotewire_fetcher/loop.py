"""The fetch loop: whatever is due, one job a host, many hosts at once; ends gracefully, and never silently."""

import asyncio
import math
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from quotewire_fetcher.feed_handler import FeedHandler, Polled
from quotewire_fetcher.gate import HostGate
from quotewire_fetcher.identity import host_of
from quotewire_fetcher.page_handler import PageHandler
from quotewire_fetcher.schedule import HostQueue, Job, Pace
from quotewire_fetcher.sources import Source
from quotewire_fetcher.state import PageState, StateBook
from quotewire_shared.errors import FatalError, InternalError
from quotewire_shared.metrics import count, gauge, observe

log = structlog.get_logger()

BUGS_IN_A_ROW = 5
GRACE_S = 10.0
"""How long jobs in hand may take to end when the process is told to stop."""

SWEEP_EVERY_S = 6 * 3600.0
FEED_TRIES_ONCE = 3
"""Polls of a feed in a single run while it fails in a way that may pass."""


@dataclass(slots=True)
class Summary:
    """What one run did."""

    sources: int = 0
    feeds_ok: int = 0
    feeds_failed: dict[str, str] = field(default_factory=dict)
    """Source id -> code."""
    pages_published: int = 0
    pages_unchanged: int = 0
    pages_buried: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    """Code -> dead letters."""


@dataclass(frozen=True, slots=True)
class LoopLimits:
    """How much the loop does and remembers."""

    concurrency: int
    """Jobs at a time."""
    keep_s: float
    """A page that no feed has listed for so many seconds is forgotten."""


class FetchLoop:
    """Runs jobs of both kinds until it is told to stop, or until there are none."""

    def __init__(
        self,
        sources: Sequence[Source],
        book: StateBook,
        feeds: FeedHandler,
        pages: PageHandler,
        gate: HostGate,
        *,
        pace: Pace,
        limits: LoopLimits,
    ) -> None:
        """Poll *sources* and fetch what they name."""
        self._sources: Mapping[str, Source] = {source.id: source for source in sources}
        self._book = book
        self._feeds = feeds
        self._pages = pages
        self._gate = gate
        self._pace = pace
        self._concurrency = limits.concurrency
        self._keep_s = limits.keep_s
        self._queue = HostQueue()
        self._woken = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._problem: BaseException | None = None
        self._bugs_in_a_row = 0
        self._tries: Counter[str] = Counter()
        self.summary = Summary(sources=len(self._sources))

    async def run(self) -> None:
        """Fetch for ever; ends by cancellation, after jobs in hand had their time, or by an error."""
        await self._prepare(once=False)
        try:
            await self._dispatch(once=False)
        finally:
            await self._stop()

    async def run_once(self) -> Summary:
        """Poll every source, fetch every page that is pending then, and end."""
        await self._prepare(once=True)
        try:
            await self._dispatch(once=True)
        finally:
            await self._stop()
        return self.summary

    async def not_ready(self) -> str | None:
        """Say why the fetcher is not ready yet, or None."""
        return None if self._book.ready else "state is being read"

    async def _prepare(self, *, once: bool) -> None:
        await self._book.load()
        # Somebody waits for a single run: a retry that lies hours ahead is made in it all the same.
        latest = time.time() + (self._pace.patience_s or 0.0) if once else math.inf
        for page in self._book.pending():
            self._queue.put(_page_job(page), min(page.next_try_at, latest))
        for source in self._sources.values():
            known = self._book.feeds.get(source.id)
            moved = known is None or known.url != source.url
            due_at = 0.0 if once or moved or known is None else known.next_due_at
            self._queue.put(_feed_job(source), due_at)
        log.info("fetching_started", sources=len(self._sources), jobs=len(self._queue))

    async def _dispatch(self, *, once: bool) -> None:
        swept_at = 0.0
        while self._problem is None:
            now = time.time()
            self._woken.clear()
            while len(self._tasks) < self._concurrency and (job := self._queue.pop(now)) is not None:
                self._start(job, once=once)
            gauge("items_in_flight", len(self._tasks), "fetcher")
            if once and not self._tasks and not len(self._queue):
                return
            if now - swept_at > SWEEP_EVERY_S:
                swept_at = now
                forgotten = await self._book.forget_pages(now - self._keep_s)
                log.info("pages_forgotten", pages=forgotten, kept=len(self._book.pages))
            next_at = self._queue.next_at() if len(self._tasks) < self._concurrency else None
            # A minute at most: wall clocks are set back and forth.
            wait_s = 60.0 if next_at is None else min(max(next_at - time.time(), 0.001), 60.0)
            try:
                async with asyncio.timeout(wait_s):
                    await self._woken.wait()
            except TimeoutError:
                pass
        raise self._problem

    def _start(self, job: Job, *, once: bool) -> None:
        task = asyncio.create_task(self._work(job, once=once), name=f"{job.kind} {job.id}")
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._problem = self._problem or error
        self._woken.set()

    async def _work(self, job: Job, *, once: bool) -> None:
        started = time.monotonic()
        try:
            if job.kind == "feed":
                await self._poll(job, once=once)
            else:
                await self._fetch(job)
        finally:
            self._queue.done(job, time.time() + self._gate.pause_s(job.host))
            observe("item_seconds", time.monotonic() - started, job.kind)

    async def _poll(self, job: Job, *, once: bool) -> None:
        source = self._sources[job.id]
        try:
            polled = await self._feeds.poll(source)
        except FatalError:
            raise
        except Exception as error:
            log.exception("feed_broke", source_id=source.id)
            self._note_bug(error)
            polled = Polled("internal_error", (), time.time() + self._pace.ceiling_s)
        else:
            self._bugs_in_a_row = 0
        count("fetches", f"feed_{polled.code}")
        for page in polled.pages:
            self._queue.put(_page_job(page), page.next_try_at)
        self._tries[job.id] += 1
        retry_s = self._pace.retry_s(self._tries[job.id], retry_after_s=polled.retry_after_s)
        if once and polled.passing and retry_s is not None and self._tries[job.id] < FEED_TRIES_ONCE:
            self._queue.put(job, time.time() + retry_s)
        elif once:
            self._sum_up_feed(source, polled)
        else:
            self._queue.put(job, polled.next_due_at)

    async def _fetch(self, job: Job) -> None:
        page = self._book.pages.get(job.id)
        if page is None or page.phase != "pending":
            return
        try:
            outcome, after, code = await self._pages.fetch(page)
        except FatalError:
            raise
        except Exception as error:
            log.exception("page_broke", page_id=page.page_id, url=page.url)
            outcome, after, code = await self._pages.bury(page, InternalError.of(error))
            self._note_bug(error)
        else:
            self._bugs_in_a_row = 0
        count("fetches", f"page_{code}")
        if outcome == "postponed":
            self._queue.put(job, after.next_try_at)
        elif outcome == "published":
            self.summary.pages_published += 1
        elif outcome == "unchanged":
            self.summary.pages_unchanged += 1
        else:
            self.summary.pages_buried += 1
            self.summary.reasons[code] = self.summary.reasons.get(code, 0) + 1

    def _note_bug(self, error: Exception) -> None:
        self._bugs_in_a_row += 1
        if self._bugs_in_a_row >= BUGS_IN_A_ROW:
            raise FatalError(
                f"{self._bugs_in_a_row} fetches in a row met a bug (last: {InternalError.of(error)}). Stopped."
            ) from error

    def _sum_up_feed(self, source: Source, polled: Polled) -> None:
        if polled.failed:
            self.summary.feeds_failed[source.id] = polled.code
        else:
            self.summary.feeds_ok += 1

    async def _stop(self) -> None:
        tasks = set(self._tasks)
        if not tasks:
            return
        log.info("fetching_stopped", in_hand=len(tasks))
        _, late = await asyncio.wait(tasks, timeout=GRACE_S)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _feed_job(source: Source) -> Job:
    return Job("feed", source.id, host_of(source.url))


def _page_job(page: PageState) -> Job:
    return Job("page", page.page_id, host_of(page.url))
