"""One fetcher process on a virtual clock: the real queue, slots and rhythm; only fetching itself is drawn by lot."""

import heapq
import itertools
import random
from dataclasses import dataclass, field, replace

from bench.feed_world import FeedModel, HostModel
from quotewire_fetcher.schedule.freshness import next_look
from quotewire_fetcher.schedule.hosts_queue import HostQueue, Job
from quotewire_fetcher.schedule.rhythm import (
    Bounds,
    FeedHistory,
    Next,
    after_failure,
    after_success,
    next_poll,
)
from quotewire_fetcher.schedule.slots import Slots
from quotewire_fetcher.schedule.week_profile import DAY_S, HOUR_S

BOUNDS = Bounds(floor_s=60.0, ceiling_s=6 * HOUR_S, usual_s=900.0)
LOOKS_AFTER_S = (3_600.0, 10_800.0, 32_400.0, 97_200.0)
LOOP_S = 0.005
"""What one job takes of the event loop, which does one thing at a time."""
LONG_S = 5.0
"""A host that is taken for longer by one request and the pause after it cannot have its feeds polled in time."""
KNOWN_DAYS = 28
WARM_UP_S = HOUR_S
"""Not measured: the queue starts from feeds that are spread evenly."""


@dataclass(slots=True)
class Starts:
    """How late feed polls started, in seconds, and what else was counted."""

    after_due: list[float] = field(default_factory=list)
    """From the time that a poll was planned for."""
    own_host: list[float] = field(default_factory=list)
    """The same where the feed's own host was away or slow, or asks for long pauses, or catches up after that."""
    in_order: list[float] = field(default_factory=list)
    """The same of all other hosts."""
    waiting_for_slot: list[float] = field(default_factory=list)
    """From the time at which it was due and its host was free."""
    pages: int = 0
    failed: int = 0
    moved: list[float] = field(default_factory=list)
    """Seconds by which planning moved a poll."""
    most_in_hand: int = 0
    most_queued: int = 0
    busy_s: float = 0.0
    """Seconds of slots taken, to be divided by the time."""


@dataclass(frozen=True, slots=True)
class _InHand:
    job: Job
    host: HostModel
    started_at: float


