"""Polite HTTP's upper half: robots.txt before every hop, one request at a time per host, a pause after each."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from quotewire_fetcher.client import HttpClient
from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.gate import HostGate
from quotewire_fetcher.identity import host_of
from quotewire_fetcher.robots import Robots
from quotewire_fetcher.web import Answer, Wanted


class PoliteWeb:
    """The web as the fetcher sees it."""

    def __init__(
        self, client: HttpClient, *, token: str, robots_ttl_s: float, delay_s: float, max_crawl_delay_s: float
    ) -> None:
        """Go out through *client*; robots.txt groups are matched with *token*."""
        self._client = client
        self._max_crawl_delay_s = max_crawl_delay_s
        self.gate = HostGate(delay_s)
        self.robots = Robots(self._get_robots, token=token, ttl_s=robots_ttl_s)

    async def get(self, wanted: Wanted) -> Answer:
        """
        Get one resource, asking robots.txt on every hop and waiting for each host's turn.

        Raises:
            FetchRefusedError: robots_disallowed, or what the client refuses.
            FetchFailedError: robots_unavailable, or what the client fails at.
        """
        return await self._client.get(wanted, self._hop)

    async def _get_robots(self, wanted: Wanted) -> Answer:
        return await self._client.get(wanted, self._turn)

    @asynccontextmanager
    async def _hop(self, url: str) -> AsyncIterator[None]:
        verdict = await self.robots.verdict(url)
        if not verdict.allowed:
            raise FetchRefusedError(f"robots.txt disallows {url}.", code="robots_disallowed")
        if verdict.crawl_delay_s is not None:
            self.gate.slow_down(host_of(url), min(verdict.crawl_delay_s, self._max_crawl_delay_s))
        async with self._turn(url):
            yield

    @asynccontextmanager
    async def _turn(self, url: str) -> AsyncIterator[None]:
        async with self.gate.turn(host_of(url)):
            yield
