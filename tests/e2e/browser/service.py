"""A search service as a process, and the Chromium that visits it: for the browser tests and the screenshots."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from playwright.async_api import Browser, Playwright

from tests.e2e.stack import free_port
from tests.eventually import eventually_sync

STARTED_WITHIN_S = 60.0
"""Importing it takes two seconds, on a busy machine twenty."""


@contextmanager
def served(opensearch_url: str, prefix: str) -> Iterator[str]:
    """Serve the indices of *prefix*; give the address once it answers, and end the service afterwards."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("QUOTEWIRE_")},
        "QUOTEWIRE_OPENSEARCH_URL": opensearch_url,
        "QUOTEWIRE_OPENSEARCH_INDEX_PREFIX": prefix,
        "QUOTEWIRE_SEARCH_PORT": str(port),
        "QUOTEWIRE_SEARCH_TIMEOUT_S": "30",
        "QUOTEWIRE_SEARCH_RATE_PER_MINUTE": "0",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "quotewire_shared.cli", "run", "search"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"

    def the_service_is_ready() -> bool:
        if process.poll() is not None:
            raise RuntimeError(
                f"The search service ended with {process.returncode}; run it by hand to see why."
            )
        try:
            answer = httpx.get(f"{address}/ready", trust_env=False, timeout=5)
        except httpx.TransportError:
            return False
        return answer.status_code == httpx.codes.OK

    try:
        eventually_sync(the_service_is_ready, within_s=STARTED_WITHIN_S)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


async def launch(playwright: Playwright, path: str) -> Browser:
    """Start the Chromium at *path*."""
    # It refuses its sandbox to root, and a container's /dev/shm is too small for it.
    options = ["--no-sandbox", "--disable-dev-shm-usage"] if os.geteuid() == 0 else []
    return await playwright.chromium.launch(executable_path=path, args=options)


def article_titled(address: str, title: str) -> str:
    """Give the path of the article of that *title* in the service at *address*."""
    query = {"q": f'"{title}"', "facets": "none"}
    answer = httpx.get(f"{address}/api/v1/articles", params=query, trust_env=False, timeout=30)
    return f"/articles/{answer.json()['items'][0]['article_id']}"


def total(address: str, **query: str) -> int:
    """Give the number of quotes that the API of the service at *address* finds."""
    answer = httpx.get(f"{address}/api/v1/quotes", params=query, trust_env=False, timeout=30)
    return int(answer.json()["total"])
