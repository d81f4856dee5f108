"""The route /sources of the probe port: how well this process's sources are, as JSON for `quotewire status`."""

import asyncio
import json
import math
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Final

from quotewire_fetcher.memory.state import FeedState
from quotewire_fetcher.reporting.source_health import Tally

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

SLICE: Final = 500
"""Feeds counted before others get a turn: some milliseconds."""
KEPT_S: Final = 2.0
KEPT_TIMES: Final = 20.0
"""How long an answer is given again, however many ask: so long, or so many times as long as the count took."""


class SourcesRoute:
    """
    An ASGI application for GET.

    It counts in slices, so that a hundred thousand feeds do not hold the event loop up.
    """

    def __init__(
        self,
        feeds: Callable[[], Iterable[FeedState]],
        sources: Callable[[], Iterable[str]],
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """
        Tell of the records that *feeds* gives, for the ids of the *sources* that this process serves.

        Both are called anew for each count. *sources* may be slow to give its ids: it is read in slices, too.
        """
        self._feeds = feeds
        self._sources = sources
        self._clock = clock
        self._answer: bytes = b""
        self._good_until = -math.inf
        self._counting = asyncio.Lock()

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        if scope["method"] not in ("GET", "HEAD"):
            await _send(send, 405, b'{"error": "only GET"}', [(b"allow", b"GET, HEAD")])
            return
        body = await self.answer()
        await _send(send, 200, b"" if scope["method"] == "HEAD" else body, [(b"cache-control", b"no-store")])

    async def answer(self) -> bytes:
        """Give the JSON, counted at most some seconds ago."""
        async with self._counting:
            if time.monotonic() >= self._good_until:
                began = time.monotonic()
                self._answer = json.dumps(await self._count()).encode()
                took_s = time.monotonic() - began
                self._good_until = time.monotonic() + max(KEPT_S, KEPT_TIMES * took_s)
            return self._answer

    async def _count(self) -> dict[str, Any]:
        ids = set()
        for number, source_id in enumerate(self._sources(), start=1):
            ids.add(source_id)
            if number % SLICE == 0:
                await asyncio.sleep(0)
        tally = Tally(self._clock(), ids)
        # A copy: records are replaced while others have their turn.
        for number, feed in enumerate(list(self._feeds()), start=1):
            tally.add(feed)
            if number % SLICE == 0:
                await asyncio.sleep(0)
        return tally.facts()


async def _send(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", b"application/json"),
                (b"content-length", str(len(body)).encode()),
                *headers,
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})
