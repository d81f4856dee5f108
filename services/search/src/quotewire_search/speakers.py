"""
Who said what was asked for: speakers among the quotes that fit.

The most quoted first, as far as the 20,000th; by name, without an end. Each speaker's own figures are counted in a
second search for the names of one page only, which makes them exact however many indices there are.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from quotewire_search.answers import FacetValue, Notice
from quotewire_search.clauses import Clause
from quotewire_search.cluster import Answer
from quotewire_search.cursor import Place, mark_of
from quotewire_search.facets import read_terms, terms_of
from quotewire_search.people import RoleSpan, SpeakerSummary
from quotewire_search.timeline import reach_aggregations, read_reach

NAME: Final = "speaker.raw"
MOST: Final = 20_000
"""Speakers that can be ranked: names and counts of so many are some hundred milliseconds' work."""
CARDINALITY: Final = 40_000
"""OpenSearch's highest precision: up to so many, different values are counted nearly exactly."""
ROLES: Final = 3
BY_NAME: Final = "aggregations,-aggregations.ranked.buckets"
"""All of the answer but the thousands of names that were only to be counted."""

Ranked = list[tuple[str, int]]
"""Names and their numbers of quotes."""


def ranking(query: Clause, facets: dict[str, Clause]) -> Clause:
    """Build the search that ranks speakers, and counts *facets* beside."""
    aggregations = {"ranked": _ranked(), "different": _different(), **facets}
    return {"query": query, "size": 0, "track_total_hits": False, "aggs": aggregations}


def by_name(query: Clause, facets: dict[str, Clause], place: Place, limit: int) -> Clause:
    """Build the search for the *limit* speakers after *place* by name, and for how many there are."""
    names: Clause = {"size": limit + 1, "sources": [{"name": {"terms": {"field": NAME}}}]}
    if place.after:
        names["after"] = {"name": place.after[0]}
    aggregations = {
        "named": {"composite": names},
        "ranked": _ranked(),
        "counted": {"stats_bucket": {"buckets_path": "ranked>_count"}},
        "different": _different(),
        **facets,
    }
    return {"query": query, "size": 0, "track_total_hits": False, "aggs": aggregations}


def read_ranking(answer: Answer) -> Ranked:
    """Read who is quoted how often: the most quoted first, equals by name."""
    buckets = answer.get("aggregations", {}).get("ranked", {}).get("buckets", [])
    return sorted(((bucket["key"], bucket["doc_count"]) for bucket in buckets), key=_rank)


def read_names(answer: Answer) -> list[str]:
    """Read the names of a page by name, and one more where others follow."""
    buckets = answer.get("aggregations", {}).get("named", {}).get("buckets", [])
    return [bucket["key"]["name"] for bucket in buckets]


def total_of(answer: Answer, ranked: int | None = None) -> tuple[int, tuple[Notice, ...]]:
    """Tell how many speakers there are; over 20,000 about how many, with a notice."""
    found = answer.get("aggregations", {})
    if not found.get("ranked", {}).get("sum_other_doc_count"):
        return (found.get("counted", {}).get("count", 0) if ranked is None else ranked), ()
    different = max(MOST + 1, found.get("different", {}).get("value", 0))
    return different, (
        Notice(
            message=f"There are more than {MOST:,} speakers: `total` is about right, and the most quoted first can be "
            f"paged up to the {MOST:,}th. Write sort=name to go through all, or ask for less."
        ),
    )


def page_of(ranked: Ranked, place: Place, limit: int, view: str | None) -> tuple[list[str], Place | None]:
    """
    Cut a page out of *ranked*, after *place*; gives the names and where to go on.

    The first page is of the index as it is, so that the second, of a view, leaves out by their marks what it showed.
    """
    shown = set(place.shown)
    names: list[str] = []
    for name, count in ranked:
        if place.after and _rank((name, count)) <= _rank((str(place.after[1]), int(place.after[0]))):
            continue
        known = mark_of(name) in shown
        if not known and len(names) == limit:
            last = dict(ranked)[names[-1]]
            if view is None:
                return names, Place(shown=tuple(mark_of(one) for one in names))
            behind = tuple(mark for mark in place.shown if mark in shown)
            return names, Place((last, names[-1]), behind, view)
        if not known:
            names.append(name)
        elif len(names) < limit:
            shown.discard(mark_of(name))
    return names, None


def figures(query: Clause, names: Sequence[str]) -> Clause:
    """Build the search for the figures of the speakers *names*."""
    of_each = {
        "roles": terms_of("role.raw", ROLES),
        "type": terms_of("speaker_type", 1),
        "named": {"filter": {"term": {"speaker_named": True}}},
        "unnamed": {"filter": {"term": {"speaker_named": False}}},
        "publishers": {"cardinality": {"field": "publisher"}},
        **reach_aggregations(),
    }
    each = {"terms": {"field": NAME, "include": list(names), "size": max(1, len(names))}, "aggs": of_each}
    narrowed = {"bool": {"filter": [query, {"terms": {NAME: list(names)}}]}}
    return {"query": narrowed, "size": 0, "track_total_hits": False, "aggs": {"speakers": each}}


def read_figures(answer: Answer, names: Sequence[str]) -> tuple[SpeakerSummary, ...]:
    """Read the figures, in the order of *names*."""
    buckets = answer.get("aggregations", {}).get("speakers", {}).get("buckets", [])
    found = {bucket["key"]: bucket for bucket in buckets}
    return tuple(_summary(found[name]) for name in names if name in found)


def read_roles(buckets: Iterable[dict[str, Any]]) -> tuple[RoleSpan, ...]:
    """Read roles with the time in which the news gave them, the newest first."""
    spans = []
    for bucket in buckets:
        first, last = reach_of(bucket)
        spans.append(RoleSpan(role=bucket["key"], count=bucket["doc_count"], first_at=first, last_at=last))
    return tuple(sorted(spans, key=lambda span: (span.last_at, span.count), reverse=True))


def reach_of(bucket: dict[str, Any]) -> tuple[datetime, datetime]:
    """Read the first and the last moment of a bucket, which holds one document at least."""
    reach = read_reach(bucket)
    if reach is None:
        raise ValueError("a bucket without documents")
    return reach.first, reach.last


def first_key(found: dict[str, Any]) -> str | None:
    """Give the commonest value of a `terms` aggregation."""
    return next((str(bucket["key"]) for bucket in found.get("buckets", [])), None)


def named_of(bucket: dict[str, Any]) -> bool | None:
    """Tell whether the speaker is mostly a name; None: not known."""
    named, unnamed = bucket["named"]["doc_count"], bucket["unnamed"]["doc_count"]
    return named >= unnamed if named or unnamed else None


def _summary(bucket: dict[str, Any]) -> SpeakerSummary:
    first, last = reach_of(bucket)
    roles: tuple[FacetValue, ...] = read_terms(bucket["roles"], ROLES).values
    return SpeakerSummary(
        name=bucket["key"],
        type=first_key(bucket["type"]),
        named=named_of(bucket),
        roles=roles,
        quotes=bucket["doc_count"],
        publishers=bucket["publishers"]["value"],
        first_at=first,
        last_at=last,
    )


def _ranked() -> Clause:
    order = [{"_count": "desc"}, {"_key": "asc"}]
    return {"terms": {"field": NAME, "size": MOST, "shard_size": MOST, "order": order}}


def _different() -> Clause:
    return {"cardinality": {"field": NAME, "precision_threshold": CARDINALITY}}


def _rank(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]
