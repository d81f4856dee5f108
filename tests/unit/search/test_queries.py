"""Requests become queries: what is typed stays a value, and every search is bounded."""

import json
from typing import Any

import pytest

from quotewire_search.cursor import encode_cursor
from quotewire_search.errors import BadCursorError
from quotewire_search.queries import articles_body, one_body, order_of, quotes_body
from quotewire_search.request import SearchRequest
from tests.hostile import HOSTILE


def quotes(**asked: Any) -> dict[str, Any]:
    return quotes_body(SearchRequest.model_validate(asked), timeout_s=2.5, facet_values=5)


def articles(**asked: Any) -> dict[str, Any]:
    return articles_body(SearchRequest.model_validate(asked), timeout_s=2.5, facet_values=5)


def test_every_search_is_bounded_and_counted_exactly() -> None:
    for body in (quotes(limit=7), articles(limit=7)):
        assert body["size"] == 8
        assert body["timeout"] == "2500ms"
        assert body["track_total_hits"] is True


def test_words_are_searched_with_three_operators_only() -> None:
    must = quotes(q='bridge "toll rise" -ferry')["query"]["bool"]["must"]
    assert must[0]["simple_query_string"]["flags"] == "PHRASE|NOT|WHITESPACE"
    assert must[0]["simple_query_string"]["default_operator"] == "and"
    assert must[0]["simple_query_string"]["query"] == 'bridge "toll rise" -ferry'


def test_words_side_by_side_count_more() -> None:
    assert quotes(q="toll rise")["query"]["bool"]["should"][0]["multi_match"]["type"] == "phrase"
    for q in ("toll", "toll -rise", '"toll rise"'):
        assert "should" not in quotes(q=q)["query"]["bool"]


def test_only_words_are_highlighted() -> None:
    assert "highlight" not in quotes(speaker="boateng")
    assert (
        quotes(q="toll", speaker="boateng")["highlight"]["highlight_query"]
        == (quotes(q="toll")["highlight"]["highlight_query"])
    )


def test_filters_do_not_score() -> None:
    query = quotes(speaker="boateng", kind=["direct"], language=["en"], since="2026")["query"]["bool"]
    assert set(query) == {"filter"}
    assert len(query["filter"]) == 4


def test_a_name_in_quotation_marks_is_the_whole_name() -> None:
    assert quotes(speaker='"Ama Boateng"')["query"]["bool"]["filter"] == [
        {"term": {"speaker.folded": "Ama Boateng"}}
    ]
    assert {"term": {"actors.name.folded": "Northgate"}} in (
        articles(about='"Northgate"')["query"]["bool"]["filter"][0]["nested"]["query"]["bool"]["should"]
    )


def test_until_reaches_to_the_end_of_its_day() -> None:
    times = json.dumps(quotes(since="2026-11-01", until="2026-11-24")["query"])
    assert '"gte": "2026-11-01T00:00:00+00:00", "lt": "2026-11-25T00:00:00+00:00"' in times


def test_conditions_on_a_quote_share_one_nested_query_in_articles() -> None:
    filters = articles(speaker="boateng", stance=["deny"], kind=["direct"])["query"]["bool"]["filter"]
    assert len(filters) == 1
    assert filters[0]["nested"]["path"] == "quotes"
    assert len(filters[0]["nested"]["query"]["bool"]["filter"]) == 3


def test_lists_of_articles_leave_their_text_out() -> None:
    assert not {"text", "quotes", "actors"} & set(articles()["_source"])


def test_only_wanted_facets_are_counted() -> None:
    assert set(quotes(facets="kind,month")["aggs"]) == {"kind", "month", "undated"}
    assert "aggs" not in quotes(facets="none")
    assert set(articles(facets="publisher")["aggs"]) == {"publisher"}
    assert set(articles(facets="kind,stance")["aggs"]["quotes"]["aggs"]["fitting"]["aggs"]) == {
        "kind",
        "stance",
    }


def test_the_order_ends_in_what_is_unique() -> None:
    for asked in (SearchRequest(), SearchRequest(q="a")):
        assert [next(iter(step)) for step in order_of(asked, "quotes").sort][-2:] == [
            "article_id",
            "position",
        ]
        assert next(iter(order_of(asked, "articles").sort[-1])) == "article_id"


def test_a_cursor_continues_its_own_search_only() -> None:
    request = SearchRequest(q="toll")
    cursor = encode_cursor(request.fingerprint("quotes"), [1.5, 1, 1, "a", 1])
    assert quotes(q="toll", cursor=cursor)["search_after"] == [1.5, 1, 1, "a", 1]
    for build in (quotes, articles):
        with pytest.raises(BadCursorError):
            build(q="bridge", cursor=cursor)


def test_one_document_is_asked_for_by_id() -> None:
    assert one_body("a:q1", timeout_s=1)["query"] == {"ids": {"values": ["a:q1"]}}


def keys(node: Any) -> set[str]:
    if isinstance(node, dict):
        return set(node).union(*(keys(value) for value in node.values()))
    return set().union(*(keys(value) for value in node)) if isinstance(node, list) else set()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_a_value_and_never_a_part_of_the_query(text: str) -> None:
    for build in (quotes, articles):
        ours = keys(build(q="two words", speaker="a", role="a", about="a"))
        ours |= keys(build(q="two words", speaker='"a"', role='"a"', about='"a"'))
        assert keys(build(q=text, speaker=text, role=text, about=text)) <= ours
