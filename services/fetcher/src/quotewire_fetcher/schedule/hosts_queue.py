"""A queue that serves many hosts fairly, one job per host at a time, feeds and live pages before backfill."""

import heapq
import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace

from quotewire_fetcher.schedule.waiting_host import (
    BACKFILL,
    FEED,
    PAGE,
    RANKS,
    Entry,
    Item,
    Job,
    WaitingHost,
    rank_of,
)
from quotewire_shared.messages import Lane

__all__ = ["HostQueue", "Job"]


class HostQueue:
    """
    Jobs by host: a host has at most one in hand, and its next only after a pause.

    Which host comes next depends on times alone, so a slow host or a long queue never holds up another: hosts wait in
    the order of the time from which they could have been served. Feeds and live pages take turns where both are due, so
    that neither starves; backfill is served when neither is due. At one host, feeds go before live pages before
    backfill. A job is queued once, however often it is put; the earliest of its times counts.

    `put`, `pop`, `done` and `next_at` take the logarithm of the hosts and of the jobs of one host.
    """

    def __init__(self, *, cost_s: float = 1.5) -> None:
        """Start empty; until measured, a job with its pause is thought to take a host for *cost_s*."""
        self._cost_s = cost_s
        self._hosts: dict[str, WaitingHost] = {}
        self._orders: tuple[list[Entry], ...] = ([], [], [])
        """By rank, hosts by the time from which they can be served; entries that no longer hold are passed over."""
        self._lined = [0, 0, 0]
        """Entries of each order that hold."""
        self._queued: dict[Job, Item] = {}
        self._waiting = [0, 0, 0]
        self._numbers = itertools.count()
        self._in_hand = 0
        self._pages_turn = False

    def __len__(self) -> int:
        """Count the jobs that wait or are in hand."""
        return len(self._queued) + self._in_hand

    def put(self, job: Job, due_at: float, lane: Lane | None = None) -> None:
        """Queue *job* for *due_at*; *lane* is the job's own where none is given. What was backfill may become live."""
        if lane is not None and lane is not job.lane:
            job = replace(job, lane=lane)
        if (known := self._queued.get(job)) is not None:
            rank = min(rank_of(job), rank_of(known[2]))
            if due_at >= known[0] and rank == rank_of(known[2]):
                return
            self._take_out(known)
            due_at = min(due_at, known[0])
            job = job if rank == rank_of(job) else known[2]
        host = self._hosts.get(job.host)
        if host is None:
            host = self._hosts[job.host] = WaitingHost(self._cost_s)
        item = (due_at, next(self._numbers), job)
        rank = rank_of(job)
        self._queued[job] = item
        self._waiting[rank] += 1
        jobs = host.jobs[rank]
        if jobs is None:
            host.jobs[rank] = [item]
        else:
            heapq.heappush(jobs, item)
        self._line_up_from(host, rank)

    def pop(self, now: float, *, backfill: bool = True) -> Job | None:
        """Take a job that is due, of a host that is free; None: there is none. *backfill*: whether it may be such."""
        live = (PAGE, FEED) if self._pages_turn else (FEED, PAGE)
        for rank in (*live, BACKFILL) if backfill else live:
            while (top := self._top(rank)) is not None and top[0] <= now:
                host = top[2]
                if (at := host.held_until(rank, now)) <= now:
                    return self._serve(host, now)
                self._stand(host, rank, at)
        return None

    def done(self, job: Job, ready_at: float) -> None:
        """Give *job*'s host back; its next job starts no earlier than *ready_at*."""
        self._in_hand -= 1
        host = self._hosts[job.host]
        host.busy = False
        host.ready_at = ready_at
        host.measure(ready_at - host.started_at)
        host.last_rank = rank_of(job)
        if any(host.jobs):
            self._line_up_from(host, FEED)
        else:
            del self._hosts[job.host]

    def next_at(self, *, backfill: bool = True) -> float | None:
        """Tell when the next job may start; None: not before something is put or done."""
        tops = [self._top(rank) for rank in range(len(RANKS) if backfill else BACKFILL)]
        return min((top[0] for top in tops if top is not None), default=None)

    def plan(self, host_name: str, wanted: float, earliest: float, latest: float) -> float:
        """
        Find a time for a feed at a host when none of its other feeds is due: the nearest to *wanted*.

        It lies between *earliest* and *latest*; where the host has so many feeds that no such time is free, it is the
        first free one after *latest*. So a host that carries thousands of feeds is polled at the pace it stands, and
        every feed of it starts at its time. Takes the number of feeds of that host.
        """
        host = self._hosts.get(host_name)
        if host is None or not host.jobs[FEED]:
            return wanted
        gap_s = host.gap_s
        taken = sorted(item[0] for item in host.jobs[FEED] or () if item[0] >= earliest - gap_s)
        best = None
        free_from = earliest
        for due_at in [*taken, float("inf")]:
            free_until = due_at - gap_s
            if free_until >= free_from:
                when = min(max(wanted, free_from), free_until)
                if best is None or abs(when - wanted) < abs(best - wanted):
                    best = when
                if best > wanted or free_until > latest:
                    break  # what comes later is further away
            free_from = max(free_from, due_at + gap_s)
        return wanted if best is None else best

    def expect(self, host_name: str, cost_s: float) -> None:
        """Plan for jobs that take a host for at least *cost_s*: its pause is long, says its robots.txt of last time."""
        if (host := self._hosts.get(host_name)) is not None:
            host.cost_s = max(host.cost_s, cost_s)

    def clear(self) -> None:
        """Remove every waiting job, however many; jobs in hand are not touched."""
        self._hosts = {name: host for name, host in self._hosts.items() if host.busy}
        for host in self._hosts.values():
            host.jobs, host.lined = [None, None, None], [None, None, None]
        self._orders, self._lined = ([], [], []), [0, 0, 0]
        self._queued, self._waiting = {}, [0, 0, 0]

    def drop(self, unwanted: Callable[[Job], bool]) -> int:
        """Remove every waiting job that is *unwanted*; gives their number. Jobs in hand are not touched."""
        return self._drop_of(list(self._hosts), unwanted)

    def drop_host(self, host_name: str) -> int:
        """Remove every waiting job of a host; gives their number."""
        return self._drop_of([host_name], lambda _: True)

    def counts(self) -> dict[str, int]:
        """Count waiting jobs by rank, due or not."""
        return dict(zip(RANKS, self._waiting, strict=True))

    def due_counts(self, now: float) -> dict[str, int]:
        """Count, by rank, hosts that could be served now and wait for a slot. Takes their number."""
        return {name: self._startable(rank, now) for rank, name in enumerate(RANKS)}

    def late_s(self, now: float) -> float:
        """Tell for how many seconds the first feed or live page has waited for a slot; 0: none does."""
        at = self.next_at(backfill=False)
        return 0.0 if at is None else max(now - at, 0.0)

    def _serve(self, host: WaitingHost, now: float) -> Job:
        for rank in range(len(RANKS)):
            self._step_out(host, rank)
        jobs = next(jobs for jobs in host.jobs if jobs and jobs[0][0] <= now)
        _, _, job = heapq.heappop(jobs)
        del self._queued[job]
        rank = rank_of(job)
        self._waiting[rank] -= 1
        self._in_hand += 1
        self._pages_turn = rank == FEED
        host.busy = True
        host.started_at = now
        return job

    def _line_up_from(self, host: WaitingHost, rank: int) -> None:
        # When a feed is due tells when pages may start, too.
        for later in range(rank, len(RANKS) if rank == FEED else rank + 1):
            self._stand(host, later, host.free_at(later))

    def _stand(self, host: WaitingHost, rank: int, at: float | None) -> None:
        entry = host.lined[rank]
        if entry is not None and entry[0] == at:
            return
        self._step_out(host, rank)
        if at is not None:
            entry = host.lined[rank] = (at, next(self._numbers), host)
            self._lined[rank] += 1
            heapq.heappush(self._orders[rank], entry)

    def _step_out(self, host: WaitingHost, rank: int) -> None:
        if host.lined[rank] is None:
            return
        host.lined[rank] = None
        self._lined[rank] -= 1
        order = self._orders[rank]
        if len(order) > 2 * self._lined[rank] + 64:  # mostly entries that no longer hold
            order[:] = [entry for entry in order if entry[2].lined[rank] is entry]
            heapq.heapify(order)

    def _top(self, rank: int) -> Entry | None:
        order = self._orders[rank]
        while order and order[0][2].lined[rank] is not order[0]:
            heapq.heappop(order)
        return order[0] if order else None

    def _take_out(self, item: Item) -> None:
        job = item[2]
        rank = rank_of(job)
        host = self._hosts[job.host]
        jobs = host.jobs[rank] or []
        jobs.remove(item)
        heapq.heapify(jobs)
        del self._queued[job]
        self._waiting[rank] -= 1
        self._line_up_from(host, rank)

    def _drop_of(self, names: Iterable[str], unwanted: Callable[[Job], bool]) -> int:
        before = len(self._queued)
        for name in names:
            host = self._hosts.get(name)
            for rank in range(len(RANKS)):
                jobs = host.jobs[rank] if host else None
                if host is None or not jobs:
                    continue
                gone = [item for item in jobs if unwanted(item[2])]
                if not gone:
                    continue
                for item in gone:
                    del self._queued[item[2]]
                self._waiting[rank] -= len(gone)
                jobs[:] = [item for item in jobs if item[2] in self._queued]
                heapq.heapify(jobs)
                self._line_up_from(host, rank)
            if host and not host.busy and not any(host.jobs):
                del self._hosts[name]
        return before - len(self._queued)

    def _startable(self, rank: int, now: float) -> int:
        # Only the part of the heap that is due is walked.
        order, found, places = self._orders[rank], 0, [0]
        while places:
            place = places.pop()
            if place < len(order) and order[place][0] <= now:
                found += order[place][2].lined[rank] is order[place]
                places += (2 * place + 1, 2 * place + 2)
        return found
