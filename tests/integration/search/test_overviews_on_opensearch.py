"""Speakers, outlets, timelines, terms, comparisons and versions are counted by a real OpenSearch as the shapes say."""

from datetime import UTC, datetime
from typing import Any

from quotewire_indexer.convert import convert
from quotewire_search.comparing import sides
from quotewire_search.history import Timeline
from quotewire_search.index import OpenSearchIndex
from quotewire_search.request import SearchRequest
from quotewire_shared.messages import ArticleParsed, Span, article_id_for
from tests.integration.search.library import Library, newsroom, story

EVERYTHING = SearchRequest(facets="none")


def counts(timeline: Timeline) -> dict[str, int]:
    """Give the intervals with something in them, by their first moment."""
    return {bucket.start.isoformat(): bucket.count for bucket in timeline.buckets if bucket.count}


def with_first_mention(article: ArticleParsed, name: str) -> ArticleParsed:
    """Tell the actor *name* of the first place where the text names it."""
    start = article.text.index(name)
    actors = [
        actor.model_copy(update={"mentions": (Span(start=start, end=start + len(name)), *actor.mentions)})
        if actor.name == name
        else actor
        for actor in article.actors
    ]
    return article.model_copy(update={"actors": tuple(actors)})


async def test_before_anything_is_indexed_everything_is_empty(library: Library) -> None:
    index = library.index
    assert (await index.speakers(EVERYTHING)).total == 0
    assert (await index.speakers(EVERYTHING, "name")).items == ()
    assert (await index.sources(EVERYTHING)).items == ()
    assert (await index.timeline("quotes", EVERYTHING)).buckets == ()
    assert (await index.terms("articles", EVERYTHING)).items == ()
    assert await index.speaker("Ama Boateng") is None
    assert (await index.versions("0" * 32)).items == ()
    assert [side.total for side in (await index.compare(sides(EVERYTHING, ["a", "b"]))).items] == [0, 0]
    assert [batch async for batch in index.export("quotes", EVERYTHING)] == []


async def test_speakers_are_told_with_exact_figures(index: OpenSearchIndex) -> None:
    page = await index.speakers(EVERYTHING)
    first = page.items[0]
    assert (first.name, first.quotes, first.publishers, first.type) == ("Ama Boateng", 4, 3, "person")
    assert {role.value for role in first.roles} == {"transport minister", "minister", "ministre"}
    assert (first.first_at, first.last_at) == (
        datetime(2026, 9, 15, tzinfo=UTC),
        datetime(2026, 11, 22, tzinfo=UTC),
    )
    assert [speaker.quotes for speaker in page.items] == [4, 2, 1, 1, 1]
    assert page.total == 5
    denied = await index.speakers(SearchRequest(stance=("deny",)))
    assert [speaker.name for speaker in denied.items] == ["Priya Raman"]
    assert denied.facets["publisher"].values[0].value == "Harbour Post"
    named = await index.speakers(EVERYTHING, "name")
    assert [speaker.name for speaker in named.items] == sorted(speaker.name for speaker in page.items)

    for name in ("ÁMA boateng", "Boateng"):
        same = await index.speaker(name)
        assert same is not None
        assert (same.name, same.quotes, same.articles) == ("Ama Boateng", 4, 3), name
    speaker = await index.speaker("Ama Boateng")
    assert speaker is not None
    assert speaker.other_names == ("Boateng",)
    assert [span.role for span in speaker.roles] == ["minister", "transport minister", "ministre"]
    assert {value.value: value.count for value in speaker.publishers.values} == {
        "Daily Ferry": 1,
        "Harbour Post": 2,
        "La Dépêche du Port": 1,
    }
    assert speaker.latest[0].text == "I will drive over it tomorrow myself"
    assert speaker.timeline.total == 4
    assert await index.speaker("Zoe Lindqvist") is not None
    for nobody in ("Nobody at all", "Bo", "*", "", " ", "x" * 5_000, '"', "Ama OR Kofi"):
        assert await index.speaker(nobody) is None, nobody


