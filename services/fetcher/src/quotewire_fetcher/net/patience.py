"""The polite web for a person at a prompt: pauses are waited for, and what comes back is read."""

import asyncio
from collections.abc import Awaitable, Callable

from quotewire_fetcher.documents.feeds import Feed
from quotewire_fetcher.documents.rescue import FeedReader
from quotewire_fetcher.failures import FetchFailedError, NotYetError
from quotewire_fetcher.net.web import Answer, Wanted, Web

PATIENCE_S = 120.0
"""A person waits this long for a host that wants a pause; longer pauses are reported instead."""


async def read_document(reader: FeedReader, answer: Answer, *, kind: str | None = None) -> Feed:
    """
    Read the body of *answer* as a feed or sitemap; *kind* is what it should be.

    Raises:
        FetchRefusedError: not_a_feed, bad_feed and others.
    """
    return await reader.read(answer.body, answer.url, kind=kind, content_type=answer.content_type)


class PatientWeb:
    """The polite web for somebody who waits: a host that wants a pause is waited for."""

    def __init__(
        self,
        web: Web,
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Get by *web*; *sleep* waits a number of seconds, at most *patience_s* in all for one resource."""
        self._web = web
        self._sleep = sleep
        self._patience_s = patience_s

    async def get(self, wanted: Wanted) -> Answer:
        """
        Get one resource.

        Raises:
            FetchRefusedError: as the web refuses it.
            FetchFailedError: as it fails; host_paused where the host wants a longer pause than anybody waits.
        """
        left_s = self._patience_s
        while True:
            try:
                return await self._web.get(wanted)
            except NotYetError as error:
                if error.wait_s > left_s:
                    raise FetchFailedError(
                        f"{error.host} wants to be left alone for {error.wait_s:,.0f} s more.",
                        code="host_paused",
                        retry_after_s=error.wait_s,
                    ) from None
                left_s -= max(error.wait_s, 0.1)
                await self._sleep(max(error.wait_s, 0.1))