class Process:
    """Runs the feeds of one process for a while."""

    def __init__(
        self, feeds: list[FeedModel], *, begin: float, end: float, concurrency: int, seed: int
    ) -> None:
        """Take over *feeds* at *begin*, each somewhere within its interval."""
        self._rng = random.Random(seed)
        self._feeds = {feed.id: feed for feed in feeds}
        self._hosts = {feed.host.name: feed.host for feed in feeds}
        self._begin, self._end = begin, end
        self._queue = HostQueue()
        self._slots = Slots(concurrency)
        self._histories: dict[str, FeedHistory] = {}
        self._due_at: dict[str, float] = {}
        self._free_at: dict[str, float] = {}
        self._in_trouble: set[str] = set()
        self._in_hand: list[tuple[float, int, _InHand]] = []
        self._numbers = itertools.count()
        self._loop_free_at = begin
        self.starts = Starts()
        for feed in feeds:
            self._take_over(feed)
            # A process that has run for a while knows its hosts.
            self._queue.expect(feed.host.name, feed.host.usual_s)

    def run(self) -> Starts:
        """Run to the end."""
        now = self._begin
        while now < self._end:
            now = self._start_what_is_due(now)
            moments = []
            if self._in_hand:
                moments.append(self._in_hand[0][0])
            if self._slots.free(now):
                moments.append(self._queue.next_at(backfill=self._slots.backfill_free(now)) or self._end)
            elif (older_at := self._slots.next_at(now)) is not None:
                moments.append(older_at)
            now = max(min(moments, default=self._end), now)
            while self._in_hand and self._in_hand[0][0] <= now:
                self._end_job(heapq.heappop(self._in_hand)[2], now)
        return self.starts

    def _take_over(self, feed: FeedModel) -> None:
        rng, begin = self._rng, self._begin
        days = min(KNOWN_DAYS, 40 / (feed.rate_s * DAY_S))
        known = feed.draw_entries(rng, begin - days * DAY_S, begin)
        history = after_success(FeedHistory(), now=begin, new_at=(), entries_at=known, ttl_s=feed.ttl_s)
        history = replace(history, polls=500, since=min(history.since, int(begin - KNOWN_DAYS * DAY_S * 0.5)))
        self._histories[feed.id] = history
        wait_s = self._next(history, begin).wait_s
        self._put_feed(feed, begin + rng.uniform(0.0, wait_s), wait_s)
        # Pages of the last day that are still to be looked at again.
        for number in range(self._poisson(feed.rate_s * len(LOOKS_AFTER_S) * (self._end - begin))):
            self._queue.put(
                Job("page", f"{feed.id}/look{number}", feed.host.name), rng.uniform(begin, self._end)
            )

    def _start_what_is_due(self, now: float) -> float:
        while self._slots.free(now):
            job = self._queue.pop(now, backfill=self._slots.backfill_free(now))
            if job is None:
                break
            now = max(now, self._loop_free_at)
            self._loop_free_at = now + LOOP_S
            host = self._hosts[job.host]
            in_hand = _InHand(job, host, now)
            self._slots.start(in_hand.job, now, job.lane)
            heapq.heappush(
                self._in_hand, (now + LOOP_S + host.draw_s(self._rng, now), next(self._numbers), in_hand)
            )
            if job.kind == "feed" and now >= self._begin + WARM_UP_S:
                self._measure(job, host, now)
        self.starts.most_in_hand = max(self.starts.most_in_hand, len(self._slots))
        return now

    def _measure(self, job: Job, host: HostModel, now: float) -> None:
        due_at = self._due_at[job.id]
        late_s = now - due_at
        self.starts.after_due.append(late_s)
        self.starts.waiting_for_slot.append(now - max(due_at, self._free_at.get(host.name, 0.0)))
        if host.name in self._in_trouble:
            self.starts.own_host.append(late_s)
            if late_s < 1.0 and not host.is_away(now) and max(host.answer_s, host.pause_s) <= LONG_S:
                self._in_trouble.discard(host.name)  # what its trouble held up is done
        else:
            self.starts.in_order.append(late_s)

    def _end_job(self, done: _InHand, now: float) -> None:
        job, host = done.job, done.host
        self._slots.end(job)
        self.starts.busy_s += now - done.started_at
        if now - done.started_at + host.pause_s > LONG_S:
            self._in_trouble.add(host.name)
        if job.kind == "feed":
            self._end_poll(self._feeds[job.id], now)
        else:
            self.starts.pages += 1
        self._free_at[host.name] = now + host.pause_s
        self._queue.done(job, now + host.pause_s)

    def _end_poll(self, feed: FeedModel, now: float) -> None:
        history = self._histories[feed.id]
        if feed.host.is_away(now):
            history = after_failure(history, now=now, code="connect_timeout")
            self.starts.failed += 1
        else:
            new = feed.draw_entries(self._rng, max(float(history.at), self._begin - DAY_S), now)
            unchanged = feed.conditional and not new
            history = after_success(history, now=now, new_at=new, unchanged=unchanged, ttl_s=feed.ttl_s)
            for when in new:
                page_id = f"{feed.id}/{next(self._numbers)}"
                self._queue.put(Job("page", page_id, feed.host.name), now)
                look_at = next_look(now, when, 0, after_s=LOOKS_AFTER_S)
                if look_at is not None and look_at < self._end:
                    self._queue.put(Job("page", f"{page_id}/look", feed.host.name), look_at)
        self._histories[feed.id] = history
        self._put_feed(feed, now, None)
        self.starts.most_queued = max(self.starts.most_queued, len(self._queue))

    def _put_feed(self, feed: FeedModel, now: float, wait_s: float | None) -> None:
        name = feed.host.name
        if wait_s is not None:
            due_at = self._queue.plan(name, now, now - 60.0, now + 0.1 * wait_s)
        else:
            coming = self._next(self._histories[feed.id], now)
            wanted = now + coming.wait_s
            due_at = self._queue.plan(name, wanted, now + coming.earliest_s, now + coming.latest_s)
            self.starts.moved.append(abs(due_at - wanted))
        self._due_at[feed.id] = due_at
        self._queue.put(Job("feed", feed.id, name), due_at)

    def _next(self, history: FeedHistory, now: float) -> Next:
        return next_poll(history, now=now, bounds=BOUNDS, own_interval_s=None, rng=self._rng)

    def _poisson(self, mean: float) -> int:
        count, left = 0, self._rng.expovariate(1.0)
        while left < mean:
            count += 1
            left += self._rng.expovariate(1.0)
        return count
