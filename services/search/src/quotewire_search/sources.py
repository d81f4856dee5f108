"""
Outlets: how much of each is here, and whether it still comes.

The times of an outlet's articles are counted by the hour with the first and the last of each hour, which makes silences
exact from an hour on, and the usual gap nearly so, without reading thousands of articles.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any, Final

from quotewire_search.clauses import Clause
from quotewire_search.cluster import Answer
from quotewire_search.facets import terms_of
from quotewire_search.people import Gap, SourceSummary

DAYS: Final = 30
MOST_A_PAGE: Final = 50
"""Outlets in one answer: each costs up to 720 buckets, and OpenSearch stops at 65,535."""
MOST: Final = 10_000
NAMES: Final = "aggregations,-aggregations.all.buckets"
"""All of the answer but the names that were only to be counted."""
GAPS: Final = 3
LATE: Final = 3
SILENT: Final = 10
LEAST_GAP: Final = timedelta(hours=1)
"""Outlets that publish every minute sleep at night; nobody is late before three hours."""
UNKNOWN_GAP: Final = timedelta(days=3)
"""Taken for outlets with fewer than two deliveries in the last 30 days."""
DELIVERY: Final = timedelta(minutes=1)
"""Articles that are seen within a minute came with one reading of the feed: between them is no gap."""


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour in which an outlet's articles were seen."""

    first: datetime
    last: datetime
    count: int


def page_of_names(query: Clause, after: str | None, limit: int) -> Clause:
    """Build the search for the *limit* outlets after the name *after*, and for how many there are."""
    names: Clause = {"size": limit + 1, "sources": [{"name": {"terms": {"field": "publisher"}}}]}
    if after is not None:
        names["after"] = {"name": after}
    return {
        "query": query,
        "size": 0,
        "track_total_hits": False,
        "aggs": {
            "page": {"composite": names},
            "all": terms_of("publisher", MOST),
            "counted": {"stats_bucket": {"buckets_path": "all>_count"}},
        },
    }


def read_names(answer: Answer) -> tuple[list[str], int]:
    """Read the names of a page, one more where others follow, and how many there are."""
    found = answer.get("aggregations", {})
    names = [bucket["key"]["name"] for bucket in found.get("page", {}).get("buckets", [])]
    return names, found.get("counted", {}).get("count", 0)


def figures(query: Clause, names: Sequence[str], now: datetime) -> Clause:
    """Build the search for the figures of the outlets *names*, with the hours of the last 30 days before *now*."""
    begin = _first_day(now)
    hours = {
        "date_histogram": {"field": "first_seen_at", "fixed_interval": "1h", "min_doc_count": 1},
        "aggs": {
            "first": {"min": {"field": "first_seen_at"}},
            "last": {"max": {"field": "first_seen_at"}},
        },
    }
    newest = {
        "size": 1,
        "sort": [{"first_seen_at": "desc"}, {"article_id": "asc"}],
        "_source": ["article_id", "title"],
    }
    of_each = {
        "source_ids": terms_of("source_id", MOST_A_PAGE),
        "languages": terms_of("language", MOST_A_PAGE),
        "quotes": {"sum": {"field": "quote_count"}},
        "first": {"min": {"field": "first_seen_at"}},
        "last": {"max": {"field": "first_seen_at"}},
        "newest": {"top_hits": newest},
        "recent": {
            "filter": {"range": {"first_seen_at": {"gte": begin.isoformat(), "lte": now.isoformat()}}},
            "aggs": {"hours": hours},
        },
    }
    each = {
        "terms": {"field": "publisher", "include": list(names), "size": max(1, len(names))},
        "aggs": of_each,
    }
    narrowed = {"bool": {"filter": [query, {"terms": {"publisher": list(names)}}]}}
    return {"query": narrowed, "size": 0, "track_total_hits": False, "aggs": {"outlets": each}}


def read_figures(answer: Answer, names: Sequence[str], now: datetime) -> tuple[SourceSummary, ...]:
    """Read the figures, in the order of *names*."""
    buckets = answer.get("aggregations", {}).get("outlets", {}).get("buckets", [])
    found = {bucket["key"]: bucket for bucket in buckets}
    return tuple(_summary(found[name], now) for name in names if name in found)


def health_of(last: datetime, usual: timedelta | None, now: datetime) -> str:
    """Tell whether an outlet is live, late (silent over three usual gaps) or silent (over ten)."""
    gap = max(usual or UNKNOWN_GAP, LEAST_GAP)
    quiet = now - last
    if quiet > SILENT * gap:
        return "silent"
    return "late" if quiet > LATE * gap else "live"


def usual_gap(hours: Sequence[Hour]) -> timedelta | None:
    """Give the median time between deliveries; None: there were fewer than two."""
    gaps = [gap.end - gap.start for gap in _between(hours)]
    for hour in hours:
        inside = (hour.last - hour.first) / max(1, hour.count - 1)
        if inside >= DELIVERY:
            gaps += [inside] * (hour.count - 1)
    return timedelta(seconds=median(gap.total_seconds() for gap in gaps)) if gaps else None


def longest_gaps(hours: Sequence[Hour], now: datetime) -> tuple[Gap, ...]:
    """Give the longest silences, the longest first; that which lasts *now* among them."""
    gaps = [*_between(hours), *([Gap(start=hours[-1].last, end=now)] if hours else [])]
    long = [gap for gap in gaps if gap.end - gap.start >= LEAST_GAP]
    return tuple(sorted(long, key=lambda gap: gap.start - gap.end)[:GAPS])


def per_day(hours: Sequence[Hour], now: datetime) -> tuple[int, ...]:
    """Count the articles of each of the last 30 days (UTC), today last."""
    counts = [0] * DAYS
    begin = _first_day(now)
    for hour in hours:
        day = (hour.first - begin).days
        if 0 <= day < DAYS:
            counts[day] += hour.count
    return tuple(counts)


def _summary(bucket: dict[str, Any], now: datetime) -> SourceSummary:
    hours = [
        Hour(_moment(hour["first"]["value"]), _moment(hour["last"]["value"]), hour["doc_count"])
        for hour in bucket["recent"]["hours"]["buckets"]
    ]
    usual, last = usual_gap(hours), _moment(bucket["last"]["value"])
    newest = bucket["newest"]["hits"]["hits"][0]["_source"]
    return SourceSummary(
        publisher=bucket["key"],
        source_ids=_keys(bucket["source_ids"]),
        languages=_keys(bucket["languages"]),
        articles=bucket["doc_count"],
        quotes=round(bucket["quotes"]["value"]),
        first_at=_moment(bucket["first"]["value"]),
        last_at=last,
        last_article_id=newest["article_id"],
        last_title=newest.get("title"),
        usual_gap_s=usual.total_seconds() if usual else None,
        health=health_of(last, usual, now),
        gaps=longest_gaps(hours, now),
        days=per_day(hours, now),
    )


def _between(hours: Sequence[Hour]) -> Iterator[Gap]:
    for one, other in pairwise(hours):
        if other.first - one.last >= DELIVERY:
            yield Gap(start=one.last, end=other.first)


def _keys(found: dict[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(str(bucket["key"]) for bucket in found["buckets"]))


def _first_day(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=DAYS - 1)


def _moment(milliseconds: float) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
