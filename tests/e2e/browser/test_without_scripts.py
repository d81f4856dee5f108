"""With scripts switched off everything is still there: forms and links do it."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.e2e.browser.conftest import PATIENCE_MS, WIDE
from tests.e2e.browser.places import OTHER, SPEAKER
from tests.e2e.browser.service import total


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:
    """A window whose scripts are off."""
    context = await browser.new_context(viewport=WIDE, base_url=address, java_script_enabled=False)
    context.set_default_timeout(PATIENCE_MS)
    yield await context.new_page()
    await context.close()


async def test_a_search_is_narrowed_and_its_quote_read_in_the_article(page: Page, address: str) -> None:
    await page.goto("/")
    await page.locator("#q").fill("strike")
    await page.get_by_role("button", name="Search").click()
    await expect(page.locator("#count")).to_have_text(f"{total(address, q='strike')} quotes for strike")
    choice = page.locator("#facets section:has(h2:text-is('Outlet')) a").first
    promised = await choice.locator(".n").inner_text()
    await choice.click()
    await expect(page.locator("#count")).to_have_text(f"{promised} quotes for strike")
    await page.locator("#facets a[aria-current=true]").click()
    await expect(page.locator("#count")).to_have_text(f"{total(address, q='strike')} quotes for strike")
    await page.locator(".said .story").first.click()
    await expect(page.locator(".q:target, .anchor:target + .q")).to_be_in_viewport()
    # A quote that its cue breaks has its link behind the last piece.
    quote = page.locator(".q:has(> .pin)").first
    await quote.locator("> .pin").focus()
    await expect(quote.locator("> .tip")).to_be_visible()


async def test_a_time_is_written_and_more_is_shown(page: Page, address: str) -> None:
    await page.goto("/?q=strike")
    await page.get_by_role("link", name="More quotes").click()
    await expect(page.get_by_role("link", name="First page")).to_be_visible()
    await page.locator("#since").fill("2026-11-20")
    await page.get_by_label("Time").get_by_role("button", name="Apply").click()
    found = total(address, q="strike", since="2026-11-20")
    await expect(page.locator("#count")).to_have_text(f"{found} quotes for strike")


async def test_speakers_are_compared_and_a_citation_opened(page: Page) -> None:
    await page.goto(f"/speakers/{SPEAKER}")
    await page.locator("#versus").fill(f'speaker:"{OTHER}"')
    await page.locator(".versus button").click()
    await expect(page.locator(".side h2")).to_have_text([SPEAKER, OTHER])
    await page.get_by_role("link", name="Newest quotes").first.click()
    await page.locator(".cite summary").first.click()
    await expect(page.locator(".citation").first).to_contain_text(SPEAKER)
