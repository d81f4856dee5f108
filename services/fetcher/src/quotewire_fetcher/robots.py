"""robots.txt: fetched once per origin, believed for a while, obeyed (RFC 9309)."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.web import Answer, Wanted

MAX_ROBOTS_BYTES = 512 * 1024
"""RFC 9309, 2.5: at least 500 KiB are read; what lies behind is ignored."""

MAX_ORIGINS = 20_000
FAILED_TTL_S = 300.0
"""An origin that answered with an error is asked again after this, or after its own Retry-After."""

UNREACHED_TTL_S = 5.0
"""One that gave no answer at all: just long enough that many waiting pages do not all knock."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What robots.txt says about one URL."""

    allowed: bool
    crawl_delay_s: float | None


@dataclass(frozen=True, slots=True)
class _Known:
    rules: Protego | None
    """None: the file could not be had; keep away."""
    until: float
    reason: str = ""


class Robots:
    """Answers for every origin; one request per origin at a time."""

    def __init__(
        self,
        get: Callable[[Wanted], Awaitable[Answer]],
        *,
        token: str,
        ttl_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Fetch by *get*, match groups for *token*, believe a file for *ttl_s* seconds."""
        self._get = get
        self._token = token
        self._ttl_s = ttl_s
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._asking: dict[str, asyncio.Lock] = {}

    async def verdict(self, url: str) -> Verdict:
        """
        Say whether *url* may be fetched.

        Raises:
            FetchFailedError: robots_unavailable or why there was no answer; everything there is off limits for now.
        """
        known = await self._rules(_origin(url))
        if known.rules is None:
            answered = known.reason.startswith("http_")
            raise FetchFailedError(
                f"robots.txt could not be had ({known.reason}).",
                # A server that cannot be reached is told from one that fails at this file: the cure is another.
                code="robots_unavailable" if answered else known.reason,
                retry_after_s=max(known.until - self._clock(), 0.0) if answered else None,
            )
        delay = known.rules.crawl_delay(self._token)
        return Verdict(known.rules.can_fetch(url, self._token), None if delay is None else float(delay))

    async def _rules(self, origin: str) -> _Known:
        known = self._known.get(origin)
        if known is not None and known.until > self._clock():
            self._known.move_to_end(origin)
            return known
        lock = self._asking.setdefault(origin, asyncio.Lock())
        try:
            async with lock:
                known = self._known.get(origin)
                if known is None or known.until <= self._clock():
                    known = await self._fetch(origin)
                    self._known[origin] = known
                    while len(self._known) > MAX_ORIGINS:
                        self._known.popitem(last=False)
                return known
        finally:
            if not lock.locked():
                self._asking.pop(origin, None)

    async def _fetch(self, origin: str) -> _Known:
        wanted = Wanted(
            f"{origin}/robots.txt",
            max_bytes=MAX_ROBOTS_BYTES,
            accept="text/plain, */*;q=0.5",
            overflow="cut",
            max_redirects=5,
        )
        try:
            answer = await self._get(wanted)
        except FetchRefusedError:
            # 4xx, or unreachable by its own fault (a loop, a refused address): nothing forbids anything (RFC 9309,
            # 2.3.1.3).
            return _Known(Protego.parse(""), self._clock() + self._ttl_s)
        except FetchFailedError as error:
            answered = error.reason_code.startswith("http_")
            wait_s = max(error.retry_after_s or 0.0, FAILED_TTL_S) if answered else UNREACHED_TTL_S
            return _Known(None, self._clock() + wait_s, error.reason_code)
        # Off the event loop: half a megabyte of rules takes a while.
        rules = await asyncio.to_thread(_parse, answer.body)
        return _Known(rules, self._clock() + self._ttl_s)


def _parse(body: bytes) -> Protego:
    return Protego.parse(body.decode("utf-8-sig", "replace"))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
