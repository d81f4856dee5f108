"""What people ask of the newsroom is answered, with the wanted quote first; the needs themselves are sound."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest
from opensearchpy import OpenSearch
from pydantic import AnyHttpUrl

from quotewire_indexer.mapping import indices_of
from quotewire_search.index import OpenSearchIndex
from quotewire_search.settings import SearchSettings
from quotewire_shared.settings import OpenSearchSettings
from tests.newsroom_library import fill, parsed_newsroom
from tests.quality.needs.__main__ import failure
from tests.quality.needs.asking import Outcome, Result, outcomes
from tests.quality.needs.catalogue import Answer, Need, load_needs, problems
from tests.quality.needs.scoring import LEAST_FIRST, LEAST_RECALL, figures, is_perfect

LEAST_NEEDS = 60
LEVELS = {"easy": 0.3, "middling": 0.3, "hard": 0.15}


@pytest.fixture(scope="session")
def asked(opensearch_url: str) -> Iterator[list[Outcome]]:
    """Every need, asked of indices of its own that hold the newsroom."""
    prefix = f"needs{uuid4().hex[:8]}"
    try:
        asyncio.run(fill(opensearch_url, prefix, parsed_newsroom()))
        yield asyncio.run(_ask(opensearch_url, prefix))
    finally:
        _remove(opensearch_url, prefix)


def test_every_answer_stands_in_its_story_and_every_story_is_asked_for() -> None:
    assert list(problems(load_needs())) == []


def test_there_are_needs_enough_of_every_level() -> None:
    needs = load_needs()
    assert len(needs) >= LEAST_NEEDS
    for level, least in LEVELS.items():
        assert sum(need.level == level for need in needs) / len(needs) >= least, level


def test_the_parser_finds_every_quote_that_is_wanted() -> None:
    """What fails below is then a matter of search."""
    known = [
        Result(article.article_id, quote.text, quote.speaker.name if quote.speaker else None)
        for article in parsed_newsroom()
        for quote in article.quotes
    ]
    lost = [
        f"{need.id}: {answer}"
        for need in load_needs()
        if need.view == "quotes"
        for answer in need.want
        if not any(result.gives(answer) for result in known)
    ]
    assert lost == []


def test_every_right_answer_is_among_the_first_ten(asked: list[Outcome]) -> None:
    assert figures(asked).recall >= LEAST_RECALL, _told(asked)


def test_the_wanted_answer_comes_first(asked: list[Outcome]) -> None:
    assert figures(asked).first >= LEAST_FIRST, _told(asked)


def test_nothing_comes_that_was_excluded(asked: list[Outcome]) -> None:
    assert figures(asked).unwanted == 0, _told(asked)


def test_a_slip_in_a_need_is_told() -> None:
    wanted = (Answer(story="adomi-times-harbour-strike", words="Cocoa does shout"),)
    told = list(problems([Need("a", "cocoa", "quotes", "easy", "A slip.", wanted)]))
    assert told[0] == (
        "a: adomi-times-harbour-strike has no such quote: “Cocoa does shout”, adomi-times-harbour-strike"
    )
    assert "nobody asks for adomi-times-fertiliser-trial" in told


def test_an_answer_may_be_known_by_the_name_that_the_parser_gives_it() -> None:
    answer = Answer(words="two bricks", speaker="Dr. Anjali Rege-Deshpande", parsed_as="Sukhmati Bai")
    said = "“I think that a kidney is worth two bricks.”"
    assert Result(text=said, speaker="Sukhmati Bai").gives(answer)
    assert Result(text=said, speaker="Anjali Rege-Deshpande").gives(answer)
    assert not Result(text=said, speaker="T.V. Ravikumaran").gives(answer)
    assert not Result(text=said).gives(answer)


def _told(asked: list[Outcome]) -> str:
    return "\n".join(failure(outcome, verbose=False) for outcome in asked if not is_perfect(outcome))


async def _ask(url: str, prefix: str) -> list[Outcome]:
    place = OpenSearchSettings(url=AnyHttpUrl(url), index_prefix=prefix, timeout_s=30)
    index = OpenSearchIndex(place, SearchSettings())
    try:
        return await outcomes(index, load_needs())
    finally:
        await index.close()


def _remove(url: str, prefix: str) -> None:
    client = OpenSearch(url)
    for name in client.indices.get(index=f"{prefix}-*"):
        client.indices.delete(index=name)
    for family in indices_of(prefix).families:
        client.indices.delete_index_template(name=family.versioned, ignore=[404])
    client.close()
