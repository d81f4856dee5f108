"""SearchRequest -> OpenSearch query, for quotes and for articles. Pure: no I/O, and nothing that a user typed is syntax."""

from dataclasses import dataclass
from typing import Any, Final, Literal

from quotewire_search.answers import summary_fields
from quotewire_search.clauses import Clause
from quotewire_search.facets import article_facets, quote_facets
from quotewire_search.highlight import BEGIN, END
from quotewire_search.matching import articles_query, marking, quotes_query
from quotewire_search.request import SearchRequest
from quotewire_search.wording import OF_ARTICLES, OF_QUOTES

Target = Literal["quotes", "articles"]

MAX_ANALYZED_CHARS: Final = 999_999
"""Just below `index.highlight.max_analyzed_offset`, over which a search would fail."""
WHOLE: Final = {"number_of_fragments": 0}

QUOTE_HIGHLIGHTS: Final[Clause] = {
    "text": WHOLE,
    "speaker": WHOLE,
    "role": WHOLE,
    "article_title": WHOLE,
    "context": {"number_of_fragments": 1, "fragment_size": 240},
}
ARTICLE_HIGHLIGHTS: Final[Clause] = {
    "title": WHOLE,
    "standfirst": WHOLE,
    "authors": WHOLE,
    "text": {"number_of_fragments": 2, "fragment_size": 220},
}


@dataclass(frozen=True, slots=True)
class Order:
    """How results follow one another: the sort, and the type of each of its values. The last ones make it total."""

    sort: list[Clause]
    kinds: tuple[type, ...]


def quotes_body(request: SearchRequest, *, timeout_s: float, facet_values: int) -> dict[str, Any]:
    """Build the search over the quotes' index, from its first result; `paging` goes on from there."""
    return _body(
        request,
        "quotes",
        query=quotes_query(request, scored=request.by_relevance),
        source=True,
        highlight=_highlight(marking(request, OF_QUOTES), QUOTE_HIGHLIGHTS),
        aggregations=quote_facets(request, facet_values),
        timeout_s=timeout_s,
    )


def articles_body(
    request: SearchRequest, *, timeout_s: float, facet_values: int, older: bool = False
) -> dict[str, Any]:
    """Build the search over the articles' index, from its first result; *older*: some are in older indices."""
    return _body(
        request,
        "articles",
        query=articles_query(request, scored=request.by_relevance),
        source=summary_fields(),
        highlight=_highlight(marking(request, OF_ARTICLES), ARTICLE_HIGHLIGHTS),
        aggregations=article_facets(request, facet_values, older=older),
        timeout_s=timeout_s,
    )


def fitting(request: SearchRequest, target: Target) -> Clause:
    """Accept what *request* finds, no more and no less, without a score: for whatever only counts or lists."""
    query = quotes_query if target == "quotes" else articles_query
    return {"bool": {"filter": [query(request, scored=False)]}}


def one_body(document_id: str, *, timeout_s: float) -> dict[str, Any]:
    """Build the search for one document by id; an alias over several indices cannot be read by GET."""
    return {"query": {"ids": {"values": [document_id]}}, "size": 1, "timeout": _milliseconds(timeout_s)}


def order_of(request: SearchRequest, target: Target) -> Order:
    """Give the order of results. Both end in fields that are unique together, so that pages neither skip nor repeat."""
    towards = "asc" if request.sort == "oldest" else "desc"
    sort: list[Clause] = [
        {"published_at": {"order": towards, "missing": "_last", "unmapped_type": "date"}},
        {"first_seen_at": {"order": towards, "unmapped_type": "date"}},
        {"article_id": {"order": "asc", "unmapped_type": "keyword"}},
    ]
    kinds: tuple[type, ...] = (int, int, str)
    if target == "quotes":
        sort.append({"position": {"order": "asc", "unmapped_type": "integer"}})
        kinds = (*kinds, int)
    if request.by_relevance:
        return Order([{"_score": {"order": "desc"}}, *sort], (float, *kinds))
    return Order(sort, kinds)


def _highlight(query: Clause | None, shown: Clause) -> Clause | None:
    if query is None:
        return None
    return {
        "type": "unified",
        "pre_tags": [BEGIN],
        "post_tags": [END],
        "max_analyzer_offset": MAX_ANALYZED_CHARS,
        "highlight_query": query,
        "fields": shown,
    }


def _body(
    request: SearchRequest,
    target: Target,
    *,
    query: Clause,
    source: bool | list[str],
    highlight: Clause | None,
    aggregations: dict[str, Clause],
    timeout_s: float,
) -> dict[str, Any]:
    order = order_of(request, target)
    body: dict[str, Any] = {
        "query": query,
        "sort": order.sort,
        "size": request.limit + 1,  # one more tells whether there is a next page
        "track_total_hits": True,
        "_source": source,
        "timeout": _milliseconds(timeout_s),
    }
    if highlight:
        body["highlight"] = highlight
    if aggregations:
        body["aggs"] = aggregations
    return body


def _milliseconds(seconds: float) -> str:
    return f"{round(seconds * 1000)}ms"
