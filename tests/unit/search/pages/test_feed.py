"""Any search is a feed: the newest first, the same bytes while nothing is new, and told so to readers that ask."""

import json

import feedparser
import pytest

from tests.unit.search.fakes import ARTICLE_ID, FakeIndex, article, browser, quote

PATHS = ("/feed.atom", "/feed.json")


async def test_a_search_is_a_feed_of_its_newest_results() -> None:
    index = FakeIndex([quote()])
    async with browser(index) as client:
        answer = await client.get(
            "/feed.atom", params={"q": "toll", "speaker": "boateng", "sort": "relevance", "cursor": ""}
        )
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(answer.content)
    assert not found.bozo
    assert found.feed.title == "Quotewire: quotes for toll, speaker boateng"
    assert found.entries[0].link == f"http://search.test/articles/{ARTICLE_ID}#q1"
    links = {link.rel: link.href for link in found.feed.links}
    assert links["alternate"] == "http://search.test/?q=toll&speaker=boateng"
    assert links["self"].startswith("http://search.test/feed.atom?q=toll")
    (asked,) = index.asked
    assert (asked.sort, asked.facets, asked.limit, asked.cursor) == ("newest", "none", 50, "")


async def test_articles_are_a_feed_too() -> None:
    async with browser(FakeIndex(articles=[article(publisher="Harbour Post")])) as client:
        answer = await client.get("/feed.json", params={"of": "articles", "limit": "5"})
    assert answer.headers["content-type"] == "application/feed+json"
    document = json.loads(answer.content)
    assert document["title"] == "Quotewire: all articles"
    assert document["home_page_url"] == "http://search.test/articles"
    assert document["items"][0]["url"] == f"http://search.test/articles/{ARTICLE_ID}"


@pytest.mark.parametrize("path", PATHS)
async def test_a_reader_that_has_it_already_is_told_so(path: str) -> None:
    index = FakeIndex([quote()])
    async with browser(index) as client:
        first = await client.get(path)
        tag = first.headers["etag"]
        for validator in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
            again = await client.get(path, headers={"If-None-Match": validator})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == tag
        index.found_quotes = (quote(text="Something new"),)
        changed = await client.get(path, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


@pytest.mark.parametrize("path", PATHS)
async def test_what_cannot_be_asked_is_refused_in_words(path: str) -> None:
    async with browser(FakeIndex()) as client:
        answer = await client.get(path, params={"kind": "spoken"})
    assert answer.status_code == 422
    assert "This cannot be asked" in answer.text


@pytest.mark.parametrize("path", PATHS)
async def test_a_forged_host_cannot_break_out_of_a_feed(path: str) -> None:
    async with browser(FakeIndex([quote()])) as client:
        answer = await client.get(path, headers={"Host": 'a"><script>'})
    assert b"<script>" not in answer.content
