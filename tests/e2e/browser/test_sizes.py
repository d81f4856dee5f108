"""The pages fit small windows, large letters, paper, and what a reader's system asks for."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.e2e.browser.conftest import PATIENCE_MS, Visit
from tests.e2e.browser.places import STORY, every_page
from tests.e2e.browser.service import article_titled

WIDER = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= edge) return [];
  return [...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > edge + 1)
    .map(one => one.outerHTML.slice(0, 120));
}"""
"""What stands out to the right, where anything does."""
MOVING = """() => [...document.querySelectorAll('*')].filter(one => {
  const style = getComputedStyle(one);
  return style.transitionDuration.split(',').some(time => parseFloat(time) > 0)
    || style.animationName !== 'none' || style.scrollBehavior === 'smooth';
}).map(one => one.outerHTML.slice(0, 120))"""


@pytest_asyncio.fixture(loop_scope="session")
async def phone(browser: Browser, address: str) -> AsyncIterator[Page]:
    """A window as narrow as a page must bear (WCAG 1.4.10)."""
    context = await browser.new_context(viewport={"width": 320, "height": 640}, base_url=address)
    context.set_default_timeout(PATIENCE_MS)
    yield await context.new_page()
    await context.close()


async def test_nothing_scrolls_sideways_at_320_pixels(phone: Page, address: str) -> None:
    for path in every_page(address):
        await phone.goto(path)
        assert await phone.evaluate(WIDER) == [], path


async def test_nothing_scrolls_sideways_at_twice_the_size(browser: Browser, address: str) -> None:
    context = await browser.new_context(
        viewport={"width": 640, "height": 450}, device_scale_factor=2, base_url=address
    )
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    for path in every_page(address):
        await page.goto(path)
        assert await page.evaluate(WIDER) == [], path
    await context.close()


async def test_nothing_scrolls_sideways_with_letters_twice_as_large(phone: Page, address: str) -> None:
    session = await phone.context.new_cdp_session(phone)
    for path in ("/", "/articles", "/speakers", "/sources", article_titled(address, STORY)):
        await phone.set_viewport_size({"width": 640, "height": 800})
        await phone.goto(path)
        before = await phone.locator("h1").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
        await session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
        after = await phone.locator("h1").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
        assert after == 2 * before
        assert await phone.evaluate(WIDER) == [], path
        await session.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})


async def test_nothing_moves_for_those_who_ask_for_that(visit: Visit) -> None:
    await visit.page.emulate_media(reduced_motion="reduce")
    for path in ("/?q=strike", article_titled(visit.address, STORY)):
        page = await visit.open(path)
        assert await page.evaluate(MOVING) == [], path


async def test_marks_and_choices_can_be_told_apart_in_forced_colours(visit: Visit) -> None:
    await visit.page.emulate_media(forced_colors="active")
    page = await visit.open("/?q=strike&kind=direct")
    chosen = page.locator("#facets [aria-current=true]")
    assert await chosen.evaluate("one => getComputedStyle(one).borderTopWidth") == "1px"
    bar, ground = page.locator(".plot .bar").first, page.locator("body")
    fill = await bar.evaluate("one => getComputedStyle(one).fill")
    assert fill != await ground.evaluate("one => getComputedStyle(one).backgroundColor")
    page = await visit.open(article_titled(visit.address, STORY))
    quote = page.locator(".prose .q").first
    assert await quote.evaluate("one => getComputedStyle(one).borderBottomWidth") == "2px"


async def test_paper_shows_what_was_said_and_no_controls(visit: Visit) -> None:
    await visit.page.emulate_media(media="print")
    page = await visit.open("/?q=strike")
    assert await page.locator("blockquote").first.is_visible()
    for controls in (".search", ".facets", ".pages", ".takeaway", ".when"):
        assert not await page.locator(controls).first.is_visible(), controls
    page = await visit.open(article_titled(visit.address, STORY))
    assert await page.locator("h1").is_visible()
    assert not await page.locator(".pin").first.is_visible()
    assert (await page.pdf()).startswith(b"%PDF-")
