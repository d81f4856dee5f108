"""What a visitor does on the pages: one suite, walked by mouse and by keyboard."""

import asyncio
import csv
import io
import json
import re
from pathlib import Path
from typing import ClassVar

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.browser.conftest import Visit
from tests.e2e.browser.hands import Hand
from tests.e2e.browser.places import OTHER, SPEAKER, STORY
from tests.e2e.browser.service import total

WORDS = """target => {
  const runs = [];
  for (const run of document.querySelectorAll('.prose .q')) {
    if (!runs.length && run !== target) continue;
    const bare = run.cloneNode(true);
    bare.querySelectorAll('.tip, .pin').forEach(extra => extra.remove());
    runs.push(bare.textContent.trim());
    if (run.querySelector('.pin')) break;
  }
  return runs.join(' … ');
}"""
"""The words of the quote that begins at a mark, as it is told in results."""


class Journeys:
    """From a question to the words on the page they come from, and away with them."""

    hand: ClassVar[Hand]

    async def test_a_search_finds_what_the_api_finds_and_marks_it(self, visit: Visit) -> None:
        page = await visit.open("/")
        await self.hand.write(page.locator("#q"), "strike")
        await self.hand.press(page.get_by_role("button", name="Search"))
        await expect(page.locator("#count")).to_have_text(
            _counted(total(visit.address, q="strike"), "strike")
        )
        await expect(page).to_have_url(re.compile(r"/\?q=strike$"))
        await expect(page.locator("#live")).to_have_text(re.compile("quotes for strike"))
        for quote in await page.locator(".said").all():
            assert await quote.locator("mark").count() > 0

    async def test_a_facet_narrows_by_what_it_counts_and_is_taken_back(self, visit: Visit) -> None:
        page = await visit.open("/?q=strike")
        before = await page.locator("#count").inner_text()
        choice = page.locator("#facets section:has(h2:text-is('Outlet')) a").first
        name, promised = await choice.locator("bdi").inner_text(), await choice.locator(".n").inner_text()
        await self.hand.press(choice)
        chosen = page.locator("#facets a[aria-current=true]")
        await expect(chosen.locator("bdi")).to_have_text(name)
        await expect(page.locator("#count")).to_have_text(f"{promised} quotes for strike")
        assert set(await page.locator(".said .outlet").all_inner_texts()) == {name}
        await self.hand.press(chosen)
        await expect(page.locator("#count")).to_have_text(before)

    async def test_a_range_on_the_timeline_becomes_the_time_of_the_search(self, visit: Visit) -> None:
        page = await visit.open("/")
        said = await self.hand.select(page, 2, 4)
        count = said.rpartition(": ")[2]
        await expect(page.locator("#count")).to_have_text(count)
        await expect(page.locator("#since")).to_have_value("2026-11-18")
        await expect(page.locator("#until")).to_have_value("2026-11-20")
        assert count == f"{total(visit.address, since='2026-11-18', until='2026-11-20')} quotes"
        await self.hand.press(page.get_by_role("link", name="Any time"))
        await expect(page.locator("#since")).to_have_value("")

    async def test_a_speaker_leads_to_all_about_them(self, visit: Visit) -> None:
        page = await visit.open(f'/?q=speaker:"{SPEAKER}"')
        await self.hand.press(page.locator(".said a.speaker").first)
        await expect(page.locator("h1")).to_have_text(SPEAKER)
        promised = total(visit.address, q=f'speaker:"{SPEAKER}"')
        await self.hand.press(page.locator(".facts a"))
        await expect(page.locator("#count")).to_have_text(f"{promised} quotes")

    async def test_a_quote_leads_to_its_words_in_the_article(self, visit: Visit) -> None:
        page = await visit.open("/?q=strike&kind=direct")
        quote = page.locator(".said").nth(1)
        told = await quote.locator("blockquote").inner_text()
        await self.hand.press(quote.locator(".story"))
        words = page.locator(".q:target, .anchor:target + .q")
        await expect(words).to_be_in_viewport()
        assert await words.evaluate("mark => getComputedStyle(mark).boxShadow") != "none"
        assert _bare(await words.evaluate(WORDS)) == _bare(told)

    async def test_two_speakers_are_compared_by_the_numbers_of_the_api(self, visit: Visit) -> None:
        page = await visit.open(f"/speakers/{SPEAKER}")
        await self.hand.write(page.locator("#versus"), f'speaker:"{OTHER}"')
        await self.hand.press(page.locator(".versus button"))
        sides = page.locator(".side")
        await expect(sides.locator("h2")).to_have_text([SPEAKER, OTHER])
        for place, name in enumerate((SPEAKER, OTHER)):
            counted = await sides.nth(place).locator(".total b").inner_text()
            assert int(counted) == total(visit.address, q=f'speaker:"{name}"')

    @pytest.mark.parametrize("form", ["CSV", "NDJSON"])
    async def test_an_export_holds_as_many_quotes_as_the_page_counts(self, visit: Visit, form: str) -> None:
        page = await visit.open("/?q=strike")
        count = int((await page.locator("#count").inner_text()).split()[0])
        async with page.expect_download() as waiting:
            await self.hand.press(page.locator(".takeaway").get_by_role("link", name=form, exact=True))
        download = await waiting.value
        assert download.suggested_filename == f"quotes.{form.lower()}"
        text = Path(await download.path()).read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text))) if form == "CSV" else _lines(text)
        assert len(rows) == count
        assert len({row["id"] for row in rows}) == count

    async def test_paging_shows_every_result_once_and_back_returns(self, visit: Visit) -> None:
        page = await visit.open("/?q=strike")
        count = int((await page.locator("#count").inner_text()).split()[0])
        pages = [await _shown(page)]
        more = page.get_by_role("link", name="More quotes")
        while await more.count():
            await self.hand.press(more)
            await expect(page.locator(".story").first).not_to_have_attribute("href", pages[-1][0])
            pages.append(await _shown(page))
        seen = [quote for one in pages for quote in one]
        assert len(seen) == len(set(seen)) == count
        assert len(pages) > 2
        await page.go_back()
        await expect(page.locator(".story").first).to_have_attribute("href", pages[-2][0])
        assert await _shown(page) == pages[-2]
        await page.go_forward()
        await expect(page.locator(".story").first).to_have_attribute("href", pages[-1][0])
        assert await _shown(page) == pages[-1]

    async def test_a_citation_is_copied(self, visit: Visit, context: BrowserContext) -> None:
        await context.grant_permissions(["clipboard-read", "clipboard-write"], origin=visit.address)
        page = await visit.open("/?q=strike")
        await self.hand.press(page.locator(".cite summary").first)
        citation = page.locator(".citation").first
        await expect(citation).to_have_attribute("data-done", "Copied")
        copied = await page.evaluate("navigator.clipboard.readText()")
        assert copied == await citation.text_content()
        assert "2026" in copied

    async def test_a_correction_shows_what_was_added_and_removed(self, visit: Visit) -> None:
        page = await visit.open(f'/articles?q="{STORY}"')
        await self.hand.press(page.locator(".story-row h2 a").first)
        await self.hand.press(page.locator("a.changed"))
        await expect(page.locator(".edit del").first).to_have_text("Trewin")
        await expect(page.locator(".edit ins").first).to_have_text("Trewhella")

    async def test_a_slip_in_the_question_is_told_with_what_was_meant(self, visit: Visit) -> None:
        page = await visit.open("/")
        await self.hand.write(page.locator("#q"), "spaeker:hallmann")
        await page.keyboard.press("Enter")
        await expect(page.locator(".notices")).to_contain_text("Did you mean “speaker:”?")
        await self.hand.press(page.locator(".notices a"))
        await expect(page.locator("#q")).to_have_value("speaker:hallmann")
        found = total(visit.address, q="speaker:hallmann")
        await expect(page.locator("#count")).to_have_text(_counted(found, "speaker:hallmann"))


def _counted(count: int, words: str) -> str:
    return f"{count} quotes for {words}"


def _bare(words: str) -> str:
    """Leave out the marks around words, and how their spaces are written."""
    return " ".join(words.split()).strip("“”\"'‘’ ")


def _lines(text: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in text.splitlines()]


async def _shown(page: Page) -> list[str]:
    links = await page.locator(".story").all()
    return [str(href) for href in await asyncio.gather(*(link.get_attribute("href") for link in links))]
