"""Facets are counted from few values first; what that leaves uncertain is counted again, exactly."""

from typing import Any, cast

from quotewire_search.cluster import Cluster
from quotewire_search.facets import article_facets, quote_facets, read_facets
from quotewire_search.paging import read_page
from quotewire_search.queries import quotes_body
from quotewire_search.recounting import FIRST, SPARE, again, corrected, quick
from quotewire_search.request import SearchRequest

ASKED = SearchRequest(q="bridge", kind=("direct",))


def values(*counts: int, bound: int = 0, other: int = 0) -> dict[str, Any]:
    return {
        "doc_count_error_upper_bound": bound,
        "sum_other_doc_count": other,
        "buckets": [{"key": f"v{number}", "doc_count": count} for number, count in enumerate(counts)],
    }


def test_few_values_are_collected_at_first_and_some_more_than_are_shown() -> None:
    asked = quick(quote_facets(ASKED, 12))
    assert asked["speaker"]["terms"]["shard_size"] == FIRST
    assert asked["speaker"]["terms"]["size"] == 12 + SPARE
    assert asked.keys() == quote_facets(ASKED, 12).keys()
    many = quick(quote_facets(ASKED, 100))
    assert many["speaker"]["terms"]["shard_size"] >= many["speaker"]["terms"]["size"]


def test_nothing_is_counted_again_where_all_counts_are_exact() -> None:
    found = {"speaker": values(5, 4), "month": {"buckets": []}, "undated": {"doc_count": 0}}
    assert again(quick(quote_facets(ASKED, 12)), found) == {}
    assert again({}, {}) == {}


def test_only_uncertain_values_are_counted_again_by_their_names() -> None:
    found = {"speaker": values(5, 4, bound=2), "publisher": values(9)}
    assert again(quick(quote_facets(ASKED, 12)), found) == {
        "speaker": {"terms": {"field": "speaker.raw", "include": ["v0", "v1"], "size": 2}}
    }


def test_what_is_nested_is_counted_again_with_its_conditions_and_articles() -> None:
    asked = quick(article_facets(ASKED, 12))
    found = {
        "quotes": {
            "doc_count": 9,
            "fitting": {"doc_count": 8, "speaker": values(5, bound=1), "kind": values(3)},
        }
    }
    wanted = again(asked, found)
    assert wanted.keys() == {"quotes"}
    assert wanted["quotes"]["aggs"]["fitting"]["filter"] == asked["quotes"]["aggs"]["fitting"]["filter"]
    speaker = wanted["quotes"]["aggs"]["fitting"]["aggs"]["speaker"]
    assert speaker["terms"]["include"] == ["v0"]
    assert "reverse_nested" in speaker["aggs"]["articles"]
    assert wanted["quotes"]["aggs"]["fitting"]["aggs"].keys() == {"speaker"}


def test_new_counts_replace_the_first_and_all_occurrences_stay_the_same() -> None:
    found = {"speaker": values(5, 4, bound=2, other=10), "month": {"buckets": [{"key": 1, "doc_count": 1}]}}
    exact = corrected(found, {"speaker": values(5, 6)})
    facet = read_facets({"aggregations": exact}, ("speaker",), 12)["speaker"]
    assert [(one.value, one.count) for one in facet.values] == [("v1", 6), ("v0", 5)]
    assert (facet.other, facet.error_bound) == (8, 0)
    assert exact["month"] == found["month"]


def test_values_that_are_not_shown_are_among_the_others() -> None:
    facet = read_facets({"aggregations": {"kind": values(1, 7, 3, other=2)}}, ("kind",), 2)["kind"]
    assert [(one.value, one.count) for one in facet.values] == [("v1", 7), ("v2", 3)]
    assert facet.other == 3


class Months:
    """Answers a search whose facet of speakers is uncertain, and its recount."""

    def __init__(self, *, timed_out: bool = False) -> None:
        self.timed_out = timed_out
        self.recounted: list[dict[str, Any]] = []

    async def search_all(self, _asked: object, **_how: object) -> list[dict[str, Any]]:
        hits = {"total": {"value": 0}, "hits": []}
        return [{"hits": hits}, {"hits": hits, "aggregations": {"speaker": values(5, 4, bound=2)}}]

    async def search(self, _alias: str, body: dict[str, Any]) -> dict[str, Any]:
        self.recounted.append(body)
        return {"aggregations": {"speaker": values(5, 6)}, "timed_out": self.timed_out}


async def page(months: Months) -> dict[str, Any]:
    request = SearchRequest(q="bridge")
    body = quotes_body(request, timeout_s=1, facet_values=12)
    found = await read_page(cast("Cluster", months), "quotes", "quotes", request, body)
    counts: dict[str, Any] = found.answer["aggregations"]["speaker"]
    return counts


async def test_a_page_has_the_exact_counts_and_the_recount_looks_at_nothing_else() -> None:
    months = Months()
    assert (await page(months))["buckets"][1]["doc_count"] == 6
    (body,) = months.recounted
    assert (body["size"], body["track_total_hits"]) == (0, False)
    assert body["aggs"].keys() == {"speaker"}


async def test_a_recount_that_is_not_done_in_time_leaves_the_counts_and_their_bound() -> None:
    counts = await page(Months(timed_out=True))
    assert counts["buckets"][1]["doc_count"] == 4
    assert counts["doc_count_error_upper_bound"] == 2
