"""What a person wants to know of a document that was read: how much, how new, how often."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from quotewire_fetcher.documents.feeds import Feed, FeedEntry, FeedKind

DEAD_AFTER = timedelta(days=120)
"""A feed whose newest entry is older is called dead; seasonal outlets pause for a summer."""

_WINDOW = timedelta(days=30)
"""The publish rate is that of these days: a sitemap may hold twenty years."""

_SHORTEST_SPAN = timedelta(hours=1)
_SAMPLE = 3
"""With fewer dated entries in the window, all that are dated count."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Figures of one document at one moment."""

    kind: FeedKind
    entries: int
    newest: datetime | None
    per_day: float | None
    """New entries a day, estimated from the dates of those that are listed; None: too few dates."""
    title: str | None
    language: str | None
    ttl_s: float | None
    hub_url: str | None
    children: int
    dropped: int
    cut: bool
    salvaged: bool = False

    @property
    def has_content(self) -> bool:
        """Whether there is anything to read in it."""
        return bool(self.entries or self.children)


def facts_of(feed: Feed, now: datetime) -> Facts:
    """Sum *feed* up at the moment *now*."""
    return Facts(
        kind=feed.kind,
        entries=len(feed.entries),
        newest=newest_of(feed.entries, now),
        per_day=rate_per_day(feed.entries, now),
        title=feed.title,
        language=feed.language or _commonest(entry.language for entry in feed.entries),
        ttl_s=feed.ttl_s,
        hub_url=feed.hub_url,
        children=len(feed.children),
        dropped=feed.dropped,
        cut=feed.cut,
        salvaged=feed.salvaged,
    )


def newest_of(entries: Sequence[FeedEntry], now: datetime) -> datetime | None:
    """Find the newest date that is not in the future (by more than a day: clocks and zones err)."""
    moments = [entry.changed_at for entry in entries if entry.changed_at is not None]
    return max((moment for moment in moments if moment <= now + timedelta(days=1)), default=None)


def rate_per_day(entries: Sequence[FeedEntry], now: datetime) -> float | None:
    """
    Estimate how many entries a day appear, from their publication dates.

    Counts those of the last 30 days over the time since the first of them; where there are fewer than three, all over
    the time since the oldest. A feed that went quiet so gets a rate that falls day by day.
    """
    moments = sorted(
        moment for entry in entries if (moment := entry.published_at or entry.updated_at) and moment <= now
    )
    recent = [moment for moment in moments if moment >= now - _WINDOW]
    counted = recent if len(recent) >= _SAMPLE else moments
    if len(counted) < 2:  # noqa: PLR2004 - one date makes no rate
        return None
    span = max(now - counted[0], _SHORTEST_SPAN)
    return len(counted) / (span / timedelta(days=1))


def is_dead(newest: datetime | None, now: datetime) -> bool:
    """Tell whether nothing came for so long that nobody should wait for more; without dates nobody knows."""
    return newest is not None and now - newest > DEAD_AFTER


def _commonest(languages: Iterable[str | None]) -> str | None:
    """A news sitemap names the language on each entry."""
    counted = Counter(language for language in languages if language)
    return counted.most_common(1)[0][0] if counted else None


def age_text(moment: datetime | None, now: datetime) -> str:
    """Say how old *moment* is: "12 min", "5 h", "3 d"; "?" where there is none."""
    if moment is None:
        return "?"
    minutes = max((now - moment) / timedelta(minutes=1), 0)
    for size, unit in ((1, "min"), (60, "h")):
        if minutes / size < (60, 48)[unit == "h"]:
            return f"{minutes / size:.0f} {unit}"
    return f"{minutes / 1440:,.0f} d"


def rate_text(per_day: float | None) -> str:
    """Say a rate: "34", "0.3"; "?" where it is unknown."""
    if per_day is None:
        return "?"
    return f"{per_day:,.0f}" if per_day >= 10 else f"{per_day:.1f}"  # noqa: PLR2004 - two digits are enough
