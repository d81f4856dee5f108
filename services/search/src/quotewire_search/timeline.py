"""Counts over time, in any time zone. What has no date of publication counts when it was first seen, as in filters."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from quotewire_search.clauses import Clause
from quotewire_search.cluster import Answer
from quotewire_search.errors import TooManyBucketsError
from quotewire_search.history import Bucket, Interval, Timeline

MOST_BUCKETS: Final = 2_000
EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
"""Pages claim any date; one of the year 9999 shall not break everybody's timeline, so it is not on it."""
SUITS: Final[tuple[tuple[timedelta, Interval], ...]] = (
    (timedelta(days=4), "hour"),
    (timedelta(days=120), "day"),
    (timedelta(days=730), "week"),
    (timedelta(days=3_652), "month"),
    (timedelta(days=10_957), "quarter"),
)
"""The longest time that each interval shows well: about a hundred of them."""
LENGTHS: Final[dict[Interval, timedelta]] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "quarter": timedelta(days=91),
    "year": timedelta(days=365),
}
MONTHS: Final[dict[Interval, int]] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Reach:
    """The first and the last moment of what was found."""

    first: datetime
    last: datetime

    def __or__(self, other: "Reach") -> "Reach":
        """Reach over both."""
        return Reach(min(self.first, other.first), max(self.last, other.last))


def reach_aggregations() -> dict[str, Clause]:
    """Ask for the first and the last moment."""
    seen = {
        "first": {"min": {"field": "first_seen_at"}},
        "last": {"max": {"field": "first_seen_at"}},
    }
    return {
        "first": {"min": {"field": "published_at"}},
        "last": {"max": {"field": "published_at"}},
        "undated": {"missing": {"field": "published_at"}, "aggs": seen},
    }


def read_reach(aggregations: dict[str, Any]) -> Reach | None:
    """Read the answer to `reach_aggregations`; None: nothing was found."""
    undated = aggregations.get("undated", {})
    moments = [
        _moment(part[name]["value"])
        for part in (aggregations, undated)
        for name in ("first", "last")
        if part.get(name, {}).get("value") is not None
    ]
    if not moments:
        return None
    return Reach(_plausible(min(moments)), _plausible(max(moments)))


def interval_for(reach: Reach | None) -> Interval:
    """Choose an interval of which about a hundred or fewer fill *reach*."""
    if reach is None:
        return "day"
    length = reach.last - reach.first
    return next((interval for longest, interval in SUITS if length <= longest), "year")


def check_buckets(reach: Reach, interval: Interval) -> None:
    """
    Refuse a timeline that nobody can look at.

    Raises:
        TooManyBucketsError: *interval* fits more than 2,000 times into *reach*.
    """
    needed = (reach.last - reach.first) // LENGTHS[interval] + 1
    if needed > MOST_BUCKETS:
        whole = reach.last - reach.first
        longer = next((name for name, length in LENGTHS.items() if whole // length < MOST_BUCKETS), "year")
        raise TooManyBucketsError(
            f"interval={interval} would make {needed:,} intervals between {reach.first:%Y-%m-%d} and "
            f"{reach.last:%Y-%m-%d}; at most {MOST_BUCKETS:,} are counted. Write interval={longer}, or a shorter "
            "time with `since` and `until`."
        )


def count_aggregations(interval: Interval, time_zone: str) -> dict[str, Clause]:
    """Ask for the counts of every *interval*."""

    def by(field: str) -> Clause:
        return {
            "date_histogram": {
                "field": field,
                "calendar_interval": interval,
                "time_zone": time_zone,
                "min_doc_count": 1,
            }
        }

    return {
        "over_time": by("published_at"),
        "undated": {"missing": {"field": "published_at"}, "aggs": {"over_time": by("first_seen_at")}},
    }


def read_timeline(answer: Answer, reach: Reach | None, interval: Interval, time_zone: str) -> Timeline:
    """Read the answer to `count_aggregations` into every interval of *reach*, empty ones included."""
    if reach is None:
        return Timeline(interval=interval, time_zone=time_zone, total=0)
    edges = list(_edges(reach, interval, ZoneInfo(time_zone)))
    counts = [0] * (len(edges) - 1)
    aggregations = answer.get("aggregations", {})
    for part in (aggregations, aggregations.get("undated", {})):
        for bucket in part.get("over_time", {}).get("buckets", []):
            place = bisect_right(edges, _moment(bucket["key"])) - 1
            # What arrived after the reach was asked for lies beyond its end.
            if 0 <= place < len(counts):
                counts[place] += bucket["doc_count"]
    return Timeline(
        interval=interval,
        time_zone=time_zone,
        total=sum(counts),
        buckets=tuple(
            Bucket(start=start, end=end, count=count)
            for start, end, count in zip(edges, edges[1:], counts, strict=False)
        ),
        partial=bool(answer.get("timed_out")),
    )


def _edges(reach: Reach, interval: Interval, zone: ZoneInfo) -> Iterator[datetime]:
    """Give where each interval begins, and the end of the last; they are compared in UTC, where no hour is twice."""
    local = reach.first.astimezone(zone)
    if interval == "hour":
        edge = local.replace(minute=0, second=0, microsecond=0).astimezone(UTC)
        while edge <= reach.last:
            yield edge.astimezone(zone)
            edge += timedelta(hours=1)
        yield edge.astimezone(zone)
        return
    day = local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None, fold=0)
    if interval == "week":
        day -= timedelta(days=day.weekday())
    elif interval in MONTHS:
        day = day.replace(day=1, month=(day.month - 1) // MONTHS[interval] * MONTHS[interval] + 1)
    while (edge := _begin(day, zone)) <= reach.last:
        yield edge
        day = _next(day, interval)
    yield edge


def _begin(day: datetime, zone: ZoneInfo) -> datetime:
    """Give the first moment of *day*; where clocks are put forward at midnight, that is not midnight."""
    return day.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def _next(day: datetime, interval: Interval) -> datetime:
    if interval not in MONTHS:
        return day + LENGTHS[interval]
    months = day.year * 12 + day.month - 1 + MONTHS[interval]
    return day.replace(year=months // 12, month=months % 12 + 1)


def _plausible(moment: datetime) -> datetime:
    return min(max(moment, EARLIEST), LATEST)


def _moment(milliseconds: float) -> datetime:
    return min(datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds), LATEST)
