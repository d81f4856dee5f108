"""Every page passes axe-core's rules for WCAG 2.2 AA and its best practice: light and dark, wide and on a phone."""

from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, ViewportSize

from tests.e2e.browser.conftest import PATIENCE_MS, PHONE, WIDE
from tests.e2e.browser.places import every_page

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""In the dark nothing else is different."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_axe_finds_nothing_on_any_page(
    browser: Browser, address: str, scheme: Literal["light", "dark"], size: ViewportSize
) -> None:
    context = await browser.new_context(
        viewport=size, color_scheme=scheme, reduced_motion="reduce", base_url=address
    )
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    reports = []
    for path in every_page(address):
        await page.goto(path)
        # What is folded away is read too, once somebody opens it.
        await page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        found = await Axe().run(page, options=RULES if scheme == "light" else COLOURS)
        if found.violations_count:
            reports.append(f"{path}\n{found.generate_report()}")
    await context.close()
    assert not reports, "\n".join(reports)
