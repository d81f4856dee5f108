"""Special words are told by how much commoner they are, and never are the words of reporting."""

from typing import Any

from quotewire_search.request import SearchRequest
from quotewire_search.terms import UNTOLD, read_terms, terms_body


def answer(*words: tuple[str, int, int], sample: int = 10, everything: int = 1_000) -> dict[str, Any]:
    buckets = [{"key": word, "doc_count": n, "bg_count": bg, "score": 9.9} for word, n, bg in words]
    once = {"doc_count": sample, "special": {"buckets": buckets}}
    return {
        "hits": {"total": {"value": 77}},
        "aggregations": {"everything": {"doc_count": everything}, "drawn": {"once": once}},
    }


def test_the_rarer_elsewhere_the_more_special() -> None:
    found = read_terms(answer(("often", 5, 400), ("toll", 5, 5), ("common", 5, 600)), SearchRequest())
    assert [term.term for term in found.items] == ["toll", "often"]
    assert (found.total, found.sample) == (77, 10)


def test_what_was_asked_for_is_no_news_and_numbers_are_no_words() -> None:
    found = read_terms(
        answer(("zoe", 5, 5), ("2026", 5, 5), ("x", 5, 5), ("pier", 5, 5)), SearchRequest(q="Zoë")
    )
    assert [term.term for term in found.items] == ["pier"]


def test_words_of_reporting_are_left_out_by_the_engine() -> None:
    assert {"said", "told", "the", "according"} <= set(UNTOLD)
    assert '"said"' in str(terms_body("quotes", {"match_all": {}})).replace("'", '"')


def test_without_an_index_there_are_none() -> None:
    assert read_terms({"hits": {"total": {"value": 0}}}, SearchRequest()).items == ()
