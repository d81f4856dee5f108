"""The query language on a real OpenSearch: what each part of it finds."""

from collections.abc import Sequence

import pytest

from quotewire_search.index import OpenSearchIndex
from quotewire_search.request import SearchRequest
from tests.hostile import HOSTILE
from tests.integration.search.library import Library, story

CRACKS = "We have measured cracks that were not there in spring"
SAFE = "perfectly safe"
DRIVE = "I will drive over it tomorrow myself"
FAMILY = "No family will pay more than two shillings a day for the bridge"
TAX = "This is a tax on fishermen"
REVIEW = "the toll would be reviewed after a year"
HIDDEN = "Nothing was hidden, nothing was delayed"
AUGUST = "Ama Boateng read that report in August"
PERSONNE = "Personne ne paiera davantage"
UMBRELLA = "Bring an umbrella"
TOLL, REPAIRS, DENIAL = (
    "Harbour bridge toll to rise in January",
    "Engineers warn of cracks in the northern pier",
    "Northgate denies hiding a report on the bridge",
)


async def said(index: OpenSearchIndex, q: str, **asked: object) -> list[str]:
    page = await index.quotes(SearchRequest.model_validate({"q": q, "facets": "none", **asked}))
    return [quote.text for quote in page.items]


async def titles(index: OpenSearchIndex, q: str) -> set[str | None]:
    page = await index.articles(SearchRequest(q=q, facets="none"))
    return {article.title for article in page.items}


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("speaker:boateng", {FAMILY, REVIEW, DRIVE, PERSONNE}),
        ('speaker:"Kofi Mensah"', {TAX, AUGUST}),
        ("speaker:(lindqvist OR raman)", {CRACKS, HIDDEN}),
        ("speaker:boat* kind:indirect", {REVIEW}),
        ("speaker:ZOE", {CRACKS}),
        ("-speaker:boateng -speaker:mensah lang:en", {CRACKS, SAFE, HIDDEN, UMBRELLA}),
        ("speaker:boateng kind:direct -lang:fr", {FAMILY, DRIVE}),
        ("role:minister", {FAMILY, DRIVE, REVIEW}),
        ('role:"chief engineer"', {CRACKS}),
        ("role:engin*", {CRACKS}),
        ("stance:(warn OR deny)", {CRACKS, HIDDEN}),
        ("outlet:harbour", {FAMILY, TAX, REVIEW, HIDDEN, AUGUST}),
        ('outlet:"la depeche du port"', {PERSONNE}),
        ("outlet:depeche", {PERSONNE}),
        ("section:politics kind:direct", {FAMILY, TAX}),
        ("since:2026-11-22", {CRACKS, SAFE, DRIVE, UMBRELLA}),
        ("until:2026-10 -lang:fr", {HIDDEN, AUGUST}),
        ("-since:2026-11", {HIDDEN, AUGUST, PERSONNE}),
        ("umbrella OR fishermen", {UMBRELLA, TAX}),
        ("(umbrella OR fishermen) -tax", {UMBRELLA}),
        ('"tax on fishermen"', {TAX}),
        ('"fishermen on tax"', set()),
        ("umbr*", {UMBRELLA}),
        ("what did zoe say about the cracks", {CRACKS}),
        ("drove OR driving", {DRIVE}),
    ],
)
async def test_a_query_finds_these_quotes(index: OpenSearchIndex, q: str, found: set[str]) -> None:
    assert set(await said(index, q)) == found


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("speaker:boateng stance:promise", {TOLL}),
        # Both are in the article, but it was Mensah who accused.
        ("speaker:boateng stance:accuse", set()),
        ("speaker:boateng OR stance:deny", {TOLL, REPAIRS, DENIAL, "Le péage du pont augmente"}),
        ("bridge -speaker:boateng", {DENIAL}),
        ("speaker:boateng role:transport", {TOLL}),
        ("speaker:mensah role:transport", set()),
        ('"northern pier" OR umbrella', {REPAIRS, "Rain, then more rain"}),
        ("about:northgate", {REPAIRS}),
        ("northg* -hiding", {TOLL, REPAIRS}),
    ],
)
async def test_a_query_finds_these_articles(index: OpenSearchIndex, q: str, found: set[str]) -> None:
    assert await titles(index, q) == found


