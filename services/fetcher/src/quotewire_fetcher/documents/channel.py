"""What a feed says about itself: its title and language, how often to come, who pushes it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from quotewire_fetcher.documents.cleaning import MAX_TITLE_CHARS, absolute_url, language_tag, plain_text
from quotewire_fetcher.documents.collecting import Collector
from quotewire_fetcher.documents.feeds import Feed, FeedKind, SitemapRef

MAX_TTL_S = 7 * 24 * 3600.0
_HOURS_OF_A_WEEK = 7 * 24
_MIDNIGHT = 24
_PERIODS_S = {
    "hourly": 3600.0,
    "daily": 24 * 3600.0,
    "weekly": 7 * 24 * 3600.0,
    "monthly": 30 * 24 * 3600.0,
    "yearly": 365 * 24 * 3600.0,
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBER = re.compile(r"[0-9]{1,5}")


@dataclass(slots=True)
class Channel:
    """The head of a feed, filled in as it is read; of each fact the first one counts."""

    title: str | None = None
    language: str | None = None
    hub_url: str | None = None
    self_url: str | None = None
    ttl: str = ""
    """RSS: minutes for which a copy may be kept."""
    period: str = ""
    """RSS syndication module: hourly, daily …"""
    frequency: str = ""
    """The same: times in a period."""
    skip_hours: set[int] = field(default_factory=set)
    """Hours of the day, UTC, at which not to come."""
    skip_days: set[int] = field(default_factory=set)
    """Days of the week, Monday is 0."""

    def take(self, name: str, text: str) -> None:
        """Note the fact *name* (as `fields` spells it)."""
        if not text:
            return
        if name in ("title", "dc:title"):
            self.title = self.title or text
        elif name in ("language", "dc:language"):
            self.language = self.language or text
        elif name == "ttl":
            self.ttl = self.ttl or text.strip()
        elif name == "sy:updateperiod":
            self.period = self.period or text.strip().lower()
        elif name == "sy:updatefrequency":
            self.frequency = self.frequency or text.strip()

    def take_link(self, rel: str, href: object, base_url: str) -> None:
        """Note a link of the feed to its hub or to itself."""
        kinds = rel.lower().split()
        if "hub" in kinds:
            self.hub_url = self.hub_url or absolute_url(href, base_url)
        if "self" in kinds:
            self.self_url = self.self_url or absolute_url(href, base_url)

    def take_skips(self, name: str, texts: Sequence[str]) -> None:
        """Note the hours or days at which the publisher wants nobody."""
        words = [text.strip().lower() for text in texts]
        if name == "skiphours":
            # RSS 0.91 counts from 1 to 24, RSS 2.0 from 0 to 23: 24 is midnight in both.
            hours = [int(word) for word in words if _NUMBER.fullmatch(word)]
            self.skip_hours |= {hour % _MIDNIGHT for hour in hours if hour <= _MIDNIGHT}
        else:
            self.skip_days |= {_DAYS.index(word) for word in words if word in _DAYS}

    def ttl_s(self, now: datetime) -> float | None:
        """
        Say for how many seconds from *now* the publisher wants to be left alone; a week at most, None: no wish.

        `ttl` comes before the syndication module; what ends in an hour or on a day to be skipped is longer by that.
        """
        wish = 0.0
        if _NUMBER.fullmatch(self.ttl):
            wish = int(self.ttl) * 60.0
        elif self.period in _PERIODS_S:
            times = int(self.frequency) if _NUMBER.fullmatch(self.frequency) else 1
            wish = _PERIODS_S[self.period] / max(times, 1)
            if (self.period, times) == ("hourly", 1):
                wish = 0.0  # what WordPress writes unless it is told otherwise: nobody wished that
        wish = min(wish, MAX_TTL_S)
        due = now + timedelta(seconds=wish)
        for _ in range(_HOURS_OF_A_WEEK):
            if due.hour not in self.skip_hours and due.weekday() not in self.skip_days:
                return (due - now).total_seconds() or None
            due = due.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        return wish or None  # every hour is to be skipped: nobody means that

    def feed(self, kind: FeedKind, collector: Collector, *, children: tuple[SitemapRef, ...] = ()) -> Feed:
        """Put this head and the entries of *collector* together."""
        language = language_tag(self.language)
        return Feed(
            entries=tuple(collector.entries),
            title=plain_text(self.title, MAX_TITLE_CHARS),
            language=language,
            ttl_s=self.ttl_s(collector.now),
            dropped=collector.dropped,
            cut=collector.cut,
            kind=kind,
            children=children,
            hub_url=self.hub_url,
            self_url=self.self_url,
        )
