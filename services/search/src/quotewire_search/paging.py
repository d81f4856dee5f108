"""
Pages that neither skip nor repeat while documents arrive.

By time, a place among the results stays where it is, so every page is read from the index as it is now. By relevance it
moves: each document that arrives changes what every word weighs. The first page, mostly the only one, is read as things
are; the second opens a view of the index as it stands and reads it from the top, leaving out what the first page showed;
all others go on in that view.
"""

from dataclasses import dataclass
from typing import Any, Final

from quotewire_search.answers import Notice
from quotewire_search.clauses import Clause
from quotewire_search.cluster import NOTHING, Answer, Cluster
from quotewire_search.cursor import Place, decode_cursor, encode_cursor, mark_of
from quotewire_search.errors import BadCursorError
from quotewire_search.queries import Target, fitting, order_of
from quotewire_search.recounting import again, corrected, quick
from quotewire_search.request import SearchRequest

Hit = dict[str, Any]

UNDATED: Final = 2**62
"""What OpenSearch sorts a missing date by lies beyond."""
OUT_OF_TIME: Final = Notice(
    message="The time was over before everything was searched: there may be more, and counts may be too low. "
    "Ask for less (more words, a shorter time, facets=none) or try again."
)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits."""

    answer: Answer
    hits: list[Hit]
    next_cursor: str | None
    notices: tuple[Notice, ...] = ()

    @property
    def common(self) -> dict[str, Any]:
        """Give what every kind of page has in common, but facets: total, next_cursor, notices, partial."""
        partial = bool(self.answer.get("timed_out"))
        return {
            "total": self.answer["hits"]["total"]["value"],
            "next_cursor": self.next_cursor,
            "notices": (*self.notices, *notices_of(partial=partial)),
            "partial": partial,
        }


def notices_of(*, partial: bool) -> tuple[Notice, ...]:
    """Say it where the time was over before all was searched."""
    return (OUT_OF_TIME,) if partial else ()


async def read_page(
    cluster: Cluster, alias: str, target: Target, request: SearchRequest, body: Clause
) -> Found:
    """
    Read the page that *request* asks for, of the results that *body* describes from the top.

    They are counted by a query of their own, which finds the same and scores nothing.

    Where the time was over there is no next page: what was not searched may stand before it.

    Raises:
        BadCursorError: the cursor is damaged, of another search, or expired.
    """
    fingerprint, kinds = request.fingerprint(target), order_of(request, target).kinds
    place = decode_cursor(request.cursor, fingerprint, kinds) if request.cursor else Place()
    if request.cursor and not (place.after or (place.shown and request.by_relevance)):
        raise BadCursorError
    if request.by_relevance and request.cursor:
        answer, hits, further = await _read_view(cluster, alias, place, request.limit, body)
    else:
        count = counting(body, fitting(request, target))
        answer, hits, further = await _read_live(cluster, alias, place, request, body, count)
        answer = await _exactly(cluster, alias, body.get("aggs", {}), count["query"], answer)
    if further is None or answer.get("timed_out"):
        return Found(answer, hits, None, request.notices)
    return Found(answer, hits, encode_cursor(fingerprint, further), request.notices)


def listing(body: Clause) -> Clause:
    """Ask for the hits alone: where nothing is counted, OpenSearch leaves out what cannot be among the first."""
    return {name: part for name, part in body.items() if name != "aggs"} | {"track_total_hits": False}


def counting(body: Clause, fits: Clause) -> Clause:
    """
    Ask for the total of what *fits*, and the facets of *body*, alone.

    OpenSearch keeps such answers of months that no longer change.
    """
    asked: Clause = {"query": fits, "size": 0, "track_total_hits": True}
    return asked | ({"aggs": quick(body["aggs"])} if "aggs" in body else {})


def edge_of(body: Clause) -> Clause:
    """
    Ask how far in time the page reaches.

    By one field OpenSearch skips what cannot be on the page; by several it looks at every document, which over a
    million takes it ten times as long. So the page's last moment is asked for first, and only what lies before it is put
    in order by all fields. After a cursor, what shares its moment is on the page too: the edge reaches far enough.
    """
    ((field, order),) = body["sort"][0].items()
    asked: Clause = {
        "query": body["query"],
        "sort": [{field: {"order": order["order"], "unmapped_type": "date"}}],
        "size": body["size"],
        "track_total_hits": False,
        "_source": False,
    }
    if "search_after" in body:
        asked["search_after"] = body["search_after"][:1]
    return asked


def within(body: Clause, edge: Answer) -> Clause:
    """Narrow *body* to what lies before *edge*, the answer to `edge_of`; not where the page is the last or undated."""
    hits = edge["hits"]["hits"]
    moment = hits[-1]["sort"][0] if len(hits) == body["size"] else None
    if moment is None or _is_undated(moment):
        return body
    ((field, order),) = body["sort"][0].items()
    bound = {"lte" if order["order"] == "asc" else "gte": moment, "format": "epoch_millis"}
    return {**body, "query": {"bool": {"must": [body["query"]], "filter": [{"range": {field: bound}}]}}}


def _is_undated(moment: object) -> bool:
    return not isinstance(moment, int) or abs(moment) >= UNDATED


def together(listed: Answer, counted: Answer) -> Answer:
    """Put the answers to both into one."""
    return {
        **counted,
        "hits": {**counted["hits"], "hits": listed["hits"]["hits"]},
        "timed_out": bool(listed.get("timed_out") or counted.get("timed_out")),
    }


async def _exactly(
    cluster: Cluster, alias: str, facets: dict[str, Any], fits: Clause, answer: Answer
) -> Answer:
    """Count again what the facets of *answer* leave uncertain; where time is over, it stays and its bounds say so."""
    found = answer.get("aggregations", {})
    wanted = again(facets, found)
    if not wanted or answer.get("timed_out"):
        return answer
    body: Clause = {"query": fits, "size": 0, "track_total_hits": False, "aggs": wanted}
    recounted = await cluster.search(alias, body)
    if recounted.get("timed_out"):
        return answer
    return {**answer, "aggregations": corrected(found, recounted.get("aggregations", {}))}


async def _read_live(
    cluster: Cluster, alias: str, place: Place, request: SearchRequest, body: Clause, count: Clause
) -> tuple[Answer, list[Hit], Place | None]:
    body = {**body, "size": request.limit + 1}  # one more tells whether there is a next page
    if place.after:
        body["search_after"] = list(place.after)
    if request.by_relevance:
        listed, counted = await cluster.search_all(
            [(alias, listing(body)), (alias, count)], first_by_relevance=True
        )
    elif place.after and _is_undated(place.after[0]):
        listed, counted = await cluster.search_all([(alias, listing(body)), (alias, count)])
    else:
        edge, counted = await cluster.search_all([(alias, edge_of(body)), (alias, count)])
        listed = await cluster.search(alias, within(listing(body), edge))
    answer = together(listed, counted)
    hits, more = answer["hits"]["hits"][: request.limit], len(answer["hits"]["hits"]) > request.limit
    if not more:
        return answer, hits, None
    if request.by_relevance:
        return answer, hits, Place(shown=tuple(mark_of(hit["_id"]) for hit in hits))
    return answer, hits, Place(after=tuple(hits[-1]["sort"]))


async def _read_view(
    cluster: Cluster, alias: str, place: Place, limit: int, body: Clause
) -> tuple[Answer, list[Hit], Place | None]:
    view = place.view or await cluster.open_view(alias)
    if view is None:
        return NOTHING, [], None
    body = {**body, "size": limit + len(place.shown) + 1}
    if place.after:
        body["search_after"] = list(place.after)
    answer = await cluster.search_view(view, body, by_relevance=True)
    shown = set(place.shown)
    hits: list[Hit] = []
    for hit in answer["hits"]["hits"]:
        known = mark_of(hit["_id"]) in shown
        if not known and len(hits) == limit:
            behind = tuple(mark for mark in place.shown if mark in shown)
            return answer, hits, Place(tuple(hits[-1]["sort"]), behind, view)
        if not known:
            hits.append(hit)
        elif len(hits) < limit:  # one behind the last item will be met again on the next page
            shown.discard(mark_of(hit["_id"]))
    # Left open until it ends by itself: who reloads the last page, or goes back to it, shall find it.
    return answer, hits, None
