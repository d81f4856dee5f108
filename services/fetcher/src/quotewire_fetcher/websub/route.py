"""The route /websub of the probe port: hubs verify subscriptions here, and bring what is new."""

import time
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime
from typing import Any

import structlog

from quotewire_fetcher.documents.rescue import FeedReader
from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.pages.handler import Outlet
from quotewire_fetcher.requests import request_for_entry
from quotewire_fetcher.sources.roster import Roster
from quotewire_fetcher.sources.source import Source
from quotewire_fetcher.websub.subscriptions import Secrets, Subscription, lease_s, query_of
from quotewire_shared.messages import FetchRequest, Lane

log = structlog.get_logger()

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

AT_A_TIME = 4
"""Bodies in memory at once; a hub that is sent away tries again."""


class WebSubRoute:
    """An ASGI application: GET verifies, POST delivers."""

    def __init__(
        self,
        secrets: Secrets,
        roster: Roster,
        reader: FeedReader,
        outlet: Outlet,
        *,
        max_body_bytes: int,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take calls about the sources of *roster*; what they bring is asked for by *outlet*."""
        self._secrets = secrets
        self._roster = roster
        self._reader = reader
        self._outlet = outlet
        self._max_body_bytes = max_body_bytes
        self._clock = clock
        self._busy = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        if scope["type"] != "http":
            return
        query = query_of(scope["query_string"])
        wanted = self._secrets.called(query)
        source = None if wanted is None else self._roster.named(wanted.record_id, wanted.feed_url)
        if wanted is None or source is None:
            await _answer(send, 404, b"")
        elif scope["method"] == "GET":
            await self._verify(query, wanted, send)
        elif scope["method"] == "POST":
            await self._deliver(scope, receive, send, wanted, source)
        else:
            await _answer(send, 405, b"")

    async def _verify(self, query: dict[str, str], wanted: Subscription, send: Send) -> None:
        mode, challenge = query.get("hub.mode"), query.get("hub.challenge", "")
        now = self._clock()
        if mode == "denied":
            log.warning("websub_denied", feed=wanted.feed_url, reason=query.get("hub.reason", "")[:200])
            await self._note_lease(wanted, now)
            await _answer(send, 200, b"")
        elif mode == "subscribe" and query.get("hub.topic") == wanted.topic and challenge:
            until = now + lease_s(query.get("hub.lease_seconds"))
            await self._note_lease(wanted, until)
            log.info("websub_granted", feed=wanted.feed_url, seconds=round(until - now))
            await _answer(send, 200, challenge.encode("utf-8", "replace"))
        else:
            # Nobody here asked for anything else: an unsubscription would be an attack.
            await _answer(send, 404, b"")

    async def _note_lease(self, wanted: Subscription, until: float) -> None:
        """Tell the process that keeps the feed's record."""
        now = datetime.fromtimestamp(self._clock(), UTC)
        await self._outlet.request(
            [
                FetchRequest(
                    kind="lease",
                    url=wanted.feed_url,
                    source_id=wanted.record_id,
                    first_seen_at=now,
                    until=datetime.fromtimestamp(until, UTC),
                )
            ]
        )

    async def _deliver(
        self, scope: Scope, receive: Receive, send: Send, wanted: Subscription, source: Source
    ) -> None:
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        if self._busy >= AT_A_TIME:
            await _answer(send, 503, b"", [(b"retry-after", b"30")])
            return
        self._busy += 1
        try:
            body = await _body(receive, self._max_body_bytes)
            if body is None:
                await _answer(send, 413, b"")
                return
            # 202 in any case (WebSub, 8): whoever guesses signatures is told nothing.
            if self._secrets.signed(wanted, body, headers.get("x-hub-signature", "")):
                await self._take(body, headers.get("content-type"), wanted, source)
            else:
                log.warning("websub_signature_wrong", feed=wanted.feed_url)
            await _answer(send, 202, b"")
        finally:
            self._busy -= 1

    async def _take(
        self, body: bytes, content_type: str | None, wanted: Subscription, source: Source
    ) -> None:
        try:
            feed = await self._reader.read(
                body, wanted.feed_url, kind=source.kind or "rss", content_type=content_type
            )
        except FetchRefusedError as error:
            log.warning("websub_unreadable", feed=wanted.feed_url, code=error.reason_code)
            return
        now = self._clock()
        # The owners of the pages know which of them are new.
        await self._outlet.request(
            [request_for_entry(entry, source, lane=Lane.LIVE, now=now) for entry in feed.entries]
        )
        log.info("websub_delivered", feed=wanted.feed_url, entries=len(feed.entries))


async def _body(receive: Receive, max_bytes: int) -> bytes | None:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > max_bytes:
            return None
        if not message.get("more_body"):
            return b"".join(parts)


async def _answer(
    send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    head = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": status, "headers": head + (headers or [])})
    await send({"type": "http.response.body", "body": body})
