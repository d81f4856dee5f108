"""A request is cleaned and bounded, and says in words what it will not take."""

import pytest
from pydantic import ValidationError

from quotewire_search.explaining import explain, in_words
from quotewire_search.request import FACETS, SearchRequest
from tests.hostile import HOSTILE


def refusal(**fields: object) -> str:
    with pytest.raises(ValidationError) as caught:
        SearchRequest.model_validate(fields)
    return in_words(explain(caught.value.errors()))


def test_an_empty_request_asks_for_the_newest_with_all_facets() -> None:
    request = SearchRequest()
    assert not request.by_relevance
    assert not request.is_filtered
    assert request.wanted_facets == FACETS


def test_words_are_sorted_by_relevance_unless_told_otherwise() -> None:
    assert SearchRequest(q="bridge").by_relevance
    assert not SearchRequest(q="bridge", sort="newest").by_relevance
    assert not SearchRequest(sort="relevance").by_relevance


def test_control_characters_surrogates_and_noncharacters_become_spaces() -> None:
    request = SearchRequest(q="a\x00b\x1b[1m\ud800c\ufdd0d\uffff", speaker="  Ama \r\n Boateng ")
    assert request.q == "a b [1m c d"
    assert request.speaker == "Ama Boateng"


def test_typographic_quotation_marks_mean_a_phrase() -> None:
    assert SearchRequest(q="“toll rise” «pont»").q == '"toll rise" "pont"'


def test_what_costs_too_much_is_refused_with_the_limit() -> None:
    assert "61 words" in refusal(q="word " * 61)
    assert "at most 60" in refusal(q="橋" * 61)
    assert "q: String should have at most 1000" in refusal(q="a" * 1_001)
    assert "at most 30" in refusal(speaker="a " * 31)
    assert refusal(limit=101)
    assert refusal(limit=0)
    assert refusal(publisher=["a"] * 21)
    assert refusal(cursor="a" * 1_001)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind": ["spoken"]}, "'direct', 'mixed' or 'indirect'"),
        ({"since": "yesterday"}, "Write 2026"),
        ({"until": "2026-13"}, "Write 2026"),
        ({"since": "0001"}, "between 1900 and 2199"),
        ({"since": "2026-12", "until": "2026-11"}, "after `until`"),
        ({"facets": "colour"}, "publisher, speaker"),
        ({"sort": "best"}, "'relevance' or 'newest'"),
        ({"nonsense": "1"}, "nonsense: There is no such parameter."),
    ],
)
def test_a_wrong_parameter_is_named_with_what_to_write(fields: dict[str, object], says: str) -> None:
    assert says in refusal(**fields)


def test_facets_can_be_chosen_and_follow_pages_have_none() -> None:
    assert SearchRequest(facets="month,speaker").wanted_facets == ("speaker", "month")
    assert SearchRequest(facets="none").wanted_facets == ()
    assert SearchRequest(cursor="x").wanted_facets == ()
    assert SearchRequest(cursor="x", facets="kind").wanted_facets == ("kind",)


def test_the_fingerprint_changes_with_results_and_order_only() -> None:
    base = SearchRequest(q="bridge")
    name = base.fingerprint("quotes")
    same = [SearchRequest(q="bridge", limit=3), SearchRequest(q=" bridge ", facets="none", sort="relevance")]
    other = [
        SearchRequest(q="bridges"),
        SearchRequest(q="bridge", sort="newest"),
        SearchRequest(speaker="bridge"),
    ]
    assert all(request.fingerprint("quotes") == name for request in same)
    assert all(request.fingerprint("quotes") != name for request in other)
    assert base.fingerprint("articles") != name


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_every_hostile_text_can_be_asked_for(text: str) -> None:
    request = SearchRequest(q=text, speaker=text, role=text, about=text)
    assert not any(char < " " for char in request.q)
