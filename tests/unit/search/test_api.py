"""The API answers in its shapes, and every error is a problem in words."""

from typing import Any
from urllib.parse import quote as quoted

import pytest

from quotewire_search.errors import BadCursorError, QueryRefusedError, UnavailableError, UnreadableError
from quotewire_search.highlight import BEGIN, END
from tests.hostile import HOSTILE
from tests.unit.search.fakes import ARTICLE_ID, FakeIndex, article, browser, facet, quote

PATHS = (
    "/api/v1/quotes",
    "/api/v1/articles",
    f"/api/v1/quotes/{ARTICLE_ID}:q1",
    f"/api/v1/articles/{ARTICLE_ID}",
    f"/api/v1/articles/{ARTICLE_ID}/versions",
    "/api/v1/speakers",
    "/api/v1/speakers/Ama%20Boateng",
    "/api/v1/sources",
    "/api/v1/timeline",
    "/api/v1/terms",
    "/api/v1/compare?of=toll&of=fee",
    "/api/v1/export/quotes",
    "/api/v1/export/articles",
)


async def get(index: FakeIndex, path: str, **params: Any) -> Any:
    async with browser(index) as client:
        return await client.get(path, params=params or None)


async def test_quotes_come_with_total_facets_cursor_and_marked_words() -> None:
    index = FakeIndex([quote(text="a < b", highlights={"text": [f"{BEGIN}a{END} < b"]})])
    index.facets, index.next_cursor = {"kind": facet("direct")}, "abc"
    body = (await get(index, PATHS[0], q="a")).json()
    assert (body["total"], body["next_cursor"]) == (1, "abc")
    assert body["facets"]["kind"]["values"] == [{"value": "direct", "count": 1}]
    assert body["items"][0]["id"] == f"{ARTICLE_ID}:q1"
    assert body["items"][0]["text"] == "a < b"
    assert body["items"][0]["highlights"] == {"text": ["<mark>a</mark> &lt; b"]}


async def test_all_parameters_reach_the_index() -> None:
    index = FakeIndex()
    await get(
        index,
        PATHS[0],
        q="toll",
        speaker="ama",
        role="minister",
        about="kofi",
        publisher=["A", "B"],
        kind=["direct", "mixed"],
        stance="DENY",
        language="en",
        source_id="s",
        since="2026-11",
        until="2026-11-24",
        sort="newest",
        limit=5,
        facets="kind",
    )
    asked = index.asked[0]
    assert (asked.publisher, asked.kind, asked.stance) == (("A", "B"), ("direct", "mixed"), ("deny",))
    assert (asked.q, asked.since, asked.sort, asked.limit) == ("toll", "2026-11", "newest", 5)


async def test_one_article_and_one_quote_are_read_by_id() -> None:
    index = FakeIndex([quote()], [article(text="All of it")])
    assert (await get(index, PATHS[2])).json()["speaker"] == "Ama Boateng"
    assert (await get(index, PATHS[3])).json()["text"] == "All of it"


@pytest.mark.parametrize("path", ["/api/v1/articles/nothing", "/api/v1/quotes/nothing", "/api/v1/nothing"])
async def test_what_does_not_exist_is_a_problem_404(path: str) -> None:
    answer = await get(FakeIndex(), path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "Not found"


async def test_a_wrong_parameter_is_named() -> None:
    answer = await get(FakeIndex(), PATHS[0], kind="spoken", since="soon", colour="red")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [one["parameter"] for one in answer.json()["errors"]] == ["kind", "since", "colour"]
    assert "Write 2026" in answer.json()["detail"]


async def test_a_bad_cursor_says_what_to_do() -> None:
    index = FakeIndex()
    index.error = BadCursorError()
    answer = await get(index, PATHS[0], cursor="x")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "cursor"


async def test_a_search_that_the_engine_refuses_is_a_problem_422() -> None:
    index = FakeIndex()
    index.error = QueryRefusedError("too many clauses")
    assert (await get(index, PATHS[0])).status_code == 422


@pytest.mark.parametrize("path", PATHS)
async def test_while_the_index_is_away_the_answer_is_503_and_when_to_come_back(path: str) -> None:
    index = FakeIndex()
    index.error = UnavailableError("no answer from http://secret.internal:9200")
    answer = await get(index, path)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "does not answer right now" in answer.json()["detail"]
    assert "secret" not in answer.text
    index.error = None
    assert (await get(index, path)).status_code in (200, 404)


@pytest.mark.parametrize("error", [ZeroDivisionError("secret"), UnreadableError("secret")])
async def test_a_fault_of_ours_is_500_in_words_with_safe_headers(error: Exception) -> None:
    index = FakeIndex()
    index.error = error
    for path in (*PATHS, "/"):
        answer = await get(index, path)
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_hostile_text_is_never_an_error_of_ours() -> None:
    fields = ("q", "speaker", "role", "about", "publisher", "kind", "since", "cursor", "limit", "facets")
    index = FakeIndex()
    async with browser(index) as client:
        for text in HOSTILE:
            index.found_quotes = (quote(text=text, speaker=text),)
            for name in (*fields, text):
                answer = await client.get(PATHS[0], params={name: text})
                assert answer.status_code in (200, 422), (name, text)
                assert answer.headers["content-type"] in ("application/json", "application/problem+json")
            for path in PATHS[:2]:
                answer = await client.get(f"{path}/{quoted(text, safe='')}")
                assert answer.status_code in (200, 404, 405, 422), (path, text)


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
async def test_there_is_no_page_that_loads_scripts_from_elsewhere(path: str) -> None:
    assert (await get(FakeIndex(), path)).status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_nothing_can_be_written(method: str) -> None:
    async with browser(FakeIndex()) as client:
        answer = await client.request(method, PATHS[0])
    assert answer.status_code == 405
    assert answer.json()["title"] == "Method not allowed"
