"""Facets are read as counted, and are empty where nothing was."""

from quotewire_search.facets import read_facets
from quotewire_search.request import FACETS


def test_without_an_index_every_wanted_facet_is_empty() -> None:
    facets = read_facets({}, FACETS, 5)
    assert set(facets) == set(FACETS)
    assert all(facet.values == () and facet.other == 0 for facet in facets.values())


def test_the_engines_error_bound_and_rest_are_told() -> None:
    answer = {
        "aggregations": {
            "publisher": {
                "buckets": [{"key": "A", "doc_count": 3}],
                "sum_other_doc_count": 7,
                "doc_count_error_upper_bound": 2,
            }
        }
    }
    facet = read_facets(answer, ("publisher",), 5)["publisher"]
    assert (facet.values[0].count, facet.other, facet.error_bound) == (3, 7, 2)


def test_nested_values_are_counted_in_articles_and_sorted_by_that() -> None:
    buckets = [
        {"key": "Loud", "doc_count": 9, "articles": {"doc_count": 1}},
        {"key": "Wide", "doc_count": 5, "articles": {"doc_count": 4}},
    ]
    answer = {"aggregations": {"quotes": {"fitting": {"doc_count": 14, "speaker": {"buckets": buckets}}}}}
    facet = read_facets(answer, ("speaker",), 5)["speaker"]
    assert [(value.value, value.count) for value in facet.values] == [("Wide", 4), ("Loud", 1)]


def test_months_are_the_newest_and_older_ones_are_summed() -> None:
    dated = [
        {"key_as_string": f"{2020 + number // 12}-{number % 12 + 1:02}", "doc_count": 1}
        for number in range(30)
    ]
    undated = {"month": {"buckets": [{"key_as_string": "2022-06", "doc_count": 5}]}}
    answer = {"aggregations": {"month": {"buckets": dated}, "undated": undated}}
    facet = read_facets(answer, ("month",), 5)["month"]
    assert (facet.values[0].value, facet.values[0].count) == ("2022-06", 6)
    assert (len(facet.values), facet.other) == (24, 6)
