"""Takes fetch requests: pages and feeds of our domains that somebody named."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import structlog

from quotewire_fetcher.book import NotOursError, StateBook
from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.identity import canonical_url, page_id_for
from quotewire_fetcher.loop import FetchLoop
from quotewire_fetcher.requests import wanted_page
from quotewire_fetcher.roster import Roster
from quotewire_fetcher.state import FeedState, PageState
from quotewire_shared.broker import Outcome
from quotewire_shared.decoding import Received
from quotewire_shared.errors import PermanentError, Skipped
from quotewire_shared.messages import FetchRequest

log = structlog.get_logger()


class BadRequestError(PermanentError):
    """A fetch request whose address cannot be fetched."""

    code = "bad_url"


class Intake:
    """Turns requests into records and jobs."""

    def __init__(
        self,
        book: StateBook,
        roster: Roster,
        loop: FetchLoop,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Remember in *book*, queue in *loop*."""
        self._book = book
        self._roster = roster
        self._loop = loop
        self._clock = clock

    async def take(self, batch: Sequence[Received[FetchRequest]]) -> Sequence[Outcome]:
        """
        Take a batch; returns when what is to be done is remembered.

        Raises:
            NotOursError: some domains went to another process meanwhile; it gets the batch again.
        """
        outcomes: list[Outcome] = []
        pages: dict[str, PageState] = {}
        for item in batch:
            request = item.message
            try:
                canonical_url(request.url)
            except ValueError as error:
                outcomes.append(BadRequestError(f"Not an address: {error}."))
                continue
            if request.kind == "page":
                outcomes.append(self._take_page(request, pages))
            else:
                outcomes.append(await self._take_feed(request))
        await self._book.save(*pages.values())
        for page in pages.values():
            self._loop.put_page(page)
        return outcomes

    def _take_page(self, request: FetchRequest, pages: dict[str, PageState]) -> Outcome:
        page_id = page_id_for(request.url)
        known = pages.get(page_id) or self._book.page(page_id, request.url)
        wanted = wanted_page(request, known, self._clock())
        if wanted is None:
            if request.asked_url is not None and known is not None and known.phase == "refused":
                # Another address led to a page that was given up: it must not end in silence.
                return FetchRefusedError(
                    f"{request.asked_url} leads to {request.url}: {known.reason}", code=known.code
                )
            return Skipped("page_known")
        pages[page_id] = wanted
        return None

    async def _take_feed(self, request: FetchRequest) -> Outcome:
        if not self._book.owns(request.url):
            raise NotOursError(f"{request.url} is another process's.")
        if request.kind == "lease":
            return await self._take_lease(request)
        guest = self._roster.invite(request)
        if guest is None:
            return Skipped("source_gone")
        known = self._book.feed(guest.id, guest.url)
        until = request.until.timestamp() if request.until else None
        fresh = FeedState(
            source_id=guest.id, url=guest.url, etag=request.etag, last_modified=request.last_modified
        )
        after = replace(known or fresh, guest_until=until)
        await self._book.save(after)
        self._loop.put_source(guest, after.next_due_at)
        return None

    async def _take_lease(self, request: FetchRequest) -> Outcome:
        known = self._book.feed(request.source_id, request.url)
        if known is None:
            return Skipped("source_gone")
        await self._book.save(replace(known, hub_until=request.until.timestamp() if request.until else None))
        return None
