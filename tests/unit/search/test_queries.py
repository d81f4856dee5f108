"""Requests become queries: what is typed stays a value, and every search is bounded."""

import json
from typing import Any

import pytest

from quotewire_search.highlight import BEGIN
from quotewire_search.matching import one_quote
from quotewire_search.queries import Target, articles_body, fitting, one_body, order_of, quotes_body
from quotewire_search.request import SearchRequest
from quotewire_search.widening import Widened
from tests.hostile import HOSTILE


def body(build: Any, **asked: Any) -> dict[str, Any]:
    made: dict[str, Any] = build(SearchRequest.model_validate(asked), timeout_s=2.5, facet_values=5)
    return made


def quotes(**asked: Any) -> dict[str, Any]:
    return body(quotes_body, **asked)


def articles(**asked: Any) -> dict[str, Any]:
    return body(articles_body, **asked)


def filters(made: dict[str, Any]) -> list[dict[str, Any]]:
    query = made["query"]
    query = query["function_score"]["query"] if "function_score" in query else query
    found: list[dict[str, Any]] = query["bool"]["filter"]
    return found


def test_every_search_is_bounded_and_counted_exactly() -> None:
    for made in (quotes(limit=7), articles(limit=7)):
        assert made["size"] == 8
        assert made["timeout"] == "2500ms"
        assert made["track_total_hits"] is True


def test_nothing_of_the_engines_own_query_syntax_is_used() -> None:
    for made in (quotes(q='bridge "toll rise" -ferry comm*'), articles(q='bridge "toll rise" -ferry comm*')):
        assert "query_string" not in json.dumps(made)


def test_words_side_by_side_and_names_count_more() -> None:
    must = quotes(q="toll rise")["query"]["function_score"]["query"]["bool"]["must"]
    extra = json.dumps(must[0]["bool"]["should"])
    assert '"type": "phrase"' in extra
    assert '"speaker"' in extra


def test_what_only_counts_scores_nothing_and_asks_fewer_fields() -> None:
    builders: dict[Target, Any] = {"quotes": quotes, "articles": articles}
    for target, build in builders.items():
        request = SearchRequest(q="toll rise -ferry speaker:boateng since:2026")
        counted, listed = json.dumps(fitting(request, target)), json.dumps(build(q=request.q)["query"])
        assert "function_score" in listed
        assert "function_score" not in counted
        assert '"should": []' not in counted
        assert counted.count(".exact") == 0
        assert len(counted) < len(listed)


def test_results_in_order_of_time_are_found_without_a_score() -> None:
    for build in (quotes, articles):
        assert "function_score" not in json.dumps(build(q="toll rise", sort="newest"))
        assert build(q="toll rise", sort="newest")["query"]["bool"].keys() == {"filter"}


def test_marks_are_looked_for_only_in_the_fields_that_are_shown() -> None:
    for build in (quotes, articles):
        for q in ("toll rise", '"toll rise"'):
            made = build(q=q)["highlight"]
            asked = json.dumps(made["highlight_query"])
            assert ".exact" not in asked
            assert all(f'"{name}"' in asked for name in made["fields"])


def test_small_words_need_not_occur_beside_others() -> None:
    must = quotes(q="what did the minister say")["query"]["function_score"]["query"]["bool"]["must"]
    assert len(must[0]["bool"]["must"]) == 1
    must = quotes(q="to be or not to be")["query"]["function_score"]["query"]["bool"]["must"]
    assert len(must[0]["bool"]["must"]) == 1
    must = quotes(q="to be")["query"]["function_score"]["query"]["bool"]["must"]
    assert len(must[0]["bool"]["must"]) == 2


def test_only_words_are_marked() -> None:
    assert "highlight" not in quotes(speaker="boateng")
    assert "highlight" not in quotes(q="speaker:boateng -toll")
    marked = quotes(q="toll -ferry speaker:boateng")["highlight"]
    assert marked["pre_tags"] == [BEGIN]
    assert marked["highlight_query"] == quotes(q="toll")["highlight"]["highlight_query"]


def test_filters_do_not_score() -> None:
    query = quotes(speaker="boateng", kind=["direct"], language=["en"], since="2026")["query"]["bool"]
    assert set(query) == {"filter"}
    assert len(query["filter"]) == 4


def test_a_field_in_the_words_means_what_the_parameter_means() -> None:
    for name, value in (
        ("role", "minister"),
        ("about", "northgate"),
        ("stance", ["deny"]),
        ("since", "2026-11"),
    ):
        typed = value[0] if isinstance(value, list) else value
        for build in (quotes, articles):
            assert build(q=f"{name}:{typed}")["query"] == build(**{name: value})["query"]


def test_a_name_in_quotation_marks_is_the_whole_name() -> None:
    assert filters(quotes(speaker='"Ama Boateng"')) == [
        {"constant_score": {"filter": {"term": {"speaker.folded": "Ama Boateng"}}, "boost": 5.0}}
    ]
    assert '"actors.name.folded": "Northgate"' in json.dumps(filters(articles(about='"Northgate"')))


def test_what_is_said_before_a_name_may_be_missing() -> None:
    asked = json.dumps(quotes(q='speaker:"Dame Ama Boateng"'))
    assert '{"speaker.folded": "Ama Boateng"}' in asked
    assert '{"speaker.folded": "Dame Ama Boateng"}' in asked


