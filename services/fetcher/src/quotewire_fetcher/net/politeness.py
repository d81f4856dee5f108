"""Polite HTTP's upper half: robots.txt before every hop, one request at a time per host, a pause after each."""

import asyncio
import functools
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError, NotYetError
from quotewire_fetcher.naming.identity import host_of
from quotewire_fetcher.net.client import HttpClient
from quotewire_fetcher.net.gate import BUSY, LONGEST_WAIT_S, HostGate
from quotewire_fetcher.net.names import literal_address
from quotewire_fetcher.net.web import Answer, SiteRights, Verdict, Wanted
from quotewire_fetcher.robots.robots import Robots, origin_of
from quotewire_fetcher.robots.tdmrep import TdmRep
from quotewire_shared.retry import Backoff

PATIENCE_S = 2.0
"""A host that must be left alone for longer is not waited for: the job makes room for others."""

_ROBOTS_TRIES: Final = 10
_BUSY: Final = frozenset({"http_429", "http_503"})
_AWAY: Final = frozenset({"connect_failed", "connect_timeout", "dns_failed"})


class PoliteWeb:
    """The web as the fetcher sees it."""

    def __init__(  # noqa: PLR0913 - settings, by keyword
        self,
        client: HttpClient,
        *,
        token: str,
        robots_ttl_s: float,
        delay_s: float,
        max_crawl_delay_s: float,
        patience_s: float = PATIENCE_S,
        busy: Backoff = BUSY,
        tdmrep: bool = False,
    ) -> None:
        """
        Go out through *client*; robots.txt groups are matched with *token*.

        A host whose turn does not come within *patience_s* is not waited for. One that answers 429 or 503 and names no
        time is left alone as *busy* says. With *tdmrep* each site is asked for that file, too.
        """
        self._client = client
        self._max_crawl_delay_s = max_crawl_delay_s
        self._patience_s = patience_s
        self.gate = HostGate(delay_s, busy=busy)
        self.guard: Callable[[str], None] = lambda _host: None
        """Asked right before each request to a host; may raise NotYetError."""
        self.robots = Robots(self._get_robots, token=token, ttl_s=robots_ttl_s)
        self.tdmrep = TdmRep(self.get) if tdmrep else None

    async def get(self, wanted: Wanted) -> Answer:
        """
        Get one resource, asking robots.txt on every hop and waiting for each host's turn.

        Raises:
            NotYetError: the first host must be left alone for longer than our patience; the page was not asked for.
            FetchRefusedError: robots_disallowed, or what the client refuses.
            FetchFailedError: robots_unavailable, or what the client fails at.
        """
        host = _host(wanted.url)
        if (wait_s := self.gate.pause_s(host)) > self._patience_s:
            raise NotYetError(host, wait_s)
        # robots.txt is for those who read a site; a hub that a feed names wants to be asked.
        journey = _Journey(self._hop if wanted.form is None else self._turn, self._patience_s)
        return await self._client.get(wanted, journey.hop, patience_s=self._patience_s)

    async def prepare(self, url: str) -> None:
        """
        Learn what the site of *url* reserves, before its page is asked for.

        Raises:
            NotYetError: its host must be left alone for longer than our patience.
            FetchRefusedError: blocked_address and the like.
        """
        if self.tdmrep is not None and not self.tdmrep.known(url):
            await self.tdmrep.reservation(url)

    async def site_rights(self, url: str) -> SiteRights:
        """Tell what the site of *url* says about it, as far as that is known without asking."""
        tdm = (
            await self.tdmrep.reservation(url) if self.tdmrep is not None and self.tdmrep.known(url) else None
        )
        if self.robots.known(origin_of(url)) is None:
            return SiteRights(None, tdm)
        try:
            return SiteRights(await self.robots.verdict(url), tdm)
        except (NotYetError, FetchFailedError):
            return SiteRights(None, tdm)

    async def _get_robots(self, wanted: Wanted) -> Answer:
        journey = _Journey(self._turn, self._patience_s)
        return await self._client.get(wanted, journey.hop, patience_s=self._patience_s)

    @asynccontextmanager
    async def _hop(self, url: str, patience_s: float | None) -> AsyncIterator[None]:
        verdict = await self._verdict(url, patience_s)
        if not verdict.allowed:
            raise FetchRefusedError(f"robots.txt disallows {url}.", code="robots_disallowed")
        if verdict.crawl_delay_s is not None:
            self.gate.slow_down(_host(url), min(verdict.crawl_delay_s, self._max_crawl_delay_s))
        async with self._turn(url, patience_s):
            yield

    async def _verdict(self, url: str, patience_s: float | None) -> Verdict:
        """Ask robots.txt; what is under way already waits for a busy host, but not for ever."""
        for _ in range(_ROBOTS_TRIES):
            try:
                return await self.robots.verdict(url)
            except NotYetError as error:
                if patience_s is not None:
                    raise
                if error.wait_s > LONGEST_WAIT_S:
                    raise FetchFailedError(
                        str(error), code=self.gate.code_of(error.host), retry_after_s=error.wait_s
                    ) from None
                await asyncio.sleep(error.wait_s)
        raise FetchFailedError(f"robots.txt of {_host(url)} was not to be had.", code="robots_unavailable")

    @asynccontextmanager
    async def _turn(self, url: str, patience_s: float | None) -> AsyncIterator[None]:
        host = _host(url)
        async with self.gate.turn(host, patience_s=patience_s):
            self.guard(host)
            try:
                yield
            except FetchFailedError as error:
                self._note(host, error)
                raise
            self.gate.went_well(host)

    def _note(self, host: str, error: FetchFailedError) -> None:
        """Leave the whole host alone, not one page of it."""
        if error.retry_after_s is not None:
            self.gate.keep_away(host, error.retry_after_s, code=error.reason_code)
        elif error.reason_code in _BUSY:
            self.gate.too_busy(host, code=error.reason_code)
        elif error.reason_code in _AWAY:
            # Each try would take ten seconds of a place, for each of its feeds and pages.
            self.gate.not_there(host, code=error.reason_code)


class _Journey:
    """The hops of one request: only before the first may it be put off."""

    def __init__(
        self,
        hop: Callable[[str, float | None], AbstractAsyncContextManager[None]],
        patience_s: float,
    ) -> None:
        self._hop = hop
        self._patience_s: float | None = patience_s

    def hop(self, url: str) -> AbstractAsyncContextManager[None]:
        patience_s, self._patience_s = self._patience_s, None
        return self._hop(url, patience_s)


@functools.lru_cache(maxsize=4_096)
def _host(url: str) -> str:
    """Name the host that politeness counts by: an address in any spelling is one."""
    host = host_of(url)
    return literal_address(host) or host
