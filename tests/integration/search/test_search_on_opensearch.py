"""A real OpenSearch finds, counts, marks and pages as the requests say."""

from typing import Any

import pytest

from quotewire_search.errors import BadCursorError
from quotewire_search.highlight import to_html
from quotewire_search.index import OpenSearchIndex
from quotewire_search.request import MAX_LIMIT, SearchRequest
from quotewire_shared.messages import article_id_for
from tests.hostile import HOSTILE
from tests.integration.search.library import Library, newsroom, story


async def said(index: OpenSearchIndex, **asked: object) -> list[str]:
    page = await index.quotes(SearchRequest.model_validate(asked))
    assert page.total == len(page.items)
    return [quote.text for quote in page.items]


async def titles(index: OpenSearchIndex, **asked: object) -> list[str | None]:
    page = await index.articles(SearchRequest.model_validate(asked))
    assert page.total == len(page.items)
    return [article.title for article in page.items]


async def test_before_anything_is_indexed_nothing_is_found(library: Library) -> None:
    request = SearchRequest(q="bridge", speaker="boateng", kind=("direct",), since="2026")
    quotes, articles = await library.index.quotes(request), await library.index.articles(request)
    assert (quotes.total, quotes.items, quotes.next_cursor) == (0, (), None)
    assert (articles.total, articles.items) == (0, ())
    assert set(quotes.facets) == set(articles.facets)
    assert not any(facet.values for facet in quotes.facets.values())
    assert await library.index.article("0" * 32) is None
    assert await library.index.quote("0" * 32 + ":q1") is None


async def test_without_words_the_newest_come_first_and_undated_ones_are_kept(index: OpenSearchIndex) -> None:
    assert await said(index) == [
        "We have measured cracks that were not there in spring",
        "perfectly safe",
        "I will drive over it tomorrow myself",
        "No family will pay more than two shillings a day for the bridge",
        "This is a tax on fishermen",
        "the toll would be reviewed after a year",
        "Nothing was hidden, nothing was delayed",
        "Ama Boateng read that report in August",
        "Personne ne paiera davantage",
        "Bring an umbrella",
    ]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ({"q": "crack"}, "We have measured cracks that were not there in spring"),
        ({"q": '"tax on fishermen"'}, "This is a tax on fishermen"),
        ({"q": "“tax on fishermen”"}, "This is a tax on fishermen"),
        ({"q": "lindqvist"}, "We have measured cracks that were not there in spring"),
        ({"q": "ZOE cracks"}, "We have measured cracks that were not there in spring"),
        ({"q": "umbrella -sun"}, "Bring an umbrella"),
        ({"speaker": "zoe"}, "We have measured cracks that were not there in spring"),
        ({"speaker": '"zoe lindqvist"'}, "We have measured cracks that were not there in spring"),
        ({"role": "chief engineers"}, "We have measured cracks that were not there in spring"),
        ({"stance": ["deny"]}, "Nothing was hidden, nothing was delayed"),
        ({"kind": ["mixed"]}, "perfectly safe"),
        ({"language": ["FR"]}, "Personne ne paiera davantage"),
        ({"publisher": ["la depeche DU port"]}, "Personne ne paiera davantage"),
        ({"publisher": ["Island Weather"]}, "Bring an umbrella"),
        ({"since": "2026-11-24"}, "Bring an umbrella"),
        ({"until": "2026-09"}, "Personne ne paiera davantage"),
        ({"since": "2026-10-03", "until": "2026-10-03"}, "Nothing was hidden, nothing was delayed"),
    ],
)
async def test_a_search_finds_its_quote_first(
    index: OpenSearchIndex, asked: dict[str, object], first: str
) -> None:
    assert (await said(index, **asked))[0] == first


async def test_excluded_words_phrases_and_whole_names_leave_the_others_out(index: OpenSearchIndex) -> None:
    assert await said(index, q="umbrella -rain") == []
    assert await said(index, q='"fishermen on tax"') == []
    assert await said(index, speaker='"boateng"') == []
    assert len(await said(index, speaker="boateng")) == 4
    assert len(await said(index, speaker='"Ama Boateng"', kind=["direct"])) == 3
    assert len(await said(index, kind=["direct", "mixed"], language=["en"])) == 8


