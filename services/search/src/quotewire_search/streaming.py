"""
All that fits, for exports: read in pages from one view of the index, so that it is exactly what was there at the start.

The next page is asked for while the last one is being sent. Documents pass as they are stored; nothing is validated.
"""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any, Final

from quotewire_search.clauses import Clause
from quotewire_search.cluster import Cluster
from quotewire_search.errors import UnavailableError
from quotewire_search.queries import Target, order_of
from quotewire_search.request import SearchRequest

PAGE: Final[dict[Target, int]] = {"quotes": 4_000, "articles": 400}
"""Documents asked for at once: some MiB, which the event loop reads in some hundredths of a second."""
NEWEST: Final = SearchRequest()
ONLY: Final = "hits.hits._source,hits.hits.sort"


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
    body: Clause = {
        "query": {"bool": {"filter": [query]}},
        "sort": order_of(NEWEST, target).sort,
        "size": PAGE[target],
        "track_total_hits": False,
    }
    waiting = asyncio.ensure_future(_page(cluster, view, body))
    try:
        while hits := await waiting:
            if len(hits) == PAGE[target]:
                waiting = asyncio.ensure_future(
                    _page(cluster, view, {**body, "search_after": hits[-1]["sort"]})
                )
            yield [hit["_source"] for hit in hits]
            if len(hits) < PAGE[target]:
                return
    finally:
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await cluster.close_view(view)


async def _page(cluster: Cluster, view: str, body: Clause) -> list[dict[str, Any]]:
    answer = await cluster.search_view(view, body, fields=ONLY)
    if answer.get("timed_out"):
        raise UnavailableError("OpenSearch did not finish a page of the export in time.")
    hits: list[dict[str, Any]] = answer.get("hits", {}).get("hits", [])
    return hits
