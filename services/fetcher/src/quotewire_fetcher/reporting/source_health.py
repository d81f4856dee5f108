"""How well sources are: each one's health, and a summary over many."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from heapq import nlargest
from typing import Any, Final, Literal

from quotewire_fetcher.memory.state import FeedState

Health = Literal["ok", "failing", "parked", "new"]
"""ok: the last poll was good; failing: it was not; parked: it has not been for long; new: never polled."""

MOST_WORST: Final = 20
OVERDUE_S: Final = 5.0
"""A feed that is due for longer counts as overdue."""


@dataclass(slots=True)
class Tally:
    """Counts over the sources of one process; `add` each feed's record, then `facts`."""

    now: float
    sources: Collection[str]
    """Ids of the sources that this process serves."""
    counts: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    elsewhere: int = 0
    hubs: int = 0
    overdue: int = 0
    next_due_at: float | None = None
    oldest: FeedState | None = None
    bad: list[FeedState] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def add(self, feed: FeedState) -> None:
        """Count *feed*, unless its source is not in the file any more."""
        guest = feed.guest_until is not None
        if feed.source_id not in self.sources and not guest:
            return
        if not guest:
            self.seen.add(feed.source_id)
        if feed.moved_to:  # its polls are counted where they happen
            self.elsewhere += 1
            return
        health = health_of(feed)
        self.counts[health] += 1
        self.hubs += feed.hub_until is not None and feed.hub_until > self.now
        if feed.code is not None and health != "ok":
            self.codes[feed.code] += 1
            self.bad.append(feed)
        self.next_due_at = min(feed.next_due_at, self.next_due_at or feed.next_due_at)
        if self.now - feed.next_due_at > OVERDUE_S:
            self.overdue += 1
            if self.oldest is None or feed.next_due_at < self.oldest.next_due_at:
                self.oldest = feed

    def facts(self) -> dict[str, Any]:
        """Give the summary as plain JSON values, bounded however many sources there are; times in seconds since 1970."""
        unseen = len(set(self.sources) - self.seen)
        worst = nlargest(MOST_WORST, self.bad, key=lambda feed: feed.failures)
        return {
            "sources": len(self.sources),
            "ok": self.counts["ok"],
            "failing": self.counts["failing"],
            "parked": self.counts["parked"],
            "never_polled": self.counts["new"] + unseen,
            "elsewhere": self.elsewhere,
            "hubs": self.hubs,
            "next_due_at": self.next_due_at,
            "overdue": self.overdue,
            "oldest_overdue": None
            if self.oldest is None
            else {"source_id": self.oldest.source_id, "due_at": self.oldest.next_due_at},
            "codes": dict(self.codes.most_common(50)),
            "worst": [
                {
                    "source_id": feed.source_id,
                    "health": health_of(feed),
                    "code": feed.code,
                    "reason": (feed.reason or "")[:200],
                    "failures": feed.failures,
                    "ok_at": feed.ok_at,
                    "next_due_at": feed.next_due_at,
                }
                for feed in worst
            ],
        }


def health_of(feed: FeedState | None) -> Health:
    """Say how well *feed* is."""
    if feed is None or feed.polled_at is None:
        return "new"
    if feed.failures == 0:
        return "ok"
    return "parked" if feed.history.parked_at else "failing"
