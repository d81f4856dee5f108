"""
Facets: the aggregations that count them, and how their answers are read. No I/O.

Of articles, quotes' values are counted nested and joined back, so that a facet of articles counts articles, and only
those whose quote fits all the conditions on a quote.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from quotewire_search.answers import Facet, FacetValue
from quotewire_search.clauses import Clause
from quotewire_search.filters import IN_ARTICLES
from quotewire_search.matching import one_quote
from quotewire_search.request import FacetName, SearchRequest

SHARD_SIZE: Final = 500
"""Values collected from each shard: far more than shown, so that counts over several months are exact in practice."""
MONTHS: Final = 24
ARTICLES_AGAIN: Final = "articles"

DOCUMENT_FIELDS: Final[dict[str, str]] = {
    "publisher": "publisher",
    "language": "language",
    "section": "section",
}
QUOTE_FIELDS: Final[dict[str, str]] = {
    **DOCUMENT_FIELDS,
    "speaker": "speaker.raw",
    "role": "role.raw",
    "country": "country",
    "actor": "about.raw",
    "kind": "kind",
    "stance": "stance",
}
OF_QUOTES: Final[dict[str, str]] = {
    "speaker": f"{IN_ARTICLES.speaker}.raw",
    "kind": IN_ARTICLES.kind,
    "stance": IN_ARTICLES.stance,
}
OF_ACTORS: Final[dict[str, str]] = {
    "actor": "actors.name.raw",
    "role": "actors.role.raw",
    "country": "actors.country",
}


def quote_facets(request: SearchRequest, size: int) -> dict[str, Clause]:
    """Count the wanted facets of quotes, at most *size* values of each."""
    aggregations: dict[str, Clause] = {}
    for name in request.wanted_facets:
        if name == "month":
            aggregations |= _months()
        else:
            aggregations[name] = terms_of(QUOTE_FIELDS[name], size)
    return aggregations


def article_facets(request: SearchRequest, size: int) -> dict[str, Clause]:
    """Count the wanted facets of articles, at most *size* values of each."""
    aggregations: dict[str, Clause] = {}
    for name in request.wanted_facets:
        if name == "month":
            aggregations |= _months()
        elif name in DOCUMENT_FIELDS:
            aggregations[name] = terms_of(DOCUMENT_FIELDS[name], size)
    of_quotes = _nested(request, OF_QUOTES, size)
    if of_quotes:
        fitting = {"bool": {"filter": one_quote(request)}}
        aggregations["quotes"] = {
            "nested": {"path": "quotes"},
            "aggs": {"fitting": {"filter": fitting, "aggs": of_quotes}},
        }
    of_actors = _nested(request, OF_ACTORS, size)
    if of_actors:
        aggregations["actors"] = {"nested": {"path": "actors"}, "aggs": of_actors}
    return aggregations


def read_facets(answer: dict[str, Any], wanted: Iterable[FacetName], size: int) -> dict[str, Facet]:
    """
    Read the facets from an answer's `aggregations`.

    A facet that was not counted, because there is no index yet, is empty.
    """
    found = dict(answer.get("aggregations", {}))
    found |= found.pop("quotes", {}).get("fitting", {})
    found |= found.pop("actors", {})
    return {
        name: _read_months(found) if name == "month" else read_terms(found.get(name, {}), size)
        for name in wanted
    }


def read_terms(found: dict[str, Any], size: int) -> Facet:
    """Read the values that a `terms` aggregation counted, the commonest first; more than *size* are others."""
    buckets = sorted(found.get("buckets", []), key=lambda bucket: (-bucket["doc_count"], bucket["key"]))
    values = [
        FacetValue(
            value=bucket["key"], count=bucket.get(ARTICLES_AGAIN, {}).get("doc_count", bucket["doc_count"])
        )
        for bucket in buckets[:size]
    ]
    return Facet(
        values=tuple(sorted(values, key=lambda value: (-value.count, value.value))),
        other=found.get("sum_other_doc_count", 0) + sum(bucket["doc_count"] for bucket in buckets[size:]),
        error_bound=found.get("doc_count_error_upper_bound", 0),
    )


def _nested(request: SearchRequest, fields: dict[str, str], size: int) -> dict[str, Clause]:
    """Count nested values, and for each the articles in which it stands."""
    return {
        name: {**terms_of(fields[name], size), "aggs": {ARTICLES_AGAIN: {"reverse_nested": {}}}}
        for name in request.wanted_facets
        if name in fields
    }


def terms_of(field: str, size: int) -> Clause:
    """Count the commonest values of *field*, at most *size*."""
    return {"terms": {"field": field, "size": size, "shard_size": max(SHARD_SIZE, size)}}


def _months() -> dict[str, Clause]:
    """Count by month of publication; what has no such date, by the month it was first seen, as the filters do."""

    def by(field: str) -> Clause:
        return {
            "date_histogram": {
                "field": field,
                "calendar_interval": "month",
                "format": "yyyy-MM",
                "min_doc_count": 1,
            }
        }

    return {
        "month": by("published_at"),
        "undated": {"missing": {"field": "published_at"}, "aggs": {"month": by("first_seen_at")}},
    }


def _read_months(found: dict[str, Any]) -> Facet:
    counts: Counter[str] = Counter()
    for buckets in (found.get("month", {}), found.get("undated", {}).get("month", {})):
        for bucket in buckets.get("buckets", []):
            counts[bucket["key_as_string"]] += bucket["doc_count"]
    newest = sorted(counts, reverse=True)
    return Facet(
        values=tuple(FacetValue(value=month, count=counts[month]) for month in newest[:MONTHS]),
        other=sum(counts[month] for month in newest[MONTHS:]),
    )
