"""When what is due: poll times of feeds, and a queue that serves many hosts fairly, one job per host at a time."""

import heapq
import itertools
import random
from dataclasses import dataclass, field

from quotewire_fetcher.settings import FetcherSettings
from quotewire_fetcher.sources import Source
from quotewire_shared.retry import Backoff

JITTER = 0.1
"""Share by which poll times are spread, so that feeds of one start do not stay in step."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often feeds are polled and pages tried again; times in seconds."""

    interval_s: float
    floor_s: float
    ceiling_s: float
    retries: int
    retry: Backoff
    patience_s: float | None
    """A server that asks for a longer pause is given up; None: any pause is kept."""

    @classmethod
    def of(cls, settings: FetcherSettings) -> "Pace":
        """Take the pace from *settings*; a single run that somebody waits for is brisker with retries."""
        cap_s = settings.once_retry_cap_s if settings.once else settings.retry_cap_s
        return cls(
            interval_s=settings.poll_interval_s,
            floor_s=settings.poll_floor_s,
            ceiling_s=settings.poll_ceiling_s,
            retries=settings.retries,
            retry=Backoff(base_s=min(settings.retry_base_s, cap_s), cap_s=cap_s),
            patience_s=settings.once_patience_s if settings.once else None,
        )

    def next_poll_s(self, source: Source, *, ttl_s: float | None = None) -> float:
        """Wait after a good poll: the source's own interval, or ours and the feed's wish, within the bounds."""
        interval_s = source.poll_interval_s or max(self.interval_s, ttl_s or 0.0)
        return self._bounded(interval_s * random.uniform(1 - JITTER, 1 + JITTER))  # noqa: S311 - jitter

    def next_poll_after_failure_s(
        self, source: Source, failures: int, *, retry_after_s: float | None = None
    ) -> float:
        """Wait after poll number *failures* in a row failed: doubled each time; a server's wish is kept."""
        interval_s = (source.poll_interval_s or self.interval_s) * 2.0 ** min(failures - 1, 20)
        spread = random.uniform(0.5, 1.0)  # noqa: S311 - jitter
        return max(self._bounded(interval_s * spread), retry_after_s or 0.0)

    def retry_s(self, attempts: int, *, retry_after_s: float | None = None) -> float | None:
        """Wait before the next try of a page that failed *attempts* times; None: give it up."""
        if attempts > self.retries:
            return None
        if retry_after_s is not None and self.patience_s is not None and retry_after_s > self.patience_s:
            return None
        return max(self.retry.delay_s(attempts), retry_after_s or 0.0)

    def _bounded(self, seconds: float) -> float:
        return min(max(seconds, self.floor_s), self.ceiling_s)


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do at one host: poll the feed or fetch the page with this id."""

    kind: str
    id: str
    host: str


@dataclass(slots=True)
class _Host:
    due: list[tuple[float, int, int, Job]] = field(default_factory=list)
    ready_at: float = 0.0
    busy: bool = False


class HostQueue:
    """
    Jobs by host: a host has at most one in hand, and its next only after a pause.

    Which host comes next depends on times alone, so a slow host or a long queue never holds up another. A job is queued
    once, however often it is put; feeds go before pages where both are due.
    """

    def __init__(self) -> None:
        """Start empty."""
        self._hosts: dict[str, _Host] = {}
        self._order: list[tuple[float, int, str]] = []
        self._queued: set[tuple[str, str]] = set()
        self._numbers = itertools.count()
        self._in_hand = 0

    def __len__(self) -> int:
        """Count the jobs that wait or are in hand."""
        return len(self._queued) + self._in_hand

    def put(self, job: Job, due_at: float) -> None:
        """Queue *job* for *due_at*."""
        if (job.kind, job.id) in self._queued:
            return
        self._queued.add((job.kind, job.id))
        host = self._hosts.setdefault(job.host, _Host())
        rank = 0 if job.kind == "feed" else 1
        heapq.heappush(host.due, (due_at, rank, next(self._numbers), job))
        self._line_up(job.host, host)

    def pop(self, now: float) -> Job | None:
        """Take the job that has been due longest, of a host that is free; None: nothing is due."""
        while self._order and self._order[0][0] <= now:
            _, _, name = heapq.heappop(self._order)
            host = self._hosts.get(name)
            if host is None or host.busy or not host.due:
                continue
            if max(host.due[0][0], host.ready_at) > now:
                self._line_up(name, host)
                continue
            job = self._best(host, now)
            host.busy = True
            self._queued.discard((job.kind, job.id))
            self._in_hand += 1
            return job
        return None

    def done(self, job: Job, ready_at: float) -> None:
        """Give *job*'s host back; its next job starts no earlier than *ready_at*."""
        self._in_hand -= 1
        host = self._hosts[job.host]
        host.busy = False
        host.ready_at = ready_at
        if host.due:
            self._line_up(job.host, host)
        else:
            del self._hosts[job.host]

    def next_at(self) -> float | None:
        """Tell when something may be due; None: not before something is put or done."""
        return self._order[0][0] if self._order else None

    def _line_up(self, name: str, host: _Host) -> None:
        if not host.busy:
            heapq.heappush(self._order, (max(host.due[0][0], host.ready_at), next(self._numbers), name))

    @staticmethod
    def _best(host: _Host, now: float) -> Job:
        first = heapq.heappop(host.due)
        if first[1] == 0:
            return first[3]
        # A due feed goes first: it is what finds the news, and a long list of pages must not delay it.
        feeds = [item for item in host.due if item[1] == 0 and item[0] <= now]
        if not feeds:
            return first[3]
        feed = min(feeds)
        host.due.remove(feed)
        host.due.append(first)
        heapq.heapify(host.due)
        return feed[3]
