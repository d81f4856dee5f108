"""Takes fetch requests: pages and feeds of our domains that somebody named."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import structlog

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.loop import FetchLoop
from quotewire_fetcher.memory.book import NotOursError, StateBook
from quotewire_fetcher.memory.state import FeedState, PageState
from quotewire_fetcher.naming.identity import page_id_for
from quotewire_fetcher.pages.handler import Outlet
from quotewire_fetcher.requests import request_further, wanted_page
from quotewire_fetcher.sources.roster import Roster
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
        outlet: Outlet | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Remember in *book*, queue in *loop*; what is to go on to another domain goes by *outlet*."""
        self._book = book
        self._roster = roster
        self._loop = loop
        self._outlet = outlet
        self._clock = clock

    async def take(self, batch: Sequence[Received[FetchRequest]]) -> Sequence[Outcome]:
        """
        Take a batch; returns when what is to be done is remembered.

        Raises:
            NotOursError: some domains went to another process meanwhile; it gets the batch again.
        """
        await self._book.opened()
        requests = [item.message for item in batch]
        page_ids = [_page_id(request) for request in requests]
        outcomes: list[Outcome] = [None] * len(requests)
        for number, request in enumerate(requests):
            if request.kind != "page" and page_ids[number] is not None:
                outcomes[number] = await self._take_feed(request)
        # What jobs in hand are about to remember of the same pages counts; from here to the save nobody comes between.
        await self._book.quiet(*(f"page:{page_id}" for page_id in page_ids))
        pages: dict[str, PageState] = {}
        onward: list[FetchRequest] = []
        for number, (request, page_id) in enumerate(zip(requests, page_ids, strict=True)):
            if page_id is None:
                outcomes[number] = BadRequestError(f"Not an address: {request.url[:200]}.")
            elif request.kind == "page":
                outcomes[number] = self._take_page(request, page_id, pages, onward)
        await self._book.save(*pages.values())
        for page in pages.values():
            self._loop.put_page(page)
        if self._outlet is not None and onward:
            await self._outlet.request(onward)
        return outcomes

    def _take_page(
        self,
        request: FetchRequest,
        page_id: str,
        pages: dict[str, PageState],
        onward: list[FetchRequest],
    ) -> Outcome:
        known = pages.get(page_id) or self._book.page(page_id, request.url)
        wanted = wanted_page(request, known, self._clock())
        if wanted is not None:
            pages[page_id] = wanted
            return None
        if request.asked_url is None or known is None:
            return Skipped("page_known")
        # Another address led to a page that was settled before: it must not end in silence.
        if known.phase == "refused":
            return FetchRefusedError(
                f"{request.asked_url} leads to {request.url}: {known.reason}", code=known.code
            )
        if known.phase == "moved" and known.moved_to is not None:
            further = request_further(request, known.moved_to)
            if further is None:
                return FetchRefusedError(
                    f"{request.asked_url} leads in a circle or too far: {request.url}.", code="redirect_loop"
                )
            onward.append(further)
            return None
        return Skipped("page_known")

    async def _take_feed(self, request: FetchRequest) -> Outcome:
        if not self._book.owns(request.url):
            raise NotOursError(f"{request.url} is another process's.")
        if request.kind == "lease":
            return await self._take_lease(request)
        guest = self._roster.invite(request)
        if isinstance(guest, str):
            return Skipped(guest)
        await self._book.quiet(f"feed:{guest.id}")
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
        await self._book.quiet(f"feed:{request.source_id}")
        known = self._book.feed(request.source_id, request.url)
        if known is None or known.url != request.url:
            return Skipped("source_gone")
        await self._book.save(replace(known, hub_until=request.until.timestamp() if request.until else None))
        return None


def _page_id(request: FetchRequest) -> str | None:
    try:
        return page_id_for(request.url)
    except ValueError:
        return None
