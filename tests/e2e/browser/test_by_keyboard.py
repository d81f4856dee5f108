"""The journeys without a mouse: every step by Tab, Enter and arrows, with a focus that can be seen."""

from playwright.async_api import expect

from tests.e2e.browser.conftest import Visit
from tests.e2e.browser.hands import Keyboard
from tests.e2e.browser.journeys import Journeys
from tests.e2e.browser.places import STORY
from tests.e2e.browser.service import article_titled


class TestByKeyboard(Journeys):
    hand = Keyboard()

    async def test_the_first_tab_leads_past_the_head_of_the_page(self, visit: Visit) -> None:
        page = await visit.open("/")
        await page.keyboard.press("Tab")
        await expect(page.locator(".skip")).to_be_focused()
        await expect(page.locator(".skip")).to_be_in_viewport()
        await page.keyboard.press("Enter")
        await expect(page.locator("main")).to_be_focused()

    async def test_what_a_mark_tells_is_shown_on_reaching_it_and_closed_by_escape(self, visit: Visit) -> None:
        page = await visit.open(article_titled(visit.address, STORY))
        pin = page.locator(".pin").first
        tip = page.locator(".q:has(> .pin)").first.locator("> .tip")
        await expect(tip).to_be_hidden()
        await self.hand.reach(pin)
        await expect(tip).to_contain_text("sure")
        await expect(tip).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(tip).to_be_hidden()
        await expect(pin).to_be_focused()

    async def test_escape_gives_a_selection_on_the_timeline_up(self, visit: Visit) -> None:
        page = await visit.open("/")
        said = page.locator("[data-picked]")
        before = await said.inner_text()
        await self.hand.reach(page.locator(".grip"))
        await page.keyboard.press("Shift+ArrowLeft")
        await expect(said).to_contain_text(" to ")
        await page.keyboard.press("Escape")
        await expect(said).to_have_text(before)
        assert page.url == f"{visit.address}/"
