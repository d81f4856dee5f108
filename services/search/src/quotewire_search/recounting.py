"""
Exact facets at less cost: a few values of each index first, and what they leave uncertain counted again. No I/O.

Each value is made, sent and merged, of every month and facet: to collect so many that counts are sure costs more than to
find the results. Most searches have few values. Of the others, those that are to be shown are counted again by name,
which is exact: only which values are shown then rests on the first look.
"""

from collections.abc import Callable
from typing import Any, Final

from quotewire_search.clauses import Clause

FIRST: Final = 80
"""Values collected from each shard at first."""
SPARE: Final = 18
"""Values looked at beyond those shown, so that one whose first count is too low can still move up."""

Aggregations = dict[str, Any]
Change = Callable[[str, Clause], Clause | None]
"""Gives the new `terms` of the facet of that name; None: leave it out."""


def quick(aggregations: Aggregations) -> Aggregations:
    """Collect few values."""

    def fewer(_name: str, terms: Clause) -> Clause:
        size = terms["size"] + SPARE
        return {**terms, "size": size, "shard_size": max(FIRST, size)}

    return _changed(aggregations, fewer, keep_others=True)


def again(aggregations: Aggregations, found: Aggregations) -> Aggregations:
    """Ask for the counts that *found*, the answer to `quick`, left uncertain; nothing where all are exact."""
    uncertain = _uncertain(found)

    def named(name: str, terms: Clause) -> Clause | None:
        values = uncertain.get(name)
        return {"field": terms["field"], "include": values, "size": len(values)} if values else None

    return _changed(aggregations, named, keep_others=False) if uncertain else {}


def corrected(found: Aggregations, recounted: Aggregations) -> Aggregations:
    """Put the counts of *recounted* into *found*; what is counted higher now was among the others before."""
    merged = dict(found)
    for name, part in recounted.items():
        before = found.get(name)
        if not isinstance(part, dict) or not isinstance(before, dict):
            continue
        if "buckets" not in part:
            merged[name] = corrected(before, part)
            continue
        grown = _sum(part) - _sum(before)
        others = max(before.get("sum_other_doc_count", 0) - grown, 0)
        merged[name] = {
            **before,
            "buckets": part["buckets"],
            "sum_other_doc_count": others,
            "doc_count_error_upper_bound": 0,
        }
    return merged


def _uncertain(found: Aggregations) -> dict[str, list[str]]:
    """List the values of each facet some counts of which may be too low."""
    listed: dict[str, list[str]] = {}
    for name, part in found.items():
        if not isinstance(part, dict):
            continue
        if part.get("doc_count_error_upper_bound"):
            listed[name] = [bucket["key"] for bucket in part.get("buckets", [])]
        elif "buckets" not in part:
            listed |= _uncertain(part)
    return listed


def _changed(aggregations: Aggregations, change: Change, *, keep_others: bool) -> Aggregations:
    made: Aggregations = {}
    for name, asked in aggregations.items():
        if "terms" in asked:
            terms = change(name, asked["terms"])
            if terms is not None:
                made[name] = {**asked, "terms": terms}
        elif "aggs" in asked and ("nested" in asked or "filter" in asked):
            inner = _changed(asked["aggs"], change, keep_others=keep_others)
            if inner:
                made[name] = {**asked, "aggs": inner}
        elif keep_others:
            made[name] = asked
    return made


def _sum(part: Aggregations) -> int:
    return sum(bucket["doc_count"] for bucket in part["buckets"])
