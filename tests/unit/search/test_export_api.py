"""An export streams everything, and one that breaks is not taken for a whole one."""

import csv
import json
from io import StringIO

import httpx
import pytest

from quotewire_search.errors import UnavailableError
from quotewire_search.main import build_app
from quotewire_search.settings import SearchSettings
from tests.hostile import HOSTILE
from tests.unit.search.fakes import FakeIndex, article, browser, quote


async def test_ndjson_has_a_line_for_each_quote_with_its_id() -> None:
    index = FakeIndex([quote(text="One\u2028line"), quote(position=2, quote_id="q2")])
    async with browser(index) as client:
        answer = await client.get("/api/v1/export/quotes", params={"speaker": "boateng"})
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.headers["content-disposition"] == 'attachment; filename="quotes.ndjson"'
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["id"] for line in lines] == [one.id for one in index.found_quotes]
    assert lines[0]["text"] == "One\u2028line"
    assert index.asked[0].speaker == "boateng"


async def test_csv_is_safe_for_spreadsheets_whatever_the_text() -> None:
    index = FakeIndex([quote(text=text or "x", speaker="=1+1") for text in HOSTILE])
    async with browser(index) as client:
        answer = await client.get("/api/v1/export/quotes", params={"format": "csv"})
    rows = list(csv.DictReader(StringIO(answer.text)))
    assert len(rows) == len(index.found_quotes)
    assert {row["speaker"] for row in rows} == {"'=1+1"}


async def test_of_nothing_there_is_an_empty_stream_with_a_header() -> None:
    async with browser(FakeIndex()) as client:
        assert (await client.get("/api/v1/export/articles")).text == ""
        assert (await client.get("/api/v1/export/articles?format=csv")).text.startswith("article_id,")


@pytest.mark.parametrize("form", ["ndjson", "csv"])
async def test_an_export_that_breaks_says_so_and_is_cut(form: str) -> None:
    index = FakeIndex(articles=[article(), article()])
    index.error, index.error_after = UnavailableError("gone: http://secret.internal"), 1
    transport = httpx.ASGITransport(build_app(index, SearchSettings()), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://search.test") as client:
        answer = await client.get("/api/v1/export/articles", params={"format": form})
    last = answer.text.splitlines()[-1]
    assert "The export is not complete" in last
    assert last.startswith('{"error":' if form == "ndjson" else "error,")
    assert "secret" not in answer.text
    with pytest.raises(Exception, match=r"gone|already started"):
        async with browser(index) as client:
            await client.get("/api/v1/export/articles")


async def test_what_is_wrong_from_the_start_is_a_problem() -> None:
    index = FakeIndex()
    index.error = UnavailableError("gone")
    async with browser(index) as client:
        assert (await client.get("/api/v1/export/quotes")).status_code == 503
        assert (await client.get("/api/v1/export/quotes?format=xml")).status_code == 422
