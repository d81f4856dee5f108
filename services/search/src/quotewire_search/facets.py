"""
Facets: the aggregations that count them, and how their answers are read. No I/O.

A facet of articles counts articles. What their actors and quotes hold is also kept beside, as the article's own (mapping
version 3), where it is counted in a fifth of the time. It is counted nested, and joined back, where only quotes that fit
all the conditions on a quote are to count, and in older indices.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from quotewire_search.answers import Facet, FacetValue
from quotewire_search.clauses import Clause, any_of
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
OWN: Final = "facets"
"""Where an article keeps what its actors and quotes hold, by the names of the facets."""
OLDER: Final = "older"
WITHOUT_OWN: Final[Clause] = any_of(
    [{"wildcard": {"_index": f"*-articles-v{version}-*"}} for version in (1, 2)]
)
"""Accepts what lies in indices whose articles do not keep it; an index answers that by its name, and not article by article."""
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


def article_facets(request: SearchRequest, size: int, *, older: bool = False) -> dict[str, Clause]:
    """
    Count the wanted facets of articles, at most *size* values of each.

    Args:
        request: What is searched.
        size: Values.
        older: Older indices are among those that are searched.
    """
    fits = one_quote(request)
    beside = () if older else OF_ACTORS if fits else (*OF_QUOTES, *OF_ACTORS)
    own = {name: f"{OWN}.{name}" for name in beside}
    fields = {**DOCUMENT_FIELDS, **own}
    aggregations: dict[str, Clause] = {}
    for name in request.wanted_facets:
        if name == "month":
            aggregations |= _months()
        elif name in fields:
            aggregations[name] = terms_of(fields[name], size)
    of_quotes = _nested(request, _without(OF_QUOTES, own), size)
    if of_quotes:
        fitting = {"bool": {"filter": fits}}
        aggregations["quotes"] = {
            "nested": {"path": "quotes"},
            "aggs": {"fitting": {"filter": fitting, "aggs": of_quotes}},
        }
    of_actors = _nested(request, _without(OF_ACTORS, own), size)
    if of_actors:
        aggregations["actors"] = {"nested": {"path": "actors"}, "aggs": of_actors}
    if any(name in own for name in request.wanted_facets):
        aggregations[OLDER] = {"filter": WITHOUT_OWN}
    return aggregations


def finds_older(answer: dict[str, Any]) -> bool:
    """Tell whether *answer* counts articles in older indices, whose values are not among its facets."""
    return bool(answer.get("aggregations", {}).get(OLDER, {}).get("doc_count"))


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


def _without(fields: dict[str, str], names: Iterable[str]) -> dict[str, str]:
    return {name: field for name, field in fields.items() if name not in names}


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