async def test_time_is_counted_in_any_zone_and_undated_articles_when_first_seen(
    index: OpenSearchIndex,
) -> None:
    months = await index.timeline("articles", EVERYTHING, "month")
    assert counts(months) == {
        "2026-09-01T00:00:00+00:00": 1,
        "2026-10-01T00:00:00+00:00": 1,
        "2026-11-01T00:00:00+00:00": 3,
    }
    # Midnight in London is the evening before in New York.
    there = await index.timeline("articles", SearchRequest(since="2026-11"), "day", "America/New_York")
    assert counts(there) == {
        "2026-11-19T00:00:00-05:00": 1,
        "2026-11-21T00:00:00-05:00": 1,
        "2026-11-24T00:00:00-05:00": 1,
    }
    assert (await index.timeline("quotes", EVERYTHING)).total == (await index.quotes(EVERYTHING)).total
    hours = await index.timeline("quotes", EVERYTHING, "hour")
    assert hours.total == 10
    assert len(hours.buckets) > 1_000

    sources = await index.sources(EVERYTHING)
    assert [(source.publisher, source.articles, source.quotes) for source in sources.items] == [
        ("Daily Ferry", 1, 3),
        ("Harbour Post", 2, 5),
        ("Island Weather", 1, 1),
        ("La Dépêche du Port", 1, 1),
    ]
    assert sources.items[1].last_title == "Harbour bridge toll to rise in January"
    first = await index.sources(SearchRequest(limit=3))
    rest = await index.sources(SearchRequest(limit=3, cursor=first.next_cursor or ""))
    assert [source.publisher for source in rest.items] == ["La Dépêche du Port"]
    assert (first.total, rest.next_cursor) == (4, None)

    both = await index.compare(sides(EVERYTHING, ['speaker:"Ama Boateng"', 'speaker:"Kofi Mensah"']))
    assert [(side.label, side.total) for side in both.items] == [("Ama Boateng", 4), ("Kofi Mensah", 2)]
    assert len({side.timeline.buckets[0].start for side in both.items}) == 1
    assert len({len(side.timeline.buckets) for side in both.items}) == 1
    assert both.items[1].facets["stance"].values[0].value == "accuse"


async def test_special_words_count_syndicated_copies_once(library: Library) -> None:
    def told(slug: str, words: str, signature: str | None = None) -> Any:
        sentences = [{"words": words, "speaker": "Ama Boateng"}]
        fields = {"near_duplicate_signature": signature} if signature else {}
        return story(slug, "Story", sentences, publisher=f"Outlet {slug}", day="2026-11-20", **fields)

    copies = [told(f"c{n}", "zeppelin landed in the harbour at noon", "f" * 16) for n in range(6)]
    sayings = ("the bridge needs paint", "paint peels off that bridge", "no bridge lasts", "paint our bridge")
    others = [told(f"o{number}", words) for number, words in enumerate(sayings)]
    rest = [told(f"r{n}", f"rain fell on hill number{n} all day", None) for n in range(9)]
    await library.add([*copies, *others, *rest])
    for target in ("quotes", "articles"):
        found = await library.index.terms(
            "quotes" if target == "quotes" else "articles", SearchRequest(q="harbour OR bridge")
        )
        words = [term.term for term in found.items]
        assert found.total == 10
        assert found.sample == 5, "one of six copies, and four others without a signature"
        assert "paint" in words, (target, words)
        assert "zeppelin" not in words, (target, words)
        assert not {"said", "the", "bridge"} & set(words)


async def test_an_articles_versions_come_oldest_first_and_facets_tell_role_section_country_actor(
    library: Library,
) -> None:
    article = newsroom()[0]
    later = article.model_copy(
        update={
            "title": "Harbour bridge toll to rise in March",
            "content_hash": "1" * 64,
            "fetched_at": datetime(2026, 11, 25, tzinfo=UTC),
        }
    )
    sentences = [
        {"words": "I met Ama Boateng at the pier", "speaker": "Kofi Mensah"},
        {"words": "We did meet", "speaker": "Ama Boateng"},
    ]
    meeting = story("meeting", "They met", sentences, publisher="Harbour Post", day="2026-11-21")
    await library.add([article, *newsroom()[1:], with_first_mention(meeting, "Ama Boateng")])
    await library.add_versions([convert(later), convert(article)])
    versions = await library.index.versions(article_id_for(article.canonical_url))
    assert [one.title for one in versions.items] == [
        "Harbour bridge toll to rise in January",
        "Harbour bridge toll to rise in March",
    ]
    assert versions.items[1].version == "1" * 12

    of_quotes = (await library.index.quotes(SearchRequest())).facets
    of_articles = (await library.index.articles(SearchRequest())).facets
    assert of_quotes["section"].values[0].value == "Politics"
    roles = {value.value: value.count for value in of_quotes["role"].values}
    assert roles["transport minister"] == 2
    assert {value.value: value.count for value in of_quotes["actor"].values} == {"Ama Boateng": 1}
    actors = {value.value: value.count for value in of_articles["actor"].values}
    assert actors["Ama Boateng"] == 4, "in four articles, though she speaks twice in one"
    assert {value.value for value in of_articles["role"].values} >= {"transport minister", "chief engineer"}


async def test_figures_say_how_the_query_was_read(index: OpenSearchIndex) -> None:
    slip = SearchRequest(q="speeker:boateng", facets="none")
    meant = "speaker:boateng"
    assert [notice.suggestion for notice in (await index.timeline("quotes", slip)).notices] == [meant]
    assert [notice.suggestion for notice in (await index.terms("articles", slip)).notices] == [meant]
    both = (await index.compare(sides(EVERYTHING, [slip.q, "bridge"]))).items
    assert [[notice.suggestion for notice in side.notices] for side in both] == [[meant], []]
