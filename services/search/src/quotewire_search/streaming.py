"""
All that fits, for exports: read in pages from one view of the index, so that it is exactly what was there at the start.

Results in order of several fields make OpenSearch look at all of them for every page. So the days are counted first, and
each page is asked for within its own days: it then costs what is on it, however much there is beside it.

The next page is asked for while the last one is being sent. Documents pass as they are stored; nothing is validated.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import aclosing
from typing import Any, Final

from quotewire_search.clauses import Clause, none_of
from quotewire_search.cluster import Answer, Cluster
from quotewire_search.errors import UnavailableError
from quotewire_search.filters import DATED
from quotewire_search.queries import Target, order_of
from quotewire_search.request import SearchRequest

PAGE: Final[dict[Target, int]] = {"quotes": 6_000, "articles": 400}
"""Documents asked for at once: some MiB, which the event loop reads in some hundredths of a second."""
NEWEST: Final = SearchRequest()
ONLY: Final = "hits.hits._source,hits.hits.sort"

Hits = list[dict[str, Any]]


async def stream(
    cluster: Cluster, alias: str, target: Target, query: Clause
) -> AsyncGenerator[list[dict[str, Any]], None]:
    """
    Give the stored documents that fit *query*, the newest first, some hundred or thousand at a time.

    Raises:
        UnavailableError: OpenSearch did not answer, or not in time; what was given is not all.
    """
    view = await cluster.open_view(alias)
    if view is None:
        return
    try:
        counted = _complete(await cluster.search_view(view, days(query)))
        async with aclosing(_pages(cluster, view, target, query, stretches(counted, PAGE[target]))) as pages:
            waiting = asyncio.ensure_future(anext(pages, None))
            try:
                while hits := await waiting:
                    waiting = asyncio.ensure_future(anext(pages, None))
                    yield [hit["_source"] for hit in hits]
            finally:
                waiting.cancel()
                await asyncio.gather(waiting, return_exceptions=True)
    finally:
        await cluster.close_view(view)


def days(query: Clause) -> Clause:
    """Build the search that counts what fits *query* on each day, and what has no day."""
    by_day = {"field": "published_at", "calendar_interval": "day", "min_doc_count": 1}
    return {
        "query": query,
        "size": 0,
        "track_total_hits": False,
        "aggs": {"days": {"date_histogram": by_day}, "undated": {"missing": {"field": "published_at"}}},
    }


def stretches(counted: Answer, most: int) -> list[Clause]:
    """
    Cut time, the newest first, into stretches with *most* documents each, or of one day where that has more.

    They lie side by side and reach over all time, so that together they hold everything whatever was counted. What has
    no date comes last, as it is sorted.
    """
    found = counted.get("aggregations", {})
    begins = list(_begins(reversed(found.get("days", {}).get("buckets", [])), most))
    made: list[Clause] = []
    for until, since in zip([None, *begins], [*begins, None], strict=True):
        bounds = {"gte": since, "lt": until, "format": "epoch_millis"}
        made.append(
            {"range": {"published_at": {name: bound for name, bound in bounds.items() if bound is not None}}}
        )
    if found.get("undated", {}).get("doc_count"):
        made.append(none_of(DATED))
    return made


def _begins(newest_first: Iterable[dict[str, Any]], most: int) -> Iterator[int]:
    """Give the moments, in epoch milliseconds, at which a stretch begins and an earlier one ends."""
    held, begin = 0, None
    for day in newest_first:
        if begin is not None and held + day["doc_count"] > most:
            yield begin
            held = 0
        held, begin = held + day["doc_count"], int(day["key"])


async def _pages(
    cluster: Cluster, view: str, target: Target, query: Clause, parts: list[Clause]
) -> AsyncGenerator[Hits, None]:
    """Read one stretch after another, each page by page; none is empty."""
    size = PAGE[target]
    for part in parts:
        body: Clause = {
            "query": {"bool": {"filter": [query, part]}},
            "sort": order_of(NEWEST, target).sort,
            "size": size,
            "track_total_hits": False,
        }
        while hits := await _page(cluster, view, body):
            yield hits
            if len(hits) < size:
                break
            body["search_after"] = hits[-1]["sort"]


async def _page(cluster: Cluster, view: str, body: Clause) -> Hits:
    answer = _complete(await cluster.search_view(view, body, fields=ONLY))
    hits: Hits = answer.get("hits", {}).get("hits", [])
    return hits


def _complete(answer: Answer) -> Answer:
    if answer.get("timed_out"):
        raise UnavailableError("OpenSearch did not finish a page of the export in time.")
    return answer