async def test_about_finds_what_others_say_of_somebody(index: OpenSearchIndex) -> None:
    assert await said(index, about="Ama Boateng") == ["Ama Boateng read that report in August"]
    assert "Nothing was hidden, nothing was delayed" in await said(index, about="Northgate")
    assert await titles(index, about="kofi mensah", sort="newest") == [
        "Harbour bridge toll to rise in January",
        "Northgate denies hiding a report on the bridge",
    ]


async def test_conditions_on_a_quote_must_fit_one_quote_of_the_article(index: OpenSearchIndex) -> None:
    assert await titles(index, speaker="boateng", stance=["promise"]) == [
        "Harbour bridge toll to rise in January"
    ]
    # Both are in the article, but it was Mensah who accused.
    assert await titles(index, speaker="boateng", stance=["accuse"]) == []


async def test_a_title_beats_a_mention_in_the_text(library: Library) -> None:
    mention = story(
        "m", "Council meets", [{"text": "A ferry was mentioned once."}], publisher="A", day="2026-11-23"
    )
    title = story("t", "Ferry to close", [{"text": "The council met."}], publisher="B", day="2026-11-01")
    await library.add([mention, title])
    assert await titles(library.index, q="ferry") == ["Ferry to close", "Council meets"]


async def test_facets_count_all_results_and_lead_to_as_many(index: OpenSearchIndex) -> None:
    page = await index.quotes(SearchRequest(q="bridge", limit=1))
    assert page.total > 1
    assert {
        "publisher": "Harbour Post",
        "kind": "direct",
        "language": "en",
    }.items() <= {name: facet.values[0].value for name, facet in page.facets.items() if facet.values}.items()
    for name in ("publisher", "kind", "stance", "language", "section", "country"):
        for value in page.facets[name].values:
            narrowed = await index.quotes(
                SearchRequest.model_validate({"q": "bridge", name: [value.value], "facets": "none"})
            )
            assert narrowed.total == value.count, (name, value)
    for name, field in (("speaker", "speaker"), ("actor", "about")):
        for value in page.facets[name].values:
            narrowed = await index.quotes(
                SearchRequest.model_validate({"q": "bridge", field: f'"{value.value}"'})
            )
            assert narrowed.total == value.count, value
    assert all(facet.error_bound == 0 for facet in page.facets.values())


async def test_months_count_undated_articles_where_they_were_first_seen(index: OpenSearchIndex) -> None:
    facet = (await index.articles(SearchRequest())).facets["month"]
    assert [(value.value, value.count) for value in facet.values] == [
        ("2026-11", 3),
        ("2026-10", 1),
        ("2026-09", 1),
    ]
    for value in facet.values:
        month = SearchRequest(since=value.value, until=value.value)
        assert (await index.articles(month)).total == value.count


async def test_facets_of_articles_count_articles_not_quotes(index: OpenSearchIndex) -> None:
    page = await index.articles(SearchRequest())
    speakers = {value.value: value.count for value in page.facets["speaker"].values}
    assert speakers["Ama Boateng"] == 3  # of four quotes in three articles
    narrowed = await index.articles(SearchRequest(speaker="boateng"))
    assert {value.value for value in narrowed.facets["speaker"].values} == {"Ama Boateng"}


@pytest.mark.parametrize(
    "asked", [{}, {"q": "bridge"}, {"speaker": "boateng"}, {"kind": ["direct"], "role": "minister"}]
)
async def test_facets_count_the_articles_of_older_indices_too(
    library: Library, index: OpenSearchIndex, asked: dict[str, Any]
) -> None:
    request = SearchRequest.model_validate(asked)
    before = await index.articles(request)
    assert before.facets["speaker"].values
    for month in ("2026.11", "2026.10"):  # first some are older, then all
        await library.put_back(month)
        assert (await index.articles(request)).facets == before.facets


