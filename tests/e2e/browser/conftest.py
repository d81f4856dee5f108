"""
A real Chromium on the real search service, over the newsroom in a real OpenSearch.

Every page is watched: a console error, a script error, or a request to anywhere but the service fails the test.
One Chromium serves all tests of the session, so they share the session's event loop; a test's profile is its own.
"""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    ViewportSize,
    async_playwright,
    expect,
)

from tests.e2e.browser.service import launch, served
from tools.get_chromium import MISSING, find_chromium

WIDE: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE_MS = 30_000
"""A busy machine takes its time."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests of this folder in the event loop of the session, where the browser lives."""
    loop = pytest.mark.asyncio(loop_scope="session")
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(loop, append=False)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; without one the tests are skipped, but never in CI."""
    path = find_chromium()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return path


@pytest.fixture(scope="session")
def address(chromium: str, opensearch_url: str, newsroom_prefix: str) -> Iterator[str]:
    """Where the search service answers, with the newsroom in its index."""
    with served(opensearch_url, newsroom_prefix) as where:
        yield where


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """Start Chromium."""
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        started = await launch(playwright, chromium)
        yield started
        await started.close()


class Visit:
    """A page, and everything that went wrong while it was open."""

    def __init__(self, address: str, page: Page) -> None:
        self.address = address
        self.page = page
        self.troubles: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        page.on("request", self._check)
        page.on("dialog", self._dismiss)

    async def open(self, path: str) -> Page:
        """Go to *path* of the service."""
        await self.page.goto(self.address + path)
        return self.page

    async def _dismiss(self, dialog: Dialog) -> None:
        self.troubles.append(f"dialog: {dialog.message}")
        await dialog.dismiss()

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.troubles.append(f"console: {said.text}")

    def _check(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != urlsplit(self.address).netloc:
            self.troubles.append(f"elsewhere: {request.url}")


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser, address: str) -> AsyncIterator[BrowserContext]:
    """A fresh profile, as wide as a desk's screen."""
    opened = await browser.new_context(viewport=WIDE, base_url=address, accept_downloads=True)
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(context: BrowserContext, address: str) -> AsyncIterator[Visit]:
    """One visitor; nothing may have gone wrong when they leave."""
    visitor = Visit(address, await context.new_page())
    yield visitor
    assert not visitor.troubles
