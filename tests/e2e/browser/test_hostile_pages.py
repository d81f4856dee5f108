"""An article full of markup and script is shown as the letters it is made of, on every page."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from urllib.parse import quote

import pytest_asyncio
from playwright.async_api import Browser, Page

from quotewire_indexer.convert import convert
from tests.e2e.browser.conftest import PATIENCE_MS, WIDE, Visit
from tests.e2e.browser.service import served
from tests.hostile import HOSTILE
from tests.integration.search.library import open_library, story

SCRIPT = "<script>window.ran=1;alert(1)</script>"
IMAGE = '"><img src=x onerror="window.ran=2;alert(2)">'
SPEAKER = "<svg onload=alert(3)>Ann</svg>"
FOREIGN = """() => {
  const wrong = [...document.querySelectorAll(
    'iframe, object, embed, base, form[action^="http"], style, [style], a[href^="javascript"], a[href^="data"]')];
  for (const one of document.querySelectorAll('*')) {
    if ([...one.attributes].some(attribute => attribute.name.startsWith('on'))) wrong.push(one);
  }
  for (const one of document.querySelectorAll('script, img, link[rel=stylesheet]')) {
    const from = one.getAttribute('src') ?? one.getAttribute('href') ?? '';
    if (!from.startsWith('/static/')) wrong.push(one);
  }
  for (const one of document.querySelectorAll('svg')) {
    if (one.textContent.includes('Ann')) wrong.push(one);
  }
  return wrong.map(one => one.outerHTML.slice(0, 200));
}"""
"""Elements that our templates do not write."""


class HostileVisit(Visit):
    """A visit to a service whose only article is at the path `article`."""

    article = ""


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, opensearch_url: str) -> AsyncIterator[HostileVisit]:
    """One visitor of a service whose only article is hostile."""
    article = story(
        "hostile",
        f"Toll {SCRIPT}{IMAGE}",
        [
            {
                "words": f"the toll {IMAGE} is {SCRIPT} high",
                "speaker": SPEAKER,
                "role": f"minister {IMAGE}",
                "cue": f"said {SCRIPT}",
                "stance": "deny",
            },
            {"text": f"</p></main>{SCRIPT}<base href=//evil.example><style>*{{display:none}}</style>"},
        ],
        publisher="Evil & Sons",
        day="2026-11-20",
        standfirst=f"</p>{SCRIPT}",
        section=f"<b>{IMAGE}",
        authors=(f"By {SCRIPT}",),
    ).model_copy(update={"publisher": f"Evil {IMAGE}", "url": "javascript:alert(4)"})
    async with open_library(opensearch_url) as library:
        await library.add([article])
        later = article.model_copy(
            update={
                "text": article.text.replace("alert(1)", "alert(5)"),
                "content_hash": "1" * 64,
                "fetched_at": datetime(2026, 11, 25, tzinfo=UTC),
            }
        )
        await library.add_versions([convert(article), convert(later)])
        with served(opensearch_url, library.place.index_prefix) as address:
            context = await browser.new_context(viewport=WIDE, base_url=address)
            context.set_default_timeout(PATIENCE_MS)
            visitor = HostileVisit(address, await context.new_page())
            visitor.article = f"/articles/{article.article_id}"
            yield visitor
            await context.close()
            assert not visitor.troubles


async def test_no_page_runs_or_builds_what_an_article_holds(visit: HostileVisit) -> None:
    named = quote(SPEAKER, safe="")
    for path in (
        "/",
        "/?q=toll",
        "/articles?q=toll",
        "/speakers",
        f"/speakers/{named}",
        visit.article,
        f"{visit.article}#q1",
        f"{visit.article}/versions",
        f"/compare?of=speaker:{named}&of=toll",
        "/sources",
    ):
        page = await visit.open(path)
        await _nothing_happened(page, path)
        assert "<" in await page.locator("main").inner_text(), path
        if path.endswith("/versions"):
            assert await page.locator("ins", has_text="5").count() == 3


async def test_no_page_runs_or_builds_what_an_address_holds(visit: HostileVisit) -> None:
    for words in (SCRIPT, IMAGE, SPEAKER, *HOSTILE[:14]):
        asked = quote(words, safe="")
        for path in (f"/?q={asked}", f"/compare?of={asked}&of=toll", f"/speakers/{asked}"):
            await visit.open(path)
            await _nothing_happened(visit.page, path)
    visit.troubles = [one for one in visit.troubles if "status of 404" not in one]  # nobody is called so


async def _nothing_happened(page: Page, path: str) -> None:
    assert await page.evaluate("window.ran") is None, path
    assert await page.evaluate(FOREIGN) == [], path
