"""
Hostile strings through API and page on a real OpenSearch: sound answers, and none that takes long.

Every string goes as the main text through the search for quotes, by API and on the page, and through a quarter of the
other routes that search, in turn; with QUOTEWIRE_TEST_HOSTILE=all through every route (some minutes). Every other
parameter gets a sample, every part of a path every string in turn. Routes and parameters are read from the application,
so that new ones are tried, too.
"""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Final

import pytest
import pytest_asyncio
from fastapi import FastAPI

from quotewire_search.main import build_app
from quotewire_search.settings import SearchSettings
from tests.data.hostile_strings import GROUPS, PERCENT_ENCODED, everything
from tests.integration.search.library import newsroom, open_library
from tests.integration.search.raw_requests import Answer, get, parameter, path_part
from tests.integration.search.served import Asked, lesser_parameters, paths, question, searches
from tests.integration.search.sound_answers import Shape, faults, shape

ARTICLE: Final = newsroom()[0].article_id
LONGEST_S: Final = 2.0
ONE_IN: Final = 4
ALWAYS: Final = (Asked("/", "q"), Asked("/api/v1/quotes", "q"))
SAMPLE: Final = 2
"""Strings for each of the lesser parameters; the next parameter gets the next ones."""
PAGES: Final = frozenset({"/", "/articles"})
"""Pages that are served for certain; the others are found."""
BENIGN: Final = (
    "",
    "q=bridge",
    "q=zzzzzz",
    "q=speaker:boateng&of=bridge&of=toll",
    "q=bridge&speaker=ama&about=northgate&since=2026-11&sort=newest",
    "q=speaker:&of=speaker:&of=toll",
    "q=%22bridge&of=%22bridge&of=toll",
    "q=since:yesterday&of=since:yesterday&of=toll",
    "q=kindd:direct&of=kindd:direct&of=toll",
    "since=yesterday",
    "cursor=damaged",
    "kind=none",
    "q=" + "a" * 2_000,
)
"""Queries that show our pages in all their states: results, none, slips, refusals."""
EXAMPLES: Final = (
    "/speakers/Ama%20Boateng",
    f"/articles/{ARTICLE}",
    f"/articles/{ARTICLE}/versions",
    "/nowhere",
)


@dataclass(frozen=True, slots=True)
class Service:
    """The application, and what its pages are made of."""

    app: FastAPI
    known: Shape

    async def faults(self, asked: Asked, query: str, text: str) -> list[str]:
        """Ask, once more where it took long (other work on the machine does that), and tell what is wrong."""
        query = question(asked.path, query)
        answer = await get(self.app, asked.path, query)
        if answer.elapsed_s > LONGEST_S:
            answer = await get(self.app, asked.path, query)
        found = list(faults(answer, text, self.known))
        if answer.elapsed_s > LONGEST_S:
            found.append(f"{answer.elapsed_s:.1f} s")
        return [f"{asked.path[:120]}?{query[:120]}: {fault}" for fault in found]


ONE_LOOP = pytest.mark.asyncio(loop_scope="module")
"""The index is filled once for all."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(opensearch_url: str) -> AsyncIterator[Service]:
    settings = SearchSettings(rate_per_minute=0)
    async with open_library(opensearch_url, settings) as library:
        await library.add(newsroom())
        app = build_app(library.index, settings)
        yield Service(app, await _known(app))


@ONE_LOOP
@pytest.mark.parametrize("group", GROUPS)
async def test_a_hostile_string_is_answered_soundly_and_soon_wherever_one_searches(
    service: Service, group: str
) -> None:
    wrong = [
        fault
        for number, text in enumerate(GROUPS[group])
        for asked in _share(searches(service.app), number)
        for fault in await service.faults(asked, parameter(asked.parameter, text), text)
    ]
    assert wrong == []


@ONE_LOOP
async def test_a_broken_escape_is_answered_soundly_wherever_one_searches(service: Service) -> None:
    wrong = [
        fault
        for number, value in enumerate(PERCENT_ENCODED)
        for asked in _share(searches(service.app), number)
        for fault in await service.faults(asked, f"{asked.parameter}={value}", value)
    ]
    assert wrong == []


@ONE_LOOP
async def test_every_parameter_takes_hostile_strings(service: Service) -> None:
    texts = cycle(everything())
    wrong = [
        fault
        for asked in lesser_parameters(service.app)
        for text in islice(texts, SAMPLE)
        for fault in await service.faults(asked, f"{parameter(asked.parameter, text)}&q=bridge", text)
    ]
    assert wrong == []


@ONE_LOOP
async def test_every_part_of_a_path_takes_hostile_strings(service: Service) -> None:
    texts = [text for text in everything() if text.strip("./")]  # "." and ".." are no name in any path
    wrong = [
        fault
        for place, path in enumerate(path for path in paths(service.app) if "{" in path)
        for text in texts[place::ONE_IN]
        for fault in await service.faults(Asked(_filled(path, text), ""), "", text)
    ]
    assert wrong == []


def test_there_are_two_hundred_hostile_strings_and_each_is_another() -> None:
    assert len(everything()) >= 200
    assert len(everything()) == sum(map(len, GROUPS.values()))


def test_an_answer_in_which_the_question_came_alive_is_told() -> None:
    known = shape(b"<html><body><p class=a>bridge</p></body></html>")
    text = "<script>alert(1)</script>"
    page = f"<html><body><p class=a onclick=x>{text}</p></body></html>".encode()
    told = list(faults(Answer(200, {"content-type": "text/html; charset=utf-8"}, page), text, known))
    assert told[0] == "the text stands in the page as it was sent"
    assert "('p', 'onclick'), ('script', '')" in told[1]
    assert list(faults(Answer(500, {"content-type": "application/json"}, b'{"a": NaN}'), text, known)) == [
        "status 500",
        "no JSON: NaN is no JSON",
        "a refusal is application/json",
    ]


def test_pages_and_api_are_found() -> None:
    app = build_app()
    found = {asked.path for asked in searches(app)}
    assert PAGES | {"/api/v1/quotes", "/api/v1/articles"} <= found
    assert "/articles/{article_id}" in paths(app)


def _share(routes: list[Asked], number: int) -> list[Asked]:
    """Give the routes that the string of this number goes through."""
    if os.environ.get("QUOTEWIRE_TEST_HOSTILE") == "all":
        return routes
    return [asked for place, asked in enumerate(routes) if asked in ALWAYS or (place + number) % ONE_IN == 0]


async def _known(app: FastAPI) -> Shape:
    shown = [path for path in paths(app) if "{" not in path and not path.startswith("/api/")]
    pages = [await get(app, path, query) for path in (*shown, *EXAMPLES) for query in BENIGN]
    return frozenset[tuple[str, str]]().union(
        *(shape(page.body) for page in pages if page.content_type == "text/html")
    )


def _filled(path: str, text: str) -> str:
    """Put *text* in place of every part of *path* that stands in braces."""
    return "/".join(path_part(text) if part.startswith("{") else part for part in path.split("/"))
