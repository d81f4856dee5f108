"""What waits for one host, and what is known of how long a job takes it; a part of the queue of hosts."""

from dataclasses import dataclass, field

from quotewire_shared.messages import Lane

FEED, PAGE, BACKFILL = range(3)
RANKS = ("feed", "page", "backfill")
"""Names of the ranks: which job of a host goes first where several are due."""

COST_MEMORY, SPREAD_MEMORY = 0.125, 0.25
"""Weights of a new measurement of what a job costs a host, and of how far it lay from what was expected."""
MOST_COST_S = 60.0
"""A host taken for longer than this by one job was told to be left alone: that is not its pace."""
SHARE = 2.0
"""Feeds of one host are planned so many times as far apart as a job takes: the other half of its time is the pages'."""
SPREADS = 3.0
"""
And so many mean deviations further, where a job takes now short and now long. Source, also of the two weights: Jacobson,
"Congestion Avoidance and Control", SIGCOMM 1988, on how long to wait for an answer.
"""
CARE = 2.0
"""A page starts only if it should be done, with so many mean deviations to spare, when the next feed is due."""


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do at one host: poll the feed or fetch the page with this id."""

    kind: str
    id: str
    host: str
    lane: Lane = field(default=Lane.LIVE, compare=False)


def rank_of(job: Job) -> int:
    """Tell which of its host's jobs goes first: the lower."""
    if job.kind != "page":
        return FEED
    return BACKFILL if job.lane is Lane.BACKFILL else PAGE


Item = tuple[float, int, Job]
"""Due time, running number, job."""


class WaitingHost:
    """What waits for one host, by rank, and where the host stands in the orders; a job in hand makes it busy."""

    __slots__ = ("busy", "cost_s", "jobs", "last_rank", "lined", "ready_at", "spread_s", "started_at")

    def __init__(self, cost_s: float) -> None:
        self.jobs: list[list[Item] | None] = [None, None, None]
        self.lined: list[Entry | None] = [None, None, None]
        self.ready_at = 0.0
        self.started_at = 0.0
        self.cost_s = cost_s
        self.spread_s = 0.0
        self.busy = False
        self.last_rank = FEED

    @property
    def gap_s(self) -> float:
        """Seconds from one feed to the next that keep them out of each other's way."""
        return self.cost_s * SHARE + self.spread_s * SPREADS

    def measure(self, taken_s: float) -> None:
        """Learn from a job that took the host for *taken_s*, pause included."""
        if 0 <= taken_s <= MOST_COST_S:
            error_s = taken_s - self.cost_s
            self.spread_s += (abs(error_s) - self.spread_s) * SPREAD_MEMORY
            self.cost_s += error_s * COST_MEMORY

    def free_at(self, rank: int) -> float | None:
        """Tell from when on the first job of *rank* may start; None: there is none, or one is in hand."""
        jobs = self.jobs[rank]
        if self.busy or not jobs:
            return None
        return self.held_until(rank, max(jobs[0][0], self.ready_at))

    def held_until(self, rank: int, at: float) -> float:
        """
        Tell when a job of *rank* that could start at *at* may: a page that would hold up a feed goes after it.

        That is so once: after a feed a page may go, however soon the next feed is due, or a host with feeds at every
        moment would never give a page.
        """
        feeds = self.jobs[FEED]
        if feeds and FEED not in (rank, self.last_rank):
            feed_at = feeds[0][0]
            if feed_at - self.cost_s - self.spread_s * CARE < at < feed_at:
                return feed_at
        return at


Entry = tuple[float, int, WaitingHost]
"""Time from which the host can be served, running number, host."""
