"""Results come in the order that people expect; each test is one expectation, on a few documents."""

from typing import Any

from quotewire_search.index import OpenSearchIndex
from quotewire_search.request import SearchRequest
from tests.integration.search.library import Library, story


def quote(slug: str, words: str, speaker: str | None = "Someone Else", **fields: Any) -> Any:
    title, day = fields.pop("title", "News"), fields.pop("day", "2026-11-20")
    sentence = {"words": words, "speaker": speaker, **fields.pop("sentence", {})}
    return story(slug, title, [sentence, *fields.pop("more", [])], publisher="A", day=day, **fields)


async def order(index: OpenSearchIndex, q: str) -> list[str]:
    return [item.text for item in (await index.quotes(SearchRequest(q=q, facets="none"))).items]


async def titles(index: OpenSearchIndex, q: str) -> list[str | None]:
    return [item.title for item in (await index.articles(SearchRequest(q=q, facets="none"))).items]


async def test_a_speakers_name_beats_a_mention_however_rare(library: Library) -> None:
    await library.add(
        [
            *(quote(f"s{number}", f"The ferry sails, number {number}", "Ama Boateng") for number in range(5)),
            quote("m", "Boateng Boateng Boateng"),
            quote("t", "It is late", title="Boateng under fire"),
        ]
    )
    found = await order(library.index, "boateng")
    assert {"Boateng Boateng Boateng", "It is late"} == set(found[5:])
    assert (await order(library.index, "Boateng ferry"))[0].startswith("The ferry sails")


async def test_a_phrase_beats_its_words(library: Library) -> None:
    await library.add(
        [
            quote("w", "The rise of the toll, the toll, the toll, and what a rise", day="2026-11-21"),
            quote(
                "p",
                "Nobody in this town expected the toll rise to come so soon or so quietly",
                day="2026-11-01",
            ),
        ]
    )
    assert (await order(library.index, "toll rise"))[0].startswith("Nobody")


async def test_what_is_said_beats_what_stands_around(library: Library) -> None:
    await library.add(
        [
            quote("a", "We are tired", more=[{"text": "x"}], title="Harvest fails", day="2026-11-21"),
            quote("h", "The harvest was the worst we have had", day="2026-11-01"),
        ]
    )
    assert (await order(library.index, "harvest"))[0].startswith("The harvest")


async def test_the_word_as_written_beats_its_other_forms_which_are_found_too(library: Library) -> None:
    await library.add(
        [
            quote("s", "They negotiate with the union here", day="2026-11-21"),
            quote("e", "They negotiated with the union here", day="2026-11-01"),
        ]
    )
    assert await order(library.index, "negotiated") == [
        "They negotiated with the union here",
        "They negotiate with the union here",
    ]


async def test_names_are_never_stemmed(library: Library) -> None:
    await library.add(
        [quote("a", "One", "Anna Waters"), quote("b", "Two", "Anna Water"), quote("c", "Three", "Jo Walters")]
    )
    assert await order(library.index, "speaker:waters") == ["One"]
    assert (await order(library.index, "waters"))[0] == "One"


async def test_recent_news_beats_old_at_equal_match(library: Library) -> None:
    await library.add(
        [
            quote("old", "The bridge is closed then", day="2024-05-01"),
            quote("new", "The bridge is closed now", day="2026-11-20"),
            quote("mid", "The bridge is closed too", day="2026-06-01"),
        ]
    )
    assert await order(library.index, "bridge closed") == [
        "The bridge is closed now",
        "The bridge is closed too",
        "The bridge is closed then",
    ]


async def test_a_clearly_better_match_beats_recent_news(library: Library) -> None:
    await library.add(
        [
            quote("old", "The bridge toll is theft", day="2020-05-01"),
            quote("new", "The toll, he thought, was like crossing a long and empty bridge", day="2026-11-29"),
        ]
    )
    assert (await order(library.index, "bridge toll"))[0] == "The bridge toll is theft"


async def test_a_name_as_it_is_asked_for_beats_other_spellings(library: Library) -> None:
    await library.add(
        [
            quote("o", "Other", "Mohamed Salim", day="2026-11-21"),
            quote("a", "Asked", "Muhammad Salim", day="2026-11-01"),
        ]
    )
    page = await library.index.quotes(SearchRequest(q="speaker:(muhammad salim)", sort="relevance"))
    assert [item.text for item in page.items] == ["Asked", "Other"]
    page = await library.index.quotes(SearchRequest(q="speaker:(muhammad salim)"))
    assert [item.text for item in page.items] == ["Other", "Asked"]


async def test_an_articles_title_beats_its_text_and_who_speaks_beats_who_is_mentioned(
    library: Library,
) -> None:
    await library.add(
        [
            story("t", "Ferry to close", [{"text": "The council met."}], publisher="B", day="2026-11-01"),
            story(
                "m",
                "Council meets",
                [{"text": "A ferry, a ferry, a ferry."}],
                publisher="A",
                day="2026-11-23",
            ),
            story(
                "s",
                "Report",
                [{"words": "It is late", "speaker": "Efua Sutherland"}],
                publisher="A",
                day="2026-11-01",
            ),
            story("n", "Notes", [{"text": "Sutherland, Sutherland."}], publisher="A", day="2026-11-23"),
        ]
    )
    assert await titles(library.index, "ferry") == ["Ferry to close", "Council meets"]
    assert await titles(library.index, "sutherland") == ["Report", "Notes"]


async def test_a_name_in_the_words_beats_one_in_the_paragraph_around(library: Library) -> None:
    around = "Asked about Northgate, he paused. "
    await library.add(
        [
            quote("p", "I have nothing to add", day="2026-11-21", more=[{"text": around}]),
            quote("w", "Northgate lied to all of us", day="2026-11-01"),
        ]
    )
    page = await library.index.quotes(SearchRequest(q="about:northgate", sort="relevance"))
    assert page.items[0].text == "Northgate lied to all of us"
