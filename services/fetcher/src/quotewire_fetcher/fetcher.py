"""The running fetcher: its loop, the partitions that the group gives it, and the sources file as it changes."""

import asyncio
import gc
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator
from typing import Any

import structlog
from faststream.asgi.types import ASGIApp

from quotewire_fetcher.agenda import SLICE
from quotewire_fetcher.loop import FetchLoop
from quotewire_fetcher.memory.state import FeedState
from quotewire_fetcher.net.client import HttpClient
from quotewire_fetcher.sources.roster import Roster
from quotewire_fetcher.sources.sources_file import SourcesFile
from quotewire_fetcher.summary import Summary
from quotewire_fetcher.territory import Territory
from quotewire_shared.broker import Subscription
from quotewire_shared.errors import QuotewireError

log = structlog.get_logger()

LOOK_AT_SOURCES_S = 10.0
GROUP_PATIENCE_S = 120.0
"""How long a single run waits for all partitions: a process that was killed keeps its own for ten seconds."""


class Fetcher:
    """Joins what `main` wires."""

    def __init__(
        self,
        loop: FetchLoop,
        territory: Territory,
        roster: Roster,
        sources_file: SourcesFile,
        client: HttpClient,
        requests: Subscription,
    ) -> None:
        """Serve what *territory* says by *loop*; *requests* tells how far fetch requests were read."""
        self._loop = loop
        self._territory = territory
        self._roster = roster
        self._sources_file = sources_file
        self._client = client
        self._requests = requests
        self.beside: list[Callable[[], Coroutine[Any, Any, None]]] = []
        """What runs, for ever, while it fetches."""
        self.routes: list[tuple[str, ASGIApp]] = []
        """What it answers on its probe port, beside the probes."""
        territory.on_lost, territory.on_given = self._lose, self._begin

    async def run(self) -> None:
        """Fetch for ever; ends by cancellation, or by an error."""
        tasks = [
            asyncio.ensure_future(part)
            for part in (
                self._loop.run(),
                self._follow_sources(),
                *(part() for part in self.beside),
                self._territory.fail_with_problem(),
            )
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()  # none of them ends without an error
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._territory.stop()

    async def run_once(self) -> Summary:
        """
        Poll every source once, fetch what they name, and end.

        Raises:
            QuotewireError: another fetcher has some of the partitions.
        """
        await self._have_all()
        running = asyncio.ensure_future(self._loop.run_once(self._requests.drained))
        beside = [
            asyncio.ensure_future(part)
            for part in (self._territory.fail_with_problem(), *(part() for part in self.beside))
        ]
        try:
            await asyncio.wait([running, *beside], return_when=asyncio.FIRST_COMPLETED)
            for task in beside:
                if task.done():
                    task.result()  # raises
            return running.result()
        finally:
            running.cancel()
            for task in beside:
                task.cancel()
            await asyncio.gather(running, *beside, return_exceptions=True)
            await self._territory.stop()

    def only_once(self) -> None:
        """Poll each source once; to be said before the broker is started."""
        self._loop.only_once()

    async def not_ready(self) -> str | None:
        """Say why the fetcher is not ready yet, or None."""
        return await self._loop.not_ready()

    def feeds(self) -> Iterable[FeedState]:
        """Give the records of the feeds that are ours."""
        return self._roster.records()

    def source_ids(self) -> Iterator[str]:
        """Name the sources that are ours."""
        return self._roster.ids()

    async def _begin(self, partitions: frozenset[int]) -> None:
        # A full collection would stop everything for most of a second with a hundred thousand feeds, and they stay.
        gc.disable()
        try:
            await self._loop.begin(partitions)
        finally:
            gc.enable()
        gc.collect(1)  # what is young and dead shall not stay for ever
        gc.freeze()

    async def _lose(self, partitions: frozenset[int]) -> None:
        await self._loop.end(partitions)
        # An idle connection is a connection too: the next process opens its own.
        await self._client.drop_connections(None)

    async def _have_all(self) -> None:
        deadline = time.monotonic() + GROUP_PATIENCE_S
        while not (self._territory.settled and await self._loop.owns_everything()):
            self._territory.raise_problem()
            if time.monotonic() > deadline:
                raise QuotewireError(
                    "Another fetcher runs in this deployment and has some of the work. Stop it, or leave out --once."
                )
            await asyncio.sleep(0.1)

    async def _follow_sources(self) -> None:
        while True:
            await asyncio.sleep(LOOK_AT_SOURCES_S)
            sources = await asyncio.to_thread(self._sources_file.changed)
            if sources is None:
                continue
            fresh = self._roster.replace(sources)
            for number, source in enumerate(fresh, start=1):
                self._loop.put_source(source, 0.0)
                if number % SLICE == 0:
                    await asyncio.sleep(0)
            log.info("sources_changed", sources=len(sources), new=len(fresh))
