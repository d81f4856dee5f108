"""`quotewire search`, `quotes` and `speakers` say in one line what is wrong, and page on to the wanted number."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import typer
from typer.testing import CliRunner, Result

from quotewire_search import asking
from quotewire_search.answers import Notice, QuotePage
from quotewire_search.asking import find
from quotewire_search.commands import register
from quotewire_search.request import SearchRequest
from quotewire_shared.errors import TransientError, UsageError
from tests.unit.search.fakes import FakeIndex, article, quote, speaker


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> FakeIndex:
    """Give the index that the commands of this test ask."""
    fake = FakeIndex([quote()], [article()])
    fake.found_speakers = (speaker(name="Zoe Lindqvist"), speaker())

    @asynccontextmanager
    async def open_index() -> AsyncIterator[FakeIndex]:
        yield fake

    monkeypatch.setattr(asking, "open_index", open_index)
    return fake


def invoke(*words: str) -> Result:
    app = typer.Typer()
    register(app)
    return CliRunner().invoke(app, words)


def run(*words: str) -> BaseException | None:
    return invoke(*words).exception


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["quotes", "--kind", "spoken"], "kind: Write 'direct', 'mixed' or 'indirect'"),
        (["quotes", "--since", "yesterday"], "since: This is not a date"),
        (["search", "--sort", "best"], "sort: Write 'relevance'"),
        (["search", "--speaker", "word " * 31], "31 words"),
        (["quotes", "x" * 1_001], "q: Write at most 1,000 characters"),
        (["search", "x", "--json", "--csv"], "not both"),
        (["speakers", "x", "--json", "--csv"], "not both"),
        (["export", "quotes", "--since", "2026-13"], "since: This is not a date"),
    ],
)
def test_wrong_usage_is_one_line(words: list[str], says: str) -> None:
    error = run(*words)
    assert isinstance(error, UsageError)
    assert says in str(error)
    assert "\n" not in str(error)


def test_an_unreachable_opensearch_is_one_line_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWIRE_OPENSEARCH_URL", "http://127.0.0.1:1")
    error = run("quotes", "--speaker", "boateng")
    assert isinstance(error, TransientError)
    assert "127.0.0.1:1" in str(error)
    assert "quotewire engines up" in str(error)
    assert "\n" not in str(error)


async def test_one_page_is_enough_where_it_holds_all() -> None:
    index = FakeIndex([quote()], [article()])
    found = await find(index, "quotes", SearchRequest(q="toll"), 20, most=100)
    assert (found.total, len(found.items), len(index.asked)) == (1, 1, 1)
    assert index.asked[0].limit == 20
    articles = await find(index, "articles", SearchRequest(), 5, most=100)
    assert articles.items[0].model_dump()["title"] == "The bridge"


async def test_pages_are_read_up_to_the_wanted_number() -> None:
    index = FakeIndex([quote()])
    index.next_cursor = "next"
    found = await find(index, "quotes", SearchRequest(), 250, most=1_000)
    assert len(found.items) == 250
    assert {request.cursor for request in index.asked} == {"", "next"}
    assert max(request.limit for request in index.asked) == 100


async def test_all_reads_to_the_last_page() -> None:
    class TwoPages(FakeIndex):
        async def quotes(self, request: SearchRequest) -> QuotePage:
            self.next_cursor = None if request.cursor else "next"
            page = await super().quotes(request)
            return page.model_copy(update={"total": 2})

    found = await find(TwoPages([quote()]), "quotes", SearchRequest(), None, most=100)
    assert (found.total, len(found.items)) == (2, 2)


async def test_more_than_all_gives_is_refused_after_one_page() -> None:
    index = FakeIndex([quote()] * 3, [article()])
    index.next_cursor = "next"
    with pytest.raises(UsageError, match="`quotewire export quotes` writes them all"):
        await find(index, "quotes", SearchRequest(), None, most=2)
    assert len(index.asked) == 1
    index.found_speakers = (speaker(),) * 3
    with pytest.raises(UsageError, match="ask for less"):
        await find(index, "speakers", SearchRequest(), None, most=2)


async def test_a_notice_of_several_pages_is_told_once() -> None:
    class Noticing(FakeIndex):
        async def quotes(self, request: SearchRequest) -> QuotePage:
            page = await super().quotes(request)
            return page.model_copy(update={"notices": (Notice(message="a slip"),), "partial": True})

    index = Noticing([quote()])
    index.next_cursor = "next"
    found = await find(index, "quotes", SearchRequest(), 3, most=100)
    assert (found.notices, found.partial) == ((Notice(message="a slip"),), True)


def test_words_and_options_become_one_request(index: FakeIndex) -> None:
    done = invoke(
        *("quotes", "bridge", '"toll increase"', "OR", "-ferry", "-harbour", "--speaker", "boateng"),
        *("--outlet", "Harbour Post", "--publisher", "Island Weather", "--lang", "en", "--limit", "7"),
        *("--country", "GH", "--section", "business", "--source", "harbour-post", "--since", "2026"),
    )
    assert done.exit_code == 0, done.exception
    (asked,) = index.asked
    assert asked.q == 'bridge "toll increase" OR -ferry -harbour'
    assert (asked.speaker, asked.publisher) == ("boateng", ("Harbour Post", "Island Weather"))
    assert (asked.language, asked.limit, asked.facets) == (("en",), 7, "none")
    assert [value.casefold() for value in (*asked.country, *asked.section)] == ["gh", "business"]
    assert (asked.source_id, asked.since) == (("harbour-post",), "2026")


@pytest.mark.parametrize("command", [["search"], ["quotes"], ["speakers"], ["export", "quotes"]])
def test_a_mistyped_option_is_wrong_usage_and_h_is_help(command: list[str], index: FakeIndex) -> None:
    done = invoke(*command, "--speakr", "boateng")
    assert done.exit_code == 2
    assert "No such option" in done.output
    assert invoke(*command, "--help").exit_code == 0
    assert index.asked == []


def test_each_command_prints_a_table_json_or_csv(index: FakeIndex) -> None:
    for command, first in (("quotes", "id"), ("search", "article_id"), ("speakers", "name")):
        assert "1 of 1" in invoke(command).stdout or "2 of 2" in invoke(command).stdout
        document = json.loads(invoke(command, "--json").stdout)
        assert set(document) == {"total", "items", "notices", "partial"}
        assert invoke(command, "--csv").stdout.startswith(f"{first},")


def test_speakers_come_by_name_when_asked_for(index: FakeIndex) -> None:
    for words, first in (([], "Zoe Lindqvist"), (["--sort", "name"], "Ama Boateng")):
        document = json.loads(invoke("speakers", "--json", *words).stdout)
        assert document["items"][0]["name"] == first
    assert invoke("speakers", "--sort", "best").exit_code == 2
