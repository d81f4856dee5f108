"""SearchRequest -> OpenSearch query, for quotes and for articles. Pure: no I/O, and nothing that a user typed is syntax."""

from dataclasses import dataclass
from typing import Any, Final, Literal

from quotewire_search.answers import summary_fields
from quotewire_search.cursor import decode_cursor
from quotewire_search.facets import article_facets, quote_facets
from quotewire_search.filters import (
    IN_ARTICLES,
    IN_QUOTES,
    Clause,
    about_in_articles,
    about_in_quotes,
    document_filters,
    quote_filters,
    role_in_articles,
    role_in_quotes,
)
from quotewire_search.highlight import BEGIN, END
from quotewire_search.request import SearchRequest
from quotewire_search.words import is_plain

Target = Literal["quotes", "articles"]

OPERATORS: Final = "PHRASE|NOT|WHITESPACE"
"""All else that simple_query_string knows (prefixes, fuzziness, slop, precedence) is searched as plain words."""
MAX_ANALYZED_CHARS: Final = 999_999
"""Just below `index.highlight.max_analyzed_offset`, over which a search would fail."""
PHRASE_SLOP: Final = 1
WHOLE: Final = {"number_of_fragments": 0}

QUOTE_WORDS: Final = (
    "text^2",
    "text.exact",
    "speaker^3",
    "speaker_aliases^2",
    "role",
    "role.exact^0.5",
    "article_title",
    "article_title.exact^0.5",
    "context^0.3",
    "context.exact^0.2",
)
QUOTE_PHRASES: Final = ("text^2", "speaker^2", "article_title")
QUOTE_HIGHLIGHTS: Final[Clause] = {
    "text": WHOLE,
    "speaker": WHOLE,
    "role": WHOLE,
    "article_title": WHOLE,
    "context": {"number_of_fragments": 1, "fragment_size": 240},
}
ARTICLE_WORDS: Final = (
    "title^4",
    "title.exact^2",
    "standfirst^2",
    "standfirst.exact",
    "text",
    "text.exact^0.5",
    "authors^2",
)
ARTICLE_PHRASES: Final = ("title^3", "standfirst", "text")
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
    """
    Build the search over the quotes' index.

    Raises:
        BadCursorError: the request's cursor belongs to another search.
    """
    filters = [*document_filters(request), *quote_filters(request, IN_QUOTES)]
    if request.role:
        filters.append(role_in_quotes(request.role))
    if request.about:
        filters.append(about_in_quotes(request.about))
    return _body(
        request,
        "quotes",
        query=_scored(request, QUOTE_WORDS, QUOTE_PHRASES, filters),
        source=True,
        highlight=_highlight(request, QUOTE_WORDS, QUOTE_HIGHLIGHTS),
        aggregations=quote_facets(request, facet_values),
        timeout_s=timeout_s,
    )


def articles_body(request: SearchRequest, *, timeout_s: float, facet_values: int) -> dict[str, Any]:
    """
    Build the search over the articles' index.

    Raises:
        BadCursorError: the request's cursor belongs to another search.
    """
    filters = document_filters(request)
    of_one_quote = quote_filters(request, IN_ARTICLES)
    if of_one_quote:
        filters.append({"nested": {"path": "quotes", "query": {"bool": {"filter": of_one_quote}}}})
    if request.role:
        filters.append(role_in_articles(request.role))
    if request.about:
        filters.append(about_in_articles(request.about))
    return _body(
        request,
        "articles",
        query=_scored(request, ARTICLE_WORDS, ARTICLE_PHRASES, filters),
        source=summary_fields(),
        highlight=_highlight(request, ARTICLE_WORDS, ARTICLE_HIGHLIGHTS),
        aggregations=article_facets(request, facet_values),
        timeout_s=timeout_s,
    )


def one_body(document_id: str, *, timeout_s: float) -> dict[str, Any]:
    """Build the search for one document by id; an alias over several indices cannot be read by GET."""
    return {"query": {"ids": {"values": [document_id]}}, "size": 1, "timeout": _milliseconds(timeout_s)}


def order_of(request: SearchRequest, target: Target) -> Order:
    """Give the order of results. Both end in fields that are unique together, so that pages neither skip nor repeat."""
    sort: list[Clause] = [
        {"published_at": {"order": "desc", "missing": "_last", "unmapped_type": "date"}},
        {"first_seen_at": {"order": "desc", "unmapped_type": "date"}},
        {"article_id": {"order": "asc", "unmapped_type": "keyword"}},
    ]
    kinds: tuple[type, ...] = (int, int, str)
    if target == "quotes":
        sort.append({"position": {"order": "asc", "unmapped_type": "integer"}})
        kinds = (*kinds, int)
    if request.by_relevance:
        return Order([{"_score": {"order": "desc"}}, *sort], (float, *kinds))
    return Order(sort, kinds)


def words(q: str, fields: tuple[str, ...]) -> Clause:
    """Search the words of *q*, each in any of *fields*; all must occur."""
    return {
        "simple_query_string": {
            "query": q,
            "fields": list(fields),
            "default_operator": "and",
            "flags": OPERATORS,
        }
    }


def _scored(
    request: SearchRequest, fields: tuple[str, ...], phrases: tuple[str, ...], filters: list[Clause]
) -> Clause:
    query: dict[str, list[Clause]] = {"filter": filters}
    if request.q:
        query["must"] = [words(request.q, fields)]
        if is_plain(request.q) and " " in request.q:
            together = {
                "query": request.q,
                "type": "phrase",
                "fields": list(phrases),
                "slop": PHRASE_SLOP,
            }
            query["should"] = [{"multi_match": together}]
    return {"bool": query}


def _highlight(request: SearchRequest, fields: tuple[str, ...], shown: Clause) -> Clause | None:
    if not request.q:
        return None
    return {
        "type": "unified",
        "pre_tags": [BEGIN],
        "post_tags": [END],
        "max_analyzer_offset": MAX_ANALYZED_CHARS,
        "highlight_query": words(request.q, fields),
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
    if request.cursor:
        body["search_after"] = decode_cursor(request.cursor, request.fingerprint(target), order.kinds)
    return body


def _milliseconds(seconds: float) -> str:
    return f"{round(seconds * 1000)}ms"
