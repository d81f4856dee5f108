"""`quotewire search` and `quotewire quotes` say in one line what is wrong, and page on to the wanted number."""

import pytest
import typer
from typer.testing import CliRunner

from quotewire_search.asking import find_articles, find_quotes
from quotewire_search.commands import register
from quotewire_search.request import SearchRequest
from quotewire_shared.errors import TransientError, UsageError
from tests.unit.search.fakes import FakeIndex, article, quote


def run(*words: str) -> BaseException | None:
    app = typer.Typer()
    register(app)
    return CliRunner().invoke(app, words).exception


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["quotes", "--kind", "spoken"], "kind: Input should be 'direct', 'mixed' or 'indirect'"),
        (["quotes", "--since", "yesterday"], "since: This is not a date"),
        (["search", "--sort", "best"], "sort: Input should be 'relevance' or 'newest'"),
        (["search", "word " * 61], "61 words"),
        (["search", "x", "--json", "--csv"], "not both"),
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
    found = await find_quotes(index, SearchRequest(q="toll"), 20)
    assert (found.total, len(found.items), len(index.asked)) == (1, 1, 1)
    assert index.asked[0].limit == 20
    assert (await find_articles(index, SearchRequest(), 5)).items[0].title == "The bridge"


async def test_pages_are_read_up_to_the_wanted_number() -> None:
    index = FakeIndex([quote()])
    index.next_cursor = "next"
    found = await find_quotes(index, SearchRequest(), 250)
    assert len(found.items) == 250
    assert {request.cursor for request in index.asked} == {"", "next"}
    assert max(request.limit for request in index.asked) == 100
