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
    for sort in ("newest", "oldest"):
        assert not SearchRequest(q="bridge", sort=sort).by_relevance
    assert not SearchRequest(sort="relevance").by_relevance


def test_fields_alone_are_filters_so_the_newest_come_first() -> None:
    assert not SearchRequest(q="speaker:boateng -bridge").by_relevance
    assert SearchRequest(q="speaker:boateng", sort="relevance").by_relevance
    assert SearchRequest(q="speaker:boateng bridge").by_relevance


def test_too_many_words_are_cut_with_a_notice() -> None:
    request = SearchRequest(q="word " * 61)
    assert "Only the first 40 words" in request.notices[0].message
    assert str(request.parsed.tree) == " ".join(["word"] * 40)


def test_outlet_and_lang_mean_publisher_and_language() -> None:
    request = SearchRequest.model_validate({"outlet": ["A"], "publisher": ["B"], "lang": ["EN"]})
    assert (request.publisher, request.language) == (("B", "A"), ("en",))
    assert (request.outlet, request.lang) == ((), ())
    assert request.fingerprint("quotes") == SearchRequest(publisher=("B", "A"), language=("en",)).fingerprint(
        "quotes"
    )
    assert "outlet" in refusal(outlet="Harbour Post")


def test_parameters_are_conditions_like_the_fields_of_the_language() -> None:
    request = SearchRequest(speaker='"Ama Boateng"', role="minister", kind=("direct", "mixed"), since="2026")
    assert [str(node) for node in request.conditions] == [
        'speaker:"Ama Boateng"',
        "role:minister",
        "kind:(direct OR mixed)",
        "since:2026",
    ]


def test_control_characters_surrogates_and_noncharacters_become_spaces() -> None:
    request = SearchRequest(q="a\x00b\x1b[1m\ud800c\ufdd0d\uffff", speaker="  Ama \r\n Boateng ")
    assert request.q == "a b [1m c d"
    assert request.speaker == "Ama Boateng"


def test_typographic_quotation_marks_mean_a_phrase() -> None:
    assert SearchRequest(q="“toll rise” «pont»").q == '"toll rise" "pont"'


def test_what_costs_too_much_is_refused_with_the_limit() -> None:
    assert "q: Write at most 1,000 characters." in refusal(q="a" * 1_001)
    assert "31 words" in refusal(speaker="a " * 31)
    assert "at most 30" in refusal(about="橋" * 31)
    assert refusal(limit=101)
    assert refusal(cursor="a" * 16_001)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind": ["spoken"]}, "kind: Write 'direct', 'mixed' or 'indirect'."),
        ({"since": "yesterday"}, "Write 2026"),
        ({"until": "2026-13"}, "Write 2026"),
        ({"since": "0001"}, "between 1900 and 2199"),
        ({"since": "2026-12", "until": "2026-11"}, "after `until`"),
        ({"facets": "colour"}, "publisher, speaker"),
        ({"sort": "best"}, "sort: Write 'relevance', 'newest' or 'oldest'."),
        ({"limit": 0}, "limit: Write a number, 1 or more."),
        ({"limit": "many"}, "limit: Write a whole number."),
        ({"publisher": ["a"] * 21}, "publisher: Give it at most 20 times."),
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
