"""
Take pictures of every page over the demo's newsroom: docs/screenshots/ and the page that shows them.

Usage: python -m tools.screenshots      on the OpenSearch of QUOTEWIRE_TEST_OPENSEARCH, or on one of its own

The pictures are of real pages in a real Chromium; nothing in them is drawn by hand. A minute.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from uuid import uuid4

from playwright.async_api import Browser, Page, async_playwright

from tests.e2e.browser.places import COMPARED, SPEAKER, STORY
from tests.e2e.browser.service import article_titled, launch, served
from tests.engines import own_engines
from tests.newsroom_library import fill, parsed_newsroom, remove
from tools.get_chromium import MISSING, find_chromium

PAGE: Final = Path("docs/screenshots.md")
FOLDER: Final = Path("docs/screenshots")
LARGEST_BYTES: Final = 150_000
QUALITIES: Final = (80, 70, 60, 50, 40)
"""Tried in turn until a picture is small enough to be kept in a repository."""
HEIGHTS: Final = {"wide": 1100, "phone": 844}
WIDTHS: Final = {"wide": 1280, "phone": 390}

Size = Literal["wide", "phone"]


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: of which page, how wide, light or dark."""

    name: str
    title: str
    path: str
    size: Size = "wide"
    dark: bool = False
    before: str = ""
    """What is done first: a name of `STEPS`."""

    @property
    def file(self) -> Path:
        """Where it is kept."""
        return FOLDER / f"{self.name}.jpg"


ARTICLE: Final = "article"
"""Stands for the path of the corrected story, which is known once it is in an index."""
PORTRAIT: Final = f"/speakers/{SPEAKER}"
SHOTS: Final = (
    Shot("quotes", "The newest quotes, with who said them, when, and where they stand.", "/"),
    Shot("quotes-dark", "The newest quotes in dark.", "/", dark=True),
    Shot("quotes-phone", "The newest quotes on a phone.", "/", "phone"),
    Shot("search", "A search: the best match first, what was found marked.", "/?q=strike port"),
    Shot("search-phone", "A search on a phone.", "/?q=strike port", "phone"),
    Shot("search-narrowed", "Narrowed by facets: what ministers said.", "/?q=role:minister&kind=direct"),
    Shot("search-dragged", "A range dragged over the timeline, before it is let go.", "/", before="drag"),
    Shot(
        "search-notice", "A slip in the question, and what was probably meant.", "/?q=spaeker:hallmann strike"
    ),
    Shot("nothing-found", "Nothing found, and what can be done.", "/?q=zeppelin&kind=direct"),
    Shot("articles", "Articles instead of quotes.", "/articles?q=strike"),
    Shot("article", "An article: every quote marked by its kind, who says what beside it.", ARTICLE),
    Shot("article-dark", "An article in dark.", ARTICLE, dark=True),
    Shot("article-phone", "An article on a phone.", ARTICLE, "phone"),
    Shot("article-quote", "A quote followed to its words, and what is known of it.", ARTICLE, before="quote"),
    Shot("versions", "What an outlet changed in a story after it was first read.", f"{ARTICLE}/versions"),
    Shot("speakers", "Who is quoted most.", "/speakers"),
    Shot("speaker", "All about one speaker.", PORTRAIT),
    Shot("speaker-phone", "A speaker on a phone.", PORTRAIT, "phone"),
    Shot("speaker-dark", "A speaker in dark.", PORTRAIT, dark=True),
    Shot("compare", "Two speakers side by side, over the same time and on one scale.", COMPARED),
    Shot("compare-phone", "A comparison on a phone.", COMPARED, "phone"),
    Shot("sources", "The outlets: how alive each is, and where it was silent.", "/sources"),
    Shot("sources-phone", "The outlets on a phone.", "/sources", "phone"),
    Shot("help", "The query language; every example is a link.", "/help"),
)


async def drag(page: Page) -> None:
    """Hold a range over the middle of the timeline."""
    box = await page.locator("[data-timeline]").bounding_box()
    if box is None:
        raise RuntimeError("There is no timeline on the page.")
    await page.mouse.move(box["x"] + box["width"] * 0.45, box["y"] + 30)
    await page.mouse.down()
    await page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 30, steps=5)


async def quote(page: Page) -> None:
    """Follow the third quote to its words and point at them."""
    await page.locator(".saids .to").nth(2).click()
    await page.locator(".q:target").hover()
    await page.locator(".q:target > .tip").wait_for(state="visible")


STEPS: Final = {"drag": drag, "quote": quote}


@contextmanager
def newsroom() -> Iterator[str]:
    """Serve the newsroom; give the service's address."""
    prefix = f"p{uuid4().hex[:8]}"
    with _opensearch() as url:
        asyncio.run(fill(url, prefix, parsed_newsroom()))
        try:
            with served(url, prefix) as address:
                yield address
        finally:
            asyncio.run(remove(url, prefix))


@contextmanager
def _opensearch() -> Iterator[str]:
    given = os.environ.get("QUOTEWIRE_TEST_OPENSEARCH")
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory() as folder, own_engines(Path(folder)) as engines:
        engines.start_opensearch()
        yield engines.opensearch_url


async def take(address: str, chromium: str, shots: tuple[Shot, ...]) -> None:
    """Take *shots* of the service at *address* and write them to their files."""
    async with async_playwright() as playwright:
        browser = await launch(playwright, chromium)
        try:
            for shot in shots:
                picture = await _picture(browser, address, shot)
                shot.file.write_bytes(picture)
                print(f"{shot.file}: {len(picture):,} bytes")
        finally:
            await browser.close()


async def _picture(browser: Browser, address: str, shot: Shot) -> bytes:
    context = await browser.new_context(
        base_url=address,
        viewport={"width": WIDTHS[shot.size], "height": HEIGHTS[shot.size]},
        device_scale_factor=2 if shot.size == "phone" else 1,
        color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce",
    )
    page = await context.new_page()
    path = shot.path
    if path.startswith(ARTICLE):
        path = article_titled(address, STORY) + path.removeprefix(ARTICLE)
    await page.goto(path, wait_until="networkidle")
    if shot.before:
        await STEPS[shot.before](page)
    picture = b""
    for quality in QUALITIES:
        # Hiding the caret needs a style of Playwright's own, which the pages' security policy refuses.
        picture = await page.screenshot(type="jpeg", quality=quality, caret="initial")
        if len(picture) <= LARGEST_BYTES:
            break
    await context.close()
    return picture


def document(shots: tuple[Shot, ...]) -> str:
    """Write the page that shows *shots*."""
    parts = [
        "# What Quotewire's pages look like",
        "Taken by `make screenshots` in Chromium, over the demo's newsroom, all of it invented.",
    ]
    parts += [f"{shot.title}\n\n![{shot.title}](screenshots/{shot.file.name})" for shot in shots]
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """Take all pictures and write the page that shows them."""
    chromium = find_chromium()
    if chromium is None:
        sys.stderr.write(f"{MISSING}\n")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.jpg"):
        old.unlink()
    with newsroom() as address:
        asyncio.run(take(address, chromium, SHOTS))
    PAGE.write_text(document(SHOTS), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
