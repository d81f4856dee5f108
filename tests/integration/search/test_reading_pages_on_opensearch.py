"""The reading pages show what a real OpenSearch holds, and each of their links leads to a page."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import feedparser
import httpx
import pytest

from quotewire_indexer.convert import convert
from quotewire_search.index import OpenSearchIndex
from quotewire_search.main import build_app
from quotewire_search.settings import SearchSettings
from quotewire_shared.messages import article_id_for
from tests.integration.search.library import Library, newsroom
from tests.unit.search.pages.browsing import Page

AMA = "/speakers/Ama%20Boateng"


def visitor(index: OpenSearchIndex) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(build_app(index, SearchSettings()))
    return httpx.AsyncClient(transport=transport, base_url="http://search.test")


async def visit(client: httpx.AsyncClient, path: str) -> Page:
    answer = await client.get(path)
    assert answer.status_code == 200, (path, answer.text)
    page = Page(answer.text)
    page.check_sound()
    page.check_harmless()
    return page


async def test_a_speaker_is_shown_with_roles_outlets_and_latest_words(index: OpenSearchIndex) -> None:
    async with visitor(index) as client:
        page = await visit(client, AMA)
    text = " ".join(page.text.split())
    for told in (
        "4 quotes",
        "3 articles",
        "transport minister",
        "ministre",
        "Daily Ferry",
        "La Dépêche du Port",
    ):
        assert told in text
    assert "I will drive over it tomorrow myself" in text


async def test_two_speakers_are_compared_with_their_own_counts(index: OpenSearchIndex) -> None:
    async with visitor(index) as client:
        page = await visit(client, "/compare?of=speaker:%22Ama+Boateng%22&of=umbrella")
    text = " ".join(page.text.split())
    assert "Ama Boateng 4 quotes" in text
    assert "umbrella 1 quote" in text


async def test_every_outlet_is_listed(index: OpenSearchIndex) -> None:
    async with visitor(index) as client:
        page = await visit(client, "/sources")
    for outlet in ("Daily Ferry", "Harbour Post", "Island Weather", "La Dépêche du Port"):
        assert outlet in page.text


async def test_a_changed_article_shows_what_was_changed(library: Library) -> None:
    first = newsroom()[0]
    later = first.model_copy(
        update={
            "title": "Harbour bridge toll to rise in March",
            "text": first.text.replace("toll", "fee"),
            "content_hash": "1" * 64,
            "fetched_at": datetime(2026, 11, 25, tzinfo=UTC),
        }
    )
    await library.add([later])
    await library.add_versions([convert(first), convert(later)])
    path = f"/articles/{article_id_for(first.canonical_url)}"
    async with visitor(library.index) as client:
        assert "changed 1 time" in (await visit(client, path)).text
        page = await visit(client, f"{path}/versions")
    assert "Harbour bridge toll to rise in JanuaryMarch" in page.text
    assert len(page.all("ins")) >= 2


@pytest.mark.parametrize("of", ["quotes", "articles"])
async def test_a_feed_holds_what_the_search_finds_and_its_links_lead_there(
    index: OpenSearchIndex, of: str
) -> None:
    async with visitor(index) as client:
        answer = await client.get("/feed.atom", params={"of": of, "q": "speaker:boateng"})
        found = feedparser.parse(answer.content)
        total = (await client.get(f"/api/v1/{of}", params={"q": "speaker:boateng"})).json()["total"]
        assert not found.bozo
        assert len(found.entries) == total > 0
        times = [entry.published for entry in found.entries]
        assert times == sorted(times, reverse=True)
        for entry in found.entries:
            parts = urlsplit(entry.link)
            page = await visit(client, parts.path)
            assert not parts.fragment or parts.fragment in page.ids()


async def test_every_link_of_the_reading_pages_leads_to_an_answer(index: OpenSearchIndex) -> None:
    article = article_id_for(newsroom()[0].canonical_url)
    async with visitor(index) as client:
        ours: set[str] = set()
        for path in (
            AMA,
            "/compare?of=speaker:boateng&of=cracks",
            "/sources",
            "/help",
            f"/articles/{article}",
        ):
            page = await visit(client, path)
            ours |= {link.split("#")[0] for link in page.links() if link.startswith("/")}
        for path in sorted(ours):
            assert (await client.get(path)).status_code == 200, path
