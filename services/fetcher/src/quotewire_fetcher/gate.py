"""The gate before each host: one request at a time, and a pause after each."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

MAX_IDLE_HOSTS = 10_000


@dataclass(slots=True)
class _Turnstile:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    open_at: float = 0.0
    waiting: int = 0
    delay_s: float = 0.0


class HostGate:
    """Lets one request at a time through to each host, with a pause between them."""

    def __init__(self, delay_s: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Pause *delay_s* seconds after each request, or longer where a host asked for it."""
        self._delay_s = delay_s
        self._clock = clock
        self._hosts: dict[str, _Turnstile] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for *host*'s turn, and hold it."""
        stile = self._hosts.setdefault(host, _Turnstile())
        stile.waiting += 1
        try:
            async with stile.lock:
                if (wait_s := stile.open_at - self._clock()) > 0:
                    await asyncio.sleep(wait_s)
                try:
                    yield
                finally:
                    stile.open_at = self._clock() + max(self._delay_s, stile.delay_s)
        finally:
            stile.waiting -= 1
            self._forget_idle()

    def slow_down(self, host: str, delay_s: float) -> None:
        """Pause at least *delay_s* after each further request to *host*."""
        self._hosts.setdefault(host, _Turnstile()).delay_s = delay_s

    def pause_s(self, host: str) -> float:
        """Tell how long *host* must be left alone from now, in seconds."""
        stile = self._hosts.get(host)
        return max(0.0, stile.open_at - self._clock()) if stile else 0.0

    def _forget_idle(self) -> None:
        if len(self._hosts) <= MAX_IDLE_HOSTS:
            return
        now = self._clock()
        for host in [
            host for host, stile in self._hosts.items() if not stile.waiting and stile.open_at <= now
        ]:
            del self._hosts[host]