async def test_a_field_and_its_parameter_find_the_same_and_narrow_each_other(index: OpenSearchIndex) -> None:
    for asked, q in (
        ({"speaker": "boateng"}, "speaker:boateng"),
        ({"role": "minister"}, "role:minister"),
        ({"about": "Ama Boateng"}, "about:(Ama Boateng)"),
        ({"outlet": ["Harbour Post"]}, 'outlet:"Harbour Post"'),
        ({"section": ["politics"]}, "section:politics"),
        ({"lang": ["fr"]}, "lang:fr"),
    ):
        assert await said(index, q) == await said(index, "", **asked)
    assert await said(index, "kind:indirect", speaker="boateng") == [REVIEW]


async def test_the_oldest_can_come_first(index: OpenSearchIndex) -> None:
    assert (await said(index, "speaker:boateng", sort="oldest"))[0] == PERSONNE
    assert (await said(index, "speaker:boateng"))[0] == DRIVE


async def test_a_slip_is_searched_as_words_and_told(index: OpenSearchIndex) -> None:
    page = await index.quotes(SearchRequest(q='speeker:mensah "tax on'))
    assert [notice.suggestion for notice in page.notices] == [
        'speeker:mensah "tax on"',
        'speaker:mensah "tax on',
    ]


def told(speaker: str, words: str, **fields: object) -> dict[str, object]:
    return {"speaker": speaker, "words": words, "type": "organization", **fields}


async def test_a_name_is_found_by_the_acronym_that_another_article_gives(library: Library) -> None:
    await library.add(
        [
            story(
                "a",
                "Loan agreed",
                [told("International Monetary Fund", "The loan is agreed", aliases=["IMF", "the Fund"])],
                publisher="A",
                day="2026-11-01",
            ),
            story(
                "b",
                "Review begins",
                [told("International Monetary Fund", "The review begins")],
                publisher="B",
                day="2026-11-02",
            ),
            story(
                "c", "Fund for ships", [told("the Fund", "Ships are paid")], publisher="C", day="2026-11-03"
            ),
            story("d", "IMF speaks", [told("IMF", "Rates may fall")], publisher="D", day="2026-11-04"),
        ]
    )
    every = {"The loan is agreed", "The review begins", "Rates may fall"}
    for q in (
        "speaker:imf",
        "speaker:(international monetary fund)",
        'speaker:"International Monetary Fund"',
    ):
        assert set(await said(library.index, q)) == every
    assert await titles(library.index, "speaker:imf") == {"Loan agreed", "Review begins", "IMF speaks"}
    assert await said(library.index, "IMF review") == ["The review begins"]
    page = await library.index.quotes(SearchRequest(q="speaker:imf"))
    assert "International Monetary Fund" in page.notices[0].message
    # A facet's value counts this name only, and so does its link.
    assert await said(library.index, "", speaker='"IMF"') == ["Rates may fall"]


async def test_a_name_is_found_in_other_transliterations(library: Library) -> None:
    await library.add(
        [
            story(
                "a",
                "Talks",
                [{"speaker": "Volodymyr Zelenskyy", "words": "We talk"}],
                publisher="A",
                day="2026-11-01",
            ),
            story(
                "b",
                "Other",
                [{"speaker": "Pavel Zelinka", "words": "We walk"}],
                publisher="A",
                day="2026-11-01",
            ),
        ]
    )
    for q in ("speaker:zelensky", 'speaker:"Volodymyr Zelensky"', "zelensky talk", "speaker:Зеленський"):
        assert await said(library.index, q) == ["We talk"], q


@pytest.mark.parametrize("number", range(4))
async def test_no_text_is_a_syntax_error(index: OpenSearchIndex, number: int) -> None:
    for text in HOSTILE[number::4]:
        for q in (text, f"speaker:{text}", f"about:({text}"):
            request = SearchRequest.model_validate({"q": q[:1_000], "facets": "none"})
            await index.quotes(request)
            await index.articles(request)


def dearest() -> Sequence[str]:
    words = [f"ab{number}" for number in range(40)]
    return (
        " ".join(words),
        " OR ".join(words),
        " ".join(f"about:{word}" for word in words),
        f"speaker:({' OR '.join(words)})",
        "橋" * 40,
        f"{' '.join(f'-{word}' for word in words[:35])} abc* bcd* cde* def* efg*",
    )


@pytest.mark.parametrize("number", range(6))
async def test_the_dearest_queries_are_below_the_engines_limits(index: OpenSearchIndex, number: int) -> None:
    name = " ".join(f"cd{number}" for number in range(30))
    request = SearchRequest(q=dearest()[number], speaker=name, role=name, about=name)
    await index.quotes(request)
    await index.articles(request)
