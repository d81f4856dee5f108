"""The fetch loop: whatever is due, one job a host, many hosts at once; ends gracefully, and never silently."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from quotewire_fetcher.agenda import Agenda
from quotewire_fetcher.failures import FetchRefusedError, NotYetError
from quotewire_fetcher.feed_handler import FeedHandler, Polled
from quotewire_fetcher.memory.book import NotOursError, StateBook
from quotewire_fetcher.memory.state import HostState, PageState
from quotewire_fetcher.net.gate import HostGate
from quotewire_fetcher.pages.handler import PageHandler
from quotewire_fetcher.schedule.hosts_queue import HostQueue, Job
from quotewire_fetcher.schedule.pace import Pace
from quotewire_fetcher.schedule.slots import Slots
from quotewire_fetcher.schedule.stalls import MISSING_S, RECOVERY_S, Stalls
from quotewire_fetcher.sources.roster import Roster
from quotewire_fetcher.sources.source import Source
from quotewire_fetcher.summary import Summary
from quotewire_shared.errors import FatalError, InternalError
from quotewire_shared.metrics import count, gauge, observe

log = structlog.get_logger()

BUGS_IN_A_ROW = 5
GRACE_S = 10.0
"""How long jobs in hand may take to end when the process is told to stop."""

HANDOVER_GRACE_S = 8.0
"""The same when their domains go to another process: all processes wait for it."""

SWEEP_EVERY_S = 6 * 3600.0
FEED_TRIES_ONCE = 3
"""Polls of a feed in a single run while it fails in a way that may pass."""

LONG_PAUSE_S = 5.0
"""A pause of this length must be known to the next process before its first request to the host."""


@dataclass(frozen=True, slots=True)
class LoopLimits:
    """How much the loop does and remembers."""

    concurrency: int
    """Jobs at a time."""
    keep_s: float
    """A page that no feed has listed for so many seconds is forgotten."""


class FetchLoop:
    """Runs jobs of both kinds until it is told to stop, or until there are none."""

    def __init__(  # noqa: PLR0913 - what it joins
        self,
        roster: Roster,
        book: StateBook,
        feeds: FeedHandler,
        pages: PageHandler,
        queue: HostQueue,
        gate: HostGate,
        *,
        pace: Pace,
        limits: LoopLimits,
    ) -> None:
        """Poll the sources of *roster* that are ours and fetch what is asked for there, in the order of *queue*."""
        self._roster = roster
        self._book = book
        self._feeds = feeds
        self._pages = pages
        self._gate = gate
        self._pace = pace
        self._keep_s = limits.keep_s
        self._queue = queue
        self._agenda = Agenda(roster, book, queue, patience_s=pace.patience_s)
        self._slots = Slots(limits.concurrency)
        self.stalls = Stalls()
        book.sure = self.stalls.over
        self._woken = asyncio.Event()
        self._tasks: dict[asyncio.Task[None], Job] = {}
        self._open = False
        self._problem: BaseException | None = None
        self._bugs_in_a_row = 0
        self.summary = Summary(sources=len(roster))

    # Whose domains are ours

    async def begin(self, partitions: frozenset[int]) -> None:
        """Serve *partitions* from now on, and no others: state first, then whatever is due there."""
        await self._book.open(partitions - self._book.owned)
        self._book.forget_closed()
        self._gate.take_over()
        now = time.time()
        for host in self._book.hosts(partitions):
            # Another process may have asked it a moment ago: the whole crawl delay counts from now.
            wait_s = max(host.until - now, host.crawl_delay_s or 0.0)
            if wait_s > 0:
                self._gate.keep_away(host.host, wait_s)
        await self._agenda.fill(partitions)
        self._open = True
        self._woken.set()
        log.info("territory_begun", partitions=sorted(partitions), jobs=len(self._queue))

    async def end(self, partitions: frozenset[int]) -> None:
        """Serve *partitions* no more: returns when nothing more is sent to their hosts."""
        self._open = False
        # Who was away does not hand over: others serve these hosts already.
        await self._finish(0.0 if self.stalls.doubtful else HANDOVER_GRACE_S)
        self._book.close(partitions)

    def put_page(self, page: PageState) -> None:
        """Queue *page* for the time that its record says."""
        self._agenda.put_page(page)
        self._woken.set()

    def put_source(self, source: Source, due_at: float) -> None:
        """Queue *source* for *due_at*, where it is ours."""
        self._agenda.put_source(source, due_at)
        self._woken.set()

    def backfill_waiting(self) -> int:
        """Count the pages of the backfill that wait."""
        return self._queue.counts()["backfill"]

    async def owns_everything(self) -> bool:
        """Tell whether no other process serves any domain."""
        return self._open and len(self._book.owned) == await self._book.partitions()

    async def not_ready(self) -> str | None:
        """Say why the fetcher is not ready yet, or None."""
        return None if self._open else "state is being read, or partitions are being handed over"

    # Running

    async def run(self) -> None:
        """Fetch for ever; ends by cancellation, after jobs in hand had their time, or by an error."""
        watching = asyncio.create_task(self.stalls.watch())
        try:
            await self._dispatch(None)
        finally:
            watching.cancel()
            self._open = False
            await self._finish(GRACE_S)

    async def run_once(self, drained: Callable[[], Awaitable[bool]]) -> Summary:
        """Poll every source, fetch every page that is asked for until *drained* says that no request waits."""
        watching = asyncio.create_task(self.stalls.watch())
        try:
            await self._dispatch(drained)
        finally:
            watching.cancel()
            self._open = False
            await self._finish(GRACE_S)
        return self.summary

    def only_once(self) -> None:
        """Poll each source once, whenever it is due; to be said before anything is begun."""
        self._agenda.once = True

    async def _dispatch(self, drained: Callable[[], Awaitable[bool]] | None) -> None:
        swept_at = time.time()
        while self._problem is None:
            now = time.time()
            self._woken.clear()
            if self._open and not self._in_doubt():
                self._start_due(now)
            if drained is not None and self._idle() and await drained() and self._idle():
                return
            if now - swept_at > SWEEP_EVERY_S:
                swept_at = now
                await self._sweep(now - self._keep_s)
            try:
                async with asyncio.timeout(self._patience_s(once=drained is not None)):
                    await self._woken.wait()
            except TimeoutError:
                pass
        raise self._problem

    async def _sweep(self, before: float) -> None:
        """Forget what nobody has named since *before*: pages, and feeds whose source was taken from the file."""
        try:
            forgotten = await self._book.forget_pages(before)
            for feed in list(self._book.feeds()):
                gone = self._roster.named(feed.source_id, feed.url) is None
                if gone and max(feed.polled_at or 0.0, feed.next_due_at) < before:
                    await self._book.forget_feed(feed)
        except NotOursError:
            return  # the next sweep goes on
        log.info("pages_forgotten", pages=forgotten, kept=self._book.page_count())

    def _start_due(self, now: float) -> None:
        while self._slots.free(now):
            job = self._queue.pop(now, backfill=self._slots.backfill_free(now))
            if job is None:
                break
            task = asyncio.create_task(self._work(job), name=f"{job.kind} {job.id}")
            self._slots.start(task, now, job.lane)
            self._tasks[task] = job
            task.add_done_callback(self._ended)
        gauge("items_in_flight", len(self._tasks), "fetcher")
        gauge("start_late_seconds", self._queue.late_s(now), "fetcher")

    def _idle(self) -> bool:
        return self._open and not self._tasks and not len(self._queue)

    def _patience_s(self, *, once: bool) -> float:
        """Tell how long to sleep unless woken: a minute at most, as wall clocks are set back and forth."""
        now = time.time()
        wait_s = 60.0
        if self._open:
            free = self._slots.free(now)
            job_at = self._queue.next_at(backfill=self._slots.backfill_free(now)) if free else None
            # With slots taken, what happens by itself is that a job gets too old to count.
            moments = [at for at in (job_at, self._slots.next_at(now)) if at is not None]
            wait_s = min(moments, default=now + 60.0) - now
        return min(max(wait_s, 0.001), 0.2 if once or self._in_doubt() else 60.0)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task, None)
        self._slots.end(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._problem = self._problem or error
        self._woken.set()

    async def _work(self, job: Job) -> None:
        started = time.monotonic()
        try:
            if job.kind == "feed":
                await self._poll(job)
            else:
                await self._fetch(job)
            await self._note_host(job.host)
        except NotOursError:
            log.info("job_left", kind=job.kind, id=job.id)  # its new owner does it
        finally:
            self._queue.done(job, time.time() + self._gate.pause_s(job.host))
            observe("item_seconds", time.monotonic() - started, job.kind)

    async def _poll(self, job: Job) -> None:
        source = self._roster.get(job.id)
        if source is None or await self._agenda.is_stale(job, source):
            return
        try:
            polled = await self._feeds.poll(source)
        except (FatalError, NotOursError):
            raise
        except NotYetError as error:
            if not self._hopeless(error):
                self._queue.put(job, time.time() + error.wait_s)
                return
            polled = Polled(self._gate.code_of(error.host), time.time() + error.wait_s)
        except Exception as error:
            log.exception("feed_broke", source_id=source.id)
            self._note_bug(error)
            polled = Polled("internal_error", time.time() + SWEEP_EVERY_S)
        else:
            self._bugs_in_a_row = 0
        count("fetches", f"feed_{polled.code}")
        self._after_poll(job, source, polled)

    def _after_poll(self, job: Job, source: Source, polled: Polled) -> None:
        if not self._agenda.once:
            self._queue.put(job, polled.next_due_at)
            return
        tries = self._agenda.tries
        tries[job.id] += 1
        retry_s = self._pace.retry_s(tries[job.id], retry_after_s=polled.retry_after_s)
        if polled.passing and retry_s is not None and tries[job.id] < FEED_TRIES_ONCE:
            self._queue.put(job, time.time() + retry_s)
        elif polled.failed:
            self.summary.feeds_failed[source.base_id] = polled.code
        else:
            self.summary.feeds_ok += source.id == source.base_id

    async def _fetch(self, job: Job) -> None:
        page = self._book.page(job.id, job.host)
        if page is None or page.due_at is None:
            return
        if self._agenda.is_early(page):
            return
        try:
            outcome, after, code = await self._pages.fetch(page)
        except (FatalError, NotOursError):
            raise
        except NotYetError as error:
            if not self._hopeless(error):
                self._queue.put(job, time.time() + error.wait_s, lane=page.lane)
                return
            refusal = FetchRefusedError(f"Given up: {error}", code=self._gate.code_of(error.host))
            outcome, after, code = await self._pages.bury(page, refusal)
        except Exception as error:
            log.exception("page_broke", page_id=page.page_id, url=page.url)
            outcome, after, code = await self._pages.bury(page, InternalError.of(error))
            self._note_bug(error)
        else:
            self._bugs_in_a_row = 0
        count("fetches", f"page_{code}")
        self.put_page(after)
        self.summary.note_page(outcome, code)

    def _in_doubt(self) -> bool:
        # Where Kafka is out of our reach alone, others serve our domains, and nobody can tell us.
        return self.stalls.doubtful or self._book.stuck_s() > MISSING_S

    def refuse_in_doubt(self, host: str) -> None:
        """
        Keep a job from asking *host* where others may serve it by now; to be asked right before each request.

        Raises:
            NotYetError: this process stood still, or Kafka does not answer it. Soon it is known what is still its own.
        """
        if self._in_doubt():
            raise NotYetError(host, RECOVERY_S)

    def _hopeless(self, error: NotYetError) -> bool:
        return self._pace.patience_s is not None and error.wait_s > self._pace.patience_s

    async def _note_host(self, host: str) -> None:
        """Keep what the next process must know of *host* before its first request."""
        now = time.time()
        delay_s, pause_s = self._gate.delay_s(host), self._gate.pause_s(host)
        delay = delay_s if delay_s > self._gate.delay_s("") else None  # what any host gets need not be said
        until = now + pause_s if pause_s > max(delay_s, LONG_PAUSE_S) + 1 else 0.0
        known = self._book.host(host)
        if known is None and delay is None and not until:
            return
        if known is None or known.crawl_delay_s != delay or abs(known.until - until) > LONG_PAUSE_S:
            await self._book.save(HostState(host, until, delay))

    def _note_bug(self, error: Exception) -> None:
        self._bugs_in_a_row += 1
        if self._bugs_in_a_row >= BUGS_IN_A_ROW:
            raise FatalError(
                f"{self._bugs_in_a_row} fetches in a row met a bug (last: {InternalError.of(error)}). Stopped."
            ) from error

    async def _finish(self, grace_s: float) -> None:
        tasks = set(self._tasks)
        if not tasks:
            return
        log.info("fetching_stopped", in_hand=len(tasks))
        _, late = await asyncio.wait(tasks, timeout=grace_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
