"""How a visitor acts: by pointer, or by keys alone. The journeys are the same."""

from typing import Protocol

from playwright.async_api import FloatRect, Locator, Page

MOST_TABS = 400
"""Nothing on a page is farther away."""


class Hand(Protocol):
    """What a visitor can do."""

    async def press(self, target: Locator) -> None:
        """Press a link, a button or a summary."""

    async def write(self, field: Locator, text: str) -> None:
        """Write *text* into *field*, in place of what is there."""

    async def select(self, page: Page, first: int, last: int) -> str:
        """Select the bars from *first* to *last* of the timeline; give what is said of them before they apply."""


class Mouse:
    """Points and clicks; keys only write."""

    async def press(self, target: Locator) -> None:
        """Click its middle."""
        await target.click()

    async def write(self, field: Locator, text: str) -> None:
        """Click into the field and write."""
        await field.click()
        await field.fill("")
        await field.press_sequentially(text)

    async def select(self, page: Page, first: int, last: int) -> str:
        """Drag from bar to bar."""
        bars = page.locator("[data-timeline] svg a .hit")
        start, end = await _box(bars.nth(first)), await _box(bars.nth(last))
        await page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
        await page.mouse.down()
        await page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=6)
        said = await page.locator("[data-picked]").inner_text()
        await page.mouse.up()
        return said


class Keyboard:
    """Tab, Enter and arrows; a focus that cannot be seen counts as none."""

    async def press(self, target: Locator) -> None:
        """Tab to it and press Enter."""
        await self.reach(target)
        await target.page.keyboard.press("Enter")

    async def write(self, field: Locator, text: str) -> None:
        """Tab to the field and write over all that is in it."""
        await self.reach(field)
        await field.page.keyboard.press("Control+a")
        await field.page.keyboard.press("Delete")
        await field.page.keyboard.type(text)

    async def select(self, page: Page, first: int, last: int) -> str:
        """Tab to the timeline, go to the first bar, and select with Shift as far as the last."""
        await self.reach(page.locator("[data-timeline] .grip"))
        await page.keyboard.press("Home")
        for _ in range(first):
            await page.keyboard.press("ArrowRight")
        for _ in range(last - first):
            await page.keyboard.press("Shift+ArrowRight")
        said = await page.locator("[data-picked]").inner_text()
        await page.keyboard.press("Enter")
        return said

    async def reach(self, target: Locator) -> None:
        """Tab until the focus is on *target*, and seen there."""
        await target.wait_for()
        for _ in range(MOST_TABS):
            if await target.evaluate("element => element === document.activeElement"):
                ring = await target.evaluate("element => getComputedStyle(element).outlineStyle")
                assert ring != "none", f"The focus cannot be seen on {target}"
                return
            await target.page.keyboard.press("Tab")
        raise AssertionError(f"{MOST_TABS} times Tab did not lead to {target}")


async def _box(target: Locator) -> FloatRect:
    box = await target.bounding_box()
    assert box is not None
    return box
