"""Citations are downloads in three formats, of an article or of one quote in it."""

import json

import pytest

from tests.unit.search.fakes import ARTICLE_ID, FakeIndex, browser
from tests.unit.search.pages.browsing import show
from tests.unit.search.pages.stories import story

PATH = f"/articles/{ARTICLE_ID}/cite"


@pytest.mark.parametrize(
    ("form", "media_type", "name"),
    [
        ("text", "text/plain; charset=utf-8", "harbour-post-undated-aaaaaaaa-q1.txt"),
        ("bibtex", "application/x-bibtex; charset=utf-8", "harbour-post-undated-aaaaaaaa-q1.bib"),
        ("csl", "application/vnd.citationstyles.csl+json", "harbour-post-undated-aaaaaaaa-q1.json"),
    ],
)
async def test_a_quote_is_cited_in_the_format_asked_for(form: str, media_type: str, name: str) -> None:
    async with browser(FakeIndex(articles=[story()])) as client:
        answer = await client.get(PATH, params={"format": form, "quote": "q1"})
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert "Ama Boateng (minister): “I will pay, … Soon,”" in answer.text


async def test_without_a_quote_the_article_is_cited() -> None:
    async with browser(FakeIndex(articles=[story()])) as client:
        text = await client.get(PATH)
        csl = await client.get(PATH, params={"format": "csl"})
    assert text.text.startswith("Esi Owusu: “The bridge”, Harbour Post")
    assert json.loads(csl.text)[0]["author"] == [{"literal": "Esi Owusu"}]


async def test_an_unknown_format_or_quote_is_refused_in_words() -> None:
    index = FakeIndex(articles=[story()])
    status, page = await show(index, PATH, format="word")
    assert (status, "text, bibtex or csl" in page.text) == (422, True)
    status, page = await show(index, PATH, quote="q9")
    assert (status, "no such quote" in page.text) == (404, True)