async def test_found_words_are_marked_and_everything_else_is_escaped(library: Library) -> None:
    await library.add(
        [
            story(
                "x",
                "<b>Bridges</b>",
                [{"words": "a <i>bridge</i> & more", "speaker": "O'Neil"}],
                publisher="A",
                day="2026-11-01",
            )
        ]
    )
    quote = (await library.index.quotes(SearchRequest(q="bridge"))).items[0]
    assert to_html(quote.highlights["text"][0]) == "a &lt;i&gt;<mark>bridge</mark>&lt;/i&gt; &amp; more"
    assert quote.model_dump(mode="json")["highlights"]["article_title"] == [
        "&lt;b&gt;<mark>Bridges</mark>&lt;/b&gt;"
    ]


async def test_a_very_long_text_is_searched_and_marked(library: Library) -> None:
    text = "plain words " * 120_000 + "the needle in the hay " + "plain words " * 20_000
    await library.add([story("long", "Long", [{"text": text}], publisher="A", day="2026-11-01")])
    page = await library.index.articles(SearchRequest(q='"needle in the hay"'))
    assert page.total == 1
    assert "<mark>needle</mark>" in to_html(page.items[0].highlights["text"][0])


@pytest.mark.parametrize("asked", [{}, {"q": "ferry"}, {"q": "ferry", "sort": "newest"}])
async def test_paging_yields_every_quote_once_and_as_many_as_the_total(
    library: Library, asked: dict[str, str]
) -> None:
    days = ["2026-11-01", "2026-10-01", None]
    articles = [
        story(
            f"s{number}",
            "The ferry",
            [{"words": f"Ferry number {n} of {number}", "speaker": "A B"} for n in range(5)],
            publisher="A",
            day=days[number % 3],
        )
        for number in range(9)
    ]
    await library.add(articles)
    seen, cursor, pages = [], "", 0
    while True:
        page = await library.index.quotes(
            SearchRequest.model_validate({**asked, "limit": 7, "cursor": cursor})
        )
        assert page.total == 45
        seen += [quote.id for quote in page.items]
        pages += 1
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
    assert len(seen) == len(set(seen)) == 45
    assert pages == 7
    whole = await library.index.quotes(SearchRequest.model_validate({**asked, "limit": MAX_LIMIT}))
    assert [quote.id for quote in whole.items] == seen


async def test_a_cursor_of_another_search_is_refused(index: OpenSearchIndex) -> None:
    cursor = (await index.quotes(SearchRequest(limit=1))).next_cursor
    assert cursor
    assert (await index.quotes(SearchRequest(limit=3, cursor=cursor))).items
    with pytest.raises(BadCursorError):
        await index.quotes(SearchRequest(limit=1, cursor=cursor, speaker="boateng"))
    with pytest.raises(BadCursorError):
        await index.articles(SearchRequest(limit=1, cursor=cursor))


async def test_one_article_comes_with_its_text_actors_and_quotes(index: OpenSearchIndex) -> None:
    stored = newsroom()[0]
    article = await index.article(article_id_for(stored.canonical_url))
    assert article is not None
    assert (article.text, article.actors, article.quotes) == (stored.text, stored.actors, stored.quotes)
    quote = await index.quote(f"{article.article_id}:q2")
    assert quote is not None
    assert (quote.speaker, quote.role) == ("Kofi Mensah", "chair of the Fishers' Union")
    assert '"This is a tax on fishermen," charged Kofi Mensah.' in quote.context


async def test_no_text_is_a_syntax_error(index: OpenSearchIndex) -> None:
    for text in HOSTILE:
        for name in ("q", "speaker", "role", "about"):
            request = SearchRequest.model_validate({name: text, "facets": "none"})
            await index.quotes(request)
            await index.articles(request)


@pytest.mark.parametrize("word", ["ab", "橋", "🦊"])
async def test_the_dearest_query_allowed_is_below_the_engines_limits(
    index: OpenSearchIndex, word: str
) -> None:
    joint = " " if word == "ab" else ""
    dear = joint.join(word for _ in range(60))
    asked = SearchRequest(q=dear, speaker=dear[:30], role=dear[:30], about=dear[:30])
    await index.quotes(asked)
    await index.articles(asked)