def test_other_names_are_searched_unless_exactly_this_one_is_asked_for() -> None:
    widened = Widened({"imf": ("International Monetary Fund",)})
    for asked, found in (
        ({"speaker": "IMF"}, True),
        ({"q": 'speaker:"IMF"'}, True),
        ({"speaker": '"IMF"'}, False),
    ):
        request = SearchRequest.model_validate(asked).widened_by(widened)
        made = json.dumps(quotes_body(request, timeout_s=1, facet_values=1))
        assert ("International Monetary Fund" in made) is found


def test_until_reaches_to_the_end_of_its_day() -> None:
    times = json.dumps(quotes(since="2026-11-01", until="2026-11-24")["query"])
    assert '"gte": "2026-11-01T00:00:00+00:00"' in times
    assert '"lt": "2026-11-25T00:00:00+00:00"' in times


def test_conditions_on_a_quote_share_one_nested_query_in_articles() -> None:
    for asked in (
        {"speaker": "boateng", "stance": ["deny"], "kind": ["direct"]},
        {"q": "speaker:boateng stance:deny kind:direct"},
        {"q": "kind:direct", "speaker": "boateng", "stance": ["deny"]},
    ):
        (only,) = filters(articles(**asked))
        assert only["nested"]["path"] == "quotes"
        assert len(only["nested"]["query"]["bool"]["filter"]) == 3
        assert len(one_quote(SearchRequest.model_validate(asked))) == 3


def test_a_role_and_a_speaker_must_be_one_actor_in_articles() -> None:
    (quote, actor) = filters(articles(q="speaker:boateng role:minister"))
    assert (quote["nested"]["path"], actor["nested"]["path"]) == ("quotes", "actors")
    assert len(actor["nested"]["query"]["bool"]["filter"]) == 2


def test_who_is_excluded_has_no_quote_in_the_article() -> None:
    (without,) = filters(articles(q="-speaker:boateng"))
    assert without["bool"]["must_not"][0]["nested"]["path"] == "quotes"


def test_lists_of_articles_leave_their_text_out() -> None:
    assert not {"text", "quotes", "actors"} & set(articles()["_source"])


def test_only_wanted_facets_are_counted() -> None:
    assert set(quotes(facets="kind,month")["aggs"]) == {"kind", "month", "undated"}
    assert "aggs" not in quotes(facets="none")
    assert set(articles(facets="publisher")["aggs"]) == {"publisher"}
    assert "aggs" not in articles(facets="none")


def nested_facets(made: dict[str, Any]) -> set[str]:
    of_quotes = made["aggs"].get("quotes", {}).get("aggs", {}).get("fitting", {}).get("aggs", {})
    return set(of_quotes) | set(made["aggs"].get("actors", {}).get("aggs", {}))


def test_articles_are_counted_by_their_own_values_unless_a_quote_must_fit_or_an_index_lacks_them() -> None:
    assert set(articles(facets="kind,actor")["aggs"]) == {"kind", "actor", "older"}
    assert nested_facets(articles()) == set()
    assert nested_facets(articles(speaker="boateng")) == {"speaker", "kind", "stance"}
    assert nested_facets(articles(q="kind:direct", facets="kind,actor")) == {"kind"}
    older = {"speaker", "kind", "stance", "actor", "role", "country"}
    made = articles_body(SearchRequest(), timeout_s=1, facet_values=5, older=True)
    assert nested_facets(made) == older
    assert "older" not in made["aggs"]


def test_the_order_ends_in_what_is_unique() -> None:
    for asked in (SearchRequest(), SearchRequest(q="a"), SearchRequest(sort="oldest")):
        assert [next(iter(step)) for step in order_of(asked, "quotes").sort][-2:] == [
            "article_id",
            "position",
        ]
        assert next(iter(order_of(asked, "articles").sort[-1])) == "article_id"


def test_the_oldest_come_first_where_asked_for() -> None:
    assert order_of(SearchRequest(sort="oldest"), "quotes").sort[0]["published_at"]["order"] == "asc"
    assert order_of(SearchRequest(), "quotes").sort[0]["published_at"]["order"] == "desc"


def test_one_document_is_asked_for_by_id() -> None:
    assert one_body("a:q1", timeout_s=1)["query"] == {"ids": {"values": ["a:q1"]}}


def keys(node: Any) -> set[str]:
    if isinstance(node, dict):
        return set(node).union(*(keys(value) for value in node.values()))
    return set().union(*(keys(value) for value in node)) if isinstance(node, list) else set()


EVERYTHING = (
    'two words well-known "a b" pre* -x -"a b" (a OR b) speaker:a -speaker:"a b" speaker:pre* role:a role:"a b" '
    'role:pre* about:a about:"a b" about:pre* kind:direct stance:deny outlet:a outlet:"a" lang:en country:a section:a '
    "since:2026 until:2027 source:a OR (speaker:a role:b)"
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_a_value_and_never_a_part_of_the_query(text: str) -> None:
    for build in (quotes, articles):
        ours = keys(build(q=EVERYTHING, speaker="a b", role="a", about="a b"))
        ours |= keys(build(q="a", speaker='"a"', role='"a"', about='"a"'))
        assert keys(build(q=text, speaker=text, role=text, about=text)) <= ours
