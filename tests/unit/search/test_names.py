"""Other names come from a table that is learnt in the background, else from the quotes; both survive errors."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import pytest
from pydantic import AnyHttpUrl

from quotewire_search.cluster import Cluster
from quotewire_search.errors import UnavailableError
from quotewire_search.known_names import AGAIN_AFTER_S, EVERY_S, KnownNames
from quotewire_search.names import KNOWN_FOR_S, MOST_KNOWN, MOST_LOOKED_UP, OtherNames, lookup
from quotewire_search.request import SearchRequest
from quotewire_shared.settings import OpenSearchSettings

FUND = "International Monetary Fund"
PLACE = OpenSearchSettings(url=AnyHttpUrl("http://opensearch.test:9200"), index_prefix="t")


class Library:
    """Answers as OpenSearch does: the articles with *table*, pairs of an alias and a name, the quotes with *speakers*."""

    def __init__(self, *table: tuple[str, str], **speakers: list[str]) -> None:
        self.table = table
        self.speakers = {name.replace("_", " "): found for name, found in speakers.items()}
        self.learnt = 0
        self.looked_up: list[str] = []
        self.error: Exception | None = None
        self.slow: asyncio.Event | None = None
        self.timed_out = False

    async def search(self, alias: str, _body: dict[str, Any], **_how: object) -> dict[str, Any]:
        assert alias == "t-articles"
        self.learnt += 1
        if self.slow:
            await self.slow.wait()
        if self.error:
            raise self.error
        buckets = [
            {"key": one, "doc_count": 1, "others": {"buckets": [{"key": other, "doc_count": 1}]}}
            for one, other in self.table
        ]
        called = {"acronyms": {"buckets": buckets}}
        return {"timed_out": self.timed_out, "aggregations": {"actors": {"called": called}}}

    async def search_all(self, asked: Sequence[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
        if self.error:
            raise self.error
        answers = []
        for alias, body in asked:
            assert alias == "t-quotes"
            terms = body["query"]["bool"]["filter"][0]["bool"]["should"][0]["terms"]["speaker.folded"]
            self.looked_up += terms
            names = [name for key in terms for name in self.speakers.get(key, [])]
            buckets = [{"key": name, "doc_count": 9 - place} for place, name in enumerate(names)]
            answers.append({"aggregations": {"name": {"buckets": buckets}, "aliases": {"buckets": []}}})
        return answers


def names_of(library: Library, clock: list[float] | None = None) -> OtherNames:
    now = clock if clock is not None else [0.0]
    return OtherNames(cast("Cluster", library), PLACE, lambda: now[0])


async def table_when_learnt(names: KnownNames) -> dict[str, tuple[str, ...]]:
    """Ask, let what was begun in the background end, and ask again."""
    await names.table()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        await task
    return dict(await names.table())


@pytest.mark.parametrize(
    "asked",
    [
        {"speaker": "IMF"},
        {"about": "imf"},
        {"q": "speaker:IMF"},
        {"q": "IMF rates"},
        {"q": '-about:"I.M.F."'},
    ],
)
async def test_a_search_is_widened_by_what_articles_call_the_same(asked: dict[str, str]) -> None:
    library = Library(("IMF", FUND), ("the lender", FUND))
    request = await names_of(library).widen(SearchRequest.model_validate(asked))
    assert request.widened.others == {"imf": (FUND,)}
    assert FUND in request.notices[-1].message
    assert library.looked_up == []


async def test_a_name_in_a_field_that_the_table_does_not_hold_is_looked_up_among_the_speakers() -> None:
    library = Library(imf=[FUND, "IMF", "the lender"])
    for asked in ({"speaker": "IMF"}, {"q": "speaker:IMF"}, {"about": '"I.M.F."', "q": "about:imf"}):
        request = await names_of(library).widen(SearchRequest.model_validate(asked))
        assert request.widened.others == {"imf": (FUND,)}


async def test_words_outside_fields_are_never_looked_up() -> None:
    library = Library(imf=[FUND])
    request = SearchRequest(q="IMF rates")
    assert await names_of(library).widen(request) is request
    assert library.looked_up == []


async def test_a_facets_name_and_small_words_need_no_table() -> None:
    library = Library()
    for asked in (SearchRequest(speaker='"IMF"'), SearchRequest(kind=("direct",)), SearchRequest(q="the of")):
        assert await names_of(library).widen(asked) is asked
    assert (library.learnt, library.looked_up) == (0, [])


async def test_what_is_known_is_not_asked_again_for_a_while() -> None:
    library, clock = Library(imf=[FUND]), [0.0]
    names = names_of(library, clock)
    for _ in range(3):
        assert (await names.widen(SearchRequest(speaker="IMF"))).widened.others
    assert library.looked_up == ["imf"]
    clock[0] = KNOWN_FOR_S
    await names.widen(SearchRequest(speaker="IMF"))
    assert library.looked_up == ["imf", "imf"]


async def test_only_a_few_names_of_one_search_are_looked_up() -> None:
    library = Library()
    words = " ".join(f"speaker:name{number}" for number in range(20))
    await names_of(library).widen(SearchRequest(q=words))
    assert len(library.looked_up) == MOST_LOOKED_UP


async def test_no_more_names_are_kept_than_allowed() -> None:
    names = names_of(Library())
    for number in range(MOST_KNOWN + 50):
        names._learn(str(number), ())
    assert len(names._looked_up) == MOST_KNOWN
    assert names._recall("0") is None
    assert names._recall(str(MOST_KNOWN + 49)) == ()


async def test_without_an_answer_the_search_goes_on_as_it_is() -> None:
    library = Library(imf=[FUND])
    library.error = UnavailableError("away")
    names = names_of(library)
    asked = SearchRequest(speaker="IMF")
    assert await names.widen(asked) is asked
    library.error = None
    assert (await names.widen(asked)).widened.others


def test_a_lookup_reads_a_bounded_number_of_quotes_and_shows_none() -> None:
    body = lookup("workers congress", "Workers' Congress")
    assert (body["size"], body["track_total_hits"]) == (0, False)
    assert body["terminate_after"] > 0
    assert "workers' congress" in str(body["query"])
    assert "nested" not in str(body)


async def test_the_table_is_learnt_again_when_it_is_old_and_nobody_waits_for_that() -> None:
    library, clock = Library(("IMF", FUND)), [0.0]
    names = KnownNames(cast("Cluster", library), "t-articles", lambda: clock[0])
    assert await names.table() == {"imf": (FUND,), "international monetary fund": ("IMF",)}
    await names.table()
    assert library.learnt == 1
    clock[0], library.slow, library.table = (
        EVERY_S,
        asyncio.Event(),
        (("ILO", "International Labour Organization"),),
    )
    assert "imf" in await names.table()
    assert "imf" in await names.table()
    library.slow.set()
    assert "ilo" in await table_when_learnt(names)
    assert library.learnt == 2


async def test_a_failure_keeps_the_table_and_is_tried_again_soon() -> None:
    library, clock = Library(("IMF", FUND)), [0.0]
    names = KnownNames(cast("Cluster", library), "t-articles", lambda: clock[0])
    await names.table()
    clock[0], library.error = EVERY_S, UnavailableError("away")
    assert "imf" in await table_when_learnt(names)
    assert library.learnt == 2
    clock[0] += AGAIN_AFTER_S
    library.error = None
    await table_when_learnt(names)
    assert library.learnt == 3


async def test_an_answer_in_part_never_replaces_a_table() -> None:
    library, clock = Library(("IMF", FUND)), [0.0]
    names = KnownNames(cast("Cluster", library), "t-articles", lambda: clock[0])
    await names.table()
    clock[0], library.table, library.timed_out = EVERY_S, (), True
    assert "imf" in await table_when_learnt(names)


async def test_an_answer_that_cannot_be_read_stops_no_search() -> None:
    library = Library()
    library.table = (("IMF", cast("str", None)),)
    assert await names_of(library).widen(SearchRequest(q="IMF")) == SearchRequest(q="IMF")


async def test_learning_ends_when_the_index_is_closed() -> None:
    library = Library(("IMF", FUND))
    library.slow = asyncio.Event()
    names = names_of(library)
    asked = asyncio.create_task(names.widen(SearchRequest(q="IMF")))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await names.close()
    assert await asked == SearchRequest(q="IMF")
