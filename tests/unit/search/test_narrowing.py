"""Facets turn values on and off, chips take filters away; both keep the rest of the search."""

from urllib.parse import parse_qs, urlsplit

from quotewire_search.answers import Facet, FacetValue
from quotewire_search.narrowing import chips, facet_views, filters_alone, words_alone
from quotewire_search.request import SearchRequest
from tests.unit.search.fakes import facet


def asked(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def test_a_value_narrows_by_the_field_of_its_facet() -> None:
    request = SearchRequest(q="toll", publisher=("A",))
    found = {
        name: asked(facet_views("quotes", request, {name: facet(value)})[0].choices[0].url)
        for name, value in {
            "publisher": "x y",
            "speaker": "x y",
            "kind": "direct",
            "role": "minister",
            "actor": "IMF",
            "month": "2026-11",
        }.items()
    }
    base = {"q": ["toll"], "publisher": ["A"]}
    assert found == {
        "publisher": {**base, "publisher": ["A", "x y"]},
        "speaker": {**base, "speaker": ['"x y"']},
        "kind": {**base, "kind": ["direct"]},
        "role": {**base, "role": ['"minister"']},
        "actor": {**base, "about": ['"IMF"']},
        "month": {**base, "since": ["2026-11"], "until": ["2026-11"]},
    }


def test_a_value_that_is_on_is_turned_off() -> None:
    request = SearchRequest.model_validate(
        {"kind": ["direct"], "speaker": '"ama boateng"', "since": "2026-11", "until": "2026-11"}
    )
    facets = {"kind": facet("direct"), "speaker": facet("Ama Boateng"), "month": facet("2026-11")}
    views = facet_views("quotes", request, facets)
    assert [(view.title, view.choices[0].on) for view in views] == [
        ("Speaker", True),
        ("Kind of quote", True),
        ("Month", True),
    ]
    assert asked(views[1].choices[0].url) == {
        "speaker": ['"ama boateng"'],
        "since": ["2026-11"],
        "until": ["2026-11"],
    }


def test_many_values_are_folded_away_but_what_is_on_stays_in_sight() -> None:
    request = SearchRequest(publisher=("outlet 11",))
    view = facet_views("quotes", request, {"publisher": facet(*(f"outlet {n}" for n in range(12)))})[0]
    assert [choice.label for choice in view.choices] == [*(f"outlet {n}" for n in range(6)), "outlet 11"]
    assert len(view.rest) == 5


def test_a_facet_that_few_need_is_folded_until_it_is_used() -> None:
    facets = {"language": facet("en")}
    assert facet_views("quotes", SearchRequest(), facets)[0].folded
    assert not facet_views("quotes", SearchRequest(language=("en",)), facets)[0].folded


def test_a_value_keeps_its_name_in_the_page_so_that_focus_stays_on_it() -> None:
    facets = {"kind": facet("direct")}
    off = facet_views("quotes", SearchRequest(), facets)[0].choices[0]
    on = facet_views("quotes", SearchRequest.model_validate({"kind": ["direct"]}), facets)[0].choices[0]
    assert off.id == on.id


def test_values_are_named_for_readers() -> None:
    facets = {"kind": facet("mixed"), "language": facet("de"), "month": facet("2026-11")}
    views = facet_views("articles", SearchRequest(), facets)
    assert [view.choices[0].label for view in views] == ["partly word for word", "German", "Nov 2026"]


def test_counts_keep_what_is_known_of_their_errors() -> None:
    counted = Facet(values=(FacetValue(value="A", count=3),), other=7, error_bound=2)
    view = facet_views("quotes", SearchRequest(), {"publisher": counted})[0]
    assert (view.other, view.error_bound) == (7, 2)


def test_every_filter_in_force_is_a_chip_that_takes_it_away() -> None:
    request = SearchRequest.model_validate(
        {"q": "toll", "speaker": '"Ama Boateng"', "publisher": ["A", "B"], "until": "2026-11"}
    )
    found = [(chip.name, chip.value, asked(chip.url)) for chip in chips("quotes", request)]
    everything = {"q": ["toll"], "speaker": ['"Ama Boateng"'], "publisher": ["A", "B"], "until": ["2026-11"]}
    assert found == [
        ("speaker", "Ama Boateng", {name: value for name, value in everything.items() if name != "speaker"}),
        ("outlet", "A", {**everything, "publisher": ["B"]}),
        ("outlet", "B", {**everything, "publisher": ["A"]}),
        ("until", "2026-11", {name: value for name, value in everything.items() if name != "until"}),
    ]


def test_a_stretch_of_time_is_one_chip_in_plain_words() -> None:
    def told(since: str, until: str) -> str:
        return chips("quotes", SearchRequest(since=since, until=until))[0].value

    assert told("2026-11-20", "2026-11-20") == "20 Nov 2026"
    assert told("2026-10", "2026-11-04") == "Oct 2026 to 4 Nov 2026"
    assert told("2025", "2026") == "2025 to 2026"
    assert told("2026-11-20T03:00Z", "2026-11-20T17:59:59.999Z") == "20 Nov 2026, 03:00 to 20 Nov 2026, 18:00"


def test_conditions_among_the_words_are_chips_too() -> None:
    request = SearchRequest(q="toll outlet:lantern -kind:indirect bridge")
    found = [(chip.name, chip.value, asked(chip.url)["q"][0]) for chip in chips("quotes", request)]
    assert found == [
        ("outlet", "lantern", "toll -kind:indirect bridge"),
        ("not kind", "indirect", "toll outlet:lantern bridge"),
    ]


def test_words_and_conditions_can_be_told_apart() -> None:
    assert words_alone("toll outlet:lantern bridge") == "toll bridge"
    assert filters_alone("toll outlet:lantern -kind:indirect") == "outlet:lantern -kind:indirect"
    assert filters_alone("toll") == words_alone("") == ""
