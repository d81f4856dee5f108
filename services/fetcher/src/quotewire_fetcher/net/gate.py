"""The gate before each host: one request at a time, a pause after each, and a longer one where the host asks for it."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from quotewire_fetcher.failures import FetchFailedError, NotYetError
from quotewire_shared.retry import Backoff

BUSY = Backoff(base_s=30.0, cap_s=3600.0)

MAX_IDLE_HOSTS = 10_000
"""Hosts remembered although nobody waits for them and no pause runs."""

MAX_HOSTS = 200_000
"""Hosts remembered at all; over it the pauses that end first are forgotten."""

MISSES_TO_PAUSE = 2
MARGIN_S = 0.025
"""Added to each pause: a server sees the end of its answer a little later than we do, above all where we hung up."""

LONGEST_PAUSE_S = 24 * 3600.0
LONGEST_WAIT_S = 60.0
"""A request that is under way already (a redirect, a robots.txt) waits no longer than this for a host."""


@dataclass(slots=True)
class _Turnstile:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    open_at: float = 0.0
    ended_at: float | None = None
    """When the last request ended."""
    waiting: int = 0
    delay_s: float = 0.0
    strikes: int = 0
    """Refusals in a row that named no pause of their own."""
    misses: int = 0
    """Requests in a row that found nobody there."""
    code: str = "http_429"
    """Why the host is to be left alone."""


class HostGate:
    """Lets one request at a time through to each host, with a pause between them."""

    def __init__(
        self,
        delay_s: float,
        *,
        busy: Backoff = BUSY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """
        Pause *delay_s* seconds after each request, or longer where a host asked for it.

        A host that is too busy and does not say for how long is left alone for *busy*'s base, doubled each time up to
        its cap.
        """
        self._delay_s = delay_s
        self._busy = busy
        self._clock = clock
        self._hosts: dict[str, _Turnstile] = {}
        self._forget_at = MAX_IDLE_HOSTS
        self._begun_at = -math.inf

    @asynccontextmanager
    async def turn(self, host: str, *, patience_s: float | None = None) -> AsyncIterator[None]:
        """
        Wait for *host*'s turn, and hold it; the pause after it counts from the end.

        Raises:
            NotYetError: with *patience_s* given, where the turn does not come within it.
            FetchFailedError: without, where the host wants to be left alone for long; the code says why.
        """
        stile = self._stile(host)
        stile.waiting += 1
        try:
            await self._enter(host, stile, patience_s)
            try:
                yield
            finally:
                stile.ended_at = self._clock()
                stile.open_at = max(
                    stile.open_at, stile.ended_at + _generous(max(self._delay_s, stile.delay_s))
                )
                stile.lock.release()
        finally:
            stile.waiting -= 1
            self._forget_idle()

    def take_over(self) -> None:
        """Take every host for asked a moment ago: another process may have done that."""
        self._begun_at = self._clock()

    def slow_down(self, host: str, delay_s: float) -> None:
        """Pause at least *delay_s* after each request to *host*, the last one included: that was its robots.txt."""
        stile = self._stile(host)
        stile.delay_s = delay_s
        if stile.ended_at is not None:
            stile.open_at = max(stile.open_at, stile.ended_at + _generous(delay_s))

    def keep_away(self, host: str, seconds: float, *, code: str = "http_429") -> None:
        """Leave *host* alone for *seconds* from now, whoever asks; *code* is why."""
        stile = self._stile(host)
        stile.open_at = max(stile.open_at, self._clock() + min(seconds, LONGEST_PAUSE_S))
        stile.code = code

    def too_busy(self, host: str, *, code: str = "http_503") -> float:
        """Leave *host* alone for a time that doubles with each call in a row; gives it, in seconds."""
        stile = self._stile(host)
        wait_s = min(self._busy.base_s * 2.0 ** min(stile.strikes, 20), self._busy.cap_s)
        stile.strikes += 1
        self.keep_away(host, wait_s, code=code)
        return wait_s

    def not_there(self, host: str, *, code: str) -> None:
        """Note that nobody answered at *host*; from the second time in a row it is left alone as if it were too busy."""
        stile = self._stile(host)
        stile.misses += 1
        if stile.misses >= MISSES_TO_PAUSE:
            self.too_busy(host, code=code)

    def went_well(self, host: str) -> None:
        """Forget that *host* was too busy, or not there."""
        if (stile := self._hosts.get(host)) is not None:
            stile.strikes = stile.misses = 0

    def pause_s(self, host: str) -> float:
        """Tell how long *host* must be left alone from now, in seconds."""
        return max(0.0, self._open_at(self._hosts.get(host)) - self._clock())

    def delay_s(self, host: str) -> float:
        """Tell how long the pause after each request to *host* is, in seconds."""
        stile = self._hosts.get(host)
        return max(self._delay_s, stile.delay_s if stile else 0.0)

    def code_of(self, host: str) -> str:
        """Tell why *host* is left alone."""
        stile = self._hosts.get(host)
        return stile.code if stile else "http_429"

    def __len__(self) -> int:
        """Count the hosts that are remembered."""
        return len(self._hosts)

    def _stile(self, host: str) -> _Turnstile:
        stile = self._hosts.get(host)
        if stile is None:
            stile = self._hosts[host] = _Turnstile()
        return stile

    async def _enter(self, host: str, stile: _Turnstile, patience_s: float | None) -> None:
        """Come back with the lock held and the pause over."""
        self._check_pause(host, stile, patience_s)
        try:
            async with asyncio.timeout(patience_s):
                await stile.lock.acquire()
        except TimeoutError:
            raise NotYetError(host, max(patience_s or 0.0, 1.0)) from None
        try:
            while (wait_s := self._open_at(stile) - self._clock()) > 0:
                self._check_pause(host, stile, patience_s)
                await asyncio.sleep(wait_s)
        except BaseException:
            stile.lock.release()
            raise

    def _check_pause(self, host: str, stile: _Turnstile, patience_s: float | None) -> None:
        wait_s = self._open_at(stile) - self._clock()
        if patience_s is not None and wait_s > patience_s:
            raise NotYetError(host, wait_s)
        if wait_s > LONGEST_WAIT_S:
            raise FetchFailedError(
                f"{host} asked to be left alone for {wait_s:.0f} s.", code=stile.code, retry_after_s=wait_s
            )

    def _open_at(self, stile: _Turnstile | None) -> float:
        if stile is None:
            return self._begun_at + self._delay_s
        return max(stile.open_at, self._begun_at + max(self._delay_s, stile.delay_s))

    def _forget_idle(self) -> None:
        if len(self._hosts) <= self._forget_at:
            return
        now = self._clock()
        for host in [
            host for host, stile in self._hosts.items() if not stile.waiting and stile.open_at <= now
        ]:
            del self._hosts[host]
        if len(self._hosts) > MAX_HOSTS:
            resting = [(stile.open_at, host) for host, stile in self._hosts.items() if not stile.waiting]
            for _, host in sorted(resting)[: len(self._hosts) - MAX_HOSTS]:
                del self._hosts[host]
        # Looking through all of them costs milliseconds: the next time is when there are a quarter more.
        self._forget_at = max(MAX_IDLE_HOSTS, len(self._hosts) * 5 // 4)


def _generous(pause_s: float) -> float:
    return pause_s + MARGIN_S if pause_s > 0 else 0.0
