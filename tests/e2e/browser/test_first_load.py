"""What travels before a first reader sees the newest quotes, and what else is at a page's addresses."""

import json
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from playwright.async_api import BrowserContext

from tests.e2e.browser.conftest import Visit
from tests.e2e.browser.places import SPEAKER

MOST_BYTES = 100_000
ATOM = "{http://www.w3.org/2005/Atom}"


async def test_a_first_load_moves_less_than_100_kb(context: BrowserContext, visit: Visit) -> None:
    session = await context.new_cdp_session(visit.page)
    moved: dict[str, float] = {}

    def note(told: dict[str, Any]) -> None:
        moved[told["requestId"]] = told["encodedDataLength"]

    session.on("Network.loadingFinished", note)
    await session.send("Network.enable")
    await session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    await visit.page.goto("/", wait_until="networkidle")
    assert len(moved) >= 4  # the page, its style, htmx and our script
    print(f"first load: {sum(moved.values()):,.0f} bytes in {len(moved)} answers")
    assert sum(moved.values()) < MOST_BYTES, moved


async def test_every_search_and_speaker_names_feeds_that_can_be_read(visit: Visit) -> None:
    for path, fewest in (("/?q=strike", 40), ("/articles?q=strike", 2), (f"/speakers/{SPEAKER}", 10)):
        page = await visit.open(path)
        links = page.locator("head link[rel=alternate]")
        assert await links.count() == 2
        for link in await links.all():
            href, promised = await link.get_attribute("href"), await link.get_attribute("type")
            answer = await page.request.get(str(href))
            assert answer.ok
            assert answer.headers["content-type"].split(";")[0] == promised
            body = await answer.body()
            if promised == "application/atom+xml":
                feed = ET.fromstring(body)  # noqa: S314 - it is our own
                assert feed.tag == f"{ATOM}feed"
                entries = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
            else:
                told = json.loads(body)
                assert told["version"] == "https://jsonfeed.org/version/1.1"
                entries = [item["id"] for item in told["items"]]
            assert len(entries) == len(set(entries)) >= fewest


async def test_every_link_of_a_page_leads_somewhere(visit: Visit) -> None:
    page = await visit.open("/?q=strike&kind=direct")
    links = await page.evaluate("[...new Set([...document.links].map(link => link.href))]")
    here = [link for link in links if urlsplit(link).netloc == urlsplit(visit.address).netloc]
    assert len(here) > 30
    for link in here:
        answer = await page.request.get(link)
        assert answer.ok, link
