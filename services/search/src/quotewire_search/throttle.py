"""
How much one client may ask: a token bucket for each, and few exports at once.

A client is an address; of IPv6 the /64, since whoever has one address there has all of them. Behind a proxy it is the
address that a trusted proxy names (`QUOTEWIRE_SEARCH_TRUSTED_PROXIES`; uvicorn's middleware reads the header).

Why our own: of the known libraries `limits` counts in windows, slowapi builds on it, and its store in memory holds as
many clients as come; a bucket is ten lines.
"""

import math
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from quotewire_search.problems import Handler
from quotewire_search.settings import SearchSettings

MAX_CLIENTS: Final = 10_000
"""Buckets held at once, some 200 bytes each; the one that asked longest ago makes room (and comes back full)."""
FREE: Final = ("/health", "/ready", "/metrics", "/static/")
"""Cheap, and asked by supervisors or ten times for one page."""
EXPORT: Final = "/api/v1/export/"
COSTS: Final = {EXPORT: 20, "/api/v1/compare": 5, "/compare": 5}
"""What else than 1 a request takes from the bucket, by the beginning of its path."""
UNKNOWN: Final = "unknown"
MINUTE_S: Final = 60
EXPORT_RETRY_S: Final = 10

TOO_MANY: Final = (
    "You ask more often than this service lets one client: {rate} requests a minute, {burst} at once. "
    "Try again in {seconds} s. For many results at once, use /api/v1/export."
)
TOO_MANY_EXPORTS: Final = (
    "Too many exports run right now. Wait until one has ended; try again in {seconds} s."
)


@dataclass(slots=True)
class Bucket:
    """What a client has left, and when that was reckoned (seconds of the clock)."""

    left: float
    at_s: float


class Buckets:
    """A bucket for each client that asked lately."""

    def __init__(
        self,
        per_minute: int,
        burst: int,
        max_clients: int = MAX_CLIENTS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Hold *burst* in a full bucket and refill it by *per_minute*; both in requests of cost 1."""
        self._per_s = per_minute / MINUTE_S
        self._burst = burst
        self._max_clients = max_clients
        self._clock = clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, client: str, cost: int = 1) -> float:
        """Take *cost* from the client's bucket; give the seconds to wait where it holds less (0: taken)."""
        now = self._clock()
        bucket = self._buckets.pop(client, None) or Bucket(self._burst, now)
        self._buckets[client] = bucket
        if len(self._buckets) > self._max_clients:
            self._buckets.popitem(last=False)
        bucket.left = min(self._burst, bucket.left + (now - bucket.at_s) * self._per_s)
        bucket.at_s = now
        cost = min(cost, self._burst)  # what costs more than a bucket holds could never be had
        if bucket.left < cost:
            return (cost - bucket.left) / self._per_s
        bucket.left -= cost
        return 0.0

    def __len__(self) -> int:
        """Count the clients held."""
        return len(self._buckets)


class Exports:
    """The exports that run; no client may hold more than half of the places, so that others get one."""

    def __init__(self, places: int) -> None:
        """Let *places* run at once."""
        self._places = places
        self._for_one = max(1, places // 2)
        self._running: Counter[str] = Counter()

    def begin(self, client: str) -> bool:
        """Take a place; False where there is none."""
        if self._running.total() >= self._places or self._running[client] >= self._for_one:
            return False
        self._running[client] += 1
        return True

    def end(self, client: str) -> None:
        """Give the place back."""
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client]


class Throttle:
    """ASGI middleware that answers 429 to whoever asks too much."""

    def __init__(self, app: ASGIApp, settings: SearchSettings, answer: Handler) -> None:
        """Refuse by *answer* what goes beyond *settings*."""
        self._app = app
        self._settings = settings
        self._answer = answer
        self._exports = Exports(settings.max_concurrent_exports)
        self._buckets = (
            Buckets(settings.rate_per_minute, settings.rate_burst) if settings.rate_per_minute else None
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"].startswith(FREE):
            await self._app(scope, receive, send)
            return
        client = client_of(scope)
        wait_s = self._buckets.take(client, cost_of(scope["path"])) if self._buckets is not None else 0.0
        if wait_s:
            text = TOO_MANY.format(
                rate=self._settings.rate_per_minute,
                burst=self._settings.rate_burst,
                seconds=math.ceil(wait_s),
            )
            await self._refuse(text, math.ceil(wait_s), scope, receive, send)
        elif not scope["path"].startswith(EXPORT):
            await self._app(scope, receive, send)
        elif self._exports.begin(client):
            try:
                await self._app(scope, receive, send)
            finally:
                self._exports.end(client)
        else:
            text = TOO_MANY_EXPORTS.format(seconds=EXPORT_RETRY_S)
            await self._refuse(text, EXPORT_RETRY_S, scope, receive, send)

    async def _refuse(self, text: str, seconds: int, scope: Scope, receive: Receive, send: Send) -> None:
        error = HTTPException(429, text, {"Retry-After": str(seconds)})
        await (await self._answer(Request(scope), error))(scope, receive, send)


def cost_of(path: str) -> int:
    """Say how much a request for *path* takes from the bucket."""
    return next((cost for begin, cost in COSTS.items() if path.startswith(begin)), 1)


def client_of(scope: Scope) -> str:
    """Name who asks: the IPv4 address, the IPv6 /64, or "unknown" for all that cannot be told apart."""
    host = (scope.get("client") or (UNKNOWN,))[0]
    try:
        address = ip_address(host)
    except ValueError:
        return UNKNOWN
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address) >> 64 << 64, 64)))
