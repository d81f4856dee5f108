"""A timeline -> bars that a template draws as SVG, each a link that narrows the search to its interval. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from quotewire_search.history import Bucket, Interval, Timeline

WIDTH: Final = 1_000
HEIGHT: Final = 100
GAP: Final = 0.18
"""Part of an interval's width that stays free between two bars."""
WIDEST: Final = 60
"""Few intervals would make slabs of their bars."""
LEAST: Final = 3
"""Height of the smallest bar: one quote beside a thousand must still be seen."""
ENOUGH: Final = 7
"""Intervals from which on a name in the middle helps."""
QUARTER_MONTHS: Final = 3
TICK: Final = timedelta(milliseconds=1)

Link = Callable[[str, str], str]
"""(since, until) -> address of the search narrowed to that time."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One interval; lengths are in a box of 1,000 by 100, y counts down from the top."""

    label: str
    tick: str
    """Its beginning, short, as it stands below the bars."""
    count: int
    since: str
    until: str
    url: str
    left: float
    width: float
    bar_left: float
    bar_width: float
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A timeline as it is drawn."""

    noun: str
    bars: tuple[Bar, ...]
    peak: int
    time_zone: str

    @property
    def ticks(self) -> tuple[str, ...]:
        """What stands below the bars: the first, the one in the middle where there are enough, the last."""
        middle = [self.bars[len(self.bars) // 2]] if len(self.bars) >= ENOUGH else []
        return tuple(bar.tick for bar in [*self.bars[:1], *middle, *self.bars[1:][-1:]])

    @property
    def worth_drawing(self) -> bool:
        """Whether there is more than one interval to compare."""
        return len(self.bars) > 1 and self.peak > 0


def chart(timeline: Timeline, link: Link, *, peak: int | None = None) -> Chart:
    """Draw *timeline*; give *peak* to draw several on one scale."""
    zone = ZoneInfo(timeline.time_zone)
    highest = max([peak or 0, *(bucket.count for bucket in timeline.buckets)])
    step = WIDTH / max(1, len(timeline.buckets))
    return Chart(
        noun=timeline.interval,
        bars=tuple(
            _bar(bucket, number, step, timeline.interval, zone, highest, link)
            for number, bucket in enumerate(timeline.buckets)
        ),
        peak=highest,
        time_zone=timeline.time_zone,
    )


def span(bucket: Bucket, interval: Interval, zone: ZoneInfo) -> tuple[str, str]:
    """
    Write an interval as `since` and `until`, which mean whole days, months and years where they are written so.

    Those are days in UTC; where the days of *zone* begin at another time, instants are written.
    """
    start, last = bucket.start.astimezone(zone), (bucket.end - TICK).astimezone(zone)
    if interval == "hour" or start.utcoffset() or last.utcoffset():
        return _instant(bucket.start), _instant(bucket.end - TICK)
    form = {"day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m", "quarter": "%Y-%m", "year": "%Y"}[
        interval
    ]
    return start.strftime(form), last.strftime(form)


def label(bucket: Bucket, interval: Interval, zone: ZoneInfo) -> str:
    """Name an interval for readers."""
    start, last = bucket.start.astimezone(zone), (bucket.end - TICK).astimezone(zone)
    match interval:
        case "hour":
            return f"{day_of(start)}, {start:%H:%M} to {bucket.end.astimezone(zone):%H:%M}"
        case "day":
            return f"{start:%a} {day_of(start)}"
        case "week":
            return f"{start.day} {start:%b} to {day_of(last)}"
        case "month":
            return f"{start:%B %Y}"
        case "quarter":
            return f"quarter {(start.month - 1) // QUARTER_MONTHS + 1} of {start:%Y}"
        case "year":
            return f"{start:%Y}"


def tick(bucket: Bucket, interval: Interval, zone: ZoneInfo) -> str:
    """Name an interval's beginning in few letters."""
    start = bucket.start.astimezone(zone)
    match interval:
        case "hour":
            return f"{start.day} {start:%b}, {start:%H:%M}"
        case "day" | "week":
            return day_of(start)
        case "month" | "quarter":
            return f"{start:%b %Y}"
        case "year":
            return f"{start:%Y}"


def day_of(moment: datetime) -> str:
    """Write a day without its zeros: 4 Nov 2026."""
    return f"{moment.day} {moment:%b %Y}"


def _bar(
    bucket: Bucket, number: int, step: float, interval: Interval, zone: ZoneInfo, highest: int, link: Link
) -> Bar:
    since, until = span(bucket, interval, zone)
    broad = min(step * (1 - GAP), WIDEST)
    height = max(LEAST, HEIGHT * bucket.count / highest) if bucket.count else 0
    return Bar(
        label=label(bucket, interval, zone),
        tick=tick(bucket, interval, zone),
        count=bucket.count,
        since=since,
        until=until,
        url=link(since, until),
        left=round(number * step, 2),
        width=round(step, 2),
        bar_left=round((number + 0.5) * step - broad / 2, 2),
        bar_width=round(broad, 2),
        top=round(HEIGHT - height, 2),
        height=round(height, 2),
    )


def _instant(moment: datetime) -> str:
    there = moment.astimezone(UTC)
    exact = "milliseconds" if there.microsecond else "minutes"
    return there.isoformat(timespec=exact).replace("+00:00", "Z")
